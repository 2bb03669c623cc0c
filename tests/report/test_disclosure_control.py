"""What is shared gives no small count away: neither shown, nor computed, nor the only one that would fit."""

import itertools
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fieldkit.report import disclosure_attack, disclosure_control
from fieldkit.report.crosstab import Crosstab, Dimensions
from fieldkit.report.model import Cell, Column, Report, ReportRow, Section, Sum, Table


def marks(name: str, values: str) -> Dimensions:
    return Dimensions(name, name, {letter: letter for letter in values}, "otro", frozenset(values))


def cube(counts: Mapping[tuple[str, str], int]) -> Crosstab:
    """Every row and column of ``counts`` has its line, whether anybody is in it or not."""
    rows, columns = ("".join(sorted({key[at] for key in counts})) for at in (0, 1))
    made = Crosstab("things", marks("row", rows), marks("column", columns))
    for values, n in counts.items():
        made.add(*values, n=n)
    return made


def report(*tables: Table) -> Report:
    return Report(
        title="t", place="p", first=date(2026, 1, 1), last=date(2026, 1, 1), mark="interno: no compartir",
        shared=False, notes=(), sections=(Section("s", tables),),
    )  # fmt: skip


def figures(table: Table) -> list[list[int | str | None]]:
    return [["*" if cell.hidden else cell.value for cell in row.cells] for row in table.rows]


def crossing(counts: Mapping[tuple[str, str], int]) -> Table:
    return cube(counts).crossing("k", "t", "row", "column", "s")


def test_a_table_without_small_counts_is_shared_whole() -> None:
    table = crossing({("a", "x"): 10, ("a", "y"): 20, ("b", "x"): 30, ("b", "y"): 40})
    done = disclosure_control.shared(report(table))
    assert figures(done.tables[0]) == figures(table)
    assert done.notes == ()


def test_a_small_count_takes_three_more_with_it() -> None:
    done = disclosure_control.shared(report(crossing({("a", "x"): 3, ("a", "y"): 20, ("b", "x"): 30, ("b", "y"): 40})))
    assert figures(done.tables[0]) == [
        ["*", "*", 23, 2473],
        ["*", "*", 70, 7527],
        [33, 60, 93, 10000],
    ]


def test_nought_is_a_small_count_and_a_percentage_of_one_goes_with_it() -> None:
    done = disclosure_control.shared(
        report(cube({("a", "x"): 3, ("b", "x"): 20, ("c", "x"): 70}).listing("k", "t", "row", "s"))
    )
    assert figures(done.tables[0]) == [["*", "*"], ["*", "*"], [70, 7527], [93, 10000]]
    nought = Table(
        key="k", title="t", head="h", columns=(Column("n"),), source="s",
        rows=(ReportRow("a", (Cell(0, of=("a",)),)), ReportRow("b", (Cell(50, of=("b",)),))),
    )  # fmt: skip
    assert figures(disclosure_control.shared(report(nought)).tables[0]) == [["*"], [50]]


def test_what_one_table_hides_another_does_not_tell() -> None:
    counts = cube({("a", "x"): 3, ("b", "x"): 20, ("b", "y"): 9, ("c", "y"): 70})
    one, other = counts.listing("k", "t", "row", "s"), counts.crossing("l", "t", "row", "column", "s")
    listed, crossed = disclosure_control.shared(report(one, other)).tables
    totals = [row[-2] for row in figures(crossed)]
    assert totals == [row[0] for row in figures(listed)]


def test_what_is_for_the_consulates_own_eyes_is_left_out_and_named() -> None:
    inner = cube({("a", "x"): 50}).listing("k", "Caja", "row", "s", inside=True)
    done = disclosure_control.shared(report(inner, crossing({("a", "x"): 50})))
    assert [table.title for table in done.tables] == ["t"]
    assert done.notes == ("Sin los cuadros internos: Caja.",)


def test_an_inner_column_is_left_out_and_what_hangs_on_it_judged_by_it() -> None:
    table = Table(
        key="k", title="t", head="h", source="s",
        columns=(Column("n", inside=True), Column("median", "minutes")),
        rows=(
            ReportRow("a", (Cell(4, of=("a",)), Cell(37, of=("a",)))),
            ReportRow("b", (Cell(9, of=("b",)), Cell(12, of=("b",)))),
        ),
    )  # fmt: skip
    done = disclosure_control.shared(report(table)).tables[0]
    assert [column.title for column in done.columns] == ["median"]
    assert figures(done) == [["*"], [12]]


def fitting(table: Table, hidden: frozenset[str], truth: Mapping[str, int], pinned: dict[str, int]) -> dict[str, int]:
    """Counts that agree with what is shown and with ``pinned``; empty when there are none."""
    parts_of = {one.total: one.parts for one in table.sums}
    inner = {part for parts in parts_of.values() for part in parts} - parts_of.keys()

    def below(name: str) -> frozenset[str]:
        """The inner counts that add up to this one."""
        return frozenset([name]) if name in inner else frozenset().union(*map(below, parts_of[name]))

    shown = [(below(total), truth[total]) for total in parts_of if total not in hidden]
    unknown = sorted((inner & hidden) - pinned.keys())

    def search(at: int, found: dict[str, int]) -> dict[str, int]:
        left = [(names - found.keys(), n - sum(found.get(name, 0) for name in names)) for names, n in shown]
        if any(n < 0 or (n and not names) for names, n in left):
            return {}
        if at == len(unknown):
            return found | {total: sum(found[name] for name in below(total)) for total in parts_of}
        bounds = [n for names, n in left if unknown[at] in names]
        forced = [n for names, n in left if names == {unknown[at]}]
        for n in forced[:1] or range(min(bounds, default=9) + 1):
            if whole := search(at + 1, found | {unknown[at]: n}):
                return whole
        return {}

    return search(0, {name: truth[name] for name in inner - hidden} | pinned)


def given_away(table: Table) -> list[str]:
    """Hidden counts for which one value alone is possible."""
    truth = disclosure_control._counts([table])
    hidden = disclosure_control.suppressed(truth, [table.sums])
    inner = {part for one in table.sums for part in one.parts} - {one.total for one in table.sums}
    other: dict[str, set[int]] = {name: set() for name in hidden}
    for name in sorted(hidden & inner):
        for n in (truth[name] + 1, truth[name] + 2, *range(truth[name])):
            whole = fitting(table, hidden, truth, {name: n})
            for one in hidden & whole.keys():
                other[one].add(whole[one])
            if whole:
                break
    return sorted(name for name, numbers in other.items() if not numbers - {truth[name]})


@given(st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 7, 9]), min_size=4, max_size=6))
@settings(max_examples=60, deadline=None)
def test_every_hidden_count_could_be_at_least_two_numbers(values: list[int]) -> None:
    cells = itertools.product("abc"[: len(values) // 2], "xy")
    assume(any(values))  # of nothing there is no table
    table = crossing(dict(zip(cells, values, strict=False)))
    assert given_away(table) == []


def test_nothing_left_to_share_out_is_noticed_over_rows_and_columns_together() -> None:
    """Only the zeros fit: no line says so by itself."""
    values = [1, 5, 0, 5, 0, 0]
    table = crossing(dict(zip(itertools.product("abc", "xy"), values, strict=True)))
    assert given_away(table) == []


@pytest.mark.parametrize("small", [0, 4])
def test_twin_without_the_second_hiding_a_small_count_is_given_away(
    monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(disclosure_control, "_unsafe", lambda *_all: set())
    assert given_away(crossing({("a", "x"): small, ("a", "y"): 6, ("b", "x"): 7, ("b", "y"): 9})) != []


def test_sums_that_only_together_give_a_count_away_are_found() -> None:
    """Two rings of hidden counts joined by one: each line has two, and yet the one between follows from the sums."""
    shape = ["xx..", "xxx.", "..xx", "..xx"]
    made = cube(
        {
            (row, column): 3 if sign == "x" else 9
            for row, line in zip("abcd", shape, strict=True)
            for column, sign in zip("wxyz", line, strict=True)
        }
    )
    table = made.crossing("k", "t", "row", "column", "s")
    between = made.id(row="b", column="y")
    counts = disclosure_control._counts([table])
    small = {name for name, n in counts.items() if n < disclosure_control.LEAST}
    assert disclosure_attack.computable(list(table.sums), small) == {between}
    hidden = disclosure_control.suppressed(counts, [table.sums])
    assert disclosure_attack.computable(list(table.sums), set(hidden)) == set()
    assert len(hidden) > len(small)


def test_a_sum_of_one_part_hides_and_shows_with_it() -> None:
    counts = {"all": 12, "a": 12, "b": 3, "c": 15}
    assert disclosure_control.suppressed(counts, [[Sum("all", ("a",))], [Sum("c", ("a", "b"))]]) == {"all", "a", "b"}
    assert disclosure_control.suppressed({"all": 12, "a": 12}, [[Sum("all", ("a",))]]) == frozenset()
