"""The ticket's token: which visit, and the proof that this event issued it.

10 random bytes of visit id and the first 8 bytes of HMAC-SHA-256(event key, visit id), written as 29
characters of Crockford's base 32. A–Z and 0–9 only: a QR code stays in its compact alphanumeric mode. 29 characters
carry 145 bits for 144, so the first bit is always zero: one token has exactly one spelling.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import suppress

from fieldkit.locale import keyboards
from fieldkit.tokens import crockford
from fieldkit.tokens.errors import BadScan, ForgedTicket, TokenProblem

VISIT_ID_BYTES = 10
TAG_BYTES = 8
TOKEN_LENGTH = 29

_TRAILING = re.compile(rf"[0-9A-Za-z]{{{TOKEN_LENGTH}}}\Z", re.ASCII)
# Signs that a scanner may be set to add after a code.
_LONGEST_SUFFIX = 2
_LONGEST_SCAN = 500


def encode(visit_id: bytes, key: bytes) -> str:
    """The token of a visit (10 bytes) under the event's secret key: 29 characters, upper case."""
    if len(visit_id) != VISIT_ID_BYTES:
        raise ValueError(f"a visit id has {VISIT_ID_BYTES} bytes, not {len(visit_id)}")
    return crockford.encode(visit_id + _tag(visit_id, key))


def parse_scan(text: str) -> str:
    """The token, in its one spelling, at the end of whatever a scanner or a person typed.

    Only the end counts: a scanner set to another keyboard garbles ``://``, and the host may have changed
    since the ticket was printed. Raises BadScan.
    """
    found = _TRAILING.search(text.strip()[-TOKEN_LENGTH:])
    if found is None:
        raise BadScan
    token = crockford.tidy(found.group())
    _decode(token)
    return token


def candidates(text: str) -> Iterator[str]:
    """Every token that a scan may end in: as it stands, as the scanner's and the computer's keyboards may differ, and
    before a sign that the scanner adds of its own."""
    typed = "".join(sign for sign in text if sign.isprintable()).strip()[-_LONGEST_SCAN:]
    for cut in range(_LONGEST_SUFFIX + 1):
        if typed[len(typed) - cut :].isalnum():
            break
        for reading in keyboards.readings(typed[: len(typed) - cut]):
            with suppress(BadScan):
                yield parse_scan(reading)


def find(text: str, key: bytes) -> bytes:
    """The visit id (10 bytes) of the token in a scan that this key made, whatever the keyboards.

    Raises BadScan or ForgedTicket.
    """
    wrong: type[TokenProblem] = BadScan
    for token in candidates(text):
        try:
            return verify(token, key)
        except ForgedTicket:
            wrong = ForgedTicket
    raise wrong


def verify(token: str, key: bytes) -> bytes:
    """The visit id (10 bytes) of a token that this key made. Raises BadScan or ForgedTicket."""
    raw = _decode(token)
    visit_id, tag = raw[:VISIT_ID_BYTES], raw[VISIT_ID_BYTES:]
    if not hmac.compare_digest(tag, _tag(visit_id, key)):
        raise ForgedTicket
    return visit_id


def url(host: str, token: str) -> str:
    """The address in the QR code, upper case so that the code stays small; ``host`` may carry a port."""
    return f"HTTPS://{host}/T/{token}".upper()


def _tag(visit_id: bytes, key: bytes) -> bytes:
    return hmac.new(key, visit_id, hashlib.sha256).digest()[:TAG_BYTES]


def _decode(token: str) -> bytes:
    if len(token) != TOKEN_LENGTH:
        raise BadScan
    try:
        return crockford.decode(token)
    except ValueError as error:
        raise BadScan from error
