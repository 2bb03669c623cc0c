"""The invented people of a drill and what must come of each: the truth that everything else is held against.

It follows from seed, number and day alone, so parent and kit make it each for itself and it never lies on a disk.
Every personal word holds a canary: letters that occur nowhere else.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from fieldkit.catalog.load import load as load_catalog
from fieldkit.catalog.model import Catalog, Field, Service
from fieldkit.people import curp
from fieldkit.people.names import PersonName

_LETTERS = "bcdfghjkmnpqrstvwxz"
_CANARY_LETTERS = 10
_SURNAMES = ("Ñáñez", "Hernández", "Peña", "Müller", "O'Farril", "De la Cruz")
_GIVEN = ("María José", "Luis", "Ximena", "Ángel", "Guadalupe", "Jesús")


class Role(NamedTuple):
    """A part to play. ``slots``: the pictures of each service; ``wrong``: a field that HQ sends back."""

    services: tuple[str, ...]
    age: int = 34
    booked: bool = False
    comes: bool = True
    priority: str = ""
    misses: bool = False
    held: str = ""
    language: str = "spa"
    wrong: str = ""


# The first ones are what even the shortest drill must have.
CAST = (
    Role(("PAS-AR",), booked=True, wrong="occupation"),
    Role(("PAS-M",), booked=True, age=8),
    Role(("MCAS-1",), misses=True),
    Role(("PAS-AR",), age=71, priority="elderly"),
    Role(("PAS-A1",), booked=True, comes=False),
    Role(("PALE",)),
    Role(("MCAS-R",), booked=True, held="copies"),
    Role(("PAS-A1", "MCAS-1"), booked=True, age=22),
    Role(("MCAS-1",), priority="pregnant", held="photo"),
    Role(("PAS-AR",), booked=True, misses=True),
    Role(("PALE", "MCAS-R"), age=58),
    Role(("PAS-A1",), booked=True, language="mix"),
)
_PICTURES = {
    "PAS-A1": ("photo", "nationality", "identity"),
    "PAS-AR": ("photo", "previous", "identity"),
    "PAS-M": ("photo", "nationality", "identity", "parents_id", "permit"),
    "MCAS-1": ("photo", "nationality", "identity", "address"),
    "MCAS-R": ("photo", "address", "identity"),
}


class Filing(NamedTuple):
    """One application: what is typed, what is typed after HQ sent it back, and the pictures by slot."""

    service: str
    fields: dict[str, str]
    corrected: dict[str, str]
    pictures: dict[str, str]

    @property
    def final(self) -> dict[str, str]:
        """What headquarters must hold in the end."""
        return self.fields | self.corrected

    @property
    def revision(self) -> int:
        """The revision that must be accepted."""
        return 2 if self.corrected else 1


class Person(NamedTuple):
    """Somebody with a part; ``filings`` is empty for who never comes."""

    at: int
    role: Role
    name: PersonName
    born: date
    phone: str
    filings: tuple[Filing, ...]


class Plan(NamedTuple):
    """The whole day. ``canary`` stands in every personal word."""

    seed: int
    day: date
    canary: str
    people: tuple[Person, ...]

    @property
    def coming(self) -> list[Person]:
        """Who will be at the door, in the order of arrival."""
        return [person for person in self.people if person.role.comes]

    def filings(self) -> Iterator[tuple[Person, Filing]]:
        """Every application that must reach headquarters."""
        for person in self.people:
            for filing in person.filings:
                yield person, filing


def make(seed: int, applicants: int, day: date) -> Plan:
    """The plan of a seed."""
    random = Random(seed)  # noqa: S311 - the same seed must give the same day; nothing here is secret
    canary = "".join(random.choices(_LETTERS, k=_CANARY_LETTERS)).capitalize()
    catalog = load_catalog()
    people = tuple(_person(catalog, canary, at, CAST[at % len(CAST)], day, seed) for at in range(applicants))
    return Plan(seed, day, canary, people)


def person_seed(seed: int, at: int, service: str, slot: str) -> str:
    """What a picture follows from."""
    return f"{seed}/{at}/{service}/{slot}"


def _person(catalog: Catalog, canary: str, at: int, role: Role, day: date, seed: int) -> Person:
    tail = f"{canary}{_word(at)}"
    surname2 = "" if at % 5 == 4 else f"{_SURNAMES[(at + 1) % len(_SURNAMES)]} {tail}"
    name = PersonName(f"{_GIVEN[at % len(_GIVEN)]} {tail}", f"{_SURNAMES[at % len(_SURNAMES)]} {tail}", surname2)
    born = date(day.year - role.age - 1, 1 + at % 12, 1 + at % 28)
    phone = f"+1 919 555 {at:04}"
    person = Person(at, role, name, born, phone, ())
    if not role.comes:
        return person
    filings = (_filing(catalog.services[code], person, canary, day, seed) for code in role.services)
    return person._replace(filings=tuple(filings))


def _filing(service: Service, person: Person, canary: str, day: date, seed: int) -> Filing:
    fields = {
        field.key: value
        for field in service.fields
        if (value := _value(field, service, person, f"{canary}{person.at}", day))
    }
    wrong = person.role.wrong
    corrected = {wrong: f"{fields[wrong]} (corregido)"} if wrong in fields else {}
    pictures = {slot: person_seed(seed, person.at, service.code, slot) for slot in _PICTURES.get(service.code, ())}
    return Filing(service.code, fields, corrected, pictures)


def _value(field: Field, service: Service, person: Person, tail: str, day: date) -> str:
    known = _known(person, service, day)
    if field.key in known:
        return known[field.key]
    letters = f"{tail.rstrip('0123456789')}{_word(person.at)}"
    by_kind = {
        "name": f"Ana {letters}",
        "text": f"{tail} {field.key}"[: field.max].strip(),
        "email": f"{tail}@example.org",
        "phone": person.phone,
        "date": (day - timedelta(days=400)).isoformat(),
        "year": str(person.born.year + 1),
        "height_cm": str(150 + person.at % 40),
        "zip": f"{27000 + person.at:05}",
    }
    return by_kind.get(field.kind) or (field.choices[person.at % len(field.choices)].key if field.choices else "")


def _known(person: Person, service: Service, day: date) -> dict[str, str]:
    """Answers that must agree with each other, and those that are left empty."""
    name, born = person.name, person.born
    sex, state = "HM"[person.at % 2], ("OC", "PL", "GR", "MN")[person.at % 4]
    minor = service.permit_days is not None
    return {
        "given": name.given,
        "surname1": name.surname1,
        "surname2": name.surname2,
        "sex": sex,
        "born": born.isoformat(),
        "birth_country": "MEX",
        "birth_state": state,
        "acta_entity": state,
        "curp": curp.derive(name.given, name.surname1, name.surname2, born, sex, state),
        "language": person.role.language,
        "id_matches": "yes",
        "father_born": born.replace(year=born.year - 30, day=1).isoformat(),
        "mother_born": born.replace(year=born.year - 28, day=1).isoformat(),
        "parents_present": "one",
        "absent_reason": "op7",
        "op7_signed": (day - timedelta(days=30)).isoformat(),
        "prev_mrz": "",
        "prev_fate": "surrendered",
        "years": "3" if minor else "5" if service.fee == "mcas" else "10",
        "discount": "SENIOR60" if person.role.age >= 60 and service.fee == "passport" else "",
    }


def _word(at: int) -> str:
    """A number in letters, for fields that take no figures."""
    return "".join(_LETTERS[int(figure)] for figure in f"{at:03}")
