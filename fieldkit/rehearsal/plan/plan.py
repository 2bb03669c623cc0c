"""The invented people of a drill and what must come of each: the truth that everything else is held against.

It follows from seed, number and day alone, so parent and kit make it each for itself and it never lies on a disk.
Every personal word holds a canary: letters that occur nowhere else.
"""

from collections.abc import Iterator
from datetime import date
from itertools import count
from random import Random
from typing import NamedTuple

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.load import load as load_catalog
from fieldkit.domain.catalog.model import Service
from fieldkit.people.names import PersonName
from fieldkit.rehearsal.plan import answers, other_work
from fieldkit.rehearsal.plan.answers import LETTERS, Face
from fieldkit.rehearsal.plan.other_work import CasePart, OutreachPart
from fieldkit.rehearsal.plan.roles import CAST, Role

_CANARY_LETTERS = 10
_SURNAMES = ("Ñáñez", "Hernández", "Peña", "Müller", "O'Farril", "De la Cruz")
_GIVEN = ("María José", "Luis", "Ximena", "Ángel", "Guadalupe", "Jesús")
CONSULATE = "chicago"
_OPTIONAL_PICTURES = {"PAS-AR": ("identity",), "PAS-M": ("permit",)}


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
    def retaken(self) -> dict[str, str]:
        """The picture that is taken again when HQ sends the form back: another one, for the same would be noticed."""
        return {slot: f"{seed} again" for slot, seed in list(self.pictures.items())[-1:] if self.corrected}

    @property
    def final_pictures(self) -> dict[str, str]:
        """The pictures that headquarters must hold in the end."""
        return self.pictures | self.retaken

    @property
    def revision(self) -> int:
        """The revision that must be accepted."""
        return 2 if self.corrected else 1


class PlannedPerson(NamedTuple):
    """Somebody with a part; without filings and case for who never comes."""

    at: int
    role: Role
    name: PersonName
    born: date
    phone: str
    filings: tuple[Filing, ...] = ()
    case: CasePart | None = None


class DrillPlan(NamedTuple):
    """The whole day. ``canary`` stands in every personal word."""

    seed: int
    day: date
    canary: str
    people: tuple[PlannedPerson, ...]
    activities: tuple[OutreachPart, ...]

    @property
    def coming(self) -> list[PlannedPerson]:
        """Who will be at the door, in the order of arrival."""
        return [person for person in self.people if person.role.comes]

    @property
    def cases(self) -> list[tuple[PlannedPerson, CasePart]]:
        """Every protection case that must reach headquarters."""
        return [(person, person.case) for person in self.people if person.case is not None]

    def filings(self) -> Iterator[tuple[PlannedPerson, Filing]]:
        """Every application that must reach headquarters."""
        for person in self.people:
            for filing in person.filings:
                yield person, filing


def make(seed: int, applicants: int, day: date) -> DrillPlan:
    """The plan of a seed."""
    random = Random(seed)  # noqa: S311 - the same seed must give the same day; nothing here is secret
    canary = "".join(random.choices(LETTERS, k=_CANARY_LETTERS)).capitalize()
    catalog, numbers = load_catalog(), count()
    faces = [_face(canary, at, CAST[at % len(CAST)], day) for at in range(applicants)]
    people = tuple(_person(catalog, who, canary, day, seed, numbers) for who in faces)
    return DrillPlan(seed, day, canary, people, tuple(other_work.activities(random)))


def person_seed(seed: int, at: int, service: str, slot: str) -> str:
    """What a picture follows from."""
    return f"{seed}/{at}/{service}/{slot}"


def _face(canary: str, at: int, role: Role, day: date) -> Face:
    tail = f"{canary}{answers.word(at)}"
    surname2 = "" if at % 5 == 4 else f"{_SURNAMES[(at + 1) % len(_SURNAMES)]} {tail}"
    name = PersonName(f"{_GIVEN[at % len(_GIVEN)]} {tail}", f"{_SURNAMES[at % len(_SURNAMES)]} {tail}", surname2)
    born = date(day.year - role.age - 1, 1 + at % 12, 1 + at % 28)
    return Face(at, role, name, born, f"+1 919 555 {at:04}")


def _person(catalog: Catalog, who: Face, canary: str, day: date, seed: int, numbers: Iterator[int]) -> PlannedPerson:
    """``numbers`` count the cases."""
    person = PlannedPerson(*who)
    if not who.role.comes:
        return person
    services = [catalog.services[code] for code in who.role.services]
    filings = tuple(_filing(one, who, canary, day, seed) for one in services if one.captured)
    if any(one.hq == "case" for one in services):
        person = person._replace(case=other_work.case(next(numbers), who, canary, day))
    return person._replace(filings=filings)


def _filing(service: Service, who: Face, canary: str, day: date, seed: int) -> Filing:
    fields = answers.of_form(service, who, canary, day)
    wrong = who.role.wrong
    corrected = {wrong: f"{fields[wrong]} (corregido)"} if wrong in fields else {}
    slots = [
        slot.key for slot in service.slots if slot.required or slot.key in _OPTIONAL_PICTURES.get(service.code, ())
    ]
    pictures = {slot: person_seed(seed, who.at, service.code, slot) for slot in slots}
    return Filing(service.code, fields, corrected, pictures)
