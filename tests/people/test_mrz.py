"""Machine-readable zones: the standard's specimens, the blind spots of its digits, and readers' garbage."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.locale.keyboards import LAYOUTS
from fieldkit.people import mrz, problems
from fieldkit.people.errors import BadValue
from tests.support.keyboards import on_keys
from tests.support.narrowing import present
from tests.support.problems import raises
from tests.support.vectors import worked

TODAY = date(2026, 11, 21)
VECTORS = worked("mrz")
ANNA, JUAN = (tuple(case["lines"]) for case in VECTORS["parse"])
CARD = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
LONG = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<")
letters = st.text("ABCDEFGHIJKLMNÑOPQRSTUVWXYZÁÉÜ", min_size=1, max_size=14)
parts = st.lists(letters, min_size=1, max_size=5).map(" ".join)


def line2(number: str, *, born: str = "850305", expires: str = "311120", sex: str = "M") -> str:
    digit = mrz.check_digit
    fields = [number + digit(number), born + digit(born), expires + digit(expires), "<" * 14 + "0"]
    return f"{fields[0]}MEX{fields[1]}{sex}{fields[2]}{fields[3]}{digit(''.join(fields))}"


def zone(surname: str, name: str, number: str = "G12345678", issuer: str = "MEX") -> mrz.Mrz:
    return mrz.parse([f"P<{issuer}{mrz.names_field(surname, name)}", line2(number)], today=TODAY)


def card(
    surname: str,
    name: str,
    number: str = "C12345678",
    *,
    code: str = "IP",
    issuer: str = "USA",
    born: str = "850305",
    sex: str = "F",
    expires: str = "311120",
) -> list[str]:
    """The three lines of a card (TD1); a number over nine signs goes on in the optional field."""
    digit = mrz.check_digit
    head = number[:9].ljust(9, "<") + (digit(number.ljust(9, "<")) if len(number) <= 9 else "<")
    more = "" if len(number) <= 9 else number[9:] + digit(number)
    first = f"{code:<<2}{issuer:<<3}{head}{more}".ljust(30, "<")
    second = f"{born}{digit(born)}{sex}{expires}{digit(expires)}MEX".ljust(29, "<")
    second += digit(first[5:] + second[:7] + second[8:15] + second[18:29])
    return [first, second, mrz.names_field(surname, name, 30)]


@pytest.mark.parametrize("case", VECTORS["parse"], ids=lambda case: case["why"])
def test_the_specimens_are_read(case: dict[str, Any]) -> None:
    read = mrz.parse(case["lines"], today=TODAY)
    for key in ("surname", "given", "number", "nationality", "sex"):
        assert getattr(read, key) == case[key]
    assert read.born == date.fromisoformat(case["born"])
    assert read.expires == date.fromisoformat(case["expires"])
    assert not read.truncated


@pytest.mark.parametrize("case", VECTORS["names"], ids=lambda case: case["surname"])
def test_names_are_written_as_the_standard_writes_them(case: dict[str, str]) -> None:
    assert mrz.names_field(case["surname"], case["given"]) == case["field"]


@pytest.mark.parametrize("case", VECTORS["reject"], ids=lambda case: case["why"])
def test_the_bad_specimens_are_refused(case: dict[str, Any]) -> None:
    with pytest.raises(BadValue):
        mrz.parse(case["lines"], today=TODAY)


def test_a_keyboard_readers_blanks_line_ends_and_caps_lock_do_not_matter() -> None:
    expected = mrz.parse(JUAN, today=TODAY)
    assert mrz.parse("\r\n  " + " \r\n\n".join(JUAN) + "\t\n", today=TODAY) == expected
    assert mrz.parse("\n".join(JUAN).lower(), today=TODAY) == expected


def test_a_check_digit_alone_would_take_6_for_g_and_the_class_does_not() -> None:
    assert mrz.check_digit("G12345678") == mrz.check_digit("612345678")
    misread = (JUAN[0], "6" + JUAN[1][1:])
    with raises(problems.MRZ_MEXICAN_NUMBER):
        mrz.parse(misread, today=TODAY)
    with raises(problems.MRZ_CHARACTER):
        mrz.parse((JUAN[0], JUAN[1].replace("850305", "85O305")), today=TODAY)
    with raises(problems.MRZ_CHARACTER):
        mrz.parse((JUAN[0].replace("LOPEZ", "L0PEZ"), JUAN[1]), today=TODAY)


@pytest.mark.parametrize("code", ["P<", "PP", "PE"])
def test_both_forms_of_the_document_code_are_read(code: str) -> None:
    assert mrz.parse((code + JUAN[0][2:], JUAN[1]), today=TODAY).document == code.rstrip("<")


@pytest.mark.parametrize(("lines", "number", "born"), [(CARD, "D23145890", 1974), (LONG, "D23145890734", 1934)])
def test_the_cards_of_the_standard_are_read(lines: tuple[str, ...], number: str, born: int) -> None:
    read = mrz.parse(lines, today=TODAY)
    assert (read.number, present(read.born).year, read.issuer, read.optional) == (number, born, "UTO", "")
    assert not read.passport
    assert not read.truncated


@pytest.mark.parametrize(("code", "issuer"), [("IP", "USA"), ("C1", "USA"), ("I", "MEX"), ("ID", "MEX"), ("A", "GTM")])
def test_passport_cards_residents_cards_and_matriculas_are_read(code: str, issuer: str) -> None:
    read = mrz.parse(card("NÚÑEZ", "ANA", code=code, issuer=issuer), today=TODAY)
    assert (read.document, read.issuer, read.given) == (code, issuer, "ANA")
    assert mrz.matches(read, "NÚÑEZ", "ANA")


def test_a_mexican_voter_cards_h_is_a_man_and_its_m_is_asked() -> None:
    def sex(sign: str) -> str:
        return mrz.parse(card("NÚÑEZ", "ANA", code="ID", issuer="MEX", sex=sign), today=TODAY).curp_sex

    assert (sex("H"), sex("M"), sex("F"), sex("<")) == ("H", "", "M", "X")


@pytest.mark.parametrize(
    ("line", "place"), [(0, place) for place in range(5, 30)] + [(1, place) for place in range(30)]
)
def test_a_digit_changed_anywhere_in_a_cards_figures_is_refused(line: int, place: int) -> None:
    if (line, place) == (1, 7):  # the sex has no digit over it
        return
    was = CARD[line][place]
    now = str((int(was) + 1) % 10) if was.isdigit() else "5"
    changed = list(CARD)
    changed[line] = changed[line][:place] + now + changed[line][place + 1 :]
    with pytest.raises(BadValue):
        mrz.parse(changed, today=TODAY)


@pytest.mark.parametrize("lines", [JUAN, CARD])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\t", " ", ""])
def test_a_reader_may_end_its_lines_as_it_likes_and_speak_another_keyboard(lines: tuple[str, ...], end: str) -> None:
    expected = mrz.parse(lines, today=TODAY)
    typed = "".join(line + end for line in lines)
    assert mrz.parse(typed, today=TODAY) == expected
    assert mrz.parse(typed.replace("<", ";"), today=TODAY) == expected


def test_a_first_line_says_how_many_follow() -> None:
    assert [mrz.lines_after(lines[0]) for lines in (ANNA, JUAN, CARD, LONG)] == [1, 1, 2, 2]
    for text in ("", "PEÑA", JUAN[1], CARD[1], CARD[2], "PEXL750909HDFRXS02", JUAN[0][:-1], "A" * 29):
        assert mrz.lines_after(text) == 0


@pytest.mark.parametrize("place", range(44))
def test_a_digit_changed_anywhere_in_the_second_line_is_refused(place: int) -> None:
    was = JUAN[1][place]
    now = str((int(was) + 1) % 10) if was.isdigit() else "5"
    changed = JUAN[1][:place] + now + JUAN[1][place + 1 :]
    with pytest.raises(BadValue):
        mrz.parse((JUAN[0], changed), today=TODAY)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [JUAN[0]],
        [*JUAN, JUAN[1]],
        [JUAN[1], JUAN[0]],
        ["I" + JUAN[0][1:], JUAN[1]],
        [JUAN[0].replace("<<JUAN", "<<<JUAN")[:44], JUAN[1]],
        ["P<MEX" + "<" * 39, JUAN[1]],
        ["P<MEX<" + JUAN[0][6:], JUAN[1]],
        [JUAN[0][:-1] + "ſ", JUAN[1]],
        [JUAN[0], line2("G12345678", born="850230")],
        [JUAN[0], line2("G12345678", expires="311301")],
        [JUAN[0], line2("G12345678", sex="X")],
        [JUAN[0], line2("G1234<678")],
        [*CARD[:2]],
        [*CARD, CARD[2]],
        [CARD[0], CARD[2], CARD[1]],
        ["P" + CARD[0][1:], *CARD[1:]],
        [CARD[0], CARD[1].replace("F", "H"), CARD[2]],
        [CARD[0].replace("7<", "<<"), *CARD[1:]],
    ],
)
def test_what_is_not_a_zone_is_refused_in_words(lines: list[str]) -> None:
    with pytest.raises(BadValue) as caught:
        mrz.parse(lines, today=TODAY)
    assert str(caught.value)
    assert "{" not in str(caught.value)


def test_centuries_follow_from_today() -> None:
    def born(text: str) -> date:
        return present(mrz.parse((JUAN[0], line2("G12345678", born=text)), today=TODAY).born)

    def expires(text: str) -> date:
        return present(mrz.parse((JUAN[0], line2("G12345678", expires=text)), today=TODAY).expires)

    assert born("261121") == TODAY
    assert born("261122") == date(1926, 11, 22)
    assert expires("361121") == date(2036, 11, 21)
    assert expires("980415") == date(1998, 4, 15)


def test_a_passports_m_is_a_curps_h() -> None:
    assert mrz.parse(JUAN, today=TODAY).curp_sex == "H"
    assert mrz.parse(ANNA, today=TODAY).curp_sex == "M"
    unsaid = mrz.parse((JUAN[0], line2("G12345678", sex="<")), today=TODAY)
    assert (unsaid.sex, unsaid.curp_sex) == ("X", "X")


@pytest.mark.parametrize(
    ("printed", "surnames"),
    [
        ("NUNEZ", "NÚÑEZ"),
        ("NUNXXEZ", "Núñez"),
        ("AGUERO", "AGÜERO"),
        ("AGUEERO", "AGÜERO"),
        ("AGUXXERO", "AGÜERO"),
        ("DARTAGNAN LOPEZ", "D'ARTAGNAN LÓPEZ"),
        ("SMITH JONES", "SMITH-JONES"),
        ("MA GUADALUPE", "Ma. Guadalupe"),
    ],
)
def test_a_printed_name_is_recognised_however_it_was_printed(printed: str, surnames: str) -> None:
    assert mrz.matches(zone(printed, "ANA"), surnames, "ANA")


@pytest.mark.parametrize(
    ("surnames", "name"),
    [("LOPEZ", "JUAN"), ("LOPEZ SOTO", "ANA"), ("LOPE", "ANA"), ("LOPEZ", "ANA MARIA"), ("", ""), ("LOPEZ", "")],
)
def test_another_name_is_not_recognised(surnames: str, name: str) -> None:
    assert not mrz.matches(zone("LOPEZ", "ANA"), surnames, name)


def test_a_cut_name_is_matched_by_its_beginning() -> None:
    cut = zone("NILAVADHANANANDA", "ARNPOL PETCH CHARONGUANG")
    assert cut.truncated
    assert mrz.matches(cut, "NILAVADHANANANDA", "ARNPOL PETCH CHARONGUANG")
    assert not mrz.matches(cut, "NILAVADHANANANDA", "ARNPOL PETER CHARONGUANG")


@pytest.mark.parametrize(("surname", "name"), [("ITZAMNÁ", ""), ("", "ITZAMNÁ")])
def test_a_person_with_one_name_has_it_as_primary(surname: str, name: str) -> None:
    read = zone(surname, name)
    assert (read.surname, read.given) == ("ITZAMNA", "")
    assert mrz.matches(read, "", "ITZAMNÁ")
    assert mrz.matches(read, "ITZAMNÁ", "")


def test_a_name_without_latin_letters_is_not_invented() -> None:
    with pytest.raises(BadValue):
        mrz.names_field("", "123")


@given(parts, parts)
def test_any_name_written_is_read_back_as_the_same_person(surname: str, name: str) -> None:
    field = mrz.names_field(surname, name)
    assert len(field) == 39
    read = zone(surname, name)
    assert read.given
    assert mrz.matches(read, surname, name)
    long = len(field.rstrip("<")) == 39
    assert read.truncated == long


@given(parts, parts)
def test_a_name_that_does_not_fit_says_so_with_a_letter_at_the_end(surname: str, name: str) -> None:
    whole = mrz.names_field(surname, name).rstrip("<")
    if len(surname) + len(name) + 2 > 39:
        assert len(whole) == 39


numbers = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=22)
days = st.dates(date(1930, 1, 1), date(2026, 11, 21))


@given(parts, parts, numbers, days, st.sampled_from("MF<"), st.sampled_from(["I", "IP", "C1", "AB"]))
def test_any_card_written_is_read_back(surname: str, name: str, number: str, born: date, sex: str, code: str) -> None:
    lines = card(surname, name, number, code=code, born=f"{born:%y%m%d}", sex=sex)
    read = mrz.parse(lines, today=TODAY)
    assert (read.document, read.number) == (code, number)
    day = present(read.born)
    assert (day.month, day.day, read.sex) == (born.month, born.day, sex.replace("<", "X"))
    assert mrz.matches(read, surname, name)
    assert mrz.parse("".join(lines), today=TODAY) == read


def as_issued(first: str, number: str, nationality: str, born: str, sex: str, expires: str) -> list[str]:
    """The two lines of a passport with every check digit right, whatever its dates."""
    digit = mrz.check_digit
    a, b, c = (part + digit(part) for part in (number.ljust(9, "<"), born, expires))
    rest = "<" * 14 + "0"
    return [first.ljust(44, "<"), f"{a}{nationality}{b}{sex}{c}{rest}{digit(a + b + c + rest)}"]


def test_a_passport_without_a_surname_is_read() -> None:
    """As India prints it."""
    read = mrz.parse(as_issued("P<IND<<SUNITA<DEVI", "K1234567", "IND", "560124", "F", "280228"), today=TODAY)
    assert (read.surname, read.given, read.number, read.born) == ("", "SUNITA DEVI", "K1234567", date(1956, 1, 24))
    assert mrz.matches(read, "", "SUNITA DEVI")


def test_names_in_three_parts_are_read() -> None:
    read = mrz.parse(as_issued("P<MEXLOPEZ<<ANA<<MARIA", "G12345678", "MEX", "850305", "F", "311120"), today=TODAY)
    assert (read.surname, read.given) == ("LOPEZ", "ANA MARIA")


@pytest.mark.parametrize(
    ("born", "year"),
    [("85<<<<", 1985), ("8507<<", 1985), ("850000", 1985), ("850700", 1985), ("<<<<<<", None), ("000000", None)],
)
def test_of_a_birth_date_unknown_in_part_the_rest_is_kept(born: str, year: int | None) -> None:
    read = mrz.parse(as_issued("P<SOMHASSAN<<AMINA", "K1234567", "SOM", born, "F", "300228"), today=TODAY)
    assert (read.born, read.born_year) == (None, year)
    assert (read.surname, read.given, read.number, read.nationality) == ("HASSAN", "AMINA", "K1234567", "SOM")
    assert read.expires == date(2030, 2, 28)


@pytest.mark.parametrize("expires", ["991231", "<<<<<<"])
def test_a_document_that_never_expires_has_no_day(expires: str) -> None:
    """As Spain's for the old."""
    read = mrz.parse(as_issued("P<ESPGARCIA<<ANA", "K1234567", "ESP", "400101", "F", expires), today=TODAY)
    assert (read.expires, read.born) == (None, date(1940, 1, 1))


@pytest.mark.parametrize("lines", [JUAN, CARD, tuple(card("QUIROZ AYALA", "ZOYLA MA", "ZAQYW1234"))])
@pytest.mark.parametrize(("scanner", "computer"), list(permutations(LAYOUTS, 2)))
def test_a_zone_is_found_on_any_keyboard_and_names_that_may_be_others_are_doubted(
    lines: tuple[str, ...], scanner: str, computer: str
) -> None:
    text = on_keys("\n".join(lines), scanner, computer)
    read, right = mrz.parse(text, today=TODAY), mrz.parse(lines, today=TODAY)
    assert (read.born, read.expires) == (right.born, right.expires)
    # Where < came as printed, a key beside it moved Y and Z: only the number's digit can tell.
    assert read == right or mrz.doubted(text) or "<" in text
    assert mrz.lines(text)[0][:5] == lines[0][:5]
    assert mrz.lines_after(text.split("\n")[0]) == len(lines) - 1


characters = st.sampled_from("ABGPMEXUTO0123456789<<<<<< \n<Ñ")
noise = st.text(max_size=100) | st.text(characters, min_size=80, max_size=95)


@given(noise | st.lists(noise, max_size=4), st.dates())
def test_garbage_is_refused_and_never_crashes(lines: Any, today: date) -> None:
    with pytest.raises(BadValue):
        mrz.parse(lines, today=today)


@given(st.integers(0, 43), st.integers(0, 1), st.characters(max_codepoint=0x2FF), st.dates())
def test_one_wrong_character_is_refused_or_harmless(place: int, line: int, char: str, today: date) -> None:
    lines = list(JUAN)
    lines[line] = lines[line][:place] + char + lines[line][place + 1 :]
    try:
        read = mrz.parse(lines, today=today)
    except BadValue:
        return
    assert read.number[0] in "GQ0" or line == 0
