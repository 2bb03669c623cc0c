"""What a form is: the questions it asks, its pictures, and which guarantees it takes; a definition, not code.

Every form is saved field by field and can be gone on with after a crash. What else it has, its definition switches on.
The answers about the n-th person of a section that repeats are kept under ``p1-given``, ``p1-born`` and so on.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

import msgspec

from fieldkit.domain.catalog.model import Field, Slot
from fieldkit.people.errors import BadValue

_OF_PERSON = re.compile(r"p([1-9][0-9]?)-([a-z0-9_]+)")
Values = Mapping[str, str]


class NoSuchQuestion(BadValue):
    """A key that no question has: a mistake of whoever calls."""


class Section(msgspec.Struct, frozen=True):
    """Questions that stand together. ``most``: for up to so many persons; 0 when it is asked once."""

    fields: tuple[Field, ...]
    title: str = ""
    most: int = 0

    def numbers(self, values: Values) -> list[int]:
        """The numbers of the persons of whom something is kept; a person of whom nothing is kept does not exist."""
        return persons_in(values) if self.most else []

    def of(self, number: int) -> Iterator[Field]:
        """The questions about the n-th person, each under the key of its answer."""
        return (msgspec.structs.replace(field, key=key_of(number, field.key)) for field in self.fields)


class Guarantee(StrEnum):
    """What a form has beside being saved and looked over.

    ``SEALED``: its content becomes a file that only headquarters opens; else it becomes an entry of codes and numbers.
    ``PICTURES``: photos and scans. ``SECOND_PERSON``: an event may ask that somebody else approves it. ``RETURNS``:
    headquarters may send it back. ``ALIKE``: whoever it is about is compared with others on the laptop.
    """

    SEALED = "sealed"
    PICTURES = "pictures"
    SECOND_PERSON = "second_person"
    RETURNS = "returns"
    ALIKE = "alike"


# Why a form of codes and numbers takes none of them.
COUNTED: Mapping[Guarantee, str] = MappingProxyType(
    {
        Guarantee.SEALED: "It holds codes and numbers, which the event's own report counts.",
        Guarantee.PICTURES: "There is no paper of anybody to show.",
        Guarantee.SECOND_PERSON: "It decides about nobody; what was counted wrong is withdrawn or counted again.",
        Guarantee.RETURNS: "Headquarters decides nothing about it; only who counted can count again.",
        Guarantee.ALIKE: "It is about nobody in particular.",
    }
)


class FormDefinition(msgspec.Struct, frozen=True):
    """A form. ``kind`` names it in the store. It takes every guarantee but those in ``without``, each with its why."""

    kind: str
    sections: tuple[Section, ...]
    slots: tuple[Slot, ...] = ()
    without: Mapping[Guarantee, str] = {}

    def has(self, guarantee: Guarantee) -> bool:
        """Whether it takes a guarantee."""
        return guarantee not in self.without

    def fields(self, values: Values) -> Iterator[Field]:
        """Every question that is asked now, in order, each under the key of its answer."""
        for section in self.sections:
            if section.most:
                for number in section.numbers(values):
                    yield from section.of(number)
            else:
                yield from section.fields

    def field(self, key: str) -> Field:
        """The question that is kept under ``key``. Raises NoSuchQuestion."""
        about = _OF_PERSON.fullmatch(key)
        for section in self.sections:
            if about and int(about[1]) <= section.most:
                asked = section.of(int(about[1]))
            else:
                asked = iter(() if section.most else section.fields)
            found = next((field for field in asked if field.key == key), None)
            if found is not None:
                return found
        raise NoSuchQuestion

    def only_answers(self, key: str, values: Values) -> dict[str, str]:
        """The questions that ``key`` narrows to one answer and that have none yet, each with that answer."""
        if not values.get(key):
            return {}
        narrowed = [one for one in self.fields(values) if one.narrowed_by == key and not values.get(one.key)]
        offers = {one.key: one.offered(values[key]) for one in narrowed}
        return {name: offered[0].key for name, offered in offers.items() if len(offered) == 1}


def key_of(person: int, key: str) -> str:
    """Under which an answer about the n-th person is kept."""
    return f"p{person}-{key}"


def persons_in(values: Values) -> list[int]:
    """The numbers of the persons of whom something is kept."""
    found = (_OF_PERSON.fullmatch(key) for key, value in values.items() if value)
    return sorted({int(one[1]) for one in found if one})
