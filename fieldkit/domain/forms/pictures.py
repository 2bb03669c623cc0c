"""The pictures of a slot: the two sides of a card, the pages of an act, one after the other.

The first is kept under the slot's own key, as when a slot held one; the others under ``key-2``, ``key-3`` and so on.
"""

import re
from collections.abc import Iterable

from fieldkit.domain.catalog.model import Slot

MOST = 8
_FURTHER = re.compile(r"(.+)-([2-9]|[1-9][0-9])", re.ASCII)


def picture_name(slot: str, place: int) -> str:
    """Under which the picture at a place of a slot is kept; the first place is 1."""
    return slot if place == 1 else f"{slot}-{place}"


def slot_and_place(name: str) -> tuple[str, int]:
    """The slot of a picture, and its place there."""
    further = _FURTHER.fullmatch(name)
    return (further[1], int(further[2])) if further else (name, 1)


def slots_of(names: Iterable[str]) -> set[str]:
    """The slots that have a picture."""
    return {slot_and_place(name)[0] for name in names}


def most_of(slot: Slot) -> int:
    """How many pictures a slot holds: one portrait, several pages."""
    return 1 if slot.kind == "photo" else MOST


def picture_label(slots: Iterable[Slot], name: str) -> str:
    """What a picture is called: its slot's label, and its place when it is not the first."""
    key, place = slot_and_place(name)
    label = next((str(one.label) for one in slots if one.key == key), key)
    return label if place == 1 else f"{label} ({place})"
