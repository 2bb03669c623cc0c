"""A print queue of CUPS, the spooler of Linux and macOS, through its own commands ``lp`` and ``lpstat``.

An office printer gets Letter pages as a PDF; a thermal printer gets its own language, past every filter. The queue
may keep what it took until its printer returns, so a queue that is stopped is given nothing: else the ticket would
come out twice, once from there and once from here.
"""

import os
import shutil
import subprocess
from typing import Annotated, Literal

import msgspec

from printing import problems
from printing.errors import N_, NothingPrinted
from printing.escpos import Thermal
from printing.job import READY, SILENT, Job, Printer, Readiness, Sent

_SECONDS = 10.0
_STOPPED = Readiness(ok=False, sentence=N_("La cola de impresión está detenida"))


class CupsPrinter(Thermal, frozen=True, kw_only=True):
    """The queue ``queue``; ``language`` is ``pdf`` for an office printer and ``escpos`` for a thermal one."""

    queue: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.@-][^\s/#\x00]{0,126}$")]
    language: Literal["pdf", "escpos"] = "pdf"

    @property
    def name(self) -> str:
        return "cups"

    def ready(self) -> Readiness:
        try:
            states = _ask("lpstat", "-p", self.queue, "-a", self.queue)
        except (OSError, subprocess.SubprocessError):
            return SILENT
        if " disabled since " in states or " not accepting requests " in states:
            return _STOPPED
        return READY

    def send(self, job: Job) -> Sent:
        """Raises PRINTER_UNREACHABLE and PRINTER_REFUSED."""
        content = self._content(job)
        if not self.ready().ok:
            raise NothingPrinted(problems.PRINTER_UNREACHABLE, address=self.queue)
        how = ("-o", "raw") if self.language == "escpos" else ("-o", "media=Letter")
        try:
            _ask("lp", "-d", self.queue, "-t", f"{job.sheet.title}-{job.id}", *how, "--", "-", given=content)
        except subprocess.CalledProcessError as failure:
            raise NothingPrinted(
                problems.PRINTER_REFUSED, reason=failure.stderr.decode(errors="replace").strip()
            ) from failure
        except (OSError, subprocess.SubprocessError) as failure:
            raise NothingPrinted(problems.PRINTER_UNREACHABLE, address=self.queue) from failure
        return Sent(job=job.id, printer=self.name, where=self.queue)

    def _content(self, job: Job) -> bytes:
        if self.language == "escpos":
            return b"".join(self.commands(job))
        from printing.pdf import letter_pdf  # here, or the lock screen would wait for the PDF library

        return letter_pdf(job.sheet)


def _ask(command: str, *arguments: str, given: bytes = b"") -> str:
    """What a command of CUPS says, in English whatever the laptop speaks. Raises OSError and SubprocessError."""
    found = shutil.which(command)
    if found is None:
        raise FileNotFoundError(command)
    told = subprocess.run(  # noqa: S603 - the system's own command; the queue's name was checked and is no option
        [found, *arguments],
        input=given,
        capture_output=True,
        check=True,
        timeout=_SECONDS,
        env={**os.environ, "LC_ALL": "C", "LANG": "C"},
    )
    return told.stdout.decode(errors="replace")


def find() -> list[Printer]:
    """Every queue that CUPS has; none where there is no CUPS."""
    try:
        names = _ask("lpstat", "-e").split()
    except (OSError, subprocess.SubprocessError):
        return []
    return [CupsPrinter(queue=name) for name in names]


WORDS = N_("del sistema, hojas carta")
PRINTER: type[Printer] = CupsPrinter
