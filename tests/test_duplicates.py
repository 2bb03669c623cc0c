"""Who may be one person: found by what identifies people, explained in words, and decided by staff alone."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.people.likeness import Identity, Likeness, identity, likeness
from fieldkit.people.names import PersonName

BORN = "1988-02-29"


def person(given: str, surname1: str = "", surname2: str = "", born: str = BORN, **more: str) -> Identity:
    who = identity(PersonName(given, surname1, surname2), born=born, **more)
    assert who is not None
    return who


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("María José", "Ñúñez", "Peña"), ("MARIA JOSE", "NUNEZ", "PENA")),
        (("María José", "Ñúñez", "Peña"), ("Ma. José", "Peña", "Ñúñez")),
        (("Ana", "Ñúñez"), ("Ana", "NXXUNXXEZ")),
        (("Ana", "Agüero"), ("Ana", "AGUXXERO")),
        (("Ana", "D'Artagnan"), ("Ana", "Dartagnan")),
        (("Ana", "Smith-Jones"), ("Ana", "Smith Jones")),
        (("Rosa", "De la Cruz"), ("rosa cruz", "")),
        (("J. Guadalupe", "Soto"), ("José Gpe.", "Soto")),
        (("Itzamná", ""), ("", "ITZAMNA")),
    ],
)
def test_the_same_name_however_it_is_written_and_the_same_birth_date_are_told(one, other):
    assert likeness(person(*one), person(*other)) is Likeness.BORN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ana", "Agüero"), ("Ana", "Agueero")),
        (("Luis", "Pérez", "Soto"), ("Luis", "Pérez", "")),
        (("Luis", "Pérez", "Soto"), ("Luis", "Peres", "Soto")),
        (("Luis", "Pérez", "Soto"), ("Luis", "Prez", "Soto")),
        (("Luis", "Pérez", "Soto"), ("Luis", "Peérez", "Soto")),
        (("Luis", "Pérez", "Soto"), ("Lusi", "Pérez", "Soto")),
        (("María Guadalupe", "López"), ("Ma.", "López", "Ruiz")[:2]),
    ],
)
def test_nearly_the_same_name_and_the_same_birth_date_are_told(one, other):
    assert likeness(person(*one), person(*other)) is Likeness.SIMILAR
    assert likeness(person(*other), person(*one)) is Likeness.SIMILAR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Juan", "Pérez", "Soto"), ("Luis", "Pérez", "Soto")),  # twins
        (("Luis", "Pérez", "Soto"), ("Luis", "Peres", "Sotto")),  # two letters off
        (("Luis", ""), ("Luis", "Pérez")),  # one word in common
        (("Eva", "Li"), ("Eva", "Lo")),  # too short to be one letter off
        (("Luis", "Pérez", "Soto"), ("Luis", "Pezer", "Soto")),
    ],
)
def test_other_people_of_the_same_birth_date_are_not(one, other):
    assert likeness(person(*one), person(*other)) is None


def test_namesakes_count_only_where_a_birth_date_is_missing():
    luis = person("Luis", "Pérez")
    assert likeness(luis, person("Luis", "Pérez", born="1990-01-01")) is None
    assert likeness(luis, person("Luis", "Pérez", born="")) is Likeness.NAME
    assert likeness(luis, person("Luis", "Peres", born="")) is None


def test_one_curp_or_one_passport_is_told_whatever_the_names_say():
    curp = "PEXL750909HDFRXS02"
    one, other = person("Luis", curp=curp), person("Otro", born="", curp=" pexl750909hdfrxs02 ")
    assert likeness(one, other) is Likeness.CURP
    assert other.born == "1975-09-09"
    assert likeness(person("Ana", passport="g12345678"), person("Eva", passport="G12345678")) is Likeness.PASSPORT


def test_of_nobody_nothing_is_kept():
    assert identity(None) is None
    assert identity(PersonName("")) is None


words = st.text("abcñúXJ. '-", max_size=12)
people = st.builds(
    Identity,
    given=words,
    surname1=words,
    surname2=words,
    born=st.sampled_from(["", BORN, "1990-01-01"]),
    curp=st.sampled_from(["", "X", "Y"]),
    passport=st.sampled_from(["", "G1"]),
)


@given(people, people)
def test_likeness_does_not_depend_on_who_is_asked_first(one: Identity, other: Identity) -> None:
    assert likeness(one, other) is likeness(other, one)


@given(people)
def test_everybody_with_a_name_is_like_themselves(one: Identity) -> None:
    swapped = msgspec.structs.replace(one, surname1=one.surname2, surname2=one.surname1)
    if one.words:
        assert likeness(one, swapped) is not None
