"""Telephone numbers: what was typed, and E.164 so that somebody can call."""

import re

import msgspec
import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult

from fieldkit.people import problems
from fieldkit.people.errors import BadValue
from sync.errors import Wording

MEXICO = 52
LONGEST = 60
# Numbers that spell a word, and nothing else, are dialled by their letters: 1-800-FLOWERS.
_SPELLED = re.compile(r"(?:\+?1[\s.-]*)?\(?8[0-9]{2}\)?[\s.-]*[A-Z][A-Z-]{5,}", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:extensi.n|ext|x)\.?\s*[0-9]{1,7}\s*\Z", re.IGNORECASE)
# How Mexican numbers are said without a plus: 52, 521, 0052, and the prefixes that were dialled until 2019.
_MEXICAN = re.compile(r"(?:0052|52|01|044|045)1?([0-9]{10})")


class Phone(msgspec.Struct, frozen=True):
    """``raw`` as typed, ``e164`` as dialled from anywhere."""

    raw: str
    e164: str

    def __str__(self) -> str:
        return self.e164


_REASONS: dict[int, Wording] = {
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: problems.PHONE_AREA_MISSING,
    ValidationResult.TOO_SHORT: problems.PHONE_SHORT,
    ValidationResult.TOO_LONG: problems.PHONE_LONG,
    ValidationResult.INVALID_COUNTRY_CODE: problems.PHONE_COUNTRY,
    ValidationResult.INVALID_LENGTH: problems.PHONE_UNREADABLE,
}


def parse(text: str, *, region: str = "US") -> Phone:
    """Read a number as typed in ``region`` (ISO 3166 alpha-2).

    Only its length is judged: a list of area codes ages, and a number refused is a person not called. Words before
    and behind a number ("555-0101 Ana") are no part of it. A Mexican number needs no plus.
    Raises a BadValue.
    """
    raw = text.strip()
    if len(raw) > LONGEST:
        raise BadValue(problems.PHONE_LONG)
    try:
        number = _without_old_mobile_prefix(phonenumbers.parse(_dialled(raw), region))
    except NumberParseException as error:
        unknown = error.error_type == NumberParseException.INVALID_COUNTRY_CODE
        raise BadValue(problems.PHONE_COUNTRY if unknown else problems.PHONE_UNREADABLE) from None
    reason = _REASONS.get(phonenumbers.is_possible_number_with_reason(number))
    if reason is not None:
        raise BadValue(reason)
    return Phone(raw, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _dialled(raw: str) -> str:
    """The part of the text that is a number, with + and the country's code where it was said in another way."""
    if _SPELLED.fullmatch(raw):
        return raw
    number = _without_words(_EXTENSION.sub("", raw))
    digits = "".join(char for char in number if char.isdigit())
    mexican = _MEXICAN.fullmatch(digits)
    if mexican and "+" not in number:
        return f"+{MEXICO}{mexican[1]}"
    return f"+{digits[2:]}" if digits.startswith("00") and "+" not in number else number


def _without_words(raw: str) -> str:
    ends = [at for at, char in enumerate(raw) if char.isdigit()]
    if not ends:
        raise BadValue(problems.PHONE_UNREADABLE)
    first = ends[0]
    while first and raw[first - 1] in "+(":
        first -= 1
    number = raw[first : ends[-1] + 1]
    if any(char.isalpha() for char in number):
        raise BadValue(problems.PHONE_UNREADABLE)
    return number


def _without_old_mobile_prefix(number: PhoneNumber) -> PhoneNumber:
    """Mexico dropped the 1 before mobiles in 2019; WhatsApp still shows it."""
    national = str(number.national_number)
    if number.country_code == MEXICO and len(national) == 11 and national.startswith("1"):
        return PhoneNumber(country_code=MEXICO, national_number=int(national[1:]))
    return number
