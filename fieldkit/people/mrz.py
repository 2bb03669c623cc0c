"""The machine-readable zone of a passport (TD3) or a card (TD1), and whether it may be a certificate's person.

Cards are the United States' passport card and residents' cards, Mexico's voter card, and consular matrículas that
carry a zone. Source: ICAO Doc 9303-3 to -5.
"""

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from fieldkit.locale import N_, _
from fieldkit.people import mrz_layout, problems
from fieldkit.people.errors import BadValue
from fieldkit.people.mrz_layout import check_digit, layout_of
from fieldkit.people.mrz_names import FILLER, SEPARATOR, may_be, names_field

__all__ = ["Mrz", "check_digit", "doubted", "lines", "lines_after", "matches", "names_field", "parse"]

# A zone has two digits for the year. Passports last 10 years at most; twice that leaves room for odd ones.
LONGEST_VALIDITY = 20
_NEVER = {"<<<<<<", "000000", "991231"}
_MEXICAN_NUMBER = re.compile(r"[A-Z][0-9]{8}")


class Mrz(msgspec.Struct, frozen=True):
    """What a zone says. ``sex`` is F, M or X, where M means male; the CURP's M means woman: see ``curp_sex``.

    Mexico's voter cards are said to print H and M as a CURP does; as nobody could verify it, their M is read as
    empty, which is "ask". ``surname`` and ``given`` have their parts apart by blanks, as printed, without accents.
    ``truncated``: the names fill their field, so letters may be missing at the end.
    ``born`` is None when the zone leaves the day or more unknown; what it says of it is in ``born_year``. ``expires``
    is None for a document that never does.
    """

    document: str
    issuer: str
    surname: str
    given: str
    number: str
    nationality: str
    born: date | None
    sex: str
    expires: date | None
    optional: str
    truncated: bool
    born_year: int | None = None

    @property
    def passport(self) -> bool:
        """Whether the document is a passport."""
        return self.document.startswith("P")

    @property
    def curp_sex(self) -> str:
        """The same sex in the CURP's letters: H, M or X; empty when the zone does not say it for certain."""
        return {"M": "H", "F": "M", "": ""}.get(self.sex, "X")


def lines_after(first: str) -> int:
    """How many lines follow a zone's first line; 0 when the text is not a first line."""
    layout = layout_of(first.strip())
    return layout.lines - 1 if layout else 0


def lines(text: str | Sequence[str]) -> list[str]:
    """The zone's lines as they are printed, whatever the keyboards. Raises what ``parse`` raises of the shape."""
    return mrz_layout.readings(text)[0][0]


def doubted(text: str | Sequence[str]) -> bool:
    """Whether another keyboard would give another name, or a number that its digit cannot tell: a person compares."""
    return len(mrz_layout.readings(text)) > 1


def parse(lines: str | Sequence[str], *, today: date) -> Mrz:
    """Read a zone as it came from a reader or a keyboard: two or three lines, blanks around them do not matter.

    ``today`` decides centuries: nobody is born after it, and no document is valid for more than 20 years.
    Raises a BadValue.
    """
    found = mrz_layout.readings(lines)[0][1]
    surname, _separator, given = found["names"].rstrip(FILLER).partition(SEPARATOR)
    number = found["number"].rstrip(FILLER)
    document, issuer = found["document"].rstrip(FILLER), found["issuer"].rstrip(FILLER)
    if document.startswith("P") and issuer == "MEX" and not _MEXICAN_NUMBER.fullmatch(number):
        raise BadValue(problems.MRZ_MEXICAN_NUMBER)
    year, born = _born(found["born"], today)
    return Mrz(
        document=document,
        issuer=issuer,
        surname=surname.replace(FILLER, " "),
        given=" ".join(given.replace(FILLER, " ").split()),
        number=number,
        nationality=found["nationality"].rstrip(FILLER),
        born=born,
        sex=_sex(found["sex"], card_of_mexico=not document.startswith("P") and issuer == "MEX"),
        expires=_expires(found["expires"], today),
        optional=found["optional"].strip(FILLER),
        truncated=not found["names"].endswith(FILLER),
        born_year=year,
    )


def matches(zone: Mrz, surnames: str, given: str) -> bool:
    """Whether the zone's names may be those of a certificate: tolerant of Ñ, Ü, accents and of a cut name."""
    return may_be(zone.surname, zone.given, surnames, given, truncated=zone.truncated)


def _sex(sign: str, *, card_of_mexico: bool) -> str:
    if sign == "H":
        if not card_of_mexico:
            raise BadValue(problems.MRZ_CHARACTER, line=2)
        return "M"
    if card_of_mexico and sign == "M":
        return ""
    return "X" if sign == FILLER else sign


def _born(text: str, today: date) -> tuple[int | None, date | None]:
    """Year and day of birth, as far as they are known."""
    if not text[:2].isdecimal() or text == "000000":
        return None, None
    year = _century(today) + int(text[:2])
    if not text[2:].isdecimal() or "00" in (text[2:4], text[4:6]):
        return (year if year <= today.year else year - 100), None
    born = _date(year, text, N_("la de nacimiento"))
    born = born if born <= today else _date(born.year - 100, text, N_("la de nacimiento"))
    return born.year, born


def _expires(text: str, today: date) -> date | None:
    if text in _NEVER:
        return None
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
        raise BadValue(problems.MRZ_DATE, what=_(what)) from None
