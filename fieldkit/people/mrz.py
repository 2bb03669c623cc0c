"""The machine-readable zone of a passport (TD3): strict reading, because its check digits are weak.

Source: ICAO Doc 9303-3 (check digits, dates) and 9303-4, 4.2 (TD3). A check digit does not see G↔6, N↔3 or
E↔4, so every character's class is checked as well.
"""

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from fieldkit.locale import N_, _
from fieldkit.people.errors import BadValue
from fieldkit.people.mrz_names import FILLER, SEPARATOR, may_be, names_field

__all__ = ["Mrz", "check_digit", "matches", "names_field", "parse"]

TD3_LINES = 2
TD3_LENGTH = 44
# A zone has two digits for the year. Passports last 10 years at most; twice that leaves room for odd ones.
LONGEST_VALIDITY = 20

_Places = dict[str, tuple[int, int, str]]
_STATE = r"[A-Z]{3}|[A-Z]{2}<|[A-Z]<<"
_LINE1: _Places = {
    "document": (0, 2, r"P[A-Z<]"),
    "issuer": (2, 5, _STATE),
    "names": (5, 44, r"[A-Z]+(<[A-Z]+)*(<<[A-Z]+(<[A-Z]+)*)?<*"),
}
_LINE2: _Places = {
    "number": (0, 9, r"[A-Z0-9]+<*"),
    "number_digit": (9, 10, r"[0-9]"),
    "nationality": (10, 13, _STATE),
    "born": (13, 19, r"[0-9]{6}"),
    "born_digit": (19, 20, r"[0-9]"),
    "sex": (20, 21, r"[MF<]"),
    "expires": (21, 27, r"[0-9]{6}"),
    "expires_digit": (27, 28, r"[0-9]"),
    "optional": (28, 42, r"[A-Z0-9<]{14}"),
    "optional_digit": (42, 43, r"[0-9<]"),
    "composite_digit": (43, 44, r"[0-9]"),
}
_WEIGHTS = (7, 3, 1)
_MEXICAN_NUMBER = re.compile(r"[A-Z][0-9]{8}")


class MrzShape(BadValue):
    title = N_("No son las dos líneas de abajo de un pasaporte.")
    cause = N_("Deben ser {lines} líneas de {length} signos.")
    remedy = N_("Pase el pasaporte otra vez por el lector, o escriba los datos.")


class MrzCharacter(BadValue):
    title = N_("La línea {line} del pasaporte se leyó mal.")
    cause = N_("Hay una letra donde va un número, un número donde va una letra, o un signo que no existe.")
    remedy = N_("Pase el pasaporte otra vez por el lector, o escriba los datos.")


class MrzDigit(BadValue):
    title = N_("No corresponde el número de control: {what}.")
    remedy = N_("Pase el pasaporte otra vez por el lector, o escriba los datos.")


class MrzDate(BadValue):
    title = N_("El pasaporte lleva una fecha que no existe: {what}.")
    remedy = N_("Pase el pasaporte otra vez por el lector, o escriba los datos.")


class MrzMexicanNumber(BadValue):
    title = N_("El número de un pasaporte mexicano es una letra y ocho números.")
    remedy = N_("El lector confunde G con 6, N con 3 y E con 4: compare con el pasaporte.")


class Mrz(msgspec.Struct, frozen=True):
    """What a zone says. ``sex`` is F, M or X, where M means male; the CURP's M means woman: see ``curp_sex``.

    ``surname`` and ``given`` have their parts apart by blanks, as printed, without accents. ``truncated``:
    the names fill their field, so letters may be missing at the end.
    """

    document: str
    issuer: str
    surname: str
    given: str
    number: str
    nationality: str
    born: date
    sex: str
    expires: date
    optional: str
    truncated: bool

    @property
    def curp_sex(self) -> str:
        """The same sex in the CURP's letters: H, M or X."""
        return {"M": "H", "F": "M"}.get(self.sex, "X")


def parse(lines: str | Sequence[str], *, today: date) -> Mrz:
    """Read a zone as it came from a reader or a keyboard: two lines, blanks around them do not matter.

    ``today`` decides centuries: nobody is born after it, and no passport is valid for more than 20 years.
    Raises a BadValue.
    """
    line1, line2 = _two_lines(lines)
    first = _split(line1, _LINE1, 1)
    second = _split(line2, _LINE2, 2)
    _check_digits(line2, second)
    surname, _separator, given = first["names"].rstrip(FILLER).partition(SEPARATOR)
    number = second["number"].rstrip(FILLER)
    issuer = first["issuer"].rstrip(FILLER)
    if issuer == "MEX" and not _MEXICAN_NUMBER.fullmatch(number):
        raise MrzMexicanNumber
    return Mrz(
        document=first["document"].rstrip(FILLER),
        issuer=issuer,
        surname=surname.replace(FILLER, " "),
        given=given.replace(FILLER, " "),
        number=number,
        nationality=second["nationality"].rstrip(FILLER),
        born=_born(second["born"], today),
        sex="X" if second["sex"] == FILLER else second["sex"],
        expires=_expires(second["expires"], today),
        optional=second["optional"].strip(FILLER),
        truncated=not line1.endswith(FILLER),
    )


def matches(zone: Mrz, surnames: str, given: str) -> bool:
    """Whether the zone's names may be those of a certificate: tolerant of Ñ, Ü, accents and of a cut name."""
    return may_be(zone.surname, zone.given, surnames, given, truncated=zone.truncated)


def check_digit(field: str) -> str:
    """ICAO 9303-3, 4.9: values (A = 10, ``<`` = 0) times 7, 3, 1 over and over, modulo 10."""
    values = (0 if char == FILLER else int(char, 36) for char in field)
    return str(sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def _two_lines(lines: str | Sequence[str]) -> tuple[str, str]:
    parts = lines.splitlines() if isinstance(lines, str) else lines
    found = [line.strip() for line in parts if line.strip()]
    if len(found) != TD3_LINES or any(len(line) != TD3_LENGTH or not line.isascii() for line in found):
        raise MrzShape(lines=TD3_LINES, length=TD3_LENGTH)
    # A caps lock left on turns a keyboard-reader's letters round; case carries nothing here.
    return found[0].upper(), found[1].upper()


def _split(line: str, places: _Places, number: int) -> dict[str, str]:
    fields = {name: line[start:end] for name, (start, end, _pattern) in places.items()}
    for name, (_start, _end, pattern) in places.items():
        if not re.fullmatch(pattern, fields[name]):
            raise MrzCharacter(line=number)
    return fields


def _check_digits(line: str, fields: dict[str, str]) -> None:
    checked = (
        (fields["number"], fields["number_digit"], N_("el número de pasaporte")),
        (fields["born"], fields["born_digit"], N_("la fecha de nacimiento")),
        (fields["expires"], fields["expires_digit"], N_("la fecha de vencimiento")),
        (fields["optional"], fields["optional_digit"], N_("los datos opcionales")),
        (line[0:10] + line[13:20] + line[21:43], fields["composite_digit"], N_("toda la línea")),
    )
    for text, digit, what in checked:
        blank = digit == FILLER and not text.strip(FILLER)
        if not blank and digit != check_digit(text):
            raise MrzDigit(what=_(what))


def _born(text: str, today: date) -> date:
    born = _date(_century(today) + int(text[:2]), text, N_("la de nacimiento"))
    return born if born <= today else _date(born.year - 100, text, N_("la de nacimiento"))


def _expires(text: str, today: date) -> date:
    year = _century(today) + int(text[:2])
    if year > today.year + LONGEST_VALIDITY:
        year -= 100
    return _date(year, text, N_("la de vencimiento"))


def _century(today: date) -> int:
    return today.year - today.year % 100


def _date(year: int, text: str, what: str) -> date:
    try:
        return date(year, int(text[2:4]), int(text[4:6]))
    except ValueError:
        raise MrzDate(what=_(what)) from None
