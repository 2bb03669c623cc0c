"""Names are kept as the document writes them and found however they are typed; ages count completed years."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain.catalog.field_values import check_value
from fieldkit.domain.catalog.load import load
from fieldkit.people import ages, curp, names, problems
from fieldkit.people.errors import BadValue
from tests.support.problems import raises


@pytest.mark.parametrize(
    "text", ["O", "Ñ", "X" * 60, "María de la Luz", "[/foo]", "O'Connor", "D/AMICO", "Ma. Guadalupe", "Hñähñu", "2º"]
)
def test_a_name_is_kept_as_typed(text: str) -> None:
    assert names.clean(text) == text


def test_blanks_around_go_and_an_accent_is_one_letter() -> None:
    assert names.clean("  Pen\u0303a ") == "Peña"


@pytest.mark.parametrize("text", ["a\x00b", "a\nb", "a\u200bb", "a\u202eb", "a\ufe0fb", "\ud800", "x" * 121])
def test_what_nobody_can_see_is_refused(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        names.clean(text)
    assert "{" not in str(caught.value)


def test_an_emoji_is_refused_by_showing_it() -> None:
    with raises(problems.NAME_CHARACTER, match="🙂"):
        names.clean("Ana 🙂")


def test_single_names_and_missing_surnames_are_ordinary() -> None:
    assert str(names.parse("Itzamná")) == "Itzamná"
    assert str(names.parse("", "Pérez")) == "Pérez"
    assert names.parse("Ana", "Pérez", "Soto") == names.PersonName("Ana", "Pérez", "Soto")
    assert str(names.parse("Ana", "", "Soto")) == "Ana Soto"
    assert names.parse("Ana", "Pérez", "Soto").surnames == "Pérez Soto"
    with raises(problems.NAME_EMPTY):
        names.parse(" ", "", "")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("nunez", "NÚÑEZ"),
        ("ma guadalupe", "Ma. Guadalupe"),
        ("oconnor", "O'Connor"),
        ("smith jones", "Smith-Jones"),
        ("aguero", "AGÜERO"),
        ("foo", "[/foo]"),
    ],
)
def test_a_person_is_found_without_accents_or_marks(typed: str, stored: str) -> None:
    assert names.search_key(stored) == names.search_key(typed) == typed


@given(st.text(max_size=80))
def test_any_text_has_a_key_and_the_key_is_its_own(text: str) -> None:
    key = names.search_key(text)
    assert names.search_key(key) == key


@given(st.text(max_size=130))
def test_any_text_is_a_name_or_is_refused_in_words(text: str) -> None:
    try:
        piece = names.clean(text)
    except BadValue:
        return
    assert names.clean(piece) == piece


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2008, 11, 21), date(2026, 11, 20), 17),
        (date(2008, 11, 21), date(2026, 11, 21), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2026, 11, 21), date(2026, 11, 21), 0),
    ],
)
def test_age_counts_completed_years(born: date, on: date, age: int) -> None:
    assert ages.age_on(born, on) == age


def test_nobody_has_an_age_before_birth() -> None:
    with raises(problems.NOT_YET_BORN):
        ages.age_on(date(2026, 11, 22), date(2026, 11, 21))


@pytest.mark.parametrize(
    ("years", "band"), [(0, "0-11"), (11, "0-11"), (12, "12-16"), (17, "17"), (18, "18-59"), (60, "60+")]
)
def test_bands_are_those_asked_for(years: int, band: str) -> None:
    assert ages.age_band(date(2026 - years, 1, 1), date(2026, 6, 1), (0, 12, 17, 18, 60)) == band


@pytest.mark.parametrize("starts", [(), (1, 5), (0, 5, 5), (0, 9, 3)])
def test_bands_that_leave_somebody_out_are_a_mistake(starts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="rise"):
        ages.age_band(date(2000, 1, 1), date(2026, 1, 1), starts)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("us_street", "Albergue San José"),
        ("us_street", "Rancho Los Álamos, sin número"),
        ("us_street", "FM 1774 Rd, milla 4½"),
        ("us_unit", "Spc 7"),
        ("us_unit", "3rd Floor, #308"),
        ("birth_municipality", "San Juan Mixtepec -Dto. 08-"),
        ("birth_municipality", "Hñähñu (El Mezquital)"),
        ("birth_country", "Territorio de la Guayana"),
    ],
)
def test_an_address_or_a_place_is_kept_as_typed_field_by_field(field: str, typed: str) -> None:
    assert check_value(load().fields[field], f" {typed} ", today=date(2026, 11, 21)) == typed


def test_states_are_the_32_and_born_abroad_in_words_or_by_their_code() -> None:
    for field in ("birth_state", "acta_entity"):
        states = load().fields[field]
        assert {choice.key for choice in states.choices} == curp.STATES
        assert len(states.choices) == 33
        for choice in states.choices:
            for typed in (choice.key, choice.label.es, names.search_key(choice.label.es)):
                assert check_value(states, typed, today=date(2026, 11, 21)) == choice.key


@pytest.mark.parametrize("apostrophe", list("'´`ʼʹ′ꞌ’"))
def test_any_apostrophe_is_found_by_any_other(apostrophe: str) -> None:
    assert names.search_key(f"D{apostrophe}ANGELO") == names.search_key("D'ANGELO") == "dangelo"


@pytest.mark.parametrize("filler", list("\u3164\u115f\u1160\uffa0"))
def test_a_letter_of_which_nothing_is_seen_is_no_name(filler: str) -> None:
    with raises(problems.NAME_HIDDEN_CHARACTER):
        names.parse(filler)


@pytest.mark.parametrize("text", ["LOPEZ<GARCIA", "GARCIA<<ANA", "P<MEXLOPEZ"])
def test_the_signs_of_a_passports_lines_are_no_name(text: str) -> None:
    with raises(problems.NAME_CHARACTER):
        names.clean(text)


@pytest.mark.parametrize("text", ["-", ".", "´", "@"])
def test_a_name_without_a_letter_is_none(text: str) -> None:
    with pytest.raises(BadValue):
        names.clean(text)


@pytest.mark.parametrize("text", ["\u3164", "\u034f", "\u17b4", "\u2800"])
def test_an_invisible_letter_is_told_as_such(text: str) -> None:
    with raises(problems.NAME_HIDDEN_CHARACTER):
        names.parse(text)
