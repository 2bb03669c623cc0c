"""What waits for headquarters and what came back. Nothing here can be read on this laptop."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec
from sqlite_utils import Database

from fieldkit.domain.journal import FileRef
from fieldkit.store.file import atomic
from sync.client.outbox import BatchRef
from sync.protocol.batches import BlobRef

_refs = msgspec.json.Decoder(tuple[FileRef, ...])


class BatchState(StrEnum):
    """How a sealed batch stands; ``QUARANTINED``: headquarters refused it, and it stays here with the reason."""

    WAITING = "waiting"
    SENT = "sent"
    QUARANTINED = "quarantined"


class InboxState(StrEnum):
    """What became of something that headquarters sent."""

    NEW = "new"
    DONE = "done"
    REFUSED = "refused"


class InboxEntry(NamedTuple):
    """Something headquarters sent, as it was verified and kept."""

    number: int
    kind: str
    content: bytes


class Outbox:
    """Sealed blobs; the batches and the inbox of ``device``, which may be the one this laptop was restored from."""

    def __init__(self, db: Database, device: str) -> None:
        self._db = db
        self.device = device

    def add_blob(self, sha256: str, content: bytes) -> None:
        """Keep a sealed file; call inside the transaction of the entry that names it."""
        self._db.execute(
            "INSERT OR IGNORE INTO blobs (sha256, size, content) VALUES (?, ?, ?)", [sha256, len(content), content]
        )

    def blob(self, sha256: str, offset: int, size: int) -> bytes:
        """A piece of a sealed file; empty when this laptop does not hold it."""
        row = self._db.execute(
            "SELECT substr(content, ?, ?) FROM blobs WHERE sha256 = ?", [offset + 1, size, sha256]
        ).fetchone()
        return bytes(row[0]) if row else b""

    def damage_blob(self, sha256: str, reason: str) -> None:
        """Note that a sealed file no longer matches its name; what is left of it stays."""
        with atomic(self._db):
            self._db.execute("UPDATE blobs SET damage = ? WHERE sha256 = ?", [reason, sha256])

    def last(self) -> tuple[int, int]:
        """Number and last sequence number of the newest batch, (0, 0) when there is none."""
        row = self._db.execute(
            "SELECT n, last_seq FROM batches WHERE device = ? ORDER BY n DESC LIMIT 1", [self.device]
        ).fetchone()
        return (row[0], row[1]) if row else (0, 0)

    def add_batch(
        self, n: int, first_seq: int, last_seq: int, sha256: str, blobs: Sequence[FileRef], content: bytes
    ) -> None:
        """Keep a sealed batch: the same bytes are sent until headquarters gives a receipt for them."""
        self._db.execute(
            "INSERT INTO batches (device, n, first_seq, last_seq, sha256, size, blobs, content)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [self.device, n, first_seq, last_seq, sha256, len(content), msgspec.json.encode(tuple(blobs)), content],
        )

    def batches(self, *states: BatchState) -> list[BatchRef]:
        """Batches in one of ``states``, by number."""
        marks = ",".join("?" * len(states))
        rows = self._db.execute(
            f"SELECT n, sha256, size, blobs FROM batches WHERE device = ? AND state IN ({marks}) ORDER BY n",
            [self.device, *states],
        )
        return [
            BatchRef(n, sha256, size, tuple(BlobRef(ref.sha256, ref.size) for ref in _refs.decode(blobs)))
            for n, sha256, size, blobs in rows.fetchall()
        ]

    def set_aside(self) -> list[tuple[int, str]]:
        """Batches in quarantine by number, each with its reason."""
        rows = self._db.execute(
            "SELECT n, reason FROM batches WHERE device = ? AND state = 'quarantined' ORDER BY n", [self.device]
        )
        return [(n, reason) for n, reason in rows.fetchall()]

    def batch_bytes(self, n: int) -> bytes:
        """The sealed bytes of batch ``n``; empty when this laptop does not hold it."""
        row = self._db.execute("SELECT content FROM batches WHERE device = ? AND n = ?", [self.device, n]).fetchone()
        return bytes(row[0]) if row else b""

    def keep_receipt(self, n: int, receipt: bytes) -> None:
        """Mark a batch as sent in the same transaction that stores its verified receipt."""
        with atomic(self._db):
            self._db.execute(
                "UPDATE batches SET state = 'sent', reason = '', receipt = ? WHERE device = ? AND n = ?",
                [receipt, self.device, n],
            )

    def quarantine(self, n: int, reason: str) -> None:
        """Set a batch aside with its reason; it stays on this laptop and does not block the next."""
        with atomic(self._db):
            self._db.execute(
                "UPDATE batches SET state = 'quarantined', reason = ? WHERE device = ? AND n = ?",
                [reason, self.device, n],
            )

    def mark_unsent(self, numbers: Sequence[int]) -> None:
        """Headquarters no longer holds these batches: send them again."""
        with atomic(self._db):
            for n in numbers:
                self._db.execute(
                    "UPDATE batches SET state = 'waiting' WHERE device = ? AND n = ? AND state = 'sent'",
                    [self.device, n],
                )

    def sealed_seq(self) -> int:
        """The last entry of this device that a batch carries."""
        return self.last()[1]

    def inbox_position(self) -> int:
        """The number of the last item taken from headquarters' inbox."""
        row = self._db.execute("SELECT coalesce(max(number), 0) FROM inbox WHERE device = ?", [self.device])
        return int(row.fetchone()[0])

    def keep_inbox(self, number: int, kind: str, content: bytes) -> None:
        """Store an item before anything is done with it; the same number again changes nothing."""
        with atomic(self._db):
            self._db.execute(
                "INSERT OR IGNORE INTO inbox (device, number, kind, content) VALUES (?, ?, ?, ?)",
                [self.device, number, kind, content],
            )

    def new_inbox(self) -> list[InboxEntry]:
        """Items that were not acted upon yet, in order."""
        rows = self._db.execute(
            "SELECT number, kind, content FROM inbox WHERE device = ? AND state = 'new' ORDER BY number", [self.device]
        )
        return [InboxEntry(number, kind, bytes(content)) for number, kind, content in rows.fetchall()]

    def settle_inbox(self, number: int, state: InboxState, reason: str = "") -> None:
        """Note what became of an item: DONE (its bytes are dropped) or REFUSED (kept, with the reason).

        Of a refused pack only the reason stays: this laptop's key opens it, and it names everybody with an appointment.
        """
        with atomic(self._db):
            self._db.execute(
                "UPDATE inbox SET state = ?, reason = ?,"
                " content = CASE WHEN ? = 'done' OR kind = 'pack' THEN x'' ELSE content END"
                " WHERE device = ? AND number = ?",
                [state, reason, state, self.device, number],
            )

    def refused_inbox(self) -> list[tuple[int, str]]:
        """Items that could not be used, with the reason."""
        rows = self._db.execute(
            "SELECT number, reason FROM inbox WHERE device = ? AND state = 'refused' ORDER BY number", [self.device]
        )
        return [(number, reason) for number, reason in rows.fetchall()]
