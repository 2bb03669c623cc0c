"""The append-only log: entries, each device's chain, signatures and the hybrid logical clock.

An entry's header is signed over the exact bytes that are stored, so nothing is ever serialised again to be
checked. The body stands apart from the header, so that it can be purged and the chain still verifies.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple, NewType

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.errors import N_, Problem, Wording

# A reading of a hybrid logical clock: milliseconds since 1970 UTC in the upper bits, a counter in the lowest 16.
Hlc = NewType("Hlc", int)

GENESIS = "0" * 64
SALT_BYTES = 16
MAX_HEADER_BYTES = 2_048
MAX_BODY_BYTES = 1 << 20
_COUNTER_BITS = 16


class BrokenLog(Problem):
    wording = Wording(
        title=N_("El diario no está íntegro"),
        cause=N_("{device} n.º {seq}: {reason}"),
        remedy=N_("No se borró nada. Deje esta computadora aparte y avise a la oficina central."),
    )


class BadEntry(Problem):
    wording = Wording(
        title=N_("Una anotación no se puede leer"),
        cause=N_("{reason}"),
        remedy=N_("Se guardó aparte. Avise a la oficina central."),
    )


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed. ``hlc`` orders entries; ``prev`` is the SHA-256 (hex) of the same device's last header."""

    device: str
    seq: int
    prev: str
    hlc: Hlc
    operator: str
    kind: str
    subject: str
    body_sha256: str
    v: int = 1


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """Stored bytes: header, Ed25519 signature of the header, and the salted body unless it was purged."""

    header: bytes
    signature: bytes
    body: bytes | None


class Head(NamedTuple):
    """The end of one device's chain: last sequence number (0 = empty), its header's hash, its clock."""

    seq: int
    sha256: str
    hlc: Hlc


EMPTY = Head(0, GENESIS, Hlc(0))

_header_decoder = msgspec.json.Decoder(Header)


def sha256(data: bytes) -> str:
    """Lower-case hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def device_id(public_key: bytes) -> str:
    """A device is named by its signing key: the first 80 bits of the key's SHA-256, in hexadecimal."""
    return sha256(public_key)[:20]


def tick(last: Hlc, wall_ms: int) -> Hlc:
    """The next reading of a hybrid logical clock: never before ``last``, else the wall clock in milliseconds."""
    return Hlc(max(last + 1, hlc_at(max(wall_ms, 0))))


def hlc_at(ms: int) -> Hlc:
    """The first reading of a millisecond, to set beside those of entries."""
    return Hlc(ms << _COUNTER_BITS)


def clock_ms(hlc: Hlc) -> int:
    """The wall-clock part of ``hlc`` in milliseconds since 1970, UTC."""
    return hlc >> _COUNTER_BITS


def write(
    head: Head,
    key: Ed25519PrivateKey,
    *,
    hlc: Hlc,
    operator: str,
    kind: str,
    subject: str,
    body: bytes,
    salt: bytes,
) -> tuple[Entry, Head]:
    """The next entry of the chain that ends in ``head``, and the chain's new end.

    The 16-byte ``salt`` stands before the body so that the hash of a purged body cannot be guessed back.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("a body's salt has 16 bytes")
    salted = salt + body
    if len(salted) > MAX_BODY_BYTES:
        raise BadEntry(reason=N_("es demasiado larga"))
    header = msgspec.json.encode(
        Header(
            device=device_id(key.public_key().public_bytes_raw()),
            seq=head.seq + 1,
            prev=head.sha256,
            hlc=hlc,
            operator=operator,
            kind=kind,
            subject=subject,
            body_sha256=sha256(salted),
        )
    )
    return Entry(header, key.sign(header), salted), Head(head.seq + 1, sha256(header), hlc)


def read_header(header: bytes) -> Header:
    """Parse a stored header; raises BadEntry."""
    if len(header) > MAX_HEADER_BYTES:
        raise BadEntry(reason=N_("el encabezado es demasiado largo"))
    try:
        parsed = _header_decoder.decode(header)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadEntry(reason=N_("el encabezado no se entiende")) from error
    if parsed.v != 1 or parsed.seq < 1 or not 0 <= parsed.hlc < 1 << 63:
        raise BadEntry(reason=N_("el encabezado tiene cifras imposibles"))
    return parsed


def payload(entry: Entry) -> bytes | None:
    """The body without its salt, or None when it was purged."""
    return None if entry.body is None else entry.body[SALT_BYTES:]


def check(entry: Entry, public_key: bytes) -> Header:
    """Verify one entry's signature, author and body hash; raises BrokenLog or BadEntry."""
    header = read_header(entry.header)
    if header.device != device_id(public_key):
        raise BrokenLog(device=header.device, seq=header.seq, reason=N_("la firmó otra computadora"))
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(entry.signature, entry.header)
    except InvalidSignature as error:
        raise BrokenLog(device=header.device, seq=header.seq, reason=N_("la firma no corresponde")) from error
    if entry.body is not None and sha256(entry.body) != header.body_sha256:
        raise BrokenLog(device=header.device, seq=header.seq, reason=N_("el contenido fue cambiado"))
    return header


def check_chain(entries: Iterable[Entry], public_key: bytes, head: Head = EMPTY) -> Head:
    """Verify a run of one device's entries that must continue ``head``; returns the new end."""
    for entry in entries:
        header = check(entry, public_key)
        if header.seq != head.seq + 1 or header.prev != head.sha256:
            raise BrokenLog(device=header.device, seq=header.seq, reason=N_("no continúa la anotación anterior"))
        head = Head(header.seq, sha256(entry.header), max(head.hlc, header.hlc))
    return head


def order(header: Header) -> tuple[Hlc, str, int]:
    """The one order in which every laptop folds entries."""
    return header.hlc, header.device, header.seq
