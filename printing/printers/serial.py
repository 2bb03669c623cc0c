"""Thermal printers on a serial line: ESC/POS at the speed that is printed on the printer's own test slip."""

import time
from typing import Annotated, Literal

import msgspec

from printing import problems
from printing.errors import N_, NoSerialLines, NothingPrinted
from printing.escpos import ANSWER_BYTES, ASK, Thermal, hand_over, readiness
from printing.job import SILENT, Job, Printer, Readiness, Sent

try:
    import serial
    from serial.tools import list_ports
except ModuleNotFoundError:  # an extra: few printers have such a line, and none is needed to start
    serial = None

_ANSWER_SECONDS = 0.5
_LOOK = 0.01


class SerialPrinter(Thermal, frozen=True, kw_only=True):
    """A printer at ``path`` (/dev/ttyS0, COM3), 8 bits, no parity; ``timeout`` in seconds is for each slice.

    ``flow`` is how the printer says that it is full: by the line that ends at our CTS, by XOFF, or not at all. Without
    any, a full printer loses what is sent to it.
    """

    path: Annotated[str, msgspec.Meta(pattern=r"^[^\x00]+$")]
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 9600
    flow: Literal["rts", "xon", "none"] = "rts"
    timeout: Annotated[float, msgspec.Meta(gt=0, le=120)] = 60.0

    @property
    def name(self) -> str:
        return "serial"

    def ready(self) -> Readiness:
        try:
            with self._open() as line:
                line.write(ASK)
                return readiness(line.read(ANSWER_BYTES))
        except (OSError, NoSerialLines):
            return SILENT

    def send(self, job: Job) -> Sent:
        """Raises NoSerialLines, PRINTER_UNREACHABLE, PRINTER_STALLED and PRINTER_VANISHED."""
        pieces = self.commands(job)
        try:
            line = self._open()
        except OSError as failure:
            raise NothingPrinted(problems.PRINTER_UNREACHABLE, address=self.path) from failure
        with line:
            hand_over(pieces, lambda piece: self._write(line, piece), lambda: self._drain(line), self.path)
        return Sent(job=job.id, printer=self.name, where=self.path)

    def _open(self) -> "serial.Serial":
        if serial is None:
            raise NoSerialLines
        return serial.Serial(
            self.path,
            self.baud,
            timeout=_ANSWER_SECONDS,
            write_timeout=self.timeout,
            rtscts=self.flow == "rts",
            xonxoff=self.flow == "xon",
        )

    def _write(self, line: "serial.Serial", piece: bytes) -> None:
        try:
            line.write(piece)
        except serial.SerialTimeoutException as failure:
            raise TimeoutError from failure

    def _drain(self, line: "serial.Serial") -> None:
        """Until the last byte is on the wire: the library's own waiting has no end when the printer takes none."""
        until = time.monotonic() + self.timeout
        while line.out_waiting:
            if time.monotonic() > until:
                raise TimeoutError
            time.sleep(_LOOK)


def find() -> list[Printer]:
    """Every serial line of this laptop; which of them has a printer shows only on its paper."""
    lines = list_ports.comports() if serial is not None else []
    return [SerialPrinter(path=line.device) for line in sorted(lines)]


WORDS = N_("de boletos, por puerto serie")
PRINTER: type[Printer] = SerialPrinter
