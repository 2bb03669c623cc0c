"""The bars on a driving licence of the United States or Canada, as far as a name and a birth date go.

Source: AAMVA DL/ID Card Design Standard, annex D: a header with ``ANSI`` or ``AAMVA``, then elements of three letters
and their text, one a line.
"""

import re
from datetime import date

import msgspec

from fieldkit.people.errors import BadValue
from fieldkit.people.problems import LICENCE_UNREADABLE

_HEADER = re.compile(r"(?:ANSI |AAMVA)[0-9]{6}", re.IGNORECASE)
_FIRST = re.compile(r"(?:ANSI |AAMVA)[0-9]{10,}(?:(?:DL|ID|EN|Z[A-Z])[0-9]{8})*(?:DL|ID)", re.IGNORECASE)
_US_DATE = re.compile(r"(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?P<y>[0-9]{4})")
_ISO_DATE = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")


class Licence(msgspec.Struct, frozen=True):
    """Whose licence it is; ``born`` is None when it does not say so legibly."""

    given: str
    surname: str
    born: date | None


def is_one(text: str) -> bool:
    """Whether a scan is, or begins, a licence."""
    return text.lstrip().startswith("@") and _HEADER.search(text) is not None


def parse(text: str) -> Licence:
    """Name and birth date. Raises LICENCE_UNREADABLE when there is no name."""
    lines = [_FIRST.sub("", line.strip()) for line in text.splitlines()]
    found = {line[:3].upper(): line[3:].strip() for line in lines if len(line) > 3}
    given = " ".join(part for key in ("DAC", "DCT", "DAD") if (part := found.get(key, "")) and part != "NONE")
    surname = found.get("DCS") or found.get("DAB", "")
    if not given and not surname:
        raise BadValue(LICENCE_UNREADABLE)
    return Licence(given.replace(",", " "), surname, _born(found.get("DBB", "")))


def _born(text: str) -> date | None:
    at = _ISO_DATE.fullmatch(text) or _US_DATE.fullmatch(text)
    try:
        return date(int(at["y"]), int(at["m"]), int(at["d"])) if at else None
    except ValueError:
        return None
