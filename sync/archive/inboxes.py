"""What the office leaves for each device, numbered in the order in which it came."""

from sqlalchemy import func, select

from sync.archive import tables as t
from sync.archive.database import Database
from sync.archive.devices import take_turn
from sync.protocol.batches import InboxItem

_PAGE = 100


class Inboxes:
    """Sealed items by device and number."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, device: str, kind: str, sealed: bytes) -> int:
        """Leave an item for a device; returns its number. Raises KeyError for an unknown device."""
        with self._db.write() as db:
            if not take_turn(db, device):
                raise KeyError(device)
            mine = t.inbox.c.device == device
            last = select(func.coalesce(func.max(t.inbox.c.number), 0)).where(mine)
            number = int(db.execute(last).scalar_one()) + 1
            db.execute(t.inbox.insert().values(device=device, number=number, kind=kind, sealed=sealed))
            return number

    def after(self, device: str, number: int) -> list[InboxItem]:
        """The items that follow number ``after``."""
        wanted = (t.inbox.c.device == device) & (t.inbox.c.number > number)
        with self._db.read() as db:
            rows = db.execute(select(t.inbox).where(wanted).order_by(t.inbox.c.number).limit(_PAGE))
            return [InboxItem(**row._mapping) for row in rows]
