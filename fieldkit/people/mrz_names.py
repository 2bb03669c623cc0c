"""Names in a machine-readable zone: how a name is written there, and whether a zone may be this person's.

Source: ICAO Doc 9303-3 (transliteration), 9303-4, 4.2.2–4.2.3 (names field of TD3, truncation) and 9303-5 (TD1).
"""

import unicodedata
from collections.abc import Iterable, Sequence

from fieldkit.people import problems
from fieldkit.people.errors import BadValue

FIELD = 39
FILLER = "<"
SEPARATOR = "<<"
# What a letter may be printed as; the first is the one recommended for Mexican and Spanish names.
_PRINTED_AS = {
    "Ñ": ("N", "NXX"),
    "Ü": ("U", "UE", "UXX"),
    "Ä": ("A", "AE"),
    "Ö": ("O", "OE"),
    "Å": ("A", "AA"),
    "Ø": ("OE", "O"),
    "Æ": ("AE",),
    "Œ": ("OE",),
    "ẞ": ("SS",),
    "Ð": ("D",),
    "Đ": ("D",),
    "Þ": ("TH",),
    "Ł": ("L",),
}
_HYPHENS = "-\u2010\u2011\u2012\u2013"
_Component = list[tuple[str, ...]]


def names_field(surname: str, given: str, size: int = FIELD) -> str:
    """The names field: 39 characters in a passport, 30 on a card. One-name people have theirs as primary identifier.

    A name too long is cut so that the last place holds a letter, which is how a zone says that it may be cut.
    Raises NO_PRINTABLE_NAME.
    """
    primary, secondary = (_plain(part) for part in _identifiers(surname, given))
    if not primary:
        raise BadValue(problems.NO_PRINTABLE_NAME)
    if not secondary:
        return _cut(FILLER.join(primary), size).ljust(size, FILLER)
    # At least one letter of the secondary identifier must remain.
    first = _cut(FILLER.join(primary), size - len(SEPARATOR) - 1)
    return _cut(first + SEPARATOR + FILLER.join(secondary), size).ljust(size, FILLER)


def may_be(printed_surname: str, printed_given: str, surname: str, given: str, *, truncated: bool) -> bool:
    """Whether the printed name (parts apart by blanks) may be this name, written as on a certificate.

    Ñ may stand as N or NXX, Ü as U, UE or UXX. In a ``truncated`` zone each part may be cut short and the
    last ones may be missing.
    """
    printed = [part.split() for part in _one_name_first(printed_surname, printed_given)]
    written = [list(_components(part)) for part in _identifiers(surname, given)]
    if not printed[0] or not written[0]:
        return False
    return all(_same_parts(found, expected, truncated) for found, expected in zip(printed, written, strict=True))


def _one_name_first(surname: str, given: str) -> tuple[str, str]:
    return (surname, given) if surname else (given, "")


def _identifiers(surname: str, given: str) -> tuple[str, str]:
    """Primary and secondary identifier; a name without a single printable letter counts as missing."""
    return _one_name_first(surname if any(_components(surname)) else "", given)


def _components(text: str) -> Iterable[_Component]:
    """The name's parts; every letter as the strings that it may be printed as."""
    apart = "".join(" " if char in _HYPHENS else char for char in text)
    for word in unicodedata.normalize("NFC", apart).upper().split():
        part = [printed for char in word if (printed := _printed_as(char))]
        if part:
            yield part


def _printed_as(char: str) -> tuple[str, ...]:
    if char in _PRINTED_AS:
        return _PRINTED_AS[char]
    base = unicodedata.normalize("NFKD", char)[:1]
    return (base,) if "A" <= base <= "Z" else ()


def _plain(text: str) -> list[str]:
    return ["".join(letter[0] for letter in part) for part in _components(text)]


def _cut(field: str, size: int) -> str:
    """At most ``size`` characters; while the last would be a filler, the longest part before it loses a letter."""
    while len(field) > size and field[size - 1] == FILLER:
        longest = max(field[: size - 1].split(FILLER), key=len)
        end = field.index(longest) + len(longest)
        field = field[: end - 1] + field[end:]
    return field[:size]


def _same_parts(found: Sequence[str], expected: Sequence[_Component], truncated: bool) -> bool:
    if len(found) != len(expected) and not (truncated and len(found) < len(expected)):
        return False
    return all(_same(word, part, truncated) for word, part in zip(found, expected, strict=False))


def _same(word: str, part: _Component, truncated: bool) -> bool:
    """Follow all ways of printing ``part`` at once: ``reached`` are the places in ``word`` they can be at."""
    reached = {0}
    for alternatives in part:
        following: set[int] = set()
        for place in reached:
            rest = word[place:]
            if truncated and any(printed.startswith(rest) for printed in alternatives):
                return True
            following.update(place + len(printed) for printed in alternatives if rest.startswith(printed))
        reached = following
    return len(word) in reached
