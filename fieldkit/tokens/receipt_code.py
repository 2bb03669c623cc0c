"""The code on an acknowledgement: what was received, signed so that headquarters' published key alone can check it.

Headquarters' office signs, in the event's pack, that a laptop's key may sign slips of one event for so many days: the
endorsement. The laptop signs what the slip says. The code carries both, so nobody needs a list or a network:

    1   version, 1
    4   the first bytes of the SHA-256 of the office's key: whose slip it claims to be
    1+n the event's short name, after its length
    2+2 the first and the last day on which the laptop may sign, in days since 1970-01-01
    32  the laptop's Ed25519 key
    64  the office's signature over "fieldkit slip endorsement v1\\n" and everything before it
    1+n the ticket's number
    5   the beginning of the application's id
    1+n the service's code
    4   what was paid, in cents of a US dollar
    2   the day, in days since 1970-01-01
    64  the laptop's signature over "fieldkit slip v1\\n" and everything before it

Integers are big-endian, texts ASCII. Nothing in it tells who the person is.
"""

import hashlib
import re
from datetime import date, timedelta

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fieldkit.tokens import crockford, problems
from fieldkit.tokens.errors import TokenProblem, UnreadableSlip

APPLICATION_BYTES = 5
_VERSION = b"\x01"
_OFFICE, _LAPTOP = b"fieldkit slip endorsement v1\n", b"fieldkit slip v1\n"
_HINT, _KEY, _SIGNATURE = 4, 32, 64
_LONGEST_TEXT = 40
_MOST_CENTS = 2**32 - 1
_EPOCH = date(1970, 1, 1)
_MOST_CHARACTERS = 2000
_TRAILING = re.compile(r"[0-9A-Za-z]+\Z", re.ASCII)


class ReceiptFacts(msgspec.Struct, frozen=True):
    """What a slip says: the ticket's number, the first 10 hex digits of the application, cents paid, and the day."""

    number: str
    application: str
    service: str
    cents: int
    day: date


class Genuine(msgspec.Struct, frozen=True):
    """A slip whose two signatures hold: the event, what it says, and the key of the laptop that printed it."""

    event: str
    said: ReceiptFacts
    laptop: bytes


def endorse(event: str, first: date, last: date, laptop: bytes, office: Ed25519PrivateKey) -> bytes:
    """The office's word that the laptop with this public key may sign slips of ``event`` from ``first`` to ``last``."""
    told = _VERSION + _hint(office.public_key().public_bytes_raw()) + _text(event) + _day(first) + _day(last) + laptop
    return told + office.sign(_OFFICE + told)


def sign(endorsement: bytes, said: ReceiptFacts, laptop: Ed25519PrivateKey) -> str:
    """The code, in upper-case letters and figures."""
    application = bytes.fromhex(said.application)
    if len(application) != APPLICATION_BYTES or not 0 <= said.cents <= _MOST_CENTS:
        raise ValueError("a slip names the first 10 hex digits of an application, and what was paid")
    told = endorsement + _text(said.number) + application + _text(said.service)
    told += said.cents.to_bytes(4, "big") + _day(said.day)
    return crockford.encode(told + laptop.sign(_LAPTOP + told))


def url(host: str, code: str) -> str:
    """The address in the QR code: headquarters' page says there what ``check`` says."""
    return f"HTTPS://{host}/S/{code}".upper()


def check(scanned: str, office_key: bytes) -> Genuine:
    """What the slip says, if the owner of ``office_key`` (32 bytes) stands behind it.

    Only the end of the text counts, as for tickets; blanks and line ends do not. Raises UnreadableSlip, FOREIGN_SLIP,
    ALTERED_SLIP, SLIP_OUT_OF_DATE.
    """
    code = _TRAILING.search("".join(scanned[:_MOST_CHARACTERS].split()))
    if code is None:
        raise UnreadableSlip
    try:
        raw = crockford.decode(crockford.tidy(code.group()))
    except ValueError as error:
        raise UnreadableSlip from error
    take = _Reader(raw)
    if take.bytes(len(_VERSION)) != _VERSION:
        raise UnreadableSlip
    ours = take.bytes(_HINT) == _hint(office_key)
    event, first, last, laptop = take.text(), take.day(), take.day(), take.bytes(_KEY)
    endorsed_until = take.at
    by_office = take.bytes(_SIGNATURE)
    number, application, service = take.text(), take.bytes(APPLICATION_BYTES).hex(), take.text()
    said = ReceiptFacts(number, application, service, int.from_bytes(take.bytes(4), "big"), take.day())
    signed_until = take.at
    by_laptop = take.bytes(_SIGNATURE)
    if take.at != len(raw):
        raise UnreadableSlip
    if not ours:
        raise TokenProblem(problems.FOREIGN_SLIP)
    _verify(office_key, by_office, _OFFICE + raw[:endorsed_until])
    _verify(laptop, by_laptop, _LAPTOP + raw[:signed_until])
    if not first <= said.day <= last:
        raise TokenProblem(
            problems.SLIP_OUT_OF_DATE, day=said.day.isoformat(), first=first.isoformat(), last=last.isoformat()
        )
    return Genuine(event, said, laptop)


class _Reader:
    """Reads the bytes from the front; UnreadableSlip when they are not what stands there."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.at = 0

    def bytes(self, size: int) -> bytes:
        found = self._raw[self.at : self.at + size]
        if len(found) != size:
            raise UnreadableSlip
        self.at += size
        return found

    def text(self) -> str:
        (size,) = self.bytes(1)
        try:
            return self.bytes(size).decode("ascii")
        except UnicodeDecodeError as error:
            raise UnreadableSlip from error

    def day(self) -> date:
        return _EPOCH + timedelta(days=int.from_bytes(self.bytes(2), "big"))


def _verify(key: bytes, signature: bytes, told: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, told)
    except InvalidSignature as error:
        raise TokenProblem(problems.ALTERED_SLIP) from error


def _hint(office_key: bytes) -> bytes:
    return hashlib.sha256(office_key).digest()[:_HINT]


def _text(text: str) -> bytes:
    raw = text.encode("ascii")
    if len(raw) > _LONGEST_TEXT:
        raise ValueError("too long for a slip's code")
    return bytes([len(raw)]) + raw


def _day(day: date) -> bytes:
    return (day - _EPOCH).days.to_bytes(2, "big")
