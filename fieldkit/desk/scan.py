"""What a scan is, at whichever post: a ticket, a folio, a CURP, a document's lines, an acta's code, a licence."""

import re
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from fieldkit.locale import N_, _
from fieldkit.people import curp, licence, mrz
from fieldkit.people.errors import BadValue
from fieldkit.tokens import ticket_token

_FOLIO = re.compile(r"[A-Z]{0,3}-?[0-9]{2,12}")
_ACTA = re.compile(r"[0-9]{20}")
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")  # what a scanner says of the kind of bars, if set to


class Ticket(NamedTuple):
    """A ticket's code; ``text`` is what was read, with the address."""

    text: str


class Folio(NamedTuple):
    """The number on a booklet, a card or a ticket: a few letters and figures."""

    text: str


class Curp(NamedTuple):
    """A CURP, as its certificate's code holds it or alone; ``text`` is the 18 signs."""

    text: str


class Mrz(NamedTuple):
    """The lines of a passport or card as they are printed."""

    text: str


class ActaCode(NamedTuple):
    """The electronic identifier of an acta: twenty figures."""

    text: str


class DrivingLicence(NamedTuple):
    """The bars of a licence of the United States or Canada; ``text`` is what was read."""

    text: str


class Unknown(NamedTuple):
    """Anything else, as it was read."""

    text: str


Reading = Ticket | Folio | Curp | Mrz | ActaCode | DrivingLicence | Unknown
NAMES: dict[type[Reading], str] = {
    Ticket: N_("Se leyó un boleto."),
    Folio: N_("Se leyó el folio {text}."),
    Curp: N_("Se leyó una CURP."),
    Mrz: N_("Se leyeron las líneas de un documento."),
    ActaCode: N_("Se leyó el código de un acta."),
    DrivingLicence: N_("Se leyó una licencia de manejo."),
    Unknown: N_("Se leyó algo que este programa no conoce."),
}


def read(text: str) -> Reading:
    """What a scanner's text is. Caps Lock, another keyboard's layout and signs at the edges do not matter."""
    plain = _SYMBOLOGY.sub("", "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip(), count=1)
    if next(ticket_token.candidates(plain), ""):
        return Ticket(plain)
    if licence.is_one(text):
        return DrivingLicence(text)
    with suppress(BadValue):
        return Mrz("\n".join(mrz.lines(plain)))
    with suppress(BadValue):
        return Curp(curp.parse(plain, today=date.max).text)
    if _ACTA.fullmatch(plain):
        return ActaCode(plain)
    if _FOLIO.fullmatch(plain.upper()):
        return Folio(plain.upper())
    return Unknown(plain)


def goes_on(text: str) -> bool:
    """Whether more lines of the same code are to follow: a licence begins with @, a passport's lines come by two."""
    first, *more = text.split("\n")
    return first == "@" or len(more) < mrz.lines_after(first)


def said(reading: Reading) -> str:
    """What was read, for the operator; nothing of a person."""
    return _(NAMES[type(reading)]).format(text=reading.text if isinstance(reading, Folio) else "")
