"""Batches on their way into the archive: which are here, which number is next, what is still lacking.

Several ingest workers may share the database: every change is one transaction, and keys and row locks decide,
never a worker's memory.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Row, bindparam, func, select

from sync.archive import tables as t
from sync.archive.blobs import Blobs
from sync.journal import chain
from sync.protocol.batches import Manifest
from sync.protocol.messages import Have, Hole, Lacks, Refusal, Wanted

_RECEIPTS_PAGE = 200
_MINE = t.batches.c.device == bindparam("device")
_THIS = _MINE & (t.batches.c.n == bindparam("n"))

# Made once: each of these is asked for every batch.
_ROW = select(t.batches.c.status, t.batches.c.sha256, t.batches.c.receipt).where(_THIS)
_COUNT = select(func.count(), func.coalesce(func.max(t.batches.c.n), 0)).where(_MINE)
_TURN = select(t.devices.c.device).where(t.devices.c.device == bindparam("device")).with_for_update()


class StoredBatch(NamedTuple):
    """The one receipt of a batch; ``new`` if this call stored it."""

    receipt: bytes
    new: bool


class Batches(Blobs):
    """The part of the archive that takes batches in, each once its blobs are here."""

    def store_batch(self, manifest: Manifest, raw: bytes, receipt: bytes, *, now_ms: int) -> StoredBatch | Refusal:
        """Keep a verified batch together with its ``receipt``, in one transaction.

        The same bytes again: the first receipt. Other bytes under the same number: both are kept, the device
        is quarantined. Refused are a gap and missing blobs, with what is expected.
        """
        digest = chain.sha256(raw)
        sizes = {blob.sha256: blob.size for blob in manifest.blobs}
        absent = self._absent(list(sizes))  # before their names are synced: one that comes later is not here yet
        if len(absent) < len(sizes):
            self._shelf.sync_names()
        with self._write() as db:
            self._take_turn(db, manifest.device)
            row = _row(db, manifest.device, manifest.n)
            if row is not None and row.status == "stored":
                if row.sha256 == digest:
                    return StoredBatch(row.receipt, new=False)
                self._dispute(db, manifest, raw, digest, now_ms)
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
            kept = {"status": "stored", "sha256": digest, "raw": raw, "receipt": receipt, "stored_ms": now_ms}
            db.execute(t.batches.insert(), key | carried | kept)
            blobs = [key | {"sha256": sha256, "size": size} for sha256, size in sizes.items()]
            if blobs:
                db.execute(t.batch_blobs.insert(), blobs)
            return StoredBatch(receipt, new=True)

    def store_hole(self, hole: Hole, raw: bytes, receipt: bytes, *, now_ms: int) -> StoredBatch | Refusal:
        """Note that batch ``n`` will not come for now; if it came, or was noted before, that receipt stands."""
        with self._write() as db:
            self._take_turn(db, hole.device)
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
        absent = self._absent(have.blobs)
        self._shelf.sync_names()  # what is not named in the answer counts as held from now on
        with self._read() as db:
            mine = (t.batches.c.device == have.device) & (t.batches.c.status == "stored")
            rows = db.execute(select(t.batches.c.n, t.batches.c.sha256).where(mine))
            here = {(row.n, row.sha256) for row in rows}
            lacking = tuple(offer.n for offer in have.batches if (offer.n, offer.sha256) not in here)
            arrived = self._arrived(db, carrier)
            wanted = tuple(Wanted(sha256, arrived.get(sha256, 0)) for sha256 in self._lacking(db, have.device, absent))
            return Lacks(have.device, lacking, wanted, _expected(db, have.device), have.nonce)

    def receipts(self, device: str, after: int) -> list[bytes]:
        """Receipts of the batches that follow number ``after``, as they were given."""
        wanted = (t.batches.c.device == device) & (t.batches.c.n > after)
        query = select(t.batches.c.receipt).where(wanted).order_by(t.batches.c.n).limit(_RECEIPTS_PAGE)
        with self._read() as db:
            return list(db.execute(query).scalars())

    def _dispute(self, db: Connection, manifest: Manifest, raw: bytes, digest: str, now_ms: int) -> None:
        key = {"device": manifest.device, "n": manifest.n, "sha256": digest}
        self._insert_unless_there(db, t.disputed, key | {"raw": raw, "seen_ms": now_ms})
        trusted = (t.devices.c.device == manifest.device) & t.devices.c.state.in_(["active", "succeeded"])
        db.execute(t.devices.update().where(trusted).values(state="quarantined"))

    @staticmethod
    def _take_turn(db: Connection, device: str) -> bool:
        # Locks the device's row, so that two workers decide about its batches one after the other.
        return db.execute(_TURN, {"device": device}).one_or_none() is not None

    def _absent(self, hashes: Sequence[str]) -> list[str]:
        return [sha256 for sha256 in hashes if self.blob_size(sha256) is None]

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
