"""Where each field of a machine-readable zone stands: two lines of a passport (TD3), three of a card (TD1).

Source: ICAO Doc 9303-4, 4.2 (TD3) and 9303-5, 4.2 (TD1); check digits and dates 9303-3, 4.9. A check digit does not
see G↔6, N↔3 or E↔4, so every character's class is checked as well.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fieldkit.locale import N_, _
from fieldkit.people import problems
from fieldkit.people.errors import BadValue
from fieldkit.people.mrz_names import FILLER

_WEIGHTS = (7, 3, 1)
_STATE = r"[A-Z]{3}|[A-Z]{2}<|[A-Z]<<"
_NAMES = r"[A-Z]+(<[A-Z]+)*(<<[A-Z]+(<[A-Z]+)*)?<*"
_SIX = r"[0-9]{6}"
_ONE = r"[0-9]"


class FieldPlace(NamedTuple):
    """Where a field stands: its line from 0, its first place, the place after its last, and what it may hold."""

    line: int
    start: int
    end: int
    pattern: str


class ZoneLayout(NamedTuple):
    """A format: ``lines`` of ``length`` signs. ``checked`` are fields with a digit of their own, and what people
    call them; ``whole`` are the runs under the last digit."""

    lines: int
    length: int
    places: Mapping[str, FieldPlace]
    checked: Mapping[str, str]
    whole: Sequence[tuple[int, int, int]]


_CHECKED = {
    "number": N_("el número del documento"),
    "born": N_("la fecha de nacimiento"),
    "expires": N_("la fecha de vencimiento"),
}
TD3 = ZoneLayout(
    lines=2,
    length=44,
    places={
        "document": FieldPlace(0, 0, 2, r"P[A-Z<]"),
        "issuer": FieldPlace(0, 2, 5, _STATE),
        "names": FieldPlace(0, 5, 44, _NAMES),
        "number": FieldPlace(1, 0, 9, r"[A-Z0-9]+<*"),
        "number_digit": FieldPlace(1, 9, 10, _ONE),
        "nationality": FieldPlace(1, 10, 13, _STATE),
        "born": FieldPlace(1, 13, 19, _SIX),
        "born_digit": FieldPlace(1, 19, 20, _ONE),
        "sex": FieldPlace(1, 20, 21, r"[MF<]"),
        "expires": FieldPlace(1, 21, 27, _SIX),
        "expires_digit": FieldPlace(1, 27, 28, _ONE),
        "optional": FieldPlace(1, 28, 42, r"[A-Z0-9<]{14}"),
        "optional_digit": FieldPlace(1, 42, 43, r"[0-9<]"),
        "whole_digit": FieldPlace(1, 43, 44, _ONE),
    },
    checked=_CHECKED | {"optional": N_("los datos opcionales")},
    whole=((1, 0, 10), (1, 13, 20), (1, 21, 43)),
)
TD1 = ZoneLayout(
    lines=3,
    length=30,
    places={
        "document": FieldPlace(0, 0, 2, r"[ACI][A-Z0-9<]"),  # residents' cards of the United States are C1 and C2
        "issuer": FieldPlace(0, 2, 5, _STATE),
        "number": FieldPlace(0, 5, 14, r"[A-Z0-9]+<*"),
        "number_digit": FieldPlace(0, 14, 15, r"[0-9<]"),
        "optional": FieldPlace(0, 15, 30, r"[A-Z0-9<]{15}"),
        "born": FieldPlace(1, 0, 6, _SIX),
        "born_digit": FieldPlace(1, 6, 7, _ONE),
        "sex": FieldPlace(1, 7, 8, r"[MFH<]"),  # H: see ``Mrz``
        "expires": FieldPlace(1, 8, 14, _SIX),
        "expires_digit": FieldPlace(1, 14, 15, _ONE),
        "nationality": FieldPlace(1, 15, 18, _STATE),
        "optional2": FieldPlace(1, 18, 29, r"[A-Z0-9<]{11}"),
        "whole_digit": FieldPlace(1, 29, 30, _ONE),
        "names": FieldPlace(2, 0, 30, _NAMES),
    },
    checked=_CHECKED,
    whole=((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
)


def layout_of(first: str) -> ZoneLayout | None:
    """The format that a zone's first line begins; None when it begins none."""
    if len(first) == TD3.length and first[:1] in {"P", "p"}:
        return TD3
    return TD1 if len(first) == TD1.length and re.fullmatch(r"[ACI][A-Z0-9<][A-Z<]{3}.*", first.upper()) else None


def fields(text: str | Sequence[str]) -> dict[str, str]:
    """The fields of a zone, every character and check digit looked at. Raises MRZ_SHAPE, MRZ_CHARACTER, MRZ_DIGIT."""
    layout, lines = _lines(text)
    found = {name: lines[place.line][place.start : place.end] for name, place in layout.places.items()}
    for name, place in layout.places.items():
        if not re.fullmatch(place.pattern, found[name]):
            raise BadValue(problems.MRZ_CHARACTER, line=place.line + 1)
    _long_number(found)
    for name, what in layout.checked.items():
        # The digit of an optional field that is empty may be empty too.
        empty = name == "optional" and found["optional_digit"] == FILLER and not found[name].strip(FILLER)
        if not empty and found[f"{name}_digit"] != check_digit(found[name]):
            raise BadValue(problems.MRZ_DIGIT, what=_(what))
    if found["whole_digit"] != check_digit("".join(lines[line][start:end] for line, start, end in layout.whole)):
        raise BadValue(problems.MRZ_DIGIT, what=_("todo el documento"))
    return found


def check_digit(field: str) -> str:
    """ICAO 9303-3, 4.9: values (A = 10, ``<`` = 0) times 7, 3, 1 over and over, modulo 10."""
    values = (0 if char == FILLER else int(char, 36) for char in field)
    return str(sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def _lines(text: str | Sequence[str]) -> tuple[ZoneLayout, list[str]]:
    parts = text.split() if isinstance(text, str) else text
    # A keyboard-reader set to another country's keys writes < as ;. Caps lock turns letters round; neither matters.
    found = [line.strip().replace(";", FILLER) for line in parts if line.strip()]
    for layout in (TD3, TD1):
        if len(found) == 1 and len(found[0]) == layout.lines * layout.length:
            found = [found[0][at : at + layout.length] for at in range(0, len(found[0]), layout.length)]
        if len(found) == layout.lines and all(len(line) == layout.length and line.isascii() for line in found):
            return layout, [line.upper() for line in found]
    raise BadValue(problems.MRZ_SHAPE)


def _long_number(found: dict[str, str]) -> None:
    """A card's number of more than nine signs goes on in the optional field, its digit after it (9303-5, 4.2.2)."""
    if found["number_digit"] != FILLER:
        return
    more, _filler, rest = found["optional"].partition(FILLER)
    if len(more) < 2 or FILLER in found["number"]:
        raise BadValue(problems.MRZ_DIGIT, what=_("el número del documento"))
    found["number"], found["number_digit"], found["optional"] = found["number"] + more[:-1], more[-1], rest
