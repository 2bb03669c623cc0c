"""A snapshot sent as what changed since one that headquarters holds, so that a phone's link carries it.

Both sides have the base; the new body is deflated (RFC 1951) with the base as its preset dictionary. The laptop signs
the size and the SHA-256 of the new body: whatever headquarters puts together is that body, or it is refused and the
laptop sends the whole one.
"""

import hashlib
import zlib
from collections.abc import Mapping
from typing import Annotated, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.envelope import BadMessage, DeviceId, Name, Natural, Sha256, check, parse, sign
from sync.protocol.messages import MAX_SNAPSHOT_BYTES, Snapshot

MAX_BASE_BYTES = 32 << 10  # deflate looks no further back
_MAX_NAME_BYTES = 1_024
_RAW = -zlib.MAX_WBITS


class SnapshotName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signed by the laptop: a Snapshot without its body, but with that body's size and hash."""

    device: DeviceId
    event: Name
    as_of: Natural
    size: Annotated[int, msgspec.Meta(ge=0, le=MAX_SNAPSHOT_BYTES)]
    sha256: Sha256


_Named = Annotated[bytes, msgspec.Meta(max_length=_MAX_NAME_BYTES)]


class Change(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag="change"):
    """What travels: a signed SnapshotName, ``as_of`` of the base, and the deflated body."""

    name: _Named
    base: Natural
    packed: bytes


class HeldSnapshot(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag="held"):
    """What headquarters keeps of it, beside the Snapshots that came whole."""

    name: _Named
    body: Annotated[bytes, msgspec.Meta(max_length=MAX_SNAPSHOT_BYTES)]


class Base(NamedTuple):
    """A body that both sides hold."""

    as_of: int
    body: bytes


class WrongBase(Exception):  # noqa: N818 - not a fault: the whole snapshot is asked for
    """The change is of another base than this one."""


def fits(base: Base) -> bool:
    """Whether a change of this base gains anything."""
    return 0 < len(base.body) <= MAX_BASE_BYTES


def make(snapshot: Snapshot, base: Base, key: Ed25519PrivateKey) -> bytes:
    """The request's bytes."""
    body = snapshot.body
    name = SnapshotName(snapshot.device, snapshot.event, snapshot.as_of, len(body), hashlib.sha256(body).hexdigest())
    deflate = zlib.compressobj(9, zlib.DEFLATED, _RAW, zdict=base.body)
    packed = deflate.compress(body) + deflate.flush()
    return msgspec.msgpack.encode(Change(sign(name, key), base.as_of, packed))


def read_change(raw: bytes) -> Change | None:
    """The change that ``raw`` is; None for anything else, such as a whole Snapshot."""
    try:
        return msgspec.msgpack.decode(raw, type=Change)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def apply(change: Change, base: Base | None, public_key: bytes) -> tuple[Snapshot, bytes]:
    """The whole snapshot, and the bytes to keep of it. Raises BadMessage, BadSignature or WrongBase."""
    name = check(change.name, public_key, SnapshotName)
    if base is None or base.as_of != change.base:
        raise WrongBase
    inflate = zlib.decompressobj(_RAW, zdict=base.body)
    try:
        body = inflate.decompress(change.packed, name.size + 1)
    except zlib.error as error:
        raise WrongBase from error
    _check_body(name, body)
    return _snapshot(name, body), msgspec.msgpack.encode(HeldSnapshot(change.name, body))


def read(raw: bytes, keys: Mapping[str, bytes]) -> Snapshot:
    """A kept snapshot, however it came, verified with its device's key.

    Raises BadMessage, BadSignature, or KeyError for a device without a key.
    """
    try:
        held = msgspec.msgpack.decode(raw, type=HeldSnapshot)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return check(raw, keys[parse(raw, Snapshot).device], Snapshot)
    name = check(held.name, keys[parse(held.name, SnapshotName).device], SnapshotName)
    try:
        _check_body(name, held.body)
    except WrongBase as error:
        raise BadMessage from error
    return _snapshot(name, held.body)


def _check_body(name: SnapshotName, body: bytes) -> None:
    if len(body) != name.size or hashlib.sha256(body).hexdigest() != name.sha256:
        raise WrongBase


def _snapshot(name: SnapshotName, body: bytes) -> Snapshot:
    return Snapshot(name.device, name.event, name.as_of, body)
