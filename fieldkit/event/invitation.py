"""How a laptop joins an event: a public invitation file, and a one-time code that vouches for it.

The code holds a secret, which only the office and the operator know, and a fingerprint of the invitation, so the
laptop knows that the keys in the file are the office's however the file travelled.
"""

import hashlib
import hmac
from codecs import BOM_UTF8
from typing import NamedTuple

import msgspec

from fieldkit.errors import Problem
from fieldkit.event import problems

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OIL", "011")
_ID, _SECRET, _PRINT, _CHECK = 4, 12, 12, 4
VERSION = 1
CODE_LENGTH = _ID + _SECRET + _PRINT + _CHECK
SECRET_BYTES = 10
MAX_INVITATION_BYTES = 1 << 20


class Invitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same for every laptop of an event, and no secret: where HQ is and which keys are its own."""

    event: str
    name: str
    hq_url: str
    hq_ca_pem: str
    hq_receipt_key: bytes
    office_key: bytes
    recovery_recipients: tuple[str, ...]
    v: int = VERSION


class _Version(msgspec.Struct, frozen=True):
    """What is read first: a newer invitation may hold what this program does not know."""

    v: int = VERSION


class JoiningCode(NamedTuple):
    """A code as typed, taken apart."""

    id: str
    secret: str
    fingerprint: str


_decoder = msgspec.json.Decoder(Invitation)
_version = msgspec.json.Decoder(_Version)


def read(raw: bytes) -> Invitation:
    """Parse an invitation file; raises BAD_INVITATION or INVITATION_NEWER."""
    if len(raw) > MAX_INVITATION_BYTES:
        raise Problem(problems.BAD_INVITATION)
    raw = raw.removeprefix(BOM_UTF8)
    try:
        theirs = _version.decode(raw).v
        if theirs > VERSION:
            raise Problem(problems.INVITATION_NEWER, theirs=theirs, ours=VERSION)
        invitation = _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem(problems.BAD_INVITATION) from error
    if invitation.v != VERSION:
        raise Problem(problems.BAD_INVITATION)
    return invitation


def make_code(invitation: bytes, random: bytes) -> str:
    """A new one-time code for an invitation, in groups of four; ``random`` has 10 bytes."""
    if len(random) != SECRET_BYTES:
        raise ValueError("a code's secret has 10 bytes")
    body = _letters(random, _ID + _SECRET) + _fingerprint(invitation)
    text = body + _letters(hashlib.sha256(body.encode()).digest(), _CHECK)
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def read_code(text: str, invitation: bytes) -> JoiningCode:
    """Take a typed code apart and hold it against the invitation. Raises BAD_CODE or FOREIGN_INVITATION."""
    typed = "".join(char for char in text.upper() if char.isalnum()).translate(_LOOKALIKES)
    body, check = typed[:-_CHECK], typed[-_CHECK:]
    if len(typed) != CODE_LENGTH or _letters(hashlib.sha256(body.encode()).digest(), _CHECK) != check:
        raise Problem(problems.BAD_CODE, length=CODE_LENGTH)
    code = JoiningCode(body[:_ID], body[_ID : _ID + _SECRET], body[_ID + _SECRET :])
    if not hmac.compare_digest(code.fingerprint, _fingerprint(invitation)):
        raise Problem(problems.FOREIGN_INVITATION)
    return code


def auth(code: JoiningCode) -> bytes:
    """Shows the ingest that the code is known, without the secret."""
    return hmac.digest(code.secret.encode(), b"fieldkit enrol auth", "sha256")


def proof(code: JoiningCode, public_key: bytes, recipient: str) -> bytes:
    """Shows the office that these keys are the ones of whoever typed the code; the ingest cannot make it."""
    return hmac.digest(code.secret.encode(), b"fieldkit enrol proof" + public_key + recipient.encode(), "sha256")


def _fingerprint(invitation: bytes) -> str:
    return _letters(hashlib.sha256(invitation.removeprefix(BOM_UTF8)).digest(), _PRINT)


def _letters(data: bytes, count: int) -> str:
    number = int.from_bytes(data, "big") >> max(len(data) * 8 - count * 5, 0)
    return "".join(_ALPHABET[number >> (5 * at) & 31] for at in reversed(range(count)))
