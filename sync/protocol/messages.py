"""What a device and headquarters say to each other in one exchange; signed by ``sync.protocol.envelope``."""

from typing import Annotated, Literal

import msgspec

from sync.protocol.batches import MAX_BATCH_BYTES, MAX_BLOB_BYTES, MAX_MANIFEST_BLOBS
from sync.protocol.envelope import DeviceId, Key, Name, Natural, Nonce, Number, Sha256, Words

PROTOCOL = 1
MAX_OFFERS = 4_096
MAX_SNAPSHOT_BYTES = 512 << 10
MAX_PAGE_BYTES = 2 << 20
MIN_CHUNK_BYTES = 64 << 10
MAX_CHUNK_BYTES = 1 << 20

Reason = Literal[
    "unreadable",
    "too-large",
    "not-yours",
    "bad-signature",
    "other-bytes",
    "gap",
    "blobs-missing",
    "wrong-offset",
    "wrong-hash",
    "fenced",
    "bad-request",
    "unknown-device",
    "revoked",
    "bad-code",
    "used-code",
    "expired-code",
    "already-succeeded",
    "other-base",
    "newer",
]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What headquarters takes, in bytes."""

    batch: Natural = MAX_BATCH_BYTES
    blob: Natural = MAX_BLOB_BYTES
    chunk: Natural = MAX_CHUNK_BYTES
    snapshot: Natural = MAX_SNAPSHOT_BYTES


class Hello(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Proof that this is headquarters, now: it repeats the nonce that was asked with."""

    protocol: Natural
    time_ms: Natural
    limits: Limits
    archive: Name
    nonce: Nonce


class Offer(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A batch that the device holds."""

    n: Number
    sha256: Sha256


class Have(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the device holds; headquarters answers with what it lacks of it."""

    device: DeviceId
    batches: Annotated[tuple[Offer, ...], msgspec.Meta(max_length=MAX_OFFERS)]
    blobs: Annotated[tuple[Sha256, ...], msgspec.Meta(max_length=MAX_MANIFEST_BLOBS)]
    nonce: Nonce


class Wanted(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A blob that headquarters lacks, from byte ``offset`` on."""

    sha256: Sha256
    offset: Natural


class Lacks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of what was offered, what headquarters does not hold. ``expected`` is the next batch it can take."""

    device: DeviceId
    batches: tuple[Number, ...]
    blobs: tuple[Wanted, ...]
    expected: Number
    nonce: Nonce


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a request was not followed, and what would help.

    ``expected`` is a batch number for ``gap`` and a byte offset for the blob's reasons.
    """

    reason: Reason
    expected: Natural = 0
    missing: tuple[Sha256, ...] = ()


class Progress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far a blob has arrived, in bytes that will survive a power cut."""

    sha256: Sha256
    offset: Natural
    complete: bool


class Hole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Word that ``device``'s batch ``n`` will not come for now, so that the next ones are not held up.

    Signed by that device or by its successor, as is ``Lost``.
    """

    device: DeviceId
    n: Number
    reason: Words
    made_ms: Natural


class Lost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Word that a blob is damaged on its only disk, so that the batch naming it is not held up."""

    device: DeviceId
    sha256: Sha256
    reason: Words
    made_ms: Natural


class Snapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The public state of one event's lines as one device sees it; ``as_of`` only ever grows.

    ``as_of`` is not a wall clock: a device with a wrong one still replaces its own older snapshots.
    """

    device: DeviceId
    event: Name
    as_of: Natural
    body: Annotated[bytes, msgspec.Meta(max_length=MAX_SNAPSHOT_BYTES)]


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Headquarters shows this device's snapshot of ``as_of``, or a later one."""

    device: DeviceId
    event: Name
    as_of: Natural


class Page(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Signed items one after another; an empty page is the end. Each item is verified by itself."""

    items: Annotated[tuple[bytes, ...], msgspec.Meta(max_length=1_000)]


class Succession(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signed by the old key: the new key follows it after a restore, from this head of the old chain.

    ``letter`` is what the successor already writes on tickets, because it went on without a network; without one,
    headquarters gives a free one.
    """

    old_device: DeviceId
    new_key: Key
    head_seq: Natural
    head_sha256: Sha256
    letter: Annotated[str, msgspec.Meta(pattern=r"\A[A-Z]{0,2}\Z")] = ""


class EnrolRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signed with the key it brings. Either a one-time code, or ``succession`` (a signed ``Succession``).

    ``auth`` shows the ingest that the code is known, without telling it the code. ``proof`` is for the
    office, which sees with the code's secret that the ingest did not put a key of its own in place.
    """

    public_key: Key
    recipient: Annotated[str, msgspec.Meta(max_length=4_096)]
    label: Name
    code_id: Annotated[str, msgspec.Meta(max_length=80)] = ""
    auth: Annotated[bytes, msgspec.Meta(max_length=64)] = b""
    proof: Annotated[bytes, msgspec.Meta(max_length=128)] = b""
    succession: Annotated[bytes, msgspec.Meta(max_length=4_096)] = b""


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a new device must know of headquarters, the same for all."""

    recipients: tuple[str, ...]
    receipt_key: Key
    office_key: Key
    ca_pem: str


class EnrolAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``grant``, opaque here, was laid beside the code by the office: it vouches for the keys."""

    device: DeviceId
    letter: Annotated[str, msgspec.Meta(pattern=r"\A[A-Z]{1,2}\Z")]
    event: Name
    credentials: Credentials
    grant: bytes = b""
