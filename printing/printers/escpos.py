"""Thermal printers on the network: ESC/POS raster commands over TCP, port 9100.

Everything goes as a picture: code pages differ from printer to printer, and accents come out wrong. There is no
acknowledgement in this language: what was sent may still be in the printer's memory when its paper ends.

Five commands are all that is needed (Epson's ESC/POS command reference): ESC @ reset, FS . leave Chinese
characters, GS v 0 raster picture, ESC d feed, GS V cut; and DLE EOT, which asks for the state.
"""

import socket
import time
from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec
from PIL import Image

from printing.errors import PageTooWide, PrinterStalled, PrinterUnreachable, PrinterVanished
from printing.job import Job, Printer, Readiness, Sent
from printing.layout import ROLL_58, ROLL_80, Roll

SLICE_ROWS = 200  # small printers have memory for few more
_HOST = r"^[A-Za-z0-9:_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*$"
_RESET = b"\x1b@"
_NO_CHINESE = b"\x1c."  # clones start in a double-byte mode, and a reset brings it back
_RASTER = b"\x1dv0\x00"
_FEED_AND_CUT = b"\x1bd\x04\x1dV\x42\x00"
_ASK_OFFLINE, _ASK_PAPER = b"\x10\x04\x02", b"\x10\x04\x04"
_STATUS_FIXED, _STATUS_MASK = 0x12, 0x93  # the bits that are the same in every answer to DLE EOT
_COVER_OPEN, _NO_PAPER = 0x04, 0x60
_ANSWER_SECONDS = 0.5
_BUFFER_BYTES = 16 * 1024


class EscposPrinter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A printer at ``host``:``port``; ``timeout`` in seconds is for the connection and for each slice."""

    host: Annotated[str, msgspec.Meta(pattern=_HOST, max_length=253)]
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 9100
    paper: Literal[58, 80] = 80
    timeout: Annotated[float, msgspec.Meta(gt=0, le=60)] = 10.0

    @property
    def name(self) -> str:
        return "escpos"

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def roll(self) -> Roll:
        return ROLL_58 if self.paper == 58 else ROLL_80

    def ready(self) -> Readiness:
        try:
            with self._connect() as line:
                line.sendall(_ASK_OFFLINE + _ASK_PAPER)
                answer = _read(line, 2, _ANSWER_SECONDS)
        except OSError:
            return Readiness(ok=False, sentence="La impresora no contesta")
        # Many clones connect and never answer: then all that is known is that they are on.
        if len(answer) == 2 and all(byte & _STATUS_MASK == _STATUS_FIXED for byte in answer):
            if answer[0] & _COVER_OPEN:
                return Readiness(ok=False, sentence="La impresora tiene la tapa abierta")
            if answer[1] & _NO_PAPER:
                return Readiness(ok=False, sentence="La impresora no tiene papel")
        return Readiness(ok=True, sentence="Impresora lista")

    def send(self, job: Job) -> Sent:
        """Raises PageTooWide, PrinterUnreachable, PrinterStalled and PrinterVanished."""
        for page in job.pages:
            if page.width > self.roll.dots:
                raise PageTooWide(page=page.width, paper=self.roll.dots)
        pieces = [piece for page in job.pages for piece in commands(page)]
        try:
            line = self._connect()
        except OSError as failure:
            raise PrinterUnreachable(address=self.address) from failure
        total, sent = sum(map(len, pieces)), 0
        with line:
            try:
                for piece in pieces:
                    line.sendall(piece)
                    sent += len(piece)
                _part(line)
            except TimeoutError as failure:
                raise PrinterStalled(address=self.address, percent=100 * sent // total) from failure
            except OSError as failure:
                raise PrinterVanished(address=self.address, percent=100 * sent // total) from failure
        return Sent(job=job.id, printer=self.name, where=self.address)

    def _connect(self) -> socket.socket:
        line = socket.create_connection((self.host, self.port), timeout=self.timeout)
        # The laptop's own buffer would swallow a whole ticket, and "sent" would only mean "still here".
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
        return line


def commands(page: Image.Image) -> Iterator[bytes]:
    """The commands that print one page and cut it, in pieces of at most 200 rows."""
    yield _RESET + _NO_CHINESE
    dots = page.convert("1", dither=Image.Dither.NONE)
    bytes_across = (page.width + 7) // 8
    for top in range(0, page.height, SLICE_ROWS):
        rows = min(SLICE_ROWS, page.height - top)
        strip = dots.crop((0, top, page.width, top + rows))
        size = bytes_across.to_bytes(2, "little") + rows.to_bytes(2, "little")
        # Inverted: on paper a set bit burns a dot, in a picture it is white.
        yield _RASTER + size + strip.tobytes("raw", "1;I")
    yield _FEED_AND_CUT


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


PRINTER: type[Printer] = EscposPrinter
