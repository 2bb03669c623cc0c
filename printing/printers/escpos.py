"""Thermal printers on the network: ESC/POS over TCP, port 9100."""

import socket
import time
from typing import Annotated

import msgspec

from printing import problems
from printing.errors import N_, NothingPrinted
from printing.escpos import ANSWER_BYTES, ASK, Thermal, hand_over, readiness
from printing.job import SILENT, Job, Printer, Readiness, Sent

_HOST = r"^[A-Za-z0-9:_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*$"
_ANSWER_SECONDS = 0.5
_BUFFER_BYTES = 16 * 1024


class NetworkPrinter(Thermal, frozen=True, kw_only=True):
    """A printer at ``host``:``port``; ``timeout`` in seconds is for the connection and for each slice."""

    host: Annotated[str, msgspec.Meta(pattern=_HOST, max_length=253)]
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 9100
    timeout: Annotated[float, msgspec.Meta(gt=0, le=60)] = 10.0

    @property
    def name(self) -> str:
        return "escpos"

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    def ready(self) -> Readiness:
        try:
            with self._connect() as line:
                line.sendall(ASK)
                return readiness(_read(line, ANSWER_BYTES, _ANSWER_SECONDS))
        except OSError:
            return SILENT

    def send(self, job: Job) -> Sent:
        """Raises PRINTER_UNREACHABLE, PRINTER_STALLED and PRINTER_VANISHED."""
        pieces = self.commands(job)
        try:
            line = self._connect()
        except OSError as failure:
            raise NothingPrinted(problems.PRINTER_UNREACHABLE, address=self.address) from failure
        with line:
            hand_over(pieces, line.sendall, lambda: _part(line), self.address)
        return Sent(job=job.id, printer=self.name, where=self.address)

    def _connect(self) -> socket.socket:
        line = socket.create_connection((self.host, self.port), timeout=self.timeout)
        # The laptop's own buffer would swallow a whole ticket, and "sent" would only mean "still here".
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
        return line


def _part(line: socket.socket) -> None:
    """Say that no more comes, and take in what the printer still says: a cut cable shows itself only here."""
    line.shutdown(socket.SHUT_WR)
    _read(line, 1024, _ANSWER_SECONDS)


def _read(line: socket.socket, wanted: int, seconds: float) -> bytes:
    """At most ``wanted`` bytes: fewer when the printer hangs up, or after ``seconds``."""
    until = time.monotonic() + seconds
    answer = b""
    while len(answer) < wanted and (left := until - time.monotonic()) > 0:
        line.settimeout(left)
        try:
            heard = line.recv(wanted - len(answer))
        except TimeoutError:
            break
        if not heard:
            break
        answer += heard
    return answer


WORDS = N_("de boletos, en la red")
PRINTER: type[Printer] = NetworkPrinter
