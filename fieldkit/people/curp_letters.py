"""The seven letters of a CURP that come from the name.

Source: Instructivo Normativo para la Asignación de la CURP (DOF 18 October 2021), criteria of exception and
the annex of words that must not appear.
"""

import unicodedata
from typing import NamedTuple

VOWELS = "AEIOU"
CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"
_PARTICLES = "DA DAS DE DEL DER DI DIE DD EL LA LOS LAS LE LES MAC MC VAN VON Y"
PARTICLES = frozenset(_PARTICLES.split())
COMMON_GIVEN = frozenset({"MARIA", "MA.", "MA", "JOSE", "J.", "J"})
_FORBIDDEN = """
    BACA BAKA BUEI BUEY CACA CACO CAGA CAGO CAKA CAKO COGE COGI COJA COJE COJI COJO COLA CULO FALO FETO GETA
    GUEI GUEY JETA JOTO KACA KACO KAGA KAGO KAKA KAKO KOGE KOGI KOJA KOJE KOJI KOJO KOLA KULO LILO LOCA LOCO
    LOKA LOKO MAME MAMO MEAR MEAS MEON MIAR MION MOCO MOKO MULA MULO NACA NACO PEDA PEDO PENE PIPI PITO POPO
    PUTA PUTO QULO RATA ROBA ROBE ROBO RUIN SENO TETA VACA VAGA VAGO VAKA VUEI VUEY WUEI WUEY
"""
FORBIDDEN = frozenset(_FORBIDDEN.split())
# What keyboards and pens give for an apostrophe.
_APOSTROPHES = str.maketrans(dict.fromkeys("´`ʼʹ′ꞌ’‘", "'"))
# The norm gives X to a place that a stroke, a hyphen or a full stop would take: D/AMICO begins DX.
_MARKED = "*"


class Letters(NamedTuple):
    """``first``: places 1–4 of the CURP, masked where needed. ``inner``: places 14–16."""

    first: str
    inner: str


def letters(given: str, surname1: str, surname2: str) -> Letters:
    """The letters a name gives; a surname that is missing gives X."""
    name = _deciding(_words(given), common=COMMON_GIVEN)
    one = _deciding(_words(surname1))
    two = _deciding(_words(surname2))
    first = _initial(one) + _inner(one, VOWELS) + _initial(two) + _initial(name)
    if first in FORBIDDEN:
        first = f"{first[0]}X{first[2:]}"
    return Letters(first, "".join(_inner(word, CONSONANTS) for word in (one, two, name)))


def straight(text: str) -> str:
    """The text with every apostrophe as ``'``: the acute key and a blank are the usual one on a Mexican keyboard."""
    return text.translate(_APOSTROPHES)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", straight(text)).upper().replace("Ñ", "X")
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).split()


def _deciding(words: list[str], common: frozenset[str] = frozenset()) -> str:
    """The word that decides: after particles, and after a first MARÍA or JOSÉ that another name follows."""
    rest = _without_particles(words)
    if len(rest) > 1 and rest[0] in common:
        rest = _without_particles(rest[1:])
    return "".join(char if char.isalpha() else _MARKED for char in rest[0]) if rest else ""


def _without_particles(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0] in PARTICLES:
        words = words[1:]
    return words


def _initial(word: str) -> str:
    return word[0] if word and word[0] in VOWELS + CONSONANTS else "X"


def _inner(word: str, wanted: str) -> str:
    found = next((char for char in word[1:] if char in wanted + _MARKED), "X")
    return "X" if found == _MARKED else found
