"""Whether two records may be one person: never a verdict, only a reason for staff to look."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from fieldkit.people import curp
from fieldkit.people.curp_letters import PARTICLES
from fieldkit.people.dates import iso_date
from fieldkit.people.errors import BadValue
from fieldkit.people.names import PersonName, search_key

# The fields of a form that tell people apart.
FIELDS = frozenset({"given", "surname1", "surname2", "born", "curp", "prev_number"})
_PARTICLES = frozenset(word.lower() for word in PARTICLES)
_SHORT = {"ma": "maria", "m": "maria", "j": "jose", "gpe": "guadalupe", "fco": "francisco", "fca": "francisca"}
# With less than two words in common, a birth date shared by chance would be enough.
_FEWEST = 2
_SHORTEST = 3


class Likeness(StrEnum):
    """Why two records may be one person, the strongest reason first."""

    CURP = "curp"
    PASSPORT = "passport"
    BORN = "born"
    """The same name, however it is written, and the same birth date."""
    SIMILAR = "similar"
    """Nearly the same name, and the same birth date."""
    NAME = "name"
    """The same name; one of the birth dates is not known."""


STRENGTH = tuple(Likeness)


class Identity(msgspec.Struct, frozen=True):
    """What a person is told apart by; empty or None is not known.

    ``words`` are the name's, plain and in one order: María and Ma., Ñ and NXX, swapped surnames are all one.
    """

    given: str = ""
    surname1: str = ""
    surname2: str = ""
    born: date | None = None
    curp: str = ""
    passport: str = ""
    words: str = ""


def identity(
    name: PersonName | None, *, born: date | None = None, curp: str = "", passport: str = ""
) -> Identity | None:
    """What is known of a person, None when nothing is; a CURP that holds together tells the birth date too."""
    plain = "".join(curp.split()).upper()
    name = name or PersonName("")
    known = Identity(
        given=name.given,
        surname1=name.surname1,
        surname2=name.surname2,
        born=born or _born(plain),
        curp=plain,
        passport="".join(passport.split()).upper(),
        words=" ".join(sorted(_words(name))),
    )
    return None if known == Identity() else known


def of_form(fields: Mapping[str, str]) -> Identity | None:
    """What a capture form says of its person; None when it says nothing."""
    name = PersonName(*(fields.get(part, "") for part in ("given", "surname1", "surname2")))
    return identity(
        name, born=iso_date(fields.get("born", "")), curp=fields.get("curp", ""), passport=fields.get("prev_number", "")
    )


def likeness(one: Identity, other: Identity) -> Likeness | None:
    """The strongest reason to take both for one person, or None.

    Names count as nearly the same when every word of the shorter one stands in the longer, one of them with one
    letter added, left out, replaced or swapped with its neighbour: a surname may be missing or in another's place.
    """
    if one.curp and one.curp == other.curp:
        return Likeness.CURP
    if one.passport and one.passport == other.passport:
        return Likeness.PASSPORT
    if not one.words or not other.words:
        return None
    if not one.born or not other.born:
        return Likeness.NAME if one.words == other.words else None
    if one.born != other.born:
        return None
    if one.words == other.words:
        return Likeness.BORN
    return Likeness.SIMILAR if _similar(one.words.split(), other.words.split()) else None


def _similar(words: list[str], others: list[str]) -> bool:
    shorter, longer = sorted((words, others), key=len)
    left = list(longer)
    strange = []
    for word in shorter:
        if word in left:
            left.remove(word)
        else:
            strange.append(word)
    if not strange:
        return len(shorter) >= _FEWEST
    return len(shorter) >= _FEWEST and len(strange) == 1 and any(_one_off(strange[0], word) for word in left)


def _one_off(word: str, other: str) -> bool:
    """Whether one letter was added, left out, replaced, or swapped with its neighbour."""
    short, long = sorted((word, other), key=len)
    if len(short) < _SHORTEST or len(long) - len(short) > 1:
        return False
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long[at:]


def _words(name: PersonName) -> Iterable[str]:
    for word in search_key(str(name)).split():
        if word not in _PARTICLES:
            # A passport's lines may print Ñ and Ü so (ICAO 9303-3, section 6); no Spanish word has these letters.
            plain = word.replace("nxx", "n").replace("uxx", "u")
            yield _SHORT.get(plain, plain)


def _born(text: str) -> date | None:
    try:
        return curp.parse(text, today=date.max).born if text else None
    except BadValue:
        return None
