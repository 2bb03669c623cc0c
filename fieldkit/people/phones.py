"""Telephone numbers: what was typed, and E.164 so that somebody can call."""

import msgspec
import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult

from fieldkit.locale import N_
from fieldkit.people.errors import BadValue

MEXICO = 52
LONGEST = 60


class PhoneUnreadable(BadValue):
    title = N_("Esto no parece un número de teléfono.")
    remedy = N_("Escríbalo con clave de área; si es de otro país, con + y la clave del país.")


class PhoneAreaMissing(BadValue):
    title = N_("Falta la clave de área del teléfono.")
    remedy = N_("En Estados Unidos y México son diez números en total.")


class PhoneShort(BadValue):
    title = N_("Al teléfono le faltan números.")


class PhoneLong(BadValue):
    title = N_("Al teléfono le sobran números.")


class PhoneCountry(BadValue):
    title = N_("La clave de país del teléfono no existe.")


class Phone(msgspec.Struct, frozen=True):
    """``raw`` as typed, ``e164`` as dialled from anywhere."""

    raw: str
    e164: str

    def __str__(self) -> str:
        return self.e164


_REASONS: dict[int, type[BadValue]] = {
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PhoneAreaMissing,
    ValidationResult.TOO_SHORT: PhoneShort,
    ValidationResult.TOO_LONG: PhoneLong,
    ValidationResult.INVALID_COUNTRY_CODE: PhoneCountry,
    ValidationResult.INVALID_LENGTH: PhoneUnreadable,
}


def parse(text: str, *, region: str = "US") -> Phone:
    """Read a number as typed in ``region`` (ISO 3166 alpha-2).

    Only its length is judged: a list of area codes ages, and a number refused is a person not called.
    Raises a BadValue.
    """
    raw = text.strip()
    if len(raw) > LONGEST:
        raise PhoneLong
    try:
        number = _without_old_mobile_prefix(phonenumbers.parse(raw, region))
    except NumberParseException as error:
        unknown = error.error_type == NumberParseException.INVALID_COUNTRY_CODE
        raise (PhoneCountry if unknown else PhoneUnreadable) from None
    reason = _REASONS.get(phonenumbers.is_possible_number_with_reason(number))
    if reason is not None:
        raise reason
    return Phone(raw, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _without_old_mobile_prefix(number: PhoneNumber) -> PhoneNumber:
    """Mexico dropped the 1 before mobiles in 2019; WhatsApp still shows it."""
    national = str(number.national_number)
    if number.country_code == MEXICO and len(national) == 11 and national.startswith("1"):
        return PhoneNumber(country_code=MEXICO, national_number=int(national[1:]))
    return number
