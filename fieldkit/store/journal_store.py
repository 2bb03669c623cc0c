"""What a laptop's and the office's store have in common: one SQLCipher file that a single thread owns."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlite_utils import Database

from fieldkit.locale import N_
from fieldkit.store.file import StoreDamaged, StoreUnreadable, atomic, check_file, open_file
from fieldkit.store.journal import Journal, Random, Wall
from fieldkit.store.migration import Schema
from fieldkit.store.people import People
from fieldkit.store.report_facts import Counting
from sync import durable_files


class JournalStore:
    """A device's keys, its journal and what folds from it; a kind of store adds tables of its own by ``schema``.

    Use it only in the thread that opened it.
    """

    schema: ClassVar[Schema]

    def __init__(self, db: Database, *, wall: Wall, random: Random) -> None:
        self._db = db
        self.random = random
        seed = self.get("device_key")
        self.key = Ed25519PrivateKey.from_private_bytes(seed)
        self.identity = self.get("identity").decode()
        self.log = Journal(db, self.key, wall, random)
        self.people = People(db)
        self.counting = Counting(db)

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
    ) -> Self:
        """A new store for a device whose 32-byte signing seed and age identity are given."""
        db = open_file(path, key, cls.schema, create=True)
        with db.atomic():
            for name, value in (("device_key", device_key), ("identity", identity.encode())):
                db.execute("INSERT INTO meta VALUES (?, ?)", [name, value])
        store = cls(db, wall=wall, random=random)
        store.log.add_device(store.key.public_key().public_bytes_raw(), role)
        return store

    @classmethod
    def open(cls, path: Path, key: bytes, *, wall: Wall, random: Random = os.urandom) -> Self:
        """Open an existing store; raises StoreUnreadable, StoreDamaged or NEWER_STORE."""
        db = open_file(path, key, cls.schema)
        try:
            return cls(db, wall=wall, random=random)
        except KeyError as error:
            db.conn.close()
            raise StoreUnreadable(reason=N_("nunca se terminó de preparar")) from error
        except StoreDamaged:
            db.conn.close()
            raise

    @property
    def device(self) -> str:
        """This device's id."""
        return self.log.device

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
        durable_files.sync_file(path)
        durable_files.sync_folder(path.parent)

    def close(self) -> None:
        """Close the file; the log is folded back into it."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.conn.close()
