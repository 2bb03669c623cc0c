"""Reports: counts of facts, percentages by one rule, the same figures in every form."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import msgspec
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain import journal as j
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.forms.application import ApplicationState as Sealed
from fieldkit.domain.queue.visit import QuotedWait, VisitState
from fieldkit.locale import speak
from fieldkit.report import age_bands, build, disclosure_control, problems
from fieldkit.report.build import CountedThing
from fieldkit.report.crosstab import Crosstab, Dimensions
from fieldkit.report.dimensions import CodeWords
from fieldkit.report.figures import Spread, percent, plain, written
from fieldkit.report.formats import FORMATS
from fieldkit.report.model import Cell, Report
from fieldkit.report.sources import words
from tests.support.narrowing import present
from tests.support.problems import raises
from tests.support.report_facts import CATALOG, DAY, MINUTE, application, figures, hlc, report, served, table, visit

OURS = "De este programa"
RULES = json.loads((Path(__file__).parents[1] / "vectors" / "rules.json").read_text(encoding="utf-8"))


def test_the_published_percentages_are_reproduced_from_counts() -> None:
    """The Ministry's own release for 2013 prints 58.12 where its counts give 58.22."""
    given_ = RULES["report"]["unaccompanied_minors_2013"]
    counts, expected = given_["counts"], given_["expect_percent"]
    sex = Dimensions("sex", "Sexo", {"male": "male", "female": "female"}, "")
    age = Dimensions(
        "age", "Edad", age_bands.between(age_bands.shipped().minors, date(2013, 1, 1), date(2013, 12, 31)), ""
    )
    minors = Crosstab("minors", sex, age)
    younger = counts["total"] - counts["12-16"] - counts["17"]
    women = counts["total"] - counts["male"]
    minors.add("female", "0-11", n=women)
    minors.add("male", "0-11", n=younger - women)
    minors.add("male", "12-16", n=counts["12-16"])
    minors.add("male", "17", n=counts["17"])
    made = minors.crossing("minors", "t", "age", "sex", "s")
    units = [column.unit for column in made.columns]
    rows = {row.label: list(map(written, row.cells, units)) for row in made.rows}
    assert list(rows) == ["menos de 12 años", "12 a 16 años", "17 años", "Total"]
    assert rows["12 a 16 años"][-1] == f"{expected['12-16']:.2f} %"
    assert rows["17 años"][-1] == f"{expected['17']:.2f} %"
    by_sex = minors.listing("sex", "t", "sex", "s")
    assert plain(by_sex.rows[0].cells[1], "percent") == f"{expected['male']:.2f}"
    assert rows["Total"][-2:] == ["14,008", "100.00 %"]


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_percentage_is_exact_and_a_half_is_rounded_up(part: int, whole_: int) -> None:
    exact = (Decimal(part) * 10_000 / whole_).quantize(Decimal(1), ROUND_HALF_UP)
    assert percent(part, whole_) == exact


def test_a_percentage_of_nothing_is_none() -> None:
    assert percent(0, 0) is None
    assert written(Cell(None), "percent") == "–"


@given(st.lists(st.integers(-60, 300), min_size=1, max_size=80))
def test_percentiles_are_by_nearest_rank(minutes: list[int]) -> None:
    spread = Spread()
    for one in minutes:
        spread.add(one)
    rising = sorted(minutes)
    for share in (50, 80, 95):
        assert spread.at(share) == rising[-(-len(rising) * share // 100) - 1]
    assert abs(present(spread.mean()) - sum(minutes) / len(minutes)) <= 0.5


def test_waits_and_estimates_are_held_against_what_happened() -> None:
    made = report(
        *(served(n, waited=10 * n, took=20, told=(30, 50)) for n in range(1, 11)),
        visit(20, calls=()),
        served(21, waited=5, took=7, priority="elderly"),
        served(22, waited=40, took=9, appointment=True),
    )
    assert figures(made, "waits") == {
        "Con prioridad": [1, 5, 5, 5],
        "Con cita": [1, 40, 40, 40],
        "Sin cita": [10, 50, 80, 100],
        "Todos": [12, 40, 80, 100],
    }
    assert figures(made, "served") == {"Todos": [12, 20, 20, 20]}
    # 10 … 100 minutes against 30: on average 25 more than said, 29 apart; five of ten within 50.
    assert figures(made, "estimates")[OURS] == [10, 25, 31, 5000]


def test_what_was_told_is_compared_with_the_next_call_and_not_the_first() -> None:
    early = served(1, waited=5, took=1)
    (told,) = served(2, 0, 0, told=(10, 20)).told
    twice = msgspec.structs.replace(early, told=(told,), calls=(early.calls[0], early.calls[0] + (30 * MINUTE << 16)))
    assert figures(report(twice), "estimates")[OURS] == [1, -5, 5, 10000]
    between = msgspec.structs.replace(twice, told=(msgspec.structs.replace(told, at=early.calls[0]),))
    assert figures(report(between), "estimates")[OURS] == [1, 20, 20, 0]
    told_at_the_call = msgspec.structs.replace(early, told=(msgspec.structs.replace(told, at=early.calls[0]),))
    assert not [one for one in report(told_at_the_call).tables if one.key == "estimates"]


def test_what_was_told_stands_beside_two_ways_that_need_no_program() -> None:
    one, two = (served(n, waited=waited, took=1, told=(30, 50)) for n, waited in ((1, 40), (2, 60)))
    simply = [QuotedWait(hlc(0), 30, 50, replayed=28, by_count=60, by_last=10), QuotedWait(hlc(0), 30, 50, 28, 40, 70)]
    made = report(
        *(msgspec.structs.replace(visit, told=(told,)) for visit, told in zip((one, two), simply, strict=True))
    )
    # By the count 20 too many and 20 too few, by the last one 30 too few and 10 too many.
    assert figures(made, "estimates") == {
        OURS: [2, 20, 20, 5000],
        "Con personas × promedio ÷ mesas": [2, 0, 20, 5000],
        "Con lo que esperó la última persona": [2, 10, 20, 5000],
    }


def test_documents_are_counted_by_type_validity_age_and_sex() -> None:
    made = report(
        *(application(n) for n in range(3)),
        application(3, sex="H", years=3, age_band="18-29", state=Sealed.ACCEPTED),
        application(4, service="MCAS-1", years=5, sex="X", age_band=""),
        application(5, state=Sealed.DISCARDED),
        application(6, service="PALE", years=0),
    )
    by_type = figures(made, "documents-type")
    assert by_type["Total"] == [1, 3, 1, 5, 10000]
    assert [cells for label, cells in by_type.items() if label.startswith("PAS-AR")] == [[1, 3, 0, 4, 8000]]
    assert figures(made, "documents-validity")["10 años"] == [0, 3, 0, 3, 6000]
    assert figures(made, "documents-age")["Sin dato"] == [0, 0, 1, 1, 2000]
    assert figures(made, "documents-answer")["Total"] == [4, 1, 5, 10000]


def test_visits_services_languages_and_overrides_are_counted() -> None:
    made = report(
        visit(1, state=VisitState.DONE, services=("PAS-AR", "PALE"), outcomes={"PAS-AR": "submitted", "PALE": "done"}),
        visit(2, state=VisitState.LEFT, services=("PALE",), language="nah", interpreter=True, appointment=True),
        visit(3, state=VisitState.NO_SHOW, appointment=True),
        visit(4, state=VisitState.BOOKED),
        visit(5, state=VisitState.SERVING, services=("PALE",), overrides=("urgent", "urgent")),
    )
    assert figures(made, "visits")["Total"] == [2, 2, 4, 10000]
    assert figures(made, "visits")["Todavía en la sala"] == [0, 1, 1, 2500]
    assert figures(made, "services")["Total"] == [4, 10000]
    assert figures(made, "outcomes")["Total"] == [1, 1, 2, 4, 10000]
    assert figures(made, "languages")["Náhuatl"] == [1, 0, 1, 3333]
    assert figures(made, "overrides") == {"Urgencia": [2, 10000], "Total": [2, 10000]}


def test_money_is_added_up_by_form_and_by_service() -> None:
    made = report(
        visit(1, paid=(j.Paid("PAS-AR", 20900, "cash"), j.Paid("MCAS-1", 4100, "card"))),
        visit(2, paid=(j.Paid("PAS-AR", 10450, "cash"),), refunded=(j.Refunded("PAS-AR", 10450, "cash", "mistake"),)),
    )
    assert figures(made, "money-form")["Efectivo"] == [2, 31350, 1, 10450, 20900]
    assert figures(made, "money-form")["Total"] == [3, 35450, 1, 10450, 25000]
    assert [written(cell, "cents") for cell in table(made, "money-service").rows[-1].cells[1::3]] == [
        "US$ 354.50",
        "US$ 250.00",
    ]


def test_what_somebody_typed_is_never_a_label() -> None:
    typed = "<b>Xochiquétzal</b>"
    made = report(
        visit(1, language=typed, services=(typed,), overrides=(typed,), paid=(j.Paid(typed, 1, typed),)),
        application(1, service=typed, sex=typed, age_band=typed),
        place=typed,
    )
    for form in ("text", "csv", "json"):
        assert "Xochi" not in FORMATS[form](made).decode()
    assert figures(made, "languages")["Otra lengua"] == [0, 1, 1, 10000]
    assert figures(made, "services")["Otro servicio"] == [1, 10000]


def test_several_consulates_have_a_line_each() -> None:
    places = {"chicago": "Chicago", "raleigh": "Raleigh", "atlanta": "Atlanta"}
    made = report(
        *(CountedThing("chicago", visit(n, services=("PALE",))) for n in range(3)),
        CountedThing("raleigh", application(1)),
        CountedThing("nowhere", visit(9)),
        places=places,
    )
    assert figures(made, "consulates") == {
        "Chicago": [3, 3, 0, 0, 0],
        "Raleigh": [0, 0, 1, 0, 0],
        "Otro consulado": [1, 0, 0, 0, 0],
        "Total": [4, 3, 1, 0, 0],
    }


def test_facts_are_read_once_and_not_kept() -> None:
    def things() -> Iterator[CountedThing]:
        for n in range(1000):
            yield CountedThing("chicago", visit(n, state=VisitState.DONE, services=("PALE",)))

    made = build.build(_scope(), things(), *_words())
    assert figures(made, "visits")["Total"][-2] == 1000


def test_an_empty_day_is_a_report_without_tables() -> None:
    made = report()
    assert made.tables == ()
    assert FORMATS["pdf"](made).startswith(b"%PDF")
    assert "interno: no compartir" in FORMATS["text"](made).decode()


def busy() -> Report:
    """A day of which every table has rows."""
    people = [
        served(n, n % 50, 10 + n % 7, told=(15, 30), language="mix" if n % 9 == 0 else "spa", services=("PAS-AR",),
               paid=(j.Paid("PAS-AR", 20900, "cash"),), overrides=("urgent",) if n % 10 == 0 else (),
               outcomes={"PAS-AR": "submitted"})
        for n in range(60)
    ]  # fmt: skip
    papers = [
        application(n, sex="HM"[n % 2], years=(3, 10)[n % 3 > 0], state=(Sealed.SEALED, Sealed.ACCEPTED)[n % 4 > 0])
        for n in range(60)
    ]
    return report(*people, *papers)


@pytest.mark.parametrize("shared", [False, True])
def test_every_form_has_the_same_figures(shared: bool) -> None:
    made = disclosure_control.shared(busy()) if shared else busy()
    cells = [
        (one.key, row.label, column.title, cell, column.unit)
        for one in made.tables
        for row in one.rows
        for column, cell in zip(one.columns, row.cells, strict=True)
    ]
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](made).decode("utf-8-sig"))))
    assert [(row["clave"], row["renglón"], row["columna"], row["cifra"]) for row in rows] == [
        (key, label, title, plain(cell, unit)) for key, label, title, cell, unit in cells
    ]
    told = json.loads(FORMATS["json"](made))
    lines = [row for section in told["sections"] for one in section["tables"] for row in one["rows"]]
    assert [cell["value"] for row in lines for cell in row["cells"]] == [cell.value for *_rest, cell, _unit in cells]
    text = FORMATS["text"](made).decode()
    pdf = pypdfium2.PdfDocument(FORMATS["pdf"](made))
    paper = " ".join(page.get_textpage().get_text_range() for page in pdf)
    for told_words in (text, paper):
        left = re.sub(r"\s+", " ", told_words)
        for *_rest, cell, unit in cells:
            assert written(cell, unit) in left
        assert made.mark in left


def test_no_line_of_text_is_wider_than_the_screen() -> None:
    assert max(map(len, FORMATS["text"](busy()).decode().splitlines())) <= 80


def test_the_same_report_gives_the_same_pages() -> None:
    assert FORMATS["pdf"](busy()) == FORMATS["pdf"](busy())


def test_every_page_says_who_may_read_it_and_which_it_is() -> None:
    for made, mark in ((busy(), "interno: no compartir"), (disclosure_control.shared(busy()), "Para compartir")):
        pdf = pypdfium2.PdfDocument(FORMATS["pdf"](made))
        for n, page in enumerate(pdf, 1):
            words = page.get_textpage().get_text_range()
            assert mark in words
            assert f"página {n} de {len(pdf)}" in words


def test_what_is_shared_has_no_small_count_and_no_money() -> None:
    made = disclosure_control.shared(busy())
    assert not [one for one in made.tables if one.key.startswith(("money", "overrides", "outcomes"))]
    small = [
        cell
        for one in made.tables
        for row in one.rows
        for column, cell in zip(one.columns, row.cells, strict=True)
        if column.unit == "count" and cell.value is not None and cell.value < disclosure_control.LEAST
    ]
    assert small == []


def test_names_with_signs_of_markup_or_formulas_stay_text() -> None:
    made = msgspec.structs.replace(busy(), place="=1+1 <i>& Salón")
    assert "'=1+1" in FORMATS["csv"](made).decode("utf-8-sig")
    page = pypdfium2.PdfDocument(FORMATS["pdf"](made))[0].get_textpage().get_text_range()
    assert "=1+1 <i>& Salón" in page


def test_the_report_speaks_english_too() -> None:
    speak("en")
    try:
        made = report(application(1), visit(1))
        assert "Passport" in FORMATS["text"](made).decode() or "passport" in FORMATS["text"](made).decode()
    finally:
        speak("es")


FROM = "from = 2000-01-01\nstarts ="


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (f"[[documents]]\n{FROM} [0, 3]\n", "-"),
        (f"[[documents]]\n{FROM} [1, 3]\n[[minors]]\n{FROM} [0]\n", "documents"),
        (f"[[documents]]\n{FROM} [0]\n[[minors]]\n{FROM} [0, 9, 9]\n", "minors"),
        (f"[[documents]]\n{FROM} [0]\n[[minors]]\n{FROM} [0]\n[[minors]]\n{FROM} [0]\n", "minors"),
    ],
)
def test_a_table_of_bands_with_a_mistake_is_refused(tmp_path: Path, text: str, key: str) -> None:
    file = tmp_path / "age_bands.toml"
    file.write_text(text, encoding="utf-8")
    with raises(problems.BAD_BANDS) as refused:
        age_bands.read(file)
    assert refused.value.facts["key"] == key


def test_bands_change_with_the_day_and_a_period_over_the_change_has_both() -> None:
    tables = (age_bands.AgeBandTable(date(2000, 1, 1), (0, 12, 17)), age_bands.AgeBandTable(date(2027, 1, 1), (0, 14)))
    assert age_bands.on(tables, date(2026, 12, 31)) == (0, 12, 17)
    assert age_bands.on(tables, date(2027, 1, 1)) == (0, 14)
    assert list(age_bands.between(tables, date(2026, 12, 1), date(2027, 2, 1))) == [
        "0-11",
        "0-13",
        "12-16",
        "14+",
        "17+",
    ]


def _scope() -> build.Scope:
    return build.Scope("Informe", "Prueba", DAY, DAY, {"chicago": "Chicago"})


def _words() -> tuple[Catalog, age_bands.Bands, CodeWords]:
    return CATALOG, age_bands.shipped(), words()
