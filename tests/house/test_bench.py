"""The table of figures: its lines say what they say, and a part of it runs. No time is asserted."""

from pathlib import Path

import pytest

from tests.bench import desk, duplicates, growth, hall, reporting
from tests.bench.figures import Aim, Beside, Figure, heading, machine, median_ms, row
from tests.bench.sizes import FULL, QUICK, Sizes

TINY = Sizes(rounds=2, people=5, waiting=3, applications=1, taken_in=1, day=1, entries=600, phones=5, growth=(2, 3, 4))


@pytest.mark.parametrize(
    ("figure", "met", "sign"),
    [
        (Figure("a", 49.9, "ms", aim=Aim(50.0)), True, "✓ < 50 ms"),
        (Figure("a", 50.0, "ms", aim=Aim(50.0)), False, "✗ < 50 ms"),
        (Figure("a", 0.98, "", aim=Aim(0.98, at_least=True)), True, "✓ ≥ 0.98"),
        (Figure("a", 7.0, "MB/s", Beside("b", 10.0), Aim(0.7, True, True)), True, "✓ ≥ 0.7 × reference"),
        (Figure("a", 6.9, "MB/s", Beside("b", 10.0), Aim(0.7, True, True)), False, "✗ ≥ 0.7 × reference"),
    ],
)
def test_an_aim_is_held_against_the_value_or_against_the_reference(figure: Figure, met: bool, sign: str) -> None:
    assert figure.met is met
    assert row(figure).endswith(sign)


def test_a_line_names_its_reference_and_the_ratio() -> None:
    line = row(Figure("one field saved", 0.6, "ms", Beside("bare commit", 0.2)))
    assert [part.strip() for part in line.split("  ") if part] == [
        "one field saved",
        "0.600 ms",
        "bare commit",
        "0.200 ms",
        "3.00",
    ]


def test_the_first_round_does_not_count() -> None:
    calls = []
    median_ms(lambda: calls.append(1), 3)
    assert len(calls) == 4


def test_the_machine_is_named_with_its_disk(tmp_path: Path) -> None:
    told = machine(tmp_path)
    assert "cores" in told
    assert "Python 3." in told
    assert not told.count("· ? ·")


def test_every_line_of_a_desk_comes_with_a_positive_figure(tmp_path: Path) -> None:
    (tmp_path / "calling").mkdir()
    found = list(desk.figures(tmp_path, TINY))
    assert [one.what.split(",")[0] for one in found][:3] == ["one field saved", "one field saved", "scan → record"]
    assert len(found) == 11
    assert all(one.value > 0 and (one.beside is None or one.beside.value > 0) for one in found)


def test_the_hall_is_measured_through_the_boards_own_server(tmp_path: Path) -> None:
    found = list(hall.figures(tmp_path, TINY))
    assert [one.unit for one in found] == ["ms", "ms", "/s"]
    assert all(one.value > 0 for one in found)


def test_duplicates_are_looked_for_in_every_way_of_typing(tmp_path: Path) -> None:
    found = list(duplicates.figures(tmp_path, TINY))
    assert len(found) == 4
    assert all(one.value > 0 and one.aim is duplicates.TYPING for one in found)


def test_a_years_report_is_measured_with_the_archive_on_both_databases(tmp_path: Path) -> None:
    found = list(reporting.figures(tmp_path, TINY))
    assert [one.what for one in found][::2] == [
        f"a year's report, 600 entries, archive on {name}" for name in ("SQLite", "PostgreSQL")
    ]
    assert all(one.value > 0 for one in found)


def test_growth_is_told_at_every_size_beside_the_smallest(tmp_path: Path) -> None:
    found = list(growth.figures(tmp_path, TINY))
    assert [one.what for one in found] == [
        f"{what}, {size} visits" for what in ("check-in", "search", "call-next") for size in (3, 4)
    ]


def test_the_quick_table_is_smaller_in_everything() -> None:
    assert all(getattr(QUICK, one) < getattr(FULL, one) for one in FULL._fields)
    assert heading().startswith("median of what")
