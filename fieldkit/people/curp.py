"""The CURP: reading it, building it, and comparing it with the birth certificate.

Source: Instructivo Normativo para la Asignación de la CURP (DOF 18 October 2021). The check digit does not
see a clerk's usual slips (tens of the day, sex H↔M, place 17 0↔A↔O), so a CURP is always compared as well.
"""

import unicodedata
from datetime import date

import msgspec

from fieldkit.locale import N_, _
from fieldkit.people import problems
from fieldkit.people.curp_letters import CONSONANTS, FORBIDDEN, VOWELS, letters
from fieldkit.people.errors import BadValue

LENGTH = 18
SEXES = "HMX"
_STATES = "AS BC BS CC CL CM CS CH DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP SL SR TC TS TL VZ YN ZS NE"
STATES = frozenset(_STATES.split())
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
_ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"

_LETTER = (_LETTERS, N_("una letra sin acento"))
_DIGIT = (_DIGITS, N_("un número"))
_CONSONANT = (CONSONANTS, N_("una consonante"))
_PLACES = (
    *(_LETTER, (VOWELS + "X", N_("una vocal o X")), _LETTER, _LETTER),
    *(_DIGIT,) * 6,
    (SEXES, N_("H, M o X")),
    *(_LETTER,) * 2,
    *(_CONSONANT,) * 3,
    (_DIGITS + _LETTERS, N_("un número o una letra")),
    _DIGIT,
)


class Curp(msgspec.Struct, frozen=True):
    """A CURP that holds together. ``sex`` is H (man), M (woman) or X; ``state`` is NE for born abroad."""

    text: str
    born: date
    sex: str
    state: str

    def __str__(self) -> str:
        return self.text

    @property
    def has_word(self) -> bool:
        """Whether it begins with a word that the norm would mask; registries have issued such ones all the same."""
        return self.text[:4] in FORBIDDEN


class Difference(msgspec.Struct, frozen=True):
    """One thing in which the CURP and the certificate disagree; ``field`` is the form's key."""

    field: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def parse(text: str, *, today: date) -> Curp:
    """Read a CURP as typed, pasted or scanned; raises a BadValue for what is wrong.

    Case, blanks, dashes, dots and invisible signs do not matter, nor does the word CURP before it. Of the code on a
    printed certificate, whose fields are apart by ``|``, the first field is read.
    """
    plain = _plain(text)
    if len(plain) != LENGTH:
        raise BadValue(problems.CURP_LENGTH, n=len(plain))
    for place, (char, (allowed, wanted)) in enumerate(zip(plain, _PLACES, strict=True), start=1):
        if char not in allowed:
            raise BadValue(problems.CURP_CHARACTER, place=place, wanted=_(wanted))
    born = _born(plain)
    if born > today:
        raise BadValue(problems.CURP_FUTURE)
    if plain[11:13] not in STATES:
        raise BadValue(problems.CURP_STATE)
    if plain[-1] != check_digit(plain[:-1]):
        raise BadValue(problems.CURP_DIGIT)
    return Curp(text=plain, born=born, sex=plain[10], state=plain[11:13])


def check_digit(first17: str) -> str:
    """The last digit: values in ``0-9A-NÑO-Z`` times the weights 18…2, up to the next ten."""
    total = sum(_ALPHABET.index(char) * weight for char, weight in zip(first17, range(18, 1, -1), strict=True))
    return str(-total % 10)


def derive(given: str, surname1: str, surname2: str, born: date, sex: str, state: str) -> str:
    """The CURP these data would give to the first person who has them.

    Place 17 tells namesakes apart and is given by the registry: it is ``0`` here for people born until 1999
    and ``A`` from 2000. Raises CURP_STATE, CURP_CHARACTER.
    """
    if state not in STATES:
        raise BadValue(problems.CURP_STATE)
    if sex not in tuple(SEXES):
        raise BadValue(problems.CURP_CHARACTER, place=11, wanted=_(_PLACES[10][1]))
    name = letters(given, surname1, surname2)
    namesake = "0" if born.year < 2000 else "A"
    first17 = f"{name.first}{born:%y%m%d}{sex}{state}{name.inner}{namesake}"
    return first17 + check_digit(first17)


def compare(
    curp: Curp | str, given: str, surname1: str, surname2: str, born: date | None, sex: str, state: str
) -> list[Difference]:
    """Where the CURP and the certificate's data disagree; empty when they agree.

    What is not known yet (no given name, no date, empty sex or state) is not compared. A missing surname is a
    fact and is. Places 17 and 18 belong to the registry and are never compared. A CURP given as text is parsed
    first and raises what ``parse`` raises, whatever the day.
    """
    if isinstance(curp, str):
        curp = parse(curp, today=date.max)
    found = []
    if given:
        name = letters(given, surname1, surname2)
        expected = f"{name.first}{curp.text[4:13]}{name.inner}"
        masked = f"{curp.text[0]}X{curp.text[2:]}" if curp.has_word else curp.text
        for key, places, sentence in _NAME_PLACES:
            if any(expected[place] != masked[place] for place in places):
                found.append(Difference(key, _(sentence)))
    if born is not None and born != curp.born:
        found.append(Difference("born", _("La fecha de nacimiento de la CURP no es la del acta.")))
    if sex and sex != curp.sex:
        found.append(Difference("sex", _("El sexo de la CURP no es el del acta.")))
    if state and state != curp.state:
        found.append(Difference("birth_state", _("La entidad de nacimiento de la CURP no es la del acta.")))
    return found


_NAME_PLACES = (
    ("surname1", (0, 1, 13), N_("Las letras del primer apellido en la CURP no son las del acta.")),
    ("surname2", (2, 14), N_("Las letras del segundo apellido en la CURP no son las del acta.")),
    ("given", (3, 15), N_("Las letras del nombre en la CURP no son las del acta.")),
)


def _plain(text: str) -> str:
    """The signs of a CURP without what people and programs put between them."""
    first = text.partition("|")[0]
    plain = "".join(
        sign
        for sign in first
        if sign not in ".:·" and unicodedata.category(sign)[:1] not in "CZ" and unicodedata.category(sign) != "Pd"
    )
    # Beyond ASCII, upper-casing makes plain letters of foreign ones (ı, ſ).
    plain = plain.upper() if plain.isascii() else plain
    return plain.removeprefix("CURP") if len(plain) > LENGTH else plain


def _born(plain: str) -> date:
    century = 1900 if plain[16] in _DIGITS else 2000
    try:
        return date(century + int(plain[4:6]), int(plain[6:8]), int(plain[8:10]))
    except ValueError:
        raise BadValue(problems.CURP_DATE) from None
