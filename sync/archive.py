"""Headquarters' storage: what devices sent, what the office answers, and what is still missing.

Metadata and batches lie in a database (SQLite, or PostgreSQL by URL), blobs as files beside it. Several ingest
workers may share it: every change is one transaction, and keys and row locks decide, never a worker's memory.
"""

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, func, select

from sync import archive_tables as t
from sync import log
from sync.archive_blobs import Blobs, Upload
from sync.archive_registry import Device, Enrolled, Registry, State
from sync.messages import Have, Hole, Lacks, Refusal, Snapshot, Wanted
from sync.wire import InboxItem, Manifest

__all__ = [
    "Archive",
    "Batch",
    "Device",
    "Enrolled",
    "Missing",
    "Overview",
    "State",
    "Stored",
    "Upload",
]

_INBOX_PAGE = 100
_RECEIPTS_PAGE = 200


class Batch(NamedTuple):
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


class Missing(NamedTuple):
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
    missing: tuple[Missing, ...]


class Stored(NamedTuple):
    """The one receipt of a batch; ``new`` if this call stored it."""

    receipt: bytes
    new: bool


class Archive(Registry, Blobs):
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

    def store_batch(self, manifest: Manifest, raw: bytes, receipt: bytes, *, now_ms: int) -> Stored | Refusal:
        """Keep a verified batch together with its ``receipt``, in one transaction.

        The same bytes again: the first receipt. Other bytes under the same number: both are kept, the device
        is quarantined. Refused are a gap and missing blobs, with what is expected.
        """
        digest = log.sha256(raw)
        with self._write() as db:
            self._take_turn(db, manifest.device)
            row = _row(db, manifest.device, manifest.n)
            if row is not None and row.status == "stored":
                if row.sha256 == digest:
                    return Stored(row.receipt, new=False)
                self._dispute(db, manifest, raw, digest, now_ms)
                return Refusal("other-bytes")
            expected = _expected(db, manifest.device)
            if manifest.n > expected:
                return Refusal("gap", expected=expected)
            lacking = self._lacking(db, manifest.device, [blob.sha256 for blob in manifest.blobs])
            if lacking:
                return Refusal("blobs-missing", missing=tuple(lacking))
            db.execute(t.batches.delete().where(_batch(manifest.device, manifest.n)))
            db.execute(
                t.batches.insert().values(
                    device=manifest.device,
                    n=manifest.n,
                    status="stored",
                    sha256=digest,
                    raw=raw,
                    receipt=receipt,
                    event=manifest.event,
                    first_seq=manifest.first_seq,
                    last_seq=manifest.last_seq,
                    head=manifest.head,
                    stored_ms=now_ms,
                )
            )
            for blob in manifest.blobs:
                key = {"device": manifest.device, "n": manifest.n, "sha256": blob.sha256}
                self._insert_unless_there(db, t.batch_blobs, key | {"size": blob.size})
            return Stored(receipt, new=True)

    def store_hole(self, hole: Hole, raw: bytes, receipt: bytes, *, now_ms: int) -> Stored | Refusal:
        """Note that batch ``n`` will not come for now; if it came, or was noted before, that receipt stands."""
        with self._write() as db:
            self._take_turn(db, hole.device)
            row = _row(db, hole.device, hole.n)
            if row is not None:
                return Stored(row.receipt, new=False)
            expected = _expected(db, hole.device)
            if hole.n > expected:
                return Refusal("gap", expected=expected)
            empty = {"event": "", "first_seq": 0, "last_seq": 0, "head": log.GENESIS, "sha256": log.GENESIS}
            key = {"device": hole.device, "n": hole.n, "status": "hole"}
            db.execute(t.batches.insert().values(raw=raw, receipt=receipt, stored_ms=now_ms, **key, **empty))
            return Stored(receipt, new=True)

    def lacks(self, have: Have, carrier: str) -> Lacks:
        """Of what a device holds, what is not here; blobs go on where its ``carrier`` left off."""
        with self._read() as db:
            mine = (t.batches.c.device == have.device) & (t.batches.c.status == "stored")
            rows = db.execute(select(t.batches.c.n, t.batches.c.sha256).where(mine))
            here = {(row.n, row.sha256) for row in rows}
            lacking = tuple(offer.n for offer in have.batches if (offer.n, offer.sha256) not in here)
            absent = self._lacking(db, have.device, have.blobs)
            wanted = tuple(Wanted(sha256, self._arrived(db, sha256, carrier)) for sha256 in absent)
            return Lacks(have.device, lacking, wanted, _expected(db, have.device), have.nonce)

    def receipts(self, device: str, after: int) -> list[bytes]:
        """Receipts of the batches that follow number ``after``, as they were given."""
        wanted = (t.batches.c.device == device) & (t.batches.c.n > after)
        query = select(t.batches.c.receipt).where(wanted).order_by(t.batches.c.n).limit(_RECEIPTS_PAGE)
        with self._read() as db:
            return list(db.execute(query).scalars())

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

    def batches(self, device: str) -> list[Batch]:
        with self._read() as db:
            query = select(*(t.batches.c[name] for name in Batch._fields)).order_by(t.batches.c.n)
            return [Batch(*row) for row in db.execute(query.where(t.batches.c.device == device))]

    def batch_bytes(self, device: str, n: int) -> bytes | None:
        """A stored batch exactly as it came; None for a hole or an unknown number."""
        with self._read() as db:
            row = _row(db, device, n)
            return row.raw if row is not None and row.status == "stored" else None

    def disputed(self, device: str) -> list[tuple[int, bytes]]:
        """Number and bytes of every batch that came after another one of the same number."""
        with self._read() as db:
            query = select(t.disputed.c.n, t.disputed.c.raw).where(t.disputed.c.device == device)
            return [(row.n, row.raw) for row in db.execute(query.order_by(t.disputed.c.n))]

    def missing_blobs(self) -> list[Missing]:
        """Blobs that stored batches name and that are not here whole, damaged at their source or deleted."""
        named, lost = t.batch_blobs, t.lost
        same = (lost.c.sha256 == named.c.sha256) & (lost.c.device == named.c.device)
        query = select(named, lost.c.reason).select_from(named.outerjoin(lost, same))
        with self._read() as db:
            rows = db.execute(query.order_by(named.c.device, named.c.n)).all()
        return [
            Missing(row.device, row.n, row.sha256, row.size, row.reason or "")
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

    def status_of(self, event: str) -> list[bytes]:
        """The newest signed Snapshot of every device of ``event``."""
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

    def _dispute(self, db: Connection, manifest: Manifest, raw: bytes, digest: str, now_ms: int) -> None:
        key = {"device": manifest.device, "n": manifest.n, "sha256": digest}
        self._insert_unless_there(db, t.disputed, key | {"raw": raw, "seen_ms": now_ms})
        trusted = (t.devices.c.device == manifest.device) & t.devices.c.state.in_(["active", "succeeded"])
        db.execute(t.devices.update().where(trusted).values(state="quarantined"))

    @staticmethod
    def _take_turn(db: Connection, device: str) -> bool:
        # Locks the device's row, so that two workers decide about its batches one after the other.
        query = select(t.devices.c.device).where(t.devices.c.device == device).with_for_update()
        return db.execute(query).one_or_none() is not None

    def _lacking(self, db: Connection, device: str, hashes: Sequence[str]) -> list[str]:
        absent = [sha256 for sha256 in hashes if self.blob_size(sha256) is None]
        if not absent:
            return []
        damaged = select(t.lost.c.sha256).where(t.lost.c.device == device, t.lost.c.sha256.in_(absent))
        lost = set(db.execute(damaged).scalars())
        return [sha256 for sha256 in absent if sha256 not in lost]


def _batch(device: str, n: int) -> ColumnElement[bool]:
    return (t.batches.c.device == device) & (t.batches.c.n == n)


def _row(db: Connection, device: str, n: int) -> Row[Any] | None:
    return db.execute(select(t.batches).where(_batch(device, n))).one_or_none()


def _expected(db: Connection, device: str) -> int:
    """The lowest number without a row: after a loss at headquarters that is not the highest plus one."""
    mine = t.batches.c.device == device
    row = db.execute(select(func.count(), func.coalesce(func.max(t.batches.c.n), 0)).where(mine)).one()
    count, highest = int(row[0]), int(row[1])
    if count == highest:
        return count + 1
    numbers = set(db.execute(select(t.batches.c.n).where(mine)).scalars())
    return next(n for n in range(1, count + 2) if n not in numbers)
