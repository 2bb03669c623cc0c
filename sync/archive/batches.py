"""Batches on their way into the archive: which are here, which number is next, what is still lacking.

Several ingest workers may share the database: every change is one transaction, and keys and row locks decide,
never a worker's memory.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Row, bindparam, func, select

from sync.archive import tables as t
from sync.archive.blobs import Blobs
from sync.archive.database import Database
from sync.archive.devices import take_turn
from sync.journal import chain
from sync.protocol.batches import Manifest
from sync.protocol.messages import Have, Hole, Lacks, Refusal, Wanted

_RECEIPTS_PAGE = 200
_MINE = t.batches.c.device == bindparam("device")
_THIS = _MINE & (t.batches.c.n == bindparam("n"))

# Made once: each of these is asked for every batch.
_ROW = select(t.batches.c.status, t.batches.c.sha256, t.batches.c.receipt).where(_THIS)
_COUNT = select(func.count(), func.coalesce(func.max(t.batches.c.n), 0)).where(_MINE)


class StoredBatch(NamedTuple):
    """The one receipt of a batch; ``new`` if this call stored it."""

    receipt: bytes
    new: bool


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


class Batches:
    """Batches by device and number, each taken once its blobs are here."""

    def __init__(self, db: Database, blobs: Blobs) -> None:
        self._db = db
        self._blobs = blobs

    def store(
        self, manifest: Manifest, raw: bytes, sha256: str, receipt: bytes, *, now_ms: int
    ) -> StoredBatch | Refusal:
        """Keep a verified batch, whose bytes have this SHA-256, together with its ``receipt``, in one transaction.

        The same bytes again: the first receipt. Other bytes under the same number: both are kept, the device
        is quarantined. Refused are a gap and missing blobs, with what is expected.
        """
        sizes = {blob.sha256: blob.size for blob in manifest.blobs}
        absent = self._blobs.absent(list(sizes))  # before their names are synced: one that comes later is not here yet
        if len(absent) < len(sizes):
            self._blobs.sync_names()
        with self._db.write() as db:
            take_turn(db, manifest.device)
            row = _row(db, manifest.device, manifest.n)
            if row is not None and row.status == "stored":
                if row.sha256 == sha256:
                    return StoredBatch(row.receipt, new=False)
                self._dispute(db, manifest, raw, sha256, now_ms)
                return Refusal("other-bytes")
            expected = _expected(db, manifest.device)
            if manifest.n > expected:
                return Refusal("gap", expected=expected)
            lacking = self._lacking(db, manifest.device, absent)
            if lacking:
                return Refusal("blobs-missing", missing=tuple(lacking))
            if row is not None:  # a hole, which its true batch fills
                db.execute(t.batches.delete().where(_THIS), {"device": manifest.device, "n": manifest.n})
            key = {"device": manifest.device, "n": manifest.n}
            carried = {
                "event": manifest.event,
                "first_seq": manifest.first_seq,
                "last_seq": manifest.last_seq,
                "head": manifest.head,
            }
            kept = {"status": "stored", "sha256": sha256, "raw": raw, "receipt": receipt, "stored_ms": now_ms}
            db.execute(t.batches.insert(), key | carried | kept)
            blobs = [key | {"sha256": named, "size": size} for named, size in sizes.items()]
            if blobs:
                db.execute(t.batch_blobs.insert(), blobs)
            return StoredBatch(receipt, new=True)

    def store_hole(self, hole: Hole, raw: bytes, receipt: bytes, *, now_ms: int) -> StoredBatch | Refusal:
        """Note that batch ``n`` will not come for now; if it came, or was noted before, that receipt stands."""
        with self._db.write() as db:
            take_turn(db, hole.device)
            row = _row(db, hole.device, hole.n)
            if row is not None:
                return StoredBatch(row.receipt, new=False)
            expected = _expected(db, hole.device)
            if hole.n > expected:
                return Refusal("gap", expected=expected)
            empty = {"event": "", "first_seq": 0, "last_seq": 0, "head": chain.GENESIS, "sha256": chain.GENESIS}
            key = {"device": hole.device, "n": hole.n, "status": "hole"}
            db.execute(t.batches.insert().values(raw=raw, receipt=receipt, stored_ms=now_ms, **key, **empty))
            return StoredBatch(receipt, new=True)

    def lacks(self, have: Have, carrier: str) -> Lacks:
        """Of what a device holds, what is not here; blobs go on where its ``carrier`` left off."""
        absent = self._blobs.absent(have.blobs)
        self._blobs.sync_names()  # what is not named in the answer counts as held from now on
        with self._db.read() as db:
            mine = (t.batches.c.device == have.device) & (t.batches.c.status == "stored")
            rows = db.execute(select(t.batches.c.n, t.batches.c.sha256).where(mine))
            here = {(row.n, row.sha256) for row in rows}
            lacking = tuple(offer.n for offer in have.batches if (offer.n, offer.sha256) not in here)
            arrived = self._blobs.arrived(db, carrier)
            wanted = tuple(Wanted(sha256, arrived.get(sha256, 0)) for sha256 in self._lacking(db, have.device, absent))
            return Lacks(have.device, lacking, wanted, _expected(db, have.device), have.nonce)

    def receipts(self, device: str, after: int) -> list[bytes]:
        """Receipts of the batches that follow number ``after``, as they were given."""
        wanted = (t.batches.c.device == device) & (t.batches.c.n > after)
        query = select(t.batches.c.receipt).where(wanted).order_by(t.batches.c.n).limit(_RECEIPTS_PAGE)
        with self._db.read() as db:
            return list(db.execute(query).scalars())

    def of(self, device: str) -> list[ArchivedBatch]:
        """What is held of a device, by number."""
        with self._db.read() as db:
            query = select(*(t.batches.c[name] for name in ArchivedBatch._fields)).order_by(t.batches.c.n)
            return [ArchivedBatch(*row) for row in db.execute(query.where(t.batches.c.device == device))]

    def raw(self, device: str, n: int) -> bytes | None:
        """A stored batch exactly as it came; None for a hole or an unknown number."""
        with self._db.read() as db:
            mine = (t.batches.c.device == device) & (t.batches.c.n == n) & (t.batches.c.status == "stored")
            return db.execute(select(t.batches.c.raw).where(mine)).scalar_one_or_none()

    def disputed(self, device: str) -> list[tuple[int, bytes]]:
        """Number and bytes of every batch that came after another one of the same number."""
        with self._db.read() as db:
            query = select(t.disputed.c.n, t.disputed.c.raw).where(t.disputed.c.device == device)
            return [(row.n, row.raw) for row in db.execute(query.order_by(t.disputed.c.n))]

    def missing_blobs(self) -> list[MissingBlob]:
        """Blobs that stored batches name and that are not here whole, damaged at their source or deleted."""
        named, lost = t.batch_blobs, t.lost
        same = (lost.c.sha256 == named.c.sha256) & (lost.c.device == named.c.device)
        query = select(named, lost.c.reason).select_from(named.outerjoin(lost, same))
        with self._db.read() as db:
            rows = db.execute(query.order_by(named.c.device, named.c.n)).all()
        return [
            MissingBlob(row.device, row.n, row.sha256, row.size, row.reason or "")
            for row in rows
            if self._blobs.size(row.sha256) != row.size
        ]

    def _dispute(self, db: Connection, manifest: Manifest, raw: bytes, sha256: str, now_ms: int) -> None:
        key = {"device": manifest.device, "n": manifest.n, "sha256": sha256}
        self._db.insert_unless_there(db, t.disputed, key | {"raw": raw, "seen_ms": now_ms})
        trusted = (t.devices.c.device == manifest.device) & t.devices.c.state.in_(["active", "succeeded"])
        db.execute(t.devices.update().where(trusted).values(state="quarantined"))

    @staticmethod
    def _lacking(db: Connection, device: str, absent: Sequence[str]) -> list[str]:
        """Of what is not here whole, what its device did not declare lost."""
        if not absent:
            return []
        damaged = select(t.lost.c.sha256).where(t.lost.c.device == device, t.lost.c.sha256.in_(absent))
        lost = set(db.execute(damaged).scalars())
        return [sha256 for sha256 in absent if sha256 not in lost]


def _row(db: Connection, device: str, n: int) -> Row[str, str, bytes] | None:
    return db.execute(_ROW, {"device": device, "n": n}).one_or_none()


def _expected(db: Connection, device: str) -> int:
    """The lowest number without a row: after a loss at headquarters that is not the highest plus one."""
    mine = {"device": device}
    count, highest = db.execute(_COUNT, mine).one()
    if count == highest:
        return int(count) + 1
    numbers = set(db.execute(select(t.batches.c.n).where(_MINE), mine).scalars())
    return next(n for n in range(1, int(count) + 2) if n not in numbers)
