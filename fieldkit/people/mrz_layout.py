"""Where each field of a machine-readable zone stands: two lines of a passport (TD3), three of a card (TD1).

Source: ICAO Doc 9303-4, 4.2 (TD3) and 9303-5, 4.2 (TD1); check digits and dates 9303-3, 4.9. A check digit does not
see G↔6, N↔3 or E↔4, so every character's class is checked as well.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fieldkit.locale import N_, _, keyboards
from fieldkit.people import problems
from fieldkit.people.errors import BadValue
from fieldkit.people.mrz_names import FILLER

_WEIGHTS = (7, 3, 1)
_STATE = r"[A-Z]{3}|[A-Z]{2}<|[A-Z]<<"
# Either identifier may be missing; some states part given names as they part surname and name.
_NAMES = r"(?=<*[A-Z])([A-Z]+(<[A-Z]+)*)?(<<[A-Z]+(<[A-Z]+)*)*<*"
# What is not known of a birth date is printed as fillers or as zeros (9303-3, 4.8); some documents never expire.
_BORN = r"[0-9]{6}|[0-9]{4}<<|[0-9]{2}<<<<|<<<<<<"
_EXPIRES = r"[0-9]{6}|<<<<<<"
_ONE = r"[0-9]"
_ONE_OR_NONE = r"[0-9<]"


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
        "born": FieldPlace(1, 13, 19, _BORN),
        "born_digit": FieldPlace(1, 19, 20, _ONE_OR_NONE),
        "sex": FieldPlace(1, 20, 21, r"[MF<]"),
        "expires": FieldPlace(1, 21, 27, _EXPIRES),
        "expires_digit": FieldPlace(1, 27, 28, _ONE_OR_NONE),
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
        "born": FieldPlace(1, 0, 6, _BORN),
        "born_digit": FieldPlace(1, 6, 7, _ONE_OR_NONE),
        "sex": FieldPlace(1, 7, 8, r"[MFH<]"),  # H: see ``Mrz``
        "expires": FieldPlace(1, 8, 14, _EXPIRES),
        "expires_digit": FieldPlace(1, 14, 15, _ONE_OR_NONE),
        "nationality": FieldPlace(1, 15, 18, _STATE),
        "optional2": FieldPlace(1, 18, 29, r"[A-Z0-9<]{11}"),
        "whole_digit": FieldPlace(1, 29, 30, _ONE),
        "names": FieldPlace(2, 0, 30, _NAMES),
    },
    checked=_CHECKED,
    whole=((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
)


def layout_of(first: str) -> ZoneLayout | None:
    """The format that a zone's first line begins, whatever the keyboards; None when it begins none."""
    if len(first) not in {TD3.length, TD1.length}:
        return None
    return next(filter(None, map(_layout_of, keyboards.readings(first))), None)


def _layout_of(first: str) -> ZoneLayout | None:
    if len(first) == TD3.length:
        return TD3 if first[:1] in {"P", "p"} else None
    return TD1 if re.fullmatch(r"[ACI][A-Z0-9<][A-Z<]{3}.*", first.upper().replace(";", FILLER)) else None


def readings(text: str | Sequence[str]) -> list[tuple[list[str], dict[str, str]]]:
    """The lines and fields of a zone in every way that a scanner's and a computer's keyboards may have meant them, all
    of it checked; at least one. Raises MRZ_SHAPE, MRZ_CHARACTER, MRZ_DIGIT.
    """
    typed = "\n".join(text.split() if isinstance(text, str) else text)
    found: list[tuple[list[str], dict[str, str]]] = []
    wrong: BadValue | None = None
    for meant in keyboards.readings(typed):
        try:
            layout, lines = _lines(meant)
            read = lines, _fields(layout, lines)
        except BadValue as problem:
            wrong = wrong or problem
            continue
        if read not in found:
            found.append(read)
        if meant == typed and typed.isascii() and ";" not in typed:
            break  # as printed: no other keyboard is to be thought of
    if found:
        return found
    raise wrong or BadValue(problems.MRZ_SHAPE)


def _fields(layout: ZoneLayout, lines: list[str]) -> dict[str, str]:
    """The fields of a zone, every character and check digit looked at."""
    found = {name: lines[place.line][place.start : place.end] for name, place in layout.places.items()}
    for name, place in layout.places.items():
        if not re.fullmatch(place.pattern, found[name]):
            raise BadValue(problems.MRZ_CHARACTER, line=place.line + 1)
    _long_number(found)
    for name, what in layout.checked.items():
        # The digit of a field that is empty may be empty too.
        empty = name != "number" and found[f"{name}_digit"] == FILLER and not found[name].strip(FILLER)
        if not empty and found[f"{name}_digit"] != check_digit(found[name]):
            raise BadValue(problems.MRZ_DIGIT, what=_(what))
    if found["whole_digit"] != check_digit("".join(lines[line][start:end] for line, start, end in layout.whole)):
        raise BadValue(problems.MRZ_DIGIT, what=_("todo el documento"))
    return found


def check_digit(field: str) -> str:
    """ICAO 9303-3, 4.9: values (A = 10, ``<`` = 0) times 7, 3, 1 over and over, modulo 10."""
    values = (0 if char == FILLER else int(char, 36) for char in field)
    return str(sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def _lines(text: str) -> tuple[ZoneLayout, list[str]]:
    # Spanish keyboards write < as ;. Caps lock turns letters round; neither matters.
    found = [line.strip().replace(";", FILLER) for line in text.split("\n") if line.strip()]
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
