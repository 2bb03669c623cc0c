"""The default printer and the fallback of all others: files in a folder, to print from anywhere.

Each file appears whole or not at all.
"""

import errno
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from printing import problems
from printing.errors import N_, NothingPrinted
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
        """Raises FOLDER_FULL and FOLDER_UNWRITABLE."""
        folder = Path(self.folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in _files(job, roll(self.paper)):
                job.write(folder / name, content)
        except OSError as failure:
            if failure.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise NothingPrinted(problems.FOLDER_FULL) from failure
            raise NothingPrinted(
                problems.FOLDER_UNWRITABLE, reason=failure.strerror or type(failure).__name__
            ) from failure
        return Sent(job=job.id, printer=self.name, where=str(folder))


def _files(job: Job, roll: Roll) -> Iterator[tuple[str, bytes]]:
    from printing.pdf import letter_pdf, roll_pdf  # here, or the lock screen would wait for the PDF library

    stem = f"{job.sheet.title}-{job.id}"
    png = BytesIO()
    draw(job.sheet, roll).save(png, "PNG", dpi=(roll.dpi, roll.dpi))
    yield f"{stem}.png", png.getvalue()
    yield f"{stem}-{roll.millimetres}mm.pdf", roll_pdf(job.sheet, roll)
    yield f"{stem}.pdf", letter_pdf(job.sheet)


WORDS = N_("una carpeta, sin papel")
PRINTER: type[Printer] = FolderPrinter
