"""Telephone numbers: what was typed, and E.164 so that somebody can call."""

import msgspec
import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult

from fieldkit.people import problems
from fieldkit.people.errors import BadValue
from sync.errors import Wording

MEXICO = 52
LONGEST = 60


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

    Only its length is judged: a list of area codes ages, and a number refused is a person not called.
    Raises a BadValue.
    """
    raw = text.strip()
    if len(raw) > LONGEST:
        raise BadValue(problems.PHONE_LONG)
    try:
        number = _without_old_mobile_prefix(phonenumbers.parse(raw, region))
    except NumberParseException as error:
        unknown = error.error_type == NumberParseException.INVALID_COUNTRY_CODE
        raise BadValue(problems.PHONE_COUNTRY if unknown else problems.PHONE_UNREADABLE) from None
    reason = _REASONS.get(phonenumbers.is_possible_number_with_reason(number))
    if reason is not None:
        raise BadValue(reason)
    return Phone(raw, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _without_old_mobile_prefix(number: PhoneNumber) -> PhoneNumber:
    """Mexico dropped the 1 before mobiles in 2019; WhatsApp still shows it."""
    national = str(number.national_number)
    if number.country_code == MEXICO and len(national) == 11 and national.startswith("1"):
        return PhoneNumber(country_code=MEXICO, national_number=int(national[1:]))
    return number
