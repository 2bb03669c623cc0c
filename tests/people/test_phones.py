"""Telephone numbers as people type them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.people import phones, problems
from fieldkit.people.errors import BadValue
from tests.support.problems import raises
from tests.support.vectors import worked

CASES = worked("rules")["phones"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["typed"])
def test_the_worked_numbers_hold(case: dict[str, Any]) -> None:
    region = case.get("region", "US")
    if "expect_error" in case:
        with raises(problems.PHONE_AREA_MISSING, match="Falta la clave de área"):
            phones.parse(case["typed"], region=region)
        return
    read = phones.parse(case["typed"], region=region)
    assert read == phones.Phone(raw=case["typed"], e164=case["expect"])


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("+52 1 55 4163 7145", "+525541637145"),
        ("011 52 1 55 4163 7145", "+525541637145"),
        ("+52 55 4163 7145", "+525541637145"),
        ("1-919-555-0147", "+19195550147"),
        ("+502 5555 1234", "+50255551234"),
    ],
)
def test_a_number_is_understood_however_it_is_dialled(typed: str, e164: str) -> None:
    assert phones.parse(typed).e164 == e164


def test_what_was_typed_is_kept_beside_what_is_dialled() -> None:
    read = phones.parse("  (919) 555-0147 ")
    assert (read.raw, read.e164, str(read)) == ("(919) 555-0147", "+19195550147", "+19195550147")


def test_without_an_area_code_the_sentence_says_what_is_missing() -> None:
    with raises(problems.PHONE_AREA_MISSING) as caught:
        phones.parse("555-0147")
    assert str(caught.value) == (
        "Falta la clave de área del teléfono. En Estados Unidos y México son diez números en total."
    )


def test_a_mexican_number_is_read_in_its_own_region() -> None:
    assert phones.parse("55 4163 7145", region="MX").e164 == "+525541637145"


@pytest.mark.parametrize("typed", ["", "no tiene", "12", "+", "+999 123 456", "9195550147" * 3, "9" * 5000])
def test_what_cannot_be_called_is_refused_in_words(typed: str) -> None:
    with pytest.raises(BadValue) as caught:
        phones.parse(typed)
    assert str(caught.value)


@given(st.text(max_size=80) | st.text("+0123456789 ()-.xñ", max_size=30))
def test_nothing_typed_makes_it_crash(text: str) -> None:
    try:
        read = phones.parse(text)
    except BadValue:
        return
    assert read.e164.startswith("+")


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("(919) 555-0101 casa", "+19195550101"),
        ("tel. 919 555 0101 (Ana)", "+19195550101"),
        ("1-800-FLOWERS", "+18003569377"),
        ("919 555 0101 ext. 12", "+19195550101"),
        ("52 55 1234 5678", "+525512345678"),
        ("0052 55 1234 5678", "+525512345678"),
        ("521 55 1234 5678", "+525512345678"),
        ("044 55 1234 5678", "+525512345678"),
        ("01 55 1234 5678", "+525512345678"),
        ("00502 5555 1234", "+50255551234"),
        ("1 525 123 4567", "+15251234567"),
    ],
)
def test_words_are_never_dialled_and_mexican_numbers_need_no_plus(typed: str, e164: str) -> None:
    assert phones.parse(typed).e164 == e164


def test_a_word_behind_a_number_does_not_make_up_for_the_area_code() -> None:
    with raises(problems.PHONE_AREA_MISSING):
        phones.parse("555-0101 Ana")


@pytest.mark.parametrize("typed", ["919 55O 0101", "919-555-HOME 1", "919 555 0101 / casa 919 555 0102", "1.91956E+10"])
def test_letters_within_a_number_are_refused(typed: str) -> None:
    with raises(problems.PHONE_UNREADABLE):
        phones.parse(typed)
