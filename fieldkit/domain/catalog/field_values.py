"""One value of a capture form: from what was typed to what is kept, or a sentence that says why not."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from fieldkit.domain.catalog import problems
from fieldkit.domain.catalog.model import Field
from fieldkit.locale import _
from fieldkit.people import curp, mrz, names, phones
from fieldkit.people.errors import BadValue

EARLIEST = date(1900, 1, 1)
_ISO_DATE = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})")
_SPOKEN_DATE = re.compile(r"(?P<d>[0-9]{1,2})[/. -](?P<m>[0-9]{1,2})[/. -](?P<y>[0-9]{4})")
_EMAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@.,;<>()]+")
_LONGEST_EMAIL = 254
_ZIP = re.compile(r"([0-9]{5})(?:[- ]?([0-9]{4}))?")
_FEET = re.compile(r"([0-9]{1,2}) ?(?:'|’|ft|pies) ?(?:([0-9]{1,2}) ?(?:\"|”|''|in|pulgadas)?)?")
_METRES = re.compile(r"([0-3])[.,]([0-9]{1,2}) ?m?")
_CENTIMETRES = re.compile(r"([0-9]{2,3})(?: ?cm)?")
SHORTEST_CM, TALLEST_CM = 30, 250


def check_value(field: Field, text: str, *, today: date) -> str:
    """The value to keep: dates ISO, height in cm, telephones as typed, choices as keys, names never re-cased.

    Several answers are kept with blanks between, each once. Empty stays empty, whatever the field: what is missing is
    the form's business. Raises a BadValue.
    """
    kept = text.strip()
    if not kept:
        return ""
    if not field.many:
        return _KINDS[field.kind](field, kept, today)
    return " ".join(dict.fromkeys(_KINDS[field.kind](field, one, today) for one in kept.split()))


def tidy(field: Field, text: str, *, today: date) -> tuple[str, str]:
    """What to keep of a text, as typed when it cannot be read, and why not, or why to look again."""
    try:
        value = check_value(field, text, today=today)
    except BadValue as wrong:
        return text.strip(), str(wrong)
    return value, doubt(field, value)


def doubt(field: Field, value: str) -> str:
    """Why a value that can be read may be a slip all the same; empty for nothing to say. It is never a stop."""
    if field.kind == "name" and any(sign.isdigit() for sign in value):
        return _("El nombre lleva números. Compárelo con el documento.")
    if field.kind == "choice" and field.open:
        words = value.split() if field.many else [value]
        if value and not {choice.key for choice in field.choices}.issuperset(words):
            return _("«{what}» no está en la lista. Si es correcto, siga.").format(what=value)
    return ""


def parse_date(text: str, *, latest: date | None = None) -> date:
    """A date as ``2026-11-21`` or, as it is said in Spanish, day before month: ``21/11/2026``.

    Raises DATE_UNREADABLE, DATE_EARLY, DATE_FUTURE.
    """
    found = _ISO_DATE.fullmatch(text) or _SPOKEN_DATE.fullmatch(text)
    if found is None:
        raise BadValue(problems.DATE_UNREADABLE)
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        raise BadValue(problems.DATE_UNREADABLE) from None
    if day < EARLIEST:
        raise BadValue(problems.DATE_EARLY)
    if latest is not None and day > latest:
        raise BadValue(problems.DATE_FUTURE)
    return day


def birth_date(text: str, today: date) -> date | None:
    """A birth date as ``parse_date`` reads it, none for an empty text; raises what that does."""
    return parse_date(text, latest=today) if text else None


def _text(field: Field, text: str, _today: date) -> str:
    kept = unicodedata.normalize("NFC", text)
    if len(kept) > field.max:
        raise BadValue(problems.TEXT_LONG, max=field.max)
    for char in kept:
        if unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} or "\u202a" <= char <= "\u202e":
            raise BadValue(problems.TEXT_HIDDEN, code=f"U+{ord(char):04X}")
    return kept


def _choice(field: Field, text: str, today: date) -> str:
    """The key, from the key or from the words in either language or of those it is about."""
    wanted = names.search_key(text)
    for choice in field.choices:
        words = (choice.key, choice.label.es, choice.label.en, choice.own, str(choice))
        if text == choice.key or (wanted and wanted in map(names.search_key, words)):
            return choice.key
    if not field.open or not any(sign.isalpha() for sign in text):
        raise BadValue(problems.CHOICE_UNKNOWN)
    return _text(field, text, today)


def _name(_field: Field, text: str, _today: date) -> str:
    return names.clean(text)


def _date(field: Field, text: str, today: date) -> str:
    return parse_date(text, latest=today if field.past else None).isoformat()


def _curp(_field: Field, text: str, today: date) -> str:
    return curp.parse(text, today=today).text


def _mrz(_field: Field, text: str, today: date) -> str:
    mrz.parse(text, today=today)
    return "\n".join(mrz.lines(text))


def _phone(_field: Field, text: str, _today: date) -> str:
    """As typed: E.164 follows from it at any time, what was typed does not follow from E.164."""
    return phones.parse(text).raw


def _email(_field: Field, text: str, _today: date) -> str:
    if len(text) > _LONGEST_EMAIL or not _EMAIL.fullmatch(text):
        raise BadValue(problems.EMAIL_UNREADABLE)
    return text


def _height(_field: Field, text: str, _today: date) -> str:
    if found := _FEET.fullmatch(text):
        cm = round(int(found[1]) * 30.48 + int(found[2] or 0) * 2.54)
    elif found := _METRES.fullmatch(text):
        cm = int(found[1]) * 100 + int(found[2].ljust(2, "0"))
    elif found := _CENTIMETRES.fullmatch(text):
        cm = int(found[1])
    else:
        raise BadValue(problems.HEIGHT_UNREADABLE)
    if not SHORTEST_CM <= cm <= TALLEST_CM:
        raise BadValue(problems.HEIGHT_UNREADABLE)
    return str(cm)


def _year(_field: Field, text: str, today: date) -> str:
    if not re.fullmatch(r"[0-9]{4}", text) or not EARLIEST.year <= int(text) <= today.year:
        raise BadValue(problems.YEAR_UNREADABLE)
    return text


def _zip(_field: Field, text: str, _today: date) -> str:
    found = _ZIP.fullmatch(text)
    if found is None:
        raise BadValue(problems.ZIP_UNREADABLE)
    return f"{found[1]}-{found[2]}" if found[2] else found[1]


def _years(_field: Field, text: str, _today: date) -> str:
    if not re.fullmatch(r"[0-9]{1,2}", text):
        raise BadValue(problems.YEARS_UNREADABLE)
    return str(int(text))


def _count(_field: Field, text: str, _today: date) -> str:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise BadValue(problems.COUNT_UNREADABLE)
    return str(int(text))


_KINDS: dict[str, Callable[[Field, str, date], str]] = {
    "text": _text,
    "name": _name,
    "date": _date,
    "choice": _choice,
    "curp": _curp,
    "mrz": _mrz,
    "phone": _phone,
    "email": _email,
    "height_cm": _height,
    "year": _year,
    "zip": _zip,
    "years": _years,
    "count": _count,
}
