"""What the client needs of a laptop's store: what is to be sent, and where to put what comes back."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from sync.protocol.batches import BlobRef


class BatchRef(NamedTuple):
    """A sealed batch that the laptop holds: number, SHA-256 and size of its bytes, and the blobs it names."""

    n: int
    sha256: str
    size: int
    blobs: tuple[BlobRef, ...]


class PublicState(NamedTuple):
    """The lines of ``event`` for the public page; ``as_of`` only ever grows, whatever the wall clock does."""

    event: str
    as_of: int
    body: bytes


class Outbox(Protocol):
    """A laptop's store, as the client sees it. Every method that changes something is durable on return."""

    def batches_to_send(self) -> Sequence[BatchRef]:
        """Batches without a receipt that are not in quarantine."""

    def sent_batches(self) -> Sequence[BatchRef]:
        """Batches with a receipt whose bytes are still held."""

    def last_batch(self) -> int:
        """Number of the newest batch ever packed, whatever became of it; 0 without any."""

    def batch_bytes(self, n: int) -> bytes:
        """Exactly the bytes that were packed; fewer or none if they are damaged or gone."""

    def read_blob(self, sha256: str, offset: int, size: int) -> bytes:
        """At most ``size`` bytes from ``offset``; fewer at the end, none if it is damaged or gone."""

    def keep_receipt(self, n: int, raw: bytes) -> None:
        """The only way in which batch ``n`` becomes sent: ``raw`` is a verified receipt for its very bytes."""

    def quarantine(self, n: int, reason: str) -> None:
        """Batch ``n`` stays, is not offered again before a person decides, and is shown with its reason."""

    def quarantine_blob(self, sha256: str, reason: str) -> None:
        """A blob is damaged on this disk; what is left of it stays, and it is shown with its reason."""

    def mark_unsent(self, ns: Sequence[int]) -> None:
        """Headquarters lost these batches: they are to be sent again."""

    def inbox_position(self) -> int:
        """Number of the last inbox item kept, 0 without any."""

    def keep_inbox(self, number: int, raw: bytes) -> None:
        """Keep a verified ``batches.InboxItem`` with its number, in one transaction."""

    def snapshot(self) -> PublicState | None:
        """What the public page may show, or None."""
