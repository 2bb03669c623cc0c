"""Thermal printers behind a device of the system: ESC/POS written to a path. On Linux a USB cable is /dev/usb/lp0.

A plain file that is there already takes the commands too, at its end. No file is ever made: a printer that was
unplugged must not turn into a file that swallows tickets.
"""

import os
import select
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec

from printing import problems
from printing.errors import N_, NothingPrinted
from printing.escpos import ANSWER_BYTES, ASK, Thermal, hand_over, readiness
from printing.job import READY, SILENT, Job, Printer, Readiness, Sent

_ANSWER_SECONDS = 0.5
_PIECE = 4096  # a device may take less at once, and each piece has its own time
# Windows has no such devices but the old parallel port: there a write waits as long as it must.
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
_AS_IT_IS = getattr(os, "O_BINARY", 0)
_TO_THE_DISK = getattr(os, "O_DSYNC", 0)  # what a plain file has taken outlives a power cut; a device does not care


class DevicePrinter(Thermal, frozen=True, kw_only=True):
    """A printer at ``path``; ``timeout`` in seconds is for each piece of 4 KB."""

    path: Annotated[str, msgspec.Meta(pattern=r"^[^\x00]+$")]
    timeout: Annotated[float, msgspec.Meta(gt=0, le=60)] = 20.0

    @property
    def name(self) -> str:
        return "device"

    def ready(self) -> Readiness:
        try:
            if not stat.S_ISCHR(Path(self.path).stat().st_mode):
                os.close(self._open(os.O_WRONLY))
                return READY
            line = self._open(os.O_RDWR)
        except OSError:
            return SILENT
        try:
            os.write(line, ASK)
            return readiness(_read(line, ANSWER_BYTES))
        except OSError:
            return SILENT
        finally:
            os.close(line)

    def send(self, job: Job) -> Sent:
        """Raises PRINTER_UNREACHABLE, PRINTER_STALLED and PRINTER_VANISHED."""
        pieces = [piece[at : at + _PIECE] for piece in self.commands(job) for at in range(0, len(piece), _PIECE)]
        try:
            line = self._open(os.O_WRONLY | os.O_APPEND | _TO_THE_DISK)
        except OSError as failure:
            raise NothingPrinted(problems.PRINTER_UNREACHABLE, address=self.path) from failure
        try:
            hand_over(pieces, self._writer(line), lambda: None, self.path)
        finally:
            os.close(line)
        return Sent(job=job.id, printer=self.name, where=self.path)

    def _open(self, how: int) -> int:
        return os.open(self.path, how | _NO_WAITING | _AS_IT_IS)

    def _writer(self, line: int) -> Callable[[bytes], None]:
        def write(piece: bytes) -> None:
            left = memoryview(piece)
            while left:
                if sys.platform != "win32" and not select.select([], [line], [], self.timeout)[1]:
                    raise TimeoutError
                left = left[os.write(line, left) :]

        return write


def _read(line: int, wanted: int) -> bytes:
    """At most ``wanted`` bytes, for as long as an answer may take."""
    until = time.monotonic() + _ANSWER_SECONDS
    answer = b""
    while len(answer) < wanted and (left := until - time.monotonic()) > 0:
        if sys.platform == "win32" or not select.select([line], [], [], left)[0]:
            break
        answer += os.read(line, wanted - len(answer))
    return answer


def find() -> list[Printer]:
    """The USB printers that Linux has made a device for."""
    return [DevicePrinter(path=str(path)) for path in sorted(Path("/dev/usb").glob("lp*"))]


WORDS = N_("de boletos, por cable USB")
PRINTER: type[Printer] = DevicePrinter
