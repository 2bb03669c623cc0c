"""The store: one SQLCipher file that a single thread owns."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlite_utils import Database

from fieldkit.locale import N_
from fieldkit.store.cases import Cases
from fieldkit.store.drafts import Draft, DraftFile, Drafts
from fieldkit.store.events import Events
from fieldkit.store.file import DiskTrouble, StoreDamaged, StoreUnreadable, atomic, check_file, open_file
from fieldkit.store.journal import Check, Journal, ProjectionsDiffer, Random, UnknownDevice, Wall
from fieldkit.store.opened import OpenedApplications
from fieldkit.store.outbox import InboxEntry, Outbox, OutgoingBatch
from fieldkit.store.people import People
from fieldkit.store.report_facts import Counting
from fieldkit.store.reviews import Review, Reviews

__all__ = [
    "Cases",
    "Check",
    "Counting",
    "DiskTrouble",
    "Draft",
    "DraftFile",
    "Events",
    "InboxEntry",
    "Journal",
    "OpenedApplications",
    "Outbox",
    "OutgoingBatch",
    "People",
    "ProjectionsDiffer",
    "Random",
    "Review",
    "Reviews",
    "Store",
    "StoreDamaged",
    "StoreUnreadable",
    "UnknownDevice",
    "Wall",
]


class Store:
    """A device's whole memory. Use it only in the thread that opened it."""

    def __init__(self, db: Database, *, wall: Wall, random: Random) -> None:
        self._db = db
        self.random = random
        seed = self.get("device_key")
        self.key = Ed25519PrivateKey.from_private_bytes(seed)
        self.identity = self.get("identity").decode()
        self.log = Journal(db, self.key, wall, random)
        self.people = People(db)
        self.reviews = Reviews(db)
        self.outbox = Outbox(db, self.log.device)
        self.events = Events(db)
        self.opened = OpenedApplications(db)
        self.counting = Counting(db)
        self.cases = Cases(db)

    @classmethod
    def create(
        cls,
        path: Path,
        key: bytes,
        *,
        device_key: bytes,
        identity: str,
        role: str,
        wall: Wall,
        random: Random = os.urandom,
    ) -> "Store":
        """A new store for a device whose 32-byte signing seed and age identity are given."""
        db = open_file(path, key, create=True)
        with db.atomic():
            for name, value in (("device_key", device_key), ("identity", identity.encode())):
                db.execute("INSERT INTO meta VALUES (?, ?)", [name, value])
        store = cls(db, wall=wall, random=random)
        store.log.add_device(store.key.public_key().public_bytes_raw(), role)
        return store

    @classmethod
    def open(cls, path: Path, key: bytes, *, wall: Wall, random: Random = os.urandom) -> "Store":
        """Open an existing store; raises StoreUnreadable or StoreDamaged."""
        db = open_file(path, key)
        try:
            return cls(db, wall=wall, random=random)
        except KeyError as error:
            db.conn.close()
            raise StoreUnreadable(reason=N_("nunca se terminó de preparar")) from error
        except StoreDamaged:
            db.conn.close()
            raise

    def become(self, key: Ed25519PrivateKey) -> None:
        """Go on under another signing key, with an empty chain of its own; call inside a transaction."""
        self.put("device_key", key.private_bytes_raw())
        self.put("head", b"0")
        self.key = key
        self.log = Journal(self._db, key, self.log.wall, self.random)
        self.log.add_device(key.public_key().public_bytes_raw(), "kit")
        self.outbox = Outbox(self._db, self.log.device)

    @property
    def device(self) -> str:
        """This device's id."""
        return self.log.device

    def drafts(self, form: str) -> Drafts:
        """The half-filled forms of one kind."""
        return Drafts(self._db, form)

    def outbox_of(self, device: str) -> Outbox:
        """The batches and the inbox of another device that this store carries, after a restore."""
        return Outbox(self._db, device)

    def get(self, name: str) -> bytes:
        """A value of the device itself; KeyError when it was never set."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", [name]).fetchone()
        if row is None:
            raise KeyError(name)
        return bytes(row[0])

    def has(self, name: str) -> bool:
        """Whether a value of the device itself is set."""
        return self._db.execute("SELECT 1 FROM meta WHERE key = ?", [name]).fetchone() is not None

    def put(self, name: str, value: bytes) -> None:
        """Set a value of the device itself."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [name, value])

    def drop(self, name: str) -> None:
        """Take a value of the device itself away."""
        self._db.execute("DELETE FROM meta WHERE key = ?", [name])

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All or nothing: what is written inside is one durable transaction. A full disk becomes DiskTrouble."""
        with atomic(self._db):
            yield

    def check_file(self) -> None:
        """SQLCipher's and SQLite's own integrity; raises StoreDamaged."""
        check_file(self._db)

    def scrub(self) -> None:
        """Rewrite the file so that nothing deleted is left in it, nor in the write-ahead log."""
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy_to(self, path: Path, key: bytes) -> None:
        """A whole, consistent, equally encrypted copy, durable when this returns."""
        path.unlink(missing_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        self._db.execute(f"ATTACH DATABASE ? AS copy KEY \"x'{key.hex()}'\"", [str(path)])
        try:
            self._db.execute("SELECT sqlcipher_export('copy')").fetchone()
        finally:
            self._db.execute("DETACH DATABASE copy")
        with path.open("rb+") as file:
            os.fsync(file.fileno())

    def close(self) -> None:
        """Close the file; the log is folded back into it."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.conn.close()
