"""What the office prepared: events, one-time codes, the kits that joined, and what is to go out to them."""

from typing import NamedTuple

from sqlite_utils import Database


class EventRow(NamedTuple):
    """An event: ``number`` grows each time it is prepared again, ``plan`` is its MessagePack."""

    event: str
    number: int
    ticket_key: bytes
    invitation: bytes
    plan: bytes


class CodeRow(NamedTuple):
    """A one-time code as handed out, and the device letter that it stands for."""

    code_id: str
    event: str
    letter: str
    code: str


class EnrolledDevice(NamedTuple):
    """A laptop whose keys the office believes. ``packed`` is the number of the last pack made for it."""

    device: str
    event: str
    letter: str
    label: str
    public_key: bytes
    recipient: str
    predecessor: str = ""
    packed: int = 0


class Outgoing(NamedTuple):
    """Sealed bytes for a device; ``number`` is their place in its inbox, 0 while they wait."""

    id: int
    device: str
    kind: str
    content: bytes
    number: int


class Events:
    """Rows of the office's own work. Call inside the transaction that belongs to them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def event(self, event: str) -> EventRow | None:
        """One event as it was last prepared."""
        row = self._db.execute("SELECT * FROM events WHERE event = ?", [event]).fetchone()
        return EventRow(*row) if row else None

    def events(self) -> list[EventRow]:
        """Every event."""
        return [EventRow(*row) for row in self._db.execute("SELECT * FROM events ORDER BY event").fetchall()]

    def put_event(self, row: EventRow) -> None:
        """Keep an event in place of what was prepared before."""
        self._db.execute("INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?)", list(row))

    def add_code(self, row: CodeRow) -> None:
        """Keep a one-time code."""
        self._db.execute("INSERT INTO codes VALUES (?, ?, ?, ?)", list(row))

    def codes(self, event: str) -> list[CodeRow]:
        """The codes of an event, by letter."""
        rows = self._db.execute("SELECT * FROM codes WHERE event = ? ORDER BY length(letter), letter", [event])
        return [CodeRow(*row) for row in rows.fetchall()]

    def code(self, code_id: str) -> CodeRow | None:
        """The code with this public part."""
        row = self._db.execute("SELECT * FROM codes WHERE code_id = ?", [code_id]).fetchone()
        return CodeRow(*row) if row else None

    def add_kit(self, kit: EnrolledDevice) -> None:
        """Believe a laptop's keys."""
        self._db.execute("INSERT INTO kits VALUES (?, ?, ?, ?, ?, ?, ?, ?)", list(kit))

    def kits(self) -> list[EnrolledDevice]:
        """Every laptop that joined, by event and letter."""
        rows = self._db.execute("SELECT * FROM kits ORDER BY event, length(letter), letter")
        return [EnrolledDevice(*row) for row in rows.fetchall()]

    def kit(self, device: str) -> EnrolledDevice | None:
        """One laptop by its id."""
        row = self._db.execute("SELECT * FROM kits WHERE device = ?", [device]).fetchone()
        return EnrolledDevice(*row) if row else None

    def note_packed(self, device: str, number: int) -> None:
        """A pack with this number was made for a laptop."""
        self._db.execute("UPDATE kits SET packed = ? WHERE device = ?", [number, device])

    def add_outgoing(self, device: str, kind: str, content: bytes) -> None:
        """Sealed bytes that are to be put into a laptop's inbox."""
        self._db.execute("INSERT INTO outgoing (device, kind, content) VALUES (?, ?, ?)", [device, kind, content])

    def outgoing(self, device: str, *, after: int = 0) -> list[Outgoing]:
        """What waits for a laptop, or has a number above ``after``: the numbered first, then in order of making."""
        rows = self._db.execute(
            "SELECT id, device, kind, content, number FROM outgoing WHERE device = ? AND (number = 0 OR number > ?)"
            " ORDER BY number = 0, number, id",
            [device, after],
        )
        return [Outgoing(*row) for row in rows.fetchall()]

    def last_number(self, device: str) -> int:
        """The highest inbox number given out for a laptop."""
        row = self._db.execute("SELECT coalesce(max(number), 0) FROM outgoing WHERE device = ?", [device]).fetchone()
        return int(row[0])

    def note_outgoing(self, outgoing: int, number: int) -> None:
        """An item has its place in the inbox."""
        self._db.execute("UPDATE outgoing SET number = ? WHERE id = ?", [number, outgoing])

    def waiting(self) -> int:
        """How many items are not in any inbox yet."""
        return int(self._db.execute("SELECT count(*) FROM outgoing WHERE number = 0").fetchone()[0])
