"""Blobs on their way into the archive: how far each has come, and who may add to it."""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sqlalchemy import ColumnElement, Connection, select

from sync.archive import tables as t
from sync.archive.blob_files import BlobFiles
from sync.archive.database import Database
from sync.protocol.messages import Lost, Progress, Refusal


class UploadState(NamedTuple):
    """Where a blob goes on. ``fence`` must be shown to add to it; a later HEAD or PATCH makes it void."""

    progress: Progress
    fence: int


class Blobs:
    """Sealed files by their hash. A device's partial file is its own; a whole blob is shared."""

    def __init__(self, db: Database, folder: Path) -> None:
        self._db = db
        self._files = BlobFiles(folder)

    def open(self, sha256: str) -> BinaryIO:
        """The whole sealed blob. Raises FileNotFoundError."""
        return self._files.open(sha256)

    def size(self, sha256: str) -> int | None:
        """Size of a whole blob, None if it is not here."""
        return self._files.whole(sha256)

    def absent(self, hashes: Iterable[str]) -> list[str]:
        """Of ``hashes``, those of which there is no whole blob."""
        return [sha256 for sha256 in hashes if self.size(sha256) is None]

    def sync_names(self) -> None:
        """Make the names of whole blobs survive a power cut: all that were given before this call."""
        self._files.sync_names()

    def resume(self, sha256: str, device: str) -> UploadState:
        """Where to go on; whoever was sending this blob for this device before is fenced off."""
        whole = self._files.whole(sha256)
        if whole is not None:
            return UploadState(Progress(sha256, whole, complete=True), 0)
        with self._db.write() as db:
            key = {"sha256": sha256, "device": device}
            self._db.insert_unless_there(db, t.uploads, key | {"size": 0, "received": 0, "fence": 0})
            fence = t.uploads.c.fence + 1
            db.execute(t.uploads.update().where(_this(sha256, device)).values(fence=fence))
            row = db.execute(select(t.uploads).where(_this(sha256, device))).one()
            received = row.received if self._files.arrived(sha256, device) >= row.received else 0
            self._files.begin(sha256, device)
            if received != row.received:
                db.execute(t.uploads.update().where(_this(sha256, device)).values(received=received))
            return UploadState(Progress(sha256, received, complete=False), row.fence)

    def begun(self, sha256: str, device: str) -> bool:
        """Whether ``resume`` must say where this device goes on; if not, it may bring the blob whole."""
        return self._files.begun(sha256, device)

    def put(self, sha256: str, device: str, data: bytes) -> Progress:
        """Keep a whole blob whose hash was found right. It needs no fence: whoever brings it brings the same."""
        self._files.put(sha256, device, data)
        return Progress(sha256, len(data), complete=True)

    def keep_beginning(self, sha256: str, device: str, *, size: int, data: bytes) -> None:
        """Keep what came of a blob that was to come whole, unless a newer request has begun since."""
        key = {"sha256": sha256, "device": device}
        with self._db.write() as db:
            newest = self._db.insert_unless_there(
                db, t.uploads, key | {"size": size, "received": len(data), "fence": 0}
            )
            if newest and self._files.whole(sha256) is None:
                self._files.write(sha256, device, 0, data)

    def append(
        self, sha256: str, device: str, fence: int, *, offset: int, size: int, data: bytes
    ) -> Progress | Refusal:
        """Add ``data`` at ``offset`` of a blob of ``size`` bytes; what this reports survives a power cut."""
        with self._db.write() as db:
            whole = self._files.whole(sha256)
            if whole is not None:
                return Progress(sha256, whole, complete=True)
            row = db.execute(select(t.uploads).where(_this(sha256, device)).with_for_update()).one_or_none()
            if row is None or row.fence != fence:
                return Refusal("fenced", expected=0 if row is None else row.received)
            if row.received != offset:
                return Refusal("wrong-offset", expected=row.received)
            received = offset + len(data)
            if received > size:
                return Refusal("bad-request")
            # The row stays locked while the file is written, so that two workers never write at once.
            self._files.write(sha256, device, offset, data)
            if received == size:
                if not self._files.finish(sha256, device):
                    db.execute(t.uploads.update().where(_this(sha256, device)).values(received=0))
                    return Refusal("wrong-hash")
                db.execute(t.uploads.delete().where(_this(sha256, device)))
                return Progress(sha256, size, complete=True)
            db.execute(t.uploads.update().where(_this(sha256, device)).values(received=received, size=size))
            return Progress(sha256, received, complete=False)

    def put_lost(self, lost: Lost, raw: bytes) -> None:
        """Note that a device's blob is damaged at its source; the blob may still come later."""
        with self._db.write() as db:
            row = {"sha256": lost.sha256, "device": lost.device, "reason": lost.reason, "raw": raw}
            self._db.insert_unless_there(db, t.lost, row)

    def arrived(self, db: Connection, device: str) -> dict[str, int]:
        """Bytes of each partial blob that both database and disk vouch for: one may be an older copy."""
        known = select(t.uploads.c.sha256, t.uploads.c.received).where(t.uploads.c.device == device)
        return {
            row.sha256: row.received
            for row in db.execute(known.where(t.uploads.c.received > 0))
            if self._files.arrived(row.sha256, device) >= row.received
        }


def _this(sha256: str, device: str) -> ColumnElement[bool]:
    return (t.uploads.c.sha256 == sha256) & (t.uploads.c.device == device)
