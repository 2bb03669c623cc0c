"""The default printer and the fallback of all others: files in a folder, to print from anywhere.

Each file appears whole or not at all: it is written beside its place, flushed to the disk, and then renamed.
"""

import errno
import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Annotated

import msgspec

from printing.errors import FolderFull, FolderUnwritable
from printing.job import Job, Printer, Readiness, Sent


class FolderPrinter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``folder`` is made when it is missing. A job sent twice replaces its own files."""

    folder: Annotated[str, msgspec.Meta(pattern=r"^[^\x00]+$")]

    @property
    def name(self) -> str:
        return "folder"

    def ready(self) -> Readiness:
        folder = Path(self.folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Only a real write tells: permission bits say little on Windows and on network drives.
            with tempfile.TemporaryFile(dir=folder) as probe:
                probe.write(b"\0")
        except OSError:
            return Readiness(ok=False, sentence="No se puede escribir en la carpeta de impresión")
        return Readiness(ok=True, sentence="Carpeta de impresión lista")

    def send(self, job: Job) -> Sent:
        """Raises FolderFull and FolderUnwritable."""
        folder = Path(self.folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in _files(job):
                _write(folder / name, content)
            _flush_names(folder)
        except OSError as failure:
            if failure.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise FolderFull from failure
            raise FolderUnwritable(reason=failure.strerror or type(failure).__name__) from failure
        return Sent(job=job.id, printer=self.name, where=str(folder))


def _files(job: Job) -> list[tuple[str, bytes]]:
    stem = f"{job.title}-{job.id}"
    files = [(f"{stem}.pdf", job.pdf)]
    for number, page in enumerate(job.pages, start=1):
        png = BytesIO()
        page.save(png, "PNG", dpi=page.info.get("dpi", (203, 203)))
        files.append((f"{stem}.png" if len(job.pages) == 1 else f"{stem}-{number}.png", png.getvalue()))
    return files


def _write(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _flush_names(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows cannot open a folder to flush it, and journals the renaming itself
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


PRINTER: type[Printer] = FolderPrinter
