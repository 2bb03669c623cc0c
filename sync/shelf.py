"""Headquarters' blob files: partial ones per device while they arrive, whole ones by their SHA-256.

What a method reports as written survives a power cut: bytes are synced before the call returns, and a rename is
followed by a sync of its folder.
"""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

_READ_BYTES = 1 << 20


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut; Windows has no such call and orders renames itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Shelf:
    def __init__(self, folder: Path) -> None:
        self._whole = folder / "whole"
        self._partial = folder / "partial"
        for path in (self._whole, self._partial):
            path.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Where the whole blob lies, or would."""
        return self._whole / sha256

    def _arriving(self, sha256: str, device: str) -> Path:
        return self._partial / f"{sha256}.{device}"

    def whole(self, sha256: str) -> int | None:
        """Size of the whole blob, None without it; its name was given only after its hash was found right."""
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def arrived(self, sha256: str, device: str) -> int:
        """Bytes of a partial file, 0 without one."""
        try:
            return self._arriving(sha256, device).stat().st_size
        except FileNotFoundError:
            return 0

    def write(self, sha256: str, device: str, offset: int, data: bytes) -> None:
        """Put ``data`` at ``offset`` of the partial file, dropping anything beyond that was never acknowledged."""
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(self._arriving(sha256, device), flags, 0o600), "r+b") as file:
            file.truncate(offset)
            file.seek(offset)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def finish(self, sha256: str, device: str) -> bool:
        """Give the partial file its name if its hash is right; else drop it and say False."""
        partial = self._arriving(sha256, device)
        digest = hashlib.sha256()
        with partial.open("rb") as file:
            while piece := file.read(_READ_BYTES):
                digest.update(piece)
        if digest.hexdigest() != sha256:
            partial.unlink()
            return False
        partial.replace(self.path(sha256))
        sync_folder(self._whole)
        return True

    def open(self, sha256: str) -> BinaryIO:
        """The whole blob for reading. Raises FileNotFoundError."""
        return self.path(sha256).open("rb")
