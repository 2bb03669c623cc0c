"""CURP: the norm's examples, a clerk's slips, and whatever else a keyboard can produce."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.people import curp, problems
from fieldkit.people.curp_letters import FORBIDDEN, letters
from fieldkit.people.errors import BadValue
from sync.errors import Wording
from tests.support.problems import raises
from tests.support.vectors import worked

TODAY = date(2026, 11, 21)
EXAMPLES = worked("curp")
AGAINST = worked("rules")["curp_against_certificate"]
GOOD = "PEXL750909HDFRXS02"
names = st.text("ABCDEFGHIJKLMNÑOPQRSTUVWXYZÁÉÍÓÚÜ -'./", max_size=60)
births = st.dates(date(1900, 1, 1), TODAY)


def data_of(example: dict[str, str]) -> tuple[str, str, str, date, str, str]:
    born = date.fromisoformat(example["dob"])
    return example["given"], example["s1"], example["s2"], born, example["sex"], example["state"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["why"])
def test_the_norms_examples_are_built_read_and_agree(example: dict[str, str]) -> None:
    data = data_of(example)
    assert curp.derive(*data) == example["curp"]
    read = curp.parse(example["curp"], today=TODAY)
    assert (read.born, read.sex, read.state) == data[3:]
    assert curp.compare(read, *data) == []


def test_a_slip_that_the_check_digit_cannot_see_is_seen_by_comparing() -> None:
    read = curp.parse("PEXL750919HDFRXS02", today=TODAY)
    found = curp.compare(read, "LUIS", "PÉREZ", "", date(1975, 9, 9), "H", "DF")
    assert [difference.field for difference in found] == ["born"]
    assert str(found[0]) == "La fecha de nacimiento de la CURP no es la del acta."


@pytest.mark.parametrize("case", AGAINST, ids=lambda case: case["expect"])
def test_the_worked_cases_against_a_certificate_hold(case: dict[str, str]) -> None:
    refusals = {
        "bad check digit": problems.CURP_DIGIT,
        "birth date in the future": problems.CURP_FUTURE,
    }
    if case["expect"] in refusals:
        with raises(refusals[case["expect"]]):
            curp.parse(case["curp"], today=TODAY)
        return
    read = curp.parse(case["curp"], today=TODAY)
    assert read.has_word == ("word not masked" in case["expect"])
    if case["expect"].startswith("accepted with"):
        return
    if case["expect"].startswith("accepted as"):
        assert read.text == case["expect"].split()[-1]
        return
    found = curp.compare(read, "", "", "", date.fromisoformat(case["born"]), case["sex"], "")
    assert [difference.field for difference in found] == ([] if case["expect"] == "match" else ["born"])


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", problems.CURP_LENGTH),
        (GOOD[:-1], problems.CURP_LENGTH),
        (GOOD + "0", problems.CURP_LENGTH),
        ("PEXL75O909HDFRXS02", problems.CURP_CHARACTER),
        ("PNXL750909HDFRXS02", problems.CURP_CHARACTER),
        ("PEXL750909ZDFRXS02", problems.CURP_CHARACTER),
        ("PEXL750909HDFAXS02", problems.CURP_CHARACTER),
        ("ÑEXL750909HDFRXS02", problems.CURP_CHARACTER),
        ("PıXL750909HDFRXS02", problems.CURP_CHARACTER),
        ("PEXL٧50909HDFRXS02", problems.CURP_CHARACTER),
        ("PEXL750231HDFRXS02", problems.CURP_DATE),
        ("PEXL750909HZZRXS02", problems.CURP_STATE),
    ],
)
def test_what_is_not_a_curp_is_refused_with_its_own_reason(text: str, refusal: Wording) -> None:
    with raises(refusal) as caught:
        curp.parse(text, today=TODAY)
    assert isinstance(caught.value, ValueError)
    assert str(caught.value).strip()
    assert "{" not in str(caught.value)


def test_the_sentence_says_the_place_and_not_the_curp() -> None:
    with raises(problems.CURP_CHARACTER, match=r"lugar 7 .*debe haber un número") as caught:
        curp.parse("PEXL75O909HDFRXS02", today=TODAY)
    assert "PEXL" not in str(caught.value)


def test_sex_x_is_a_sex() -> None:
    text = curp.derive("LUIS", "PÉREZ", "", date(1975, 9, 9), "X", "DF")
    assert curp.parse(text, today=TODAY).sex == "X"


def test_born_today_is_not_in_the_future_and_tomorrow_is() -> None:
    text = curp.derive("LUIS", "PÉREZ", "SOTO", TODAY, "H", "NE")
    assert curp.parse(text, today=TODAY).born == TODAY
    with raises(problems.CURP_FUTURE):
        curp.parse(text, today=date(2026, 11, 20))


def test_place_17_decides_the_century() -> None:
    def with_place_17(char: str) -> str:
        first = GOOD[:4] + "040909" + GOOD[10:16] + char
        return first + curp.check_digit(first)

    assert curp.parse(with_place_17("0"), today=TODAY).born.year == 1904
    assert curp.parse(with_place_17("A"), today=TODAY).born.year == 2004


def test_a_namesakes_character_is_not_a_difference() -> None:
    first = GOOD[:16] + "3"
    read = curp.parse(first + curp.check_digit(first), today=TODAY)
    assert curp.compare(read, "LUIS", "PÉREZ", "", date(1975, 9, 9), "H", "DF") == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"given": "JUAN"}, "given"),
        ({"surname1": "SÁNCHEZ"}, "surname1"),
        ({"surname2": "LÓPEZ"}, "surname2"),
        ({"born": date(1975, 9, 19)}, "born"),
        ({"sex": "M"}, "sex"),
        ({"state": "JC"}, "birth_state"),
    ],
)
def test_every_piece_that_differs_is_named(changed: dict[str, object], field: str) -> None:
    data: dict[str, object] = {
        "given": "LUIS",
        "surname1": "PÉREZ",
        "surname2": "",
        "born": date(1975, 9, 9),
        "sex": "H",
        "state": "DF",
    }
    read = curp.parse(GOOD, today=TODAY)
    found = curp.compare(read, **{**data, **changed})  # type: ignore[arg-type]
    assert [difference.field for difference in found] == [field]


def test_what_is_not_known_yet_is_not_compared() -> None:
    assert curp.compare(curp.parse(GOOD, today=TODAY), "", "", "", None, "", "") == []


@pytest.mark.parametrize(
    ("given", "surname1", "surname2", "first", "inner"),
    [
        ("JUAN JOSE", "D/AMICO", "ALVAREZ", "DXAJ", "XLN"),
        ("ALBERTO", "ÑANDO", "RODRIGUEZ", "XARA", "NDL"),
        ("ROCIO", "RIVA PALACIO", "CRUZ", "RICR", "VRC"),
        ("J. GUADALUPE", "PÉREZ", "", "PEXG", "RXD"),
        ("J.", "PÉREZ", "", "PEXJ", "RXX"),
        ("JOSÉ MARÍA", "PÉREZ", "", "PEXM", "RXR"),
        ("", "", "", "XXXX", "XXX"),
        ("LUIS", "DE LA", "Y", "LAYL", "XXS"),
        ("LUIS", "GÜEMES", "Q", "GUQL", "MXS"),
    ],
)
def test_letters_of_uncommon_names(given: str, surname1: str, surname2: str, first: str, inner: str) -> None:
    assert letters(given, surname1, surname2) == (first, inner)


def test_there_are_81_words_and_none_comes_out() -> None:
    assert len(FORBIDDEN) == 81
    assert letters("ALMA", "CASTRO", "CORTÉS").first == "CXCA"


def test_a_word_that_a_registry_let_stand_is_no_difference() -> None:
    """As issued before the rule, or in spite of it; the certificate's letters are masked either way."""
    first = "VACA700122MVZCRN0"
    read = curp.parse(first + curp.check_digit(first), today=TODAY)
    assert read.has_word
    assert curp.compare(read, "ANA", "VACA", "CORTÉS", date(1970, 1, 22), "M", "VZ") == []
    assert [one.field for one in curp.compare(read, "ANA", "VERA", "CORTÉS", None, "", "")] == ["surname1"]


@pytest.mark.parametrize(
    "typed",
    [
        "OOTM84030\u200b9MGTCNR03",
        "\ufeffOOTM840309MGTCNR03",
        "CURP: OOTM840309MGTCNR03",
        "OOTM\u2013840309MGTCNR03",
        "OOTM 840309.MGTCNR03\u00a0",
        "OOTM840309MGTCNR03||OCHOA|TINOCO|MARIBEL|MUJER|09/03/1984|GUANAJUATO|11|",
    ],
)
def test_a_curp_pasted_or_scanned_from_its_certificate_is_found(typed: str) -> None:
    read = curp.parse(typed, today=TODAY)
    assert (read.text, read.born) == ("OOTM840309MGTCNR03", date(1984, 3, 9))


@pytest.mark.parametrize("apostrophe", list("'´`ʼʹ′ꞌ’"))
def test_any_apostrophe_gives_the_same_letters(apostrophe: str) -> None:
    assert letters("JUAN", f"DI{apostrophe}COSTANZO", "A") == letters("JUAN", "DI'COSTANZO", "A")


def test_an_unknown_state_or_sex_builds_nothing() -> None:
    with raises(problems.CURP_STATE):
        curp.derive("LUIS", "PÉREZ", "", date(1975, 9, 9), "H", "CX")
    with raises(problems.CURP_CHARACTER):
        curp.derive("LUIS", "PÉREZ", "", date(1975, 9, 9), "F", "DF")


@given(names, names, names, births, st.sampled_from("HMX"), st.sampled_from(sorted(curp.STATES)))
def test_what_is_built_is_read_and_agrees(
    name: str, surname1: str, surname2: str, born: date, sex: str, state: str
) -> None:
    text = curp.derive(name, surname1, surname2, born, sex, state)
    read = curp.parse(text, today=TODAY)
    assert (read.born, read.sex, read.state) == (born, sex, state)
    assert curp.compare(read, name, surname1, surname2, born, sex, state) == []


def slips(text: str) -> dict[str, str]:
    """A clerk's usual errors in a CURP: tens of the day, sex, and the century's sign in place 17."""
    tens = {"0": "1", "1": "2", "2": "0", "3": "0"}[text[8]]
    return {
        "tens": text[:8] + tens + text[9:],
        "sex": text[:10] + {"H": "M", "M": "H"}[text[10]] + text[11:],
        "place 17": text[:16] + {"0": "A", "A": "0"}[text[16]] + text[17:],
    }


@given(names, names, names, births, st.sampled_from("HM"), st.sampled_from(sorted(curp.STATES)))
def test_a_clerks_usual_errors_are_found_by_comparing_whatever_the_digit_says(
    name: str, surname1: str, surname2: str, born: date, sex: str, state: str
) -> None:
    own = curp.derive(name, surname1, surname2, born, sex, state)
    assert curp.compare(own, name, surname1, surname2, born, sex, state) == []
    for what, slipped in slips(own).items():
        for text in (slipped, slipped[:-1] + curp.check_digit(slipped[:-1])):
            try:
                found = curp.compare(text, name, surname1, surname2, born, sex, state)
            except BadValue:
                continue  # the digit saw it after all, or no such day
            assert [one.field for one in found] == ["sex" if what == "sex" else "born"]


@pytest.mark.parametrize(("slip", "field"), [("tens", "born"), ("sex", "sex"), ("place 17", "born")])
def test_of_each_usual_error_there_are_cases_that_only_comparing_finds(slip: str, field: str) -> None:
    """The check digit is blind to them: a reader that trusts it takes them all."""
    blind = 0
    for example in EXAMPLES:
        data = data_of(example)
        try:
            read = curp.parse(slips(example["curp"])[slip], today=date.max)
        except BadValue:
            continue
        blind += 1
        assert [one.field for one in curp.compare(read, *data)] == [field]
    assert blind >= len(EXAMPLES) // 2


@given(st.text(max_size=40) | st.text("PEXL750909HDFRXS02Ñ -", min_size=16, max_size=20))
def test_nothing_typed_makes_it_crash(text: str) -> None:
    try:
        read = curp.parse(text, today=TODAY)
    except BadValue:
        return
    assert len(read.text) == 18


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), births)
def test_any_name_gives_a_curp(name: str, surname1: str, surname2: str, born: date) -> None:
    assert curp.parse(curp.derive(name, surname1, surname2, born, "X", "NE"), today=TODAY).born == born
