"""A person's name as the document writes it: three pieces, never joined in storage, never re-cased."""

import unicodedata

import msgspec

from fieldkit.people import problems
from fieldkit.people.curp_letters import PARTICLES, straight
from fieldkit.people.errors import BadValue

LONGEST = 120
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters by their class, of which nothing is seen


class PersonName(msgspec.Struct, frozen=True):
    """Either surname may be missing; a person with a single name has it in ``given``."""

    given: str
    surname1: str = ""
    surname2: str = ""

    def __str__(self) -> str:
        """In the order in which it is said in Spanish."""
        return " ".join(part for part in (self.given, self.surnames) if part)

    @property
    def surnames(self) -> str:
        """Both surnames, as a passport's first line groups them."""
        return " ".join(part for part in (self.surname1, self.surname2) if part)


def parse(given: str, surname1: str = "", surname2: str = "") -> PersonName:
    """A name from three typed pieces. Raises NAME_EMPTY when all are missing, or what ``clean`` raises."""
    name = PersonName(clean(given), clean(surname1), clean(surname2))
    if not str(name):
        raise BadValue(problems.NAME_EMPTY)
    return name


def clean(text: str) -> str:
    """One piece of a name, as typed, without blanks around it; may be empty.

    An accent typed as a separate code point is the same letter, so the text is put into NFC. Punctuation of
    any kind stays beside letters. Raises NAME_LONG, NAME_CHARACTER, NAME_HIDDEN_CHARACTER, NAME_NO_LETTER.
    """
    piece = unicodedata.normalize("NFC", text.strip())
    if len(piece) > LONGEST:
        raise BadValue(problems.NAME_LONG, n=LONGEST)
    for char in piece:
        _accept(char)
    if piece and not search_key(piece):
        raise BadValue(problems.NAME_NO_LETTER)
    return piece


def split_surnames(text: str) -> tuple[str, str]:
    """The first and second surname of a passport's primary identifier, where nothing parts them.

    Particles belong to the word after them: DE LA CRUZ LÓPEZ is DE LA CRUZ and LÓPEZ. A guess for people to check.
    """
    words = text.split()
    first = next((n for n, word in enumerate(words) if word.upper() not in PARTICLES), len(words) - 1) + 1
    return " ".join(words[:first]), " ".join(words[first:])


def search_key(text: str) -> str:
    """The form in which names are searched: no case, accents, tildes or punctuation."""
    folded = unicodedata.normalize("NFKD", straight(text)).casefold()
    decomposed = unicodedata.normalize("NFKD", folded)
    letters = (char for char in decomposed if not unicodedata.combining(char))
    return " ".join("".join(_searched(char) for char in letters).split())


_OTHER_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}


def _searched(char: str) -> str:
    if char in "'.":
        return ""
    return _OTHER_LETTERS.get(char, char) if char.isalnum() else " "


def _accept(char: str) -> None:
    kind = unicodedata.category(char)
    variation = "\ufe00" <= char <= "\ufe0f" or "\U0001f3fb" <= char <= "\U0001f3ff"
    if kind[0] == "C" or kind in {"Zl", "Zp"} or variation or char in _FILLERS:
        raise BadValue(problems.NAME_HIDDEN_CHARACTER, code=f"U+{ord(char):04X}")
    if kind in {"So", "Me"} or char == "<":  # what fills a passport's lines is no part of a name
        raise BadValue(problems.NAME_CHARACTER, sign=char)
