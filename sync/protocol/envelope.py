"""Signed messages: exact bytes and an Ed25519 signature over them, parsed only after they were verified.

A signature also covers the kind of message, so that a receipt can never be shown as something else.
"""

from contextlib import suppress
from typing import Annotated, TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.errors import N_, Problem, Wording

MAX_SIGNED_BYTES = 1 << 20
KEY_BYTES = 32
SIGNATURE_BYTES = 64

# `\Z`, not `$`, which would let a line feed through.
Sha256 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
DeviceId = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{20}\Z")]
Natural = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]
Number = Annotated[int, msgspec.Meta(ge=1, le=(1 << 31) - 1)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Words = Annotated[str, msgspec.Meta(max_length=500)]
Key = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]
Nonce = Annotated[bytes, msgspec.Meta(min_length=16, max_length=32)]

Message = TypeVar("Message", bound=msgspec.Struct)
Other = TypeVar("Other", bound=msgspec.Struct)


class BadMessage(Problem):
    wording = Wording(
        title=N_("Un mensaje no se puede leer"),
        cause=N_("Está dañado, incompleto o es de otra versión."),
        remedy=N_("Nada se marcó como enviado. Si se repite, avise a la oficina central."),
    )


class NewerMessage(BadMessage):
    """It names what this program does not know; ``BadMessage`` for whoever does not tell the two apart."""

    wording = Wording(
        title=N_("Un mensaje es de una versión más nueva del programa"),
        cause=N_("Lo hizo un programa más nuevo que este, que no conoce todo lo que dice."),
        remedy=N_("No se cambió nada y nada se marcó como enviado. Actualice este programa y repita."),
    )


class BadSignature(Problem):
    wording = Wording(
        title=N_("La firma de un mensaje no corresponde"),
        cause=N_("No lo firmó quien debía, o fue cambiado en el camino."),
        remedy=N_("Nada se marcó como enviado. Avise a la oficina central."),
    )


class SignedMessage(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The bytes that travel: JSON payload and its signature."""

    payload: bytes
    signature: Annotated[bytes, msgspec.Meta(min_length=SIGNATURE_BYTES, max_length=SIGNATURE_BYTES)]


def _signed_bytes(kind: type[msgspec.Struct], payload: bytes) -> bytes:
    return b"fieldkit-sync-1 " + kind.__name__.encode("ascii") + b"\n" + payload


def sign(message: msgspec.Struct, key: Ed25519PrivateKey) -> bytes:
    """``message`` as signed bytes (a MessagePack ``Signed``)."""
    payload = msgspec.json.encode(message)
    return msgspec.msgpack.encode(SignedMessage(payload, key.sign(_signed_bytes(type(message), payload))))


def parse(raw: bytes, kind: type[Message], *, limit: int = MAX_SIGNED_BYTES) -> Message:
    """What ``raw`` says, unverified: only to learn whose key to ask for. Raises BadMessage or NewerMessage."""
    return _parse(_envelope(raw, limit).payload, kind)


def check(raw: bytes, public_key: bytes, kind: type[Message], *, limit: int = MAX_SIGNED_BYTES) -> Message:
    """Verify ``raw`` against the 32-byte ``public_key``, then parse it.

    Raises BadMessage, NewerMessage or BadSignature.
    """
    signed = _envelope(raw, limit)
    try:
        key = Ed25519PublicKey.from_public_bytes(public_key)
        key.verify(signed.signature, _signed_bytes(kind, signed.payload))
    except (InvalidSignature, ValueError) as error:
        raise BadSignature from error
    return _parse(signed.payload, kind)


def check_one_of(raw: bytes, public_key: bytes, kind: type[Message], other: type[Other]) -> Message | Other:
    """``check`` for an answer that may be either of two kinds. Raises BadMessage or BadSignature."""
    try:
        return check(raw, public_key, kind, limit=len(raw))
    except BadSignature:
        return check(raw, public_key, other, limit=len(raw))


def _envelope(raw: bytes, limit: int) -> SignedMessage:
    if len(raw) > limit:
        raise BadMessage
    try:
        return msgspec.msgpack.decode(raw, type=SignedMessage)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadMessage from error


def _parse(payload: bytes, kind: type[Message]) -> Message:
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise (NewerMessage if _has_unknown_fields(payload, kind) else BadMessage) from error


def _has_unknown_fields(payload: bytes, kind: type[msgspec.Struct]) -> bool:
    """Whether a message has a field that this program does not know, which only a newer one writes."""
    with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return not msgspec.json.decode(payload, type=dict[str, msgspec.Raw]).keys() <= {*kind.__struct_encode_fields__}
    return False
