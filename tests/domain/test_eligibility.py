"""Who may ask, for how long, at what price: the worked cases, and the days on which an answer changes."""

import contextlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain.catalog import problems, rules
from fieldkit.domain.catalog.errors import DiscountRefused
from fieldkit.domain.catalog.load import load
from fieldkit.domain.catalog.model import Service
from fieldkit.errors import Problem
from tests.support.problems import raises
from tests.support.vectors import worked

CATALOG = load()
RULES = worked("rules")
TODAY = date(2026, 11, 21)
day = date.fromisoformat


@pytest.mark.parametrize("case", RULES["validity"], ids=str)
def test_the_worked_validities_hold(case: dict[str, Any]) -> None:
    service = CATALOG.services[case["service"]]
    born, on = day(case["born"]), day(case["on"])
    assert rules.years_offered(service, born, on) == tuple(case["expect_years"])
    assert rules.eligible(service, born, on) == []


@pytest.mark.parametrize("case", RULES["fees"], ids=str)
def test_the_worked_fees_hold(case: dict[str, Any]) -> None:
    service = CATALOG.services[case["service"]]
    born = day(case["born"]) if "born" in case else None
    asked = (CATALOG, service, case.get("years"), day(case["paid_on"]), case.get("discount"), born)
    if "expect_error" in case:
        with raises(problems.NO_FEE_TABLE, match="No hay tarifas para ese día"):
            rules.fee_cents(*asked)
        return
    assert rules.fee_cents(*asked) == case["expect_cents"]


@pytest.mark.parametrize("case", RULES["op7"], ids=str)
def test_the_worked_permits_hold(case: dict[str, str]) -> None:
    assert rules.op7_valid(day(case["signed"]), day(case["used"])) is (case["expect"] == "valid")


def test_a_permit_from_tomorrow_is_no_permit() -> None:
    assert not rules.op7_valid(date(2026, 11, 22), TODAY)
    assert rules.op7_valid(TODAY, TODAY)


@pytest.mark.parametrize(
    ("code", "born", "married", "allowed"),
    [
        ("PAS-A1", date(2008, 11, 21), None, True),
        ("PAS-A1", date(2008, 11, 22), None, False),
        ("PAS-A1", date(2009, 1, 1), True, True),
        ("PAS-AR", date(2008, 11, 22), False, False),
        ("PAS-M", date(2008, 11, 22), None, True),
        ("PAS-M", date(2008, 11, 21), None, False),
        ("PAS-M", date(2009, 1, 1), True, False),
        ("INE", date(2008, 11, 22), True, False),
        ("PALE", date(2020, 1, 1), None, True),
        ("MCAS-M", date(2008, 11, 22), None, True),
        ("MCAS-M", date(2008, 11, 21), None, False),
        ("SMN", date(2008, 11, 21), None, True),
        ("SMN", date(1985, 11, 22), None, True),
        ("SMN", date(1985, 11, 21), None, False),
        ("NOT-PF", date(2008, 11, 22), True, False),
        ("PAS-L", date(2020, 1, 1), None, True),
        ("PAS-E", date(1930, 1, 1), None, True),
    ],
)
def test_a_minor_and_an_adult_each_have_their_service(
    code: str, born: date, married: bool | None, allowed: bool
) -> None:
    assert (rules.eligible(CATALOG.services[code], born, TODAY, married=married) == []) is allowed


def test_the_cartilla_is_for_men() -> None:
    born = date(2000, 1, 1)
    assert [rules.eligible(CATALOG.services["SMN"], born, TODAY, sex=sex) == [] for sex in ("H", "M", "X", "")] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("code", "form", "cents"),
    [
        ("PAS-E", {"years": "1", "urgency": "protection"}, 4400),
        ("PAS-E", {"years": "1", "urgency": "emergency"}, 5720),
        ("PAS-E", {"years": "1", "urgency": "emergency", "discount": "SENIOR60", "born": "1950-01-01"}, 2860),
        ("PAS-L", {"years": "10", "prev_fate": "lost"}, 20900),
        ("RC-COP", {}, 2000),
        ("NOT-PF", {}, 17700),
        ("MCAS-M", {"years": "5"}, 4100),
        ("RC-NAC", {}, 0),
        ("SMN", {}, 0),
    ],
)
def test_the_fee_follows_from_the_form(code: str, form: dict[str, str], cents: int) -> None:
    assert rules.fee_of_form(CATALOG, CATALOG.services[code], form, TODAY) == cents


def test_an_event_over_new_years_eve_charges_each_day_its_own_fee() -> None:
    service = CATALOG.services["PAS-E"]
    form = {"years": "1", "urgency": "emergency"}
    days = (date(2025, 12, 31), date(2026, 1, 1))
    assert [rules.fee_of_form(CATALOG, service, form, on) for on in days] == [5460, 5720]


def test_the_fee_of_a_companys_power_is_there_as_data() -> None:
    assert [table.fees["power-company"] for table in CATALOG.fee_tables] == [25700, 26400]


def test_a_reason_is_a_sentence() -> None:
    reasons = rules.eligible(CATALOG.services["PAS-A1"], date(2010, 1, 1), TODAY)
    assert reasons == ["Este servicio es desde los 18 años cumplidos."]


@pytest.mark.parametrize(
    ("code", "years", "discount", "born"),
    [
        ("PAS-AR", 10, "SENIOR60", date(1966, 11, 22)),
        ("PAS-AR", 10, "SENIOR60", None),
        ("PAS-AR", 10, "FARMWORKER", None),
        ("MCAS-R", 5, "SENIOR60", date(1950, 1, 1)),
        ("INE", None, "DISABILITY", None),
        ("PAS-AR", 10, "NOPE", None),
    ],
)
def test_a_discount_that_is_not_due_is_refused(code: str, years: int | None, discount: str, born: date | None) -> None:
    with pytest.raises(DiscountRefused) as caught:
        rules.fee_cents(CATALOG, CATALOG.services[code], years, TODAY, discount, born)
    assert "{" not in str(caught.value)


def discounts_due(service: Service, years: int | None, born: date) -> tuple[str, ...]:
    """The discounts that are not refused."""
    due = []
    for key in CATALOG.discounts:
        with contextlib.suppress(DiscountRefused):
            rules.fee_cents(CATALOG, service, years, TODAY, key, born)
            due.append(key)
    return tuple(due)


def test_the_discounts_offered_are_those_that_can_be_given() -> None:
    renewal = CATALOG.services["PAS-AR"]
    assert discounts_due(renewal, 10, date(1966, 11, 21)) == ("SENIOR60", "DISABILITY")
    assert discounts_due(renewal, 6, date(1990, 1, 1)) == ("DISABILITY", "FARMWORKER")
    assert discounts_due(CATALOG.services["MCAS-R"], 5, date(1950, 1, 1)) == ()


@pytest.mark.parametrize("years", [None, 0, 2, 5])
def test_a_validity_without_a_price_is_not_guessed(years: int | None) -> None:
    with raises(problems.NO_FEE):
        rules.fee_cents(CATALOG, CATALOG.services["PAS-AR"], years, TODAY)


def test_a_free_service_costs_nothing_even_in_a_year_without_tables() -> None:
    assert rules.fee_cents(CATALOG, CATALOG.services["PALE"], None, date(2050, 1, 1)) == 0


@given(st.sampled_from(sorted(CATALOG.services)), st.dates(date(1900, 1, 1), TODAY))
def test_every_validity_offered_has_a_price_and_half_of_it_is_exact(code: str, born: date) -> None:
    service = CATALOG.services[code]
    extra = tuple(key for key, one in CATALOG.surcharges.items() if service.fee in one.fees)
    for years in rules.years_offered(service, born, TODAY):
        full = rules.fee_cents(CATALOG, service, years, TODAY)
        assert full > 0
        for discount in discounts_due(service, years, born):
            assert rules.fee_cents(CATALOG, service, years, TODAY, discount, born) * 2 == full
            both = rules.fee_cents(CATALOG, service, years, TODAY, discount, born, extra)
            assert both * 2 == rules.fee_cents(CATALOG, service, years, TODAY, surcharges=extra)


@given(st.sampled_from(sorted(CATALOG.services)), st.dates(), st.dates(), st.integers(-1, 99))
def test_any_question_has_an_answer_or_a_problem_in_words(code: str, born: date, on: date, years: int) -> None:
    service = CATALOG.services[code]
    try:
        rules.years_offered(service, born, on)
        rules.eligible(service, born, on, married=True, sex="X")
        assert rules.fee_cents(CATALOG, service, years, on, "SENIOR60", born) >= 0
    except Problem as problem:
        assert str(problem)  # noqa: PT017 - either outcome is right, both are examined


def test_every_section_of_the_worked_rules_is_played_by_a_test() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("test_*.py"))
    assert [key for key in RULES if key not in {"about", "report"} and f'["{key}"]' not in tests] == []


def test_the_list_of_documents_knows_the_age() -> None:
    service = CATALOG.services["PAS-M"]

    def identity(born: date) -> tuple[str, ...]:
        lines = rules.checklist(CATALOG, service, "es", born=born, on=TODAY)
        return next(line.options for line in lines if line.name == "Una identificación del menor")

    assert "Carta del médico con foto y sello" in identity(date(2019, 11, 22))
    assert "Carta del médico con foto y sello" not in identity(date(2019, 11, 21))


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_service_has_its_list_in_both_languages(language: str) -> None:
    for service in CATALOG.services.values():
        lines = rules.checklist(CATALOG, service, language)
        assert len(lines) == len(service.requirements) > 0
        assert all(line.name and line.options for line in lines)
