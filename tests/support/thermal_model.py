"""Models of thermal printers: what they burn from a byte stream, and how they behave on a network or a cable."""

import contextlib
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image

from printing.escpos import ASK

ALL_WELL, NO_PAPER = b"\x12\x12", b"\x12\x72"
RESET, CUT, TORN_BY_HAND, RASTER = b"\x1b@\x1c.", b"\x1bd\x04\x1dVB\x00", b"\x1bd\x06", b"\x1dv0\x00"


class Burnt(NamedTuple):
    """The pages between ends, the height of every raster command, and how each page ended."""

    pages: list[Image.Image]
    heights: list[int]
    ends: list[bytes]


def burn(stream: bytes) -> Burnt:
    """What an ESC/POS printer makes of a stream; any other command is an AssertionError."""
    burnt = Burnt([], [], [])
    rows, across = b"", 0
    stream = stream.replace(ASK, b"") if stream.startswith(ASK) else stream
    while stream:
        if stream.startswith(RASTER):
            across, height = struct.unpack("<HH", stream[4:8])
            burnt.heights.append(height)
            rows, stream = rows + stream[8 : 8 + across * height], stream[8 + across * height :]
            continue
        command = next((one for one in (RESET, CUT, TORN_BY_HAND) if stream.startswith(one)), b"")
        assert command, f"not a command: {stream[:8]!r}"
        if command != RESET:
            dots = bytes(255 - byte for byte in rows)
            burnt.pages.append(Image.frombytes("1", (across * 8, len(rows) // across), dots))
            burnt.ends.append(command)
            rows = b""
        stream = stream[len(command) :]
    assert not rows
    return burnt


class NetworkModel:
    """A printer's network side on the loopback: behaves as told with each connection, keeps what it read."""

    def __init__(self, behave: Callable[["NetworkModel", socket.socket], None]) -> None:
        self.heard = b""
        self.served = threading.Event()
        self.released = threading.Event()
        self._behave = behave
        self._door = socket.socket()
        # Small, so that a printer that does not read is full soon.
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._door.bind(("127.0.0.1", 0))
        self._door.listen()
        self.port: int = self._door.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            line, _ = self._door.accept()
            with line, contextlib.suppress(ConnectionError):
                if self.released.is_set():
                    return
                self._behave(self, line)
            self.served.set()

    def hearing(self) -> bytes:
        """Everything that came over the first connection, once it has ended."""
        assert self.served.wait(timeout=10)
        return self.heard

    def close(self) -> None:
        self.released.set()
        # One last caller: an accept that waits does not notice that its socket was closed.
        socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        self._thread.join(timeout=10)
        self._door.close()
        assert not self._thread.is_alive()


def prints(printer: NetworkModel, line: socket.socket) -> None:
    """Reads to the end; answers that all is well when it is asked."""
    while heard := line.recv(4096):
        printer.heard += heard
        if heard == ASK:
            line.sendall(ALL_WELL)


def prints_slowly(printer: NetworkModel, line: socket.socket) -> None:
    """Takes a little at a time, as one that burns while it reads."""
    while heard := line.recv(512):
        printer.heard += heard
        printer.released.wait(timeout=0.002)


def never_reads(printer: NetworkModel, line: socket.socket) -> None:
    printer.released.wait(timeout=10)


def vanishes(printer: NetworkModel, line: socket.socket) -> None:
    """Takes a piece and is gone, as when the cable is pulled out of a print server."""
    printer.heard += line.recv(20_000)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def breaks_at_the_end(printer: NetworkModel, line: socket.socket) -> None:
    """Takes everything and then resets the connection instead of closing it: did it keep the last piece?"""
    prints(printer, line)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class CableModel:
    """A printer at the far end of a cable: a pseudo-terminal in raw mode.

    Takes at most ``room`` bytes and then no more; ``vanishes`` is the cable pulled out at that point.
    """

    def __init__(self, *, room: int = sys.maxsize, vanishes: bool = False, answer: bytes = ALL_WELL) -> None:
        import pty
        import tty

        self.heard = b""
        self._room, self._vanishes, self._answer = room, vanishes, answer
        self._far, self._near = pty.openpty()
        tty.setraw(self._near)
        self.path = os.ttyname(self._near)
        self._wake, self._waker = os.pipe()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        import select

        while len(self.heard) < self._room:
            if self._wake in select.select([self._far, self._wake], [], [])[0]:
                return
            heard = os.read(self._far, min(4096, self._room - len(self.heard)))
            if heard == ASK:
                os.write(self._far, self._answer)
            else:
                self.heard += heard
        if self._vanishes:
            os.close(self._far)
            self._far = -1

    def stream(self) -> bytes:
        """What came, once a page has ended."""
        for _ in range(1000):
            if self.heard.endswith((CUT, TORN_BY_HAND)):
                return self.heard
            self._thread.join(timeout=0.01)
        raise AssertionError(f"no page ended in {len(self.heard)} bytes")

    def close(self) -> None:
        os.write(self._waker, b"\0")
        self._thread.join(timeout=10)
        for one in (self._far, self._near, self._wake, self._waker):
            if one >= 0:
                os.close(one)
        assert not self._thread.is_alive()
