"""What is kept on both sides: batches, the receipts for them, and the office's inbox items.

A batch is a manifest signed by its device and the entries sealed for headquarters. Headquarters' ingest can
verify the manifest and count; it cannot read the entries.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync import sealed
from sync.journal import chain
from sync.protocol.envelope import (
    BadMessage,
    BadSignature,
    DeviceId,
    Name,
    Natural,
    Number,
    Sha256,
    SignedMessage,
    Words,
    check,
    parse,
    sign,
)

__all__ = [
    "BATCH_TARGET_BYTES",
    "MAX_BATCH_BYTES",
    "MAX_BLOB_BYTES",
    "MAX_ENTRIES",
    "MAX_MANIFEST_BLOBS",
    "BadMessage",
    "BadSignature",
    "BlobRef",
    "InboxItem",
    "Manifest",
    "Receipt",
    "SignedMessage",
    "check",
    "open_batch",
    "pack_batch",
    "parse",
    "read_batch",
    "sign",
]

# A batch is sent whole, so it stays small enough to pass between two cuts of a poor line; photographs and
# scans are blobs, which resume.
BATCH_TARGET_BYTES = 128 << 10
MAX_BATCH_BYTES = 2 << 20
MAX_BLOB_BYTES = 64 << 20
MAX_ENTRIES = 4_096
MAX_MANIFEST_BLOBS = 4_096
_MANIFEST_BYTES = 1 << 20


class BlobRef(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A sealed file: SHA-256 of the sealed bytes and their number."""

    sha256: Sha256
    size: Annotated[int, msgspec.Meta(ge=1, le=MAX_BLOB_BYTES)]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a device says of its batch ``n``: the run of entries, the chain's head after it, its blobs."""

    device: DeviceId
    n: Number
    event: Name
    first_seq: Natural
    last_seq: Natural
    head: Sha256
    blobs: Annotated[tuple[BlobRef, ...], msgspec.Meta(max_length=MAX_MANIFEST_BLOBS)]
    sealed_sha256: Sha256
    sealed_size: Natural
    made_ms: Natural


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Headquarters' signed word on batch ``n``: only ``stored`` means that it holds these exact bytes.

    ``hole``: headquarters knows that the batch will not come, and takes the next. ``refused``: these bytes
    will never be taken; ``reason`` is one of ``messages.Reason``.
    """

    device: DeviceId
    n: Number
    batch_sha256: Sha256
    last_seq: Natural
    status: Literal["stored", "hole", "refused"]
    reason: Words
    stored_ms: Natural
    archive: Name


class InboxItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Item ``number`` (1, 2, 3 …) for one device; ``sealed``, opaque here, has the office's own signature."""

    device: DeviceId
    number: Number
    kind: Name
    sealed: bytes


class _Batch(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    manifest: bytes
    sealed: bytes


def pack_batch(
    entries: Sequence[chain.Entry],
    *,
    n: int,
    event: str,
    blobs: Sequence[BlobRef],
    recipients: Sequence[str],
    key: Ed25519PrivateKey,
    made_ms: int,
) -> bytes:
    """Batch ``n`` of the device that ``key`` names, sealed for ``recipients`` (``age1pq1…``).

    ``entries`` are a run of that device's chain. Packing twice gives other bytes, so store what this returns
    before it is sent. Raises BadMessage when it is too large, sealed.BadKey.
    """
    if not entries:
        raise ValueError("a batch has at least one entry")
    first, last = chain.read_header(entries[0].header), chain.read_header(entries[-1].header)
    body = sealed.seal_bytes(msgspec.msgpack.encode(tuple(entries)), recipients)
    manifest = Manifest(
        device=chain.device_id(key.public_key().public_bytes_raw()),
        n=n,
        event=event,
        first_seq=first.seq,
        last_seq=last.seq,
        head=chain.sha256(entries[-1].header),
        blobs=tuple(blobs),
        sealed_sha256=chain.sha256(body),
        sealed_size=len(body),
        made_ms=made_ms,
    )
    raw = msgspec.msgpack.encode(_Batch(sign(manifest, key), body))
    if len(raw) > MAX_BATCH_BYTES or len(entries) > MAX_ENTRIES or len(blobs) > MAX_MANIFEST_BLOBS:
        raise BadMessage
    return raw


def read_batch(raw: bytes, public_key: bytes) -> tuple[Manifest, bytes]:
    """The verified manifest and the sealed entries. Raises BadMessage, NewerMessage or BadSignature."""
    if len(raw) > MAX_BATCH_BYTES:
        raise BadMessage
    try:
        batch = msgspec.msgpack.decode(raw, type=_Batch)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadMessage from error
    manifest = check(batch.manifest, public_key, Manifest, limit=_MANIFEST_BYTES)
    if manifest.device != chain.device_id(public_key):
        raise BadSignature
    run_is_possible = 1 <= manifest.first_seq <= manifest.last_seq
    matches = len(batch.sealed) == manifest.sealed_size and chain.sha256(batch.sealed) == manifest.sealed_sha256
    if not (run_is_possible and matches):
        raise BadMessage
    return manifest, batch.sealed


def open_batch(body: bytes, identities: Sequence[str]) -> list[chain.Entry]:
    """The entries of a sealed batch; needs no archive. Each is still to be verified by ``chain.check_chain``.

    Raises BadMessage, sealed.NotForUs, sealed.Damaged.
    """
    try:
        entries = msgspec.msgpack.decode(sealed.open_bytes(body, identities), type=list[chain.Entry])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadMessage from error
    if not 1 <= len(entries) <= MAX_ENTRIES:
        raise BadMessage
    return entries
