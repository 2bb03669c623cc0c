"""Every way to paper keeps the same contract, and no failure is ever taken for paper."""

import contextlib
import errno
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from printing.blocks import Sheet, Words
from printing.errors import (
    BadPrinterSetting,
    FolderFull,
    FolderUnwritable,
    PrinterStalled,
    PrinterUnreachable,
    PrinterVanished,
    PrintProblem,
    UnknownPrinter,
)
from printing.escpos import commands
from printing.job import Job, Printer
from printing.layout import roll
from printing.picture import draw
from printing.printers import kinds, open_printer
from printing.ticket import Ticket, compose
from printing.ticket_token import encode, url

URL = url("fila.example.mx", encode(bytes(range(10)), bytes(32)))
TICKET = Ticket(
    number="A017",
    url=URL,
    event="Consulado Móvil en Fresno",
    venue="Salón parroquial",
    date=Words("sábado 5 de diciembre", "Saturday, December 5"),
    services=(Words("Pasaporte", "Passport"),),
    documents=(Words("Acta de nacimiento", "Birth certificate"),),
    next_steps=(),
    privacy=Words("Sus datos viajan cifrados.", "Your data travels encrypted."),
    fraud=Words("Nadie puede vender un lugar.", "Nobody may sell a place."),
)
JOB = Job("V1", compose(TICKET))


class PaperPrinter:
    """A printer's network side on the loopback: behaves as told with each connection, keeps what it read."""

    def __init__(self, behave: Callable[["PaperPrinter", socket.socket], None]) -> None:
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


def prints(printer: PaperPrinter, line: socket.socket) -> None:
    """Reads to the end; answers that all is well when it is asked."""
    while heard := line.recv(4096):
        printer.heard += heard
        if heard == b"\x10\x04\x02\x10\x04\x04":
            line.sendall(b"\x12\x12")


def never_reads(printer: PaperPrinter, line: socket.socket) -> None:
    printer.released.wait(timeout=10)


def vanishes(printer: PaperPrinter, line: socket.socket) -> None:
    """Takes a piece and is gone, as when the cable is pulled out of a print server."""
    printer.heard += line.recv(20_000)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def breaks_at_the_end(printer: PaperPrinter, line: socket.socket) -> None:
    """Takes everything and then resets the connection instead of closing it: did it keep the last piece?"""
    prints(printer, line)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Start = Callable[[Callable[[PaperPrinter, socket.socket], None]], PaperPrinter]


@pytest.fixture
def start() -> Iterator[Start]:
    with contextlib.ExitStack() as stack:

        def started(behave: Callable[[PaperPrinter, socket.socket], None]) -> PaperPrinter:
            printer = PaperPrinter(behave)
            stack.callback(printer.close)
            return printer

        yield started


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def thermal(port: int, **settings: object) -> Printer:
    return open_printer("escpos", {"host": "127.0.0.1", "port": port, "timeout": 0.5, **settings})


def paper(stream: bytes) -> tuple[list[Image.Image], list[int]]:
    """What an ESC/POS printer burns: the pages between cuts, and the height of every raster command."""
    pages: list[Image.Image] = []
    heights: list[int] = []
    rows, across = b"", 0
    while stream:
        if stream.startswith((b"\x1b@\x1c.", b"\x1bd\x04\x1dVB\x00")):
            if stream[1:2] == b"d":
                picture = Image.frombytes("1", (across * 8, len(rows) // across), bytes(255 - byte for byte in rows))
                pages.append(picture)
                rows, stream = b"", stream[7:]
            else:
                stream = stream[4:]
        elif stream.startswith(b"\x1dv0\x00"):
            across, height = struct.unpack("<HH", stream[4:8])
            heights.append(height)
            rows, stream = rows + stream[8 : 8 + across * height], stream[8 + across * height :]
        else:
            raise AssertionError(f"not a command: {stream[:8]!r}")
    assert not rows
    return pages, heights


# --- The contract: every printer there is, found by itself


@pytest.fixture(params=kinds())
def working(request: pytest.FixtureRequest, start: Start, tmp_path: Path) -> Printer:
    settings: dict[str, Callable[[], dict[str, object]]] = {
        "folder": lambda: {"folder": str(tmp_path / "papel")},
        "escpos": lambda: {"host": "127.0.0.1", "port": start(prints).port},
    }
    return open_printer(request.param, settings[request.param]())


@pytest.fixture(params=kinds())
def broken(request: pytest.FixtureRequest, unused_port: int, tmp_path: Path) -> Printer:
    (tmp_path / "file").write_bytes(b"")
    settings: dict[str, dict[str, object]] = {
        "folder": {"folder": str(tmp_path / "file" / "papel")},
        "escpos": {"host": "127.0.0.1", "port": unused_port},
    }
    return open_printer(request.param, settings[request.param])


def test_a_printer_that_works_says_so_and_says_sent_not_printed(working: Printer) -> None:
    readiness = working.ready()
    assert readiness.ok, readiness.sentence
    sent = working.send(JOB)
    assert (sent.job, sent.printer) == ("V1", working.name)
    assert sent.where


def test_the_same_job_can_be_sent_again(working: Printer) -> None:
    assert working.send(JOB) == working.send(JOB)


def test_a_printer_that_does_not_work_is_not_ready_and_refuses_in_words(broken: Printer) -> None:
    readiness = broken.ready()
    assert not readiness.ok
    assert readiness.sentence
    with pytest.raises(PrintProblem) as problem:
        broken.send(JOB)
    assert "Nada se perdió" in str(problem.value)
    assert "{" not in str(problem.value)


def test_a_printer_is_named_as_in_the_configuration(working: Printer) -> None:
    assert working.name in kinds()


@pytest.mark.parametrize("kind", kinds())
def test_a_wrong_setting_is_refused_before_anything_is_contacted(kind: str) -> None:
    for settings in ({}, {"colour": "red"}, {"host": 7, "folder": 7}):
        with pytest.raises(BadPrinterSetting):
            open_printer(kind, settings)


@pytest.mark.parametrize(
    "settings",
    [{"host": "a..b"}, {"host": "a" * 64}, {"host": ""}, {"host": "h", "port": 0}, {"host": "h", "paper": 70}],
)
def test_a_printer_without_a_possible_address_is_refused(settings: dict[str, object]) -> None:
    with pytest.raises(BadPrinterSetting):
        open_printer("escpos", settings)


def test_a_kind_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(UnknownPrinter, match="escpos, folder"):
        open_printer("laser", {})


@pytest.mark.parametrize("name", ["", "../A017", "María José", "A017.png", "-x", "x" * 65])
def test_a_job_whose_name_could_leave_the_folder_or_name_a_person_cannot_be_made(name: str) -> None:
    with pytest.raises(ValueError, match="letters"):
        Job(id=name, sheet=JOB.sheet)
    with pytest.raises(ValueError, match="letters"):
        Job(id="V1", sheet=Sheet(name, ()))


# --- The folder


@pytest.mark.parametrize(("paper", "points"), [(58, 164.4), (80, 226.8)])
def test_the_folder_holds_the_picture_and_both_pdfs_and_nothing_else(tmp_path: Path, paper: int, points: float) -> None:
    open_printer("folder", {"folder": str(tmp_path), "paper": paper}).send(JOB)
    names = ["A017-V1.png", f"A017-V1-{paper}mm.pdf", "A017-V1.pdf"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    with Image.open(tmp_path / names[0]) as picture:
        assert picture.tobytes() == draw(JOB.sheet, roll(paper)).tobytes()
        assert picture.info["dpi"] == pytest.approx((203, 203), abs=0.1)
    for name, width in ((names[1], points), (names[2], 612)):
        document = pypdfium2.PdfDocument(tmp_path / name)
        assert [page.get_width() for page in document] == [pytest.approx(width, abs=0.1)]
        document.close()


@pytest.mark.parametrize(
    ("code", "problem"),
    [(errno.ENOSPC, FolderFull), (errno.EIO, FolderUnwritable), (errno.EACCES, FolderUnwritable)],
)
def test_a_disk_that_fails_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, problem: type[PrintProblem]
) -> None:
    def fail(handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(problem):
        open_printer("folder", {"folder": str(tmp_path)}).send(JOB)
    assert list(tmp_path.iterdir()) == []


# --- ESC/POS


def test_what_the_thermal_printer_burns_is_the_ticket_dot_for_dot(start: Start) -> None:
    printer = start(prints)
    thermal(printer.port).send(JOB)
    (page,), heights = paper(printer.hearing())
    assert page.size == draw(JOB.sheet).size
    assert page.tobytes() == draw(JOB.sheet).tobytes()
    assert [found.text for found in zxingcpp.read_barcodes(page.convert("L"))] == [URL]
    assert max(heights) <= 200


def test_a_page_whose_width_is_no_multiple_of_eight_burns_no_stray_dots() -> None:
    (page,), _ = paper(b"".join(commands(Image.new("1", (13, 9), 1))))
    assert page.size == (16, 9)
    assert set(page.tobytes()) == {255}


def test_a_printer_that_is_off_got_nothing(unused_port: int) -> None:
    with pytest.raises(PrinterUnreachable, match="No salió nada de papel"):
        thermal(unused_port).send(JOB)


def test_a_printer_that_stops_reading_is_left_after_its_time(start: Start) -> None:
    with pytest.raises(PrinterStalled) as problem:
        thermal(start(never_reads).port).send(JOB)
    assert 0 <= int(problem.value.facts["percent"]) < 100


@pytest.mark.parametrize("behave", [vanishes, breaks_at_the_end])
def test_a_printer_that_vanishes_before_the_end_is_a_failure(
    start: Start, behave: Callable[[PaperPrinter, socket.socket], None]
) -> None:
    printer = start(behave)
    with pytest.raises(PrinterVanished, match="Tire el pedazo"):
        thermal(printer.port).send(JOB)
    assert printer.hearing()


@pytest.mark.parametrize(
    ("answer", "ok", "sentence"),
    [
        (b"\x12\x12", True, "Impresora lista"),
        (b"\x16\x12", False, "La impresora tiene la tapa abierta"),
        (b"\x12\x72", False, "La impresora no tiene papel"),
        (b"\x12\x1e", True, "Impresora lista"),  # the paper is near its end, but there is some
        (b"\xff\xff", True, "Impresora lista"),  # not an answer to this question
        (b"", True, "Impresora lista"),
    ],
)
def test_the_printer_is_asked_for_its_cover_and_its_paper(start: Start, answer: bytes, ok: bool, sentence: str) -> None:
    def answers(printer: PaperPrinter, line: socket.socket) -> None:
        printer.heard += line.recv(6)
        line.sendall(answer)

    printer = start(answers)
    readiness = thermal(printer.port).ready()
    assert (readiness.ok, readiness.sentence) == (ok, sentence)
    assert printer.hearing() == b"\x10\x04\x02\x10\x04\x04"
