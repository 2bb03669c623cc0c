"""Headquarters' storage: what devices sent, what the office answers, and what is still missing.

Metadata and batches lie in a database (SQLite, or PostgreSQL by URL), blobs as files beside it. Several ingest
workers may share it: every change is one transaction, and keys and row locks decide, never a worker's memory.
"""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from sync.archive import tables as t
from sync.archive.batches import ArchivedBatch, Batches, MissingBlob, StoredBatch
from sync.archive.blobs import Blobs, UploadState
from sync.archive.database import Database
from sync.archive.devices import Device, Devices, EnrolledKey, State
from sync.archive.inboxes import Inboxes
from sync.archive.snapshots import Snapshots

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


class Overview(NamedTuple):
    """One device for ``office status``. ``disputed``: numbers of batches that came with two contents."""

    device: Device
    last_batch: int
    holes: tuple[int, ...]
    disputed: tuple[int, ...]
    missing: tuple[MissingBlob, ...]


class Archive:
    """The parts of the archive over one database: ``devices``, ``blobs``, ``batches``, ``inboxes``, ``snapshots``.

    Opens ``url`` (SQLAlchemy), with whole and partial blobs in ``blobs_dir``. Close it after use. ``name`` tells one
    archive from another in every receipt; ``new_name`` names it when it is first made. Raises what ``upgrade`` does.
    """

    def __init__(
        self, url: str, blobs_dir: Path, *, new_name: Callable[[], str] = lambda: secrets.token_hex(8)
    ) -> None:
        self.database = Database(url)
        self.devices = Devices(self.database)
        self.blobs = Blobs(self.database, blobs_dir)
        self.batches = Batches(self.database, self.blobs)
        self.inboxes = Inboxes(self.database)
        self.snapshots = Snapshots(self.database)
        with self.database.write() as db:
            self.database.insert_unless_there(db, t.about, {"key": "name", "value": new_name()})
            self.name: str = db.execute(select(t.about.c.value).where(t.about.c.key == "name")).scalar_one()

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def overview(self) -> list[Overview]:
        """Every device with what is missing from it."""
        missing = self.batches.missing_blobs()
        return [
            Overview(
                device,
                max((batch.n for batch in batches if batch.status == "stored"), default=0),
                tuple(batch.n for batch in batches if batch.status == "hole"),
                tuple(n for n, _ in self.batches.disputed(device.device)),
                tuple(blob for blob in missing if blob.device == device.device),
            )
            for device in self.devices.all()
            for batches in [self.batches.of(device.device)]
        ]
