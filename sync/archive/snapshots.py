"""The newest snapshot of each device: what may be shown without a password."""

from sqlalchemy import select

from sync.archive import tables as t
from sync.archive.database import Database
from sync.protocol.messages import Snapshot


class Snapshots:
    """Snapshots by event and device, as they are kept (``snapshot_delta.read``)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, snapshot: Snapshot, raw: bytes) -> int:
        """Keep a device's snapshot unless it is older than the one here; returns the ``as_of`` that is kept."""
        mine = (t.status.c.event == snapshot.event) & (t.status.c.device == snapshot.device)
        key = {"event": snapshot.event, "device": snapshot.device}
        with self._db.write() as db:
            if self._db.insert_unless_there(db, t.status, key | {"as_of": snapshot.as_of, "raw": raw}):
                return snapshot.as_of
            newer = t.status.update().where(mine, t.status.c.as_of < snapshot.as_of)
            db.execute(newer.values(as_of=snapshot.as_of, raw=raw))
            return int(db.execute(select(t.status.c.as_of).where(mine)).scalar_one())

    def get(self, event: str, device: str) -> bytes | None:
        """One device's newest snapshot as it is kept (``snapshot_delta.read``)."""
        query = select(t.status.c.raw).where(t.status.c.event == event, t.status.c.device == device)
        with self._db.read() as db:
            return db.execute(query).scalar_one_or_none()

    def of_event(self, event: str) -> list[bytes]:
        """The newest snapshot of every device of ``event`` as it is kept (``snapshot_delta.read``)."""
        query = select(t.status.c.raw).where(t.status.c.event == event).order_by(t.status.c.device)
        with self._db.read() as db:
            return list(db.execute(query).scalars())
