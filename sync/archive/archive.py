"""Headquarters' storage: what devices sent, what the office answers, and what is still missing.

Metadata and batches lie in a database (SQLite, or PostgreSQL by URL), blobs as files beside it. Several ingest
workers may share it: every change is one transaction, and keys and row locks decide, never a worker's memory.
"""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select

from sync.archive import tables as t
from sync.archive.batches import Batches, StoredBatch
from sync.archive.blobs import UploadState
from sync.archive.devices import Device, Devices, EnrolledKey, State
from sync.protocol.batches import InboxItem
from sync.protocol.messages import Snapshot

__all__ = [
    "Archive",
    "ArchivedBatch",
    "Device",
    "EnrolledKey",
    "MissingBlob",
    "Overview",
    "State",
    "StoredBatch",
    "UploadState",
]

_INBOX_PAGE = 100


class ArchivedBatch(NamedTuple):
    """One row without its bytes; ``status`` is ``stored`` or ``hole``."""

    device: str
    n: int
    status: str
    sha256: str
    event: str
    first_seq: int
    last_seq: int
    head: str
    stored_ms: int


class MissingBlob(NamedTuple):
    """A blob that a stored batch names and that is not here; ``reason`` if its device said it is damaged."""

    device: str
    n: int
    sha256: str
    size: int
    reason: str


class Overview(NamedTuple):
    """One device for ``office status``. ``disputed``: numbers of batches that came with two contents."""

    device: Device
    last_batch: int
    holes: tuple[int, ...]
    disputed: tuple[int, ...]
    missing: tuple[MissingBlob, ...]


class Archive(Devices, Batches):
    """Open ``url`` (SQLAlchemy), with whole and partial blobs in ``blobs_dir``. Close it after use.

    ``name`` tells one archive from another in every receipt; ``new_name`` names it when it is first made.
    """

    def __init__(
        self, url: str, blobs_dir: Path, *, new_name: Callable[[], str] = lambda: secrets.token_hex(8)
    ) -> None:
        super().__init__(url, blobs_dir)
        with self._write() as db:
            self._insert_unless_there(db, t.about, {"key": "name", "value": new_name()})
            self.name: str = db.execute(select(t.about.c.value).where(t.about.c.key == "name")).scalar_one()

    # What devices bring

    def put_status(self, snapshot: Snapshot, raw: bytes) -> int:
        """Keep a device's snapshot unless it is older than the one here; returns the ``as_of`` that is kept."""
        mine = (t.status.c.event == snapshot.event) & (t.status.c.device == snapshot.device)
        key = {"event": snapshot.event, "device": snapshot.device}
        with self._write() as db:
            if self._insert_unless_there(db, t.status, key | {"as_of": snapshot.as_of, "raw": raw}):
                return snapshot.as_of
            newer = t.status.update().where(mine, t.status.c.as_of < snapshot.as_of)
            db.execute(newer.values(as_of=snapshot.as_of, raw=raw))
            return int(db.execute(select(t.status.c.as_of).where(mine)).scalar_one())

    # What the office reads and answers

    def batches(self, device: str) -> list[ArchivedBatch]:
        with self._read() as db:
            query = select(*(t.batches.c[name] for name in ArchivedBatch._fields)).order_by(t.batches.c.n)
            return [ArchivedBatch(*row) for row in db.execute(query.where(t.batches.c.device == device))]

    def batch_bytes(self, device: str, n: int) -> bytes | None:
        """A stored batch exactly as it came; None for a hole or an unknown number."""
        with self._read() as db:
            mine = (t.batches.c.device == device) & (t.batches.c.n == n) & (t.batches.c.status == "stored")
            return db.execute(select(t.batches.c.raw).where(mine)).scalar_one_or_none()

    def disputed(self, device: str) -> list[tuple[int, bytes]]:
        """Number and bytes of every batch that came after another one of the same number."""
        with self._read() as db:
            query = select(t.disputed.c.n, t.disputed.c.raw).where(t.disputed.c.device == device)
            return [(row.n, row.raw) for row in db.execute(query.order_by(t.disputed.c.n))]

    def missing_blobs(self) -> list[MissingBlob]:
        """Blobs that stored batches name and that are not here whole, damaged at their source or deleted."""
        named, lost = t.batch_blobs, t.lost
        same = (lost.c.sha256 == named.c.sha256) & (lost.c.device == named.c.device)
        query = select(named, lost.c.reason).select_from(named.outerjoin(lost, same))
        with self._read() as db:
            rows = db.execute(query.order_by(named.c.device, named.c.n)).all()
        return [
            MissingBlob(row.device, row.n, row.sha256, row.size, row.reason or "")
            for row in rows
            if self.blob_size(row.sha256) != row.size
        ]

    def put_inbox(self, device: str, kind: str, sealed: bytes) -> int:
        """Leave an item for a device; returns its number. Raises KeyError for an unknown device."""
        with self._write() as db:
            if not self._take_turn(db, device):
                raise KeyError(device)
            mine = t.inbox.c.device == device
            last = select(func.coalesce(func.max(t.inbox.c.number), 0)).where(mine)
            number = int(db.execute(last).scalar_one()) + 1
            db.execute(t.inbox.insert().values(device=device, number=number, kind=kind, sealed=sealed))
            return number

    def inbox(self, device: str, after: int) -> list[InboxItem]:
        """The items that follow number ``after``."""
        wanted = (t.inbox.c.device == device) & (t.inbox.c.number > after)
        with self._read() as db:
            rows = db.execute(select(t.inbox).where(wanted).order_by(t.inbox.c.number).limit(_INBOX_PAGE))
            return [InboxItem(**row._mapping) for row in rows]

    def status(self, event: str, device: str) -> bytes | None:
        """One device's newest snapshot as it is kept (``changes.read``)."""
        query = select(t.status.c.raw).where(t.status.c.event == event, t.status.c.device == device)
        with self._read() as db:
            return db.execute(query).scalar_one_or_none()

    def status_of(self, event: str) -> list[bytes]:
        """The newest snapshot of every device of ``event`` as it is kept (``changes.read``)."""
        query = select(t.status.c.raw).where(t.status.c.event == event).order_by(t.status.c.device)
        with self._read() as db:
            return list(db.execute(query).scalars())

    def overview(self) -> list[Overview]:
        """Every device with what is missing from it."""
        missing = self.missing_blobs()
        return [
            Overview(
                device,
                max((batch.n for batch in batches if batch.status == "stored"), default=0),
                tuple(batch.n for batch in batches if batch.status == "hole"),
                tuple(n for n, _ in self.disputed(device.device)),
                tuple(blob for blob in missing if blob.device == device.device),
            )
            for device in self.devices()
            for batches in [self.batches(device.device)]
        ]
