"""Headquarters' blob files: partial ones per device while they arrive, whole ones by their SHA-256.

What a method reports as written survives a power cut: bytes are synced before the call returns. The name of a whole
blob does so from the next ``sync_names`` on, which is one sync for all that a batch names.
"""

import hashlib
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from sync import durable_files

_READ_BYTES = 1 << 20


class BlobFiles:
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

    def begun(self, sha256: str, device: str) -> bool:
        """Whether there is a partial file, be it empty."""
        return self._arriving(sha256, device).exists()

    def begin(self, sha256: str, device: str) -> None:
        """Have a partial file, so that whoever comes next sees that something was begun."""
        self._arriving(sha256, device).touch(0o600)

    def put(self, sha256: str, device: str, data: bytes) -> None:
        """Keep a whole blob whose hash was found right; what the device had begun of it is dropped."""
        new = self._partial / f"{sha256}.{secrets.token_hex(8)}.whole"  # two that bring it at once never share a file
        try:
            self._write(new, 0, data)
            durable_files.rename(new, self.path(sha256))
        except OSError:  # the disk is full, most likely
            new.unlink(missing_ok=True)
            raise
        self._arriving(sha256, device).unlink(missing_ok=True)

    def write(self, sha256: str, device: str, offset: int, data: bytes) -> None:
        """Put ``data`` at ``offset`` of the partial file, dropping anything beyond that was never acknowledged."""
        self._write(self._arriving(sha256, device), offset, data)

    @staticmethod
    def _write(path: Path, offset: int, data: bytes) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0) as file:
            file.truncate(offset)
            file.seek(offset)
            file.write(data)
            durable_files.sync(file.fileno())

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
        durable_files.rename(partial, self.path(sha256))
        return True

    def sync_names(self) -> None:
        """Make the names of whole blobs survive a power cut: all that were given before this call."""
        durable_files.sync_folder(self._whole)

    def open(self, sha256: str) -> BinaryIO:
        """The whole blob for reading. Raises FileNotFoundError."""
        return self.path(sha256).open("rb")
