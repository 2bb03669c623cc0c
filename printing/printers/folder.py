"""The default printer and the fallback of all others: files in a folder, to print from anywhere.

Each file appears whole or not at all: it is written beside its place, flushed to the disk, and then renamed.
"""

import errno
import os
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from printing.errors import N_, FolderFull, FolderUnwritable
from printing.job import Job, Printer, Readiness, Sent
from printing.layout import Roll, roll
from printing.picture import draw


class FolderPrinter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``folder`` is made when it is missing; ``paper`` is the roll's width in mm. A job sent twice replaces its files.

    Each job is a picture for the roll, a PDF for the roll, and a PDF for an office printer's Letter page.
    """

    folder: Annotated[str, msgspec.Meta(pattern=r"^[^\x00]+$")]
    paper: Literal[58, 80] = 80

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
            return Readiness(ok=False, sentence=N_("No se puede escribir en la carpeta de impresión"))
        return Readiness(ok=True, sentence=N_("Carpeta de impresión lista"))

    def send(self, job: Job) -> Sent:
        """Raises FolderFull and FolderUnwritable."""
        folder = Path(self.folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in _files(job, roll(self.paper)):
                _write(folder / name, content)
            _flush_names(folder)
        except OSError as failure:
            if failure.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise FolderFull from failure
            raise FolderUnwritable(reason=failure.strerror or type(failure).__name__) from failure
        return Sent(job=job.id, printer=self.name, where=str(folder))


def _files(job: Job, roll: Roll) -> Iterator[tuple[str, bytes]]:
    from printing.pdf import letter_pdf, roll_pdf  # here, or the lock screen would wait for the PDF library

    stem = f"{job.sheet.title}-{job.id}"
    png = BytesIO()
    draw(job.sheet, roll).save(png, "PNG", dpi=(roll.dpi, roll.dpi))
    yield f"{stem}.png", png.getvalue()
    yield f"{stem}-{roll.millimetres}mm.pdf", roll_pdf(job.sheet, roll)
    yield f"{stem}.pdf", letter_pdf(job.sheet)


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
