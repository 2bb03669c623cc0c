"""Every way to paper keeps the same contract, and no failure is ever taken for paper."""

import contextlib
import errno
import itertools
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from fieldkit.tokens.ticket_token import encode, url
from printing import problems
from printing.blocks import Sheet, Words
from printing.errors import NothingPrinted, PrintProblem
from printing.escpos import commands
from printing.job import Job, Printer
from printing.layout import roll
from printing.picture import draw
from printing.printers import find_printers, kinds, open_printer, windows
from printing.template import compose
from sync import durable_files
from tests.support import cups_server, missing_tools
from tests.support.cups_server import Cups
from tests.support.problems import Expected, raises
from tests.support.thermal_model import (
    CUT,
    NO_PAPER,
    TORN_BY_HAND,
    CableModel,
    NetworkModel,
    breaks_at_the_end,
    burn,
    never_reads,
    prints,
    prints_slowly,
    vanishes,
)
from tests.support.winspool_model import Winspool

URL = url("fila.example.mx", encode(bytes(range(10)), bytes(32)))
FACTS = {
    "number": Words("A017"),
    "code": Words(URL),
    "event": Words("Consulado Móvil en Fresno"),
    "venue": Words("Salón parroquial"),
    "date": Words("sábado 5 de diciembre", "Saturday, December 5"),
    "priority": Words(""),
    "p50": Words(""),
    "help": Words("1-855-463-6395"),
    "notice_at": Words("citas.example.org/aviso/jornada"),
}
LISTS = {
    "services": (Words("Pasaporte", "Passport"),),
    "documents": (Words("Acta de nacimiento", "Birth certificate"),),
}
JOB = Job("V1", compose("ticket", "A017", FACTS, LISTS), durable_files.write)


Start = Callable[[Callable[[NetworkModel, socket.socket], None]], NetworkModel]


@pytest.fixture
def start() -> Iterator[Start]:
    with contextlib.ExitStack() as stack:

        def started(behave: Callable[[NetworkModel, socket.socket], None]) -> NetworkModel:
            printer = NetworkModel(behave)
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


# --- The contract: every printer there is, found by itself


Given = dict[str, object]
THERMAL = [kind for kind in kinds() if kind != "folder"]
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="cables are pseudo-terminals here")


@pytest.fixture
def cable() -> Iterator[Callable[..., CableModel]]:
    with contextlib.ExitStack() as stack:

        def plugged(**behaviour: Any) -> CableModel:
            model = CableModel(**behaviour)
            stack.callback(model.close)
            return model

        yield plugged


@pytest.fixture(scope="session")
def cups() -> Iterator[Cups]:
    if not cups_server.there():
        missing_tools.skip("CUPS", "apt-get install cups-daemon cups-client")
    with tempfile.TemporaryDirectory(prefix="cups-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        with cups_server.running(Path(name)) as running:
            yield running


class Paths(NamedTuple):
    """A printer that works: its settings, and what it burnt so far."""

    settings: Given
    stream: Callable[[], bytes]


class Example(NamedTuple):
    """Of one kind, a printer that works, and the settings of one that does not."""

    working: Callable[[], Paths]
    broken: Given


@pytest.fixture
def examples(
    request: pytest.FixtureRequest, start: Start, unused_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Example]:
    """One of every kind: all that a new kind is asked for here."""

    def network() -> Paths:
        printer = start(prints)
        return Paths({"host": "127.0.0.1", "port": printer.port}, printer.hearing)

    def on_cable() -> Paths:
        model: CableModel = request.getfixturevalue("cable")()
        return Paths({"path": model.path}, model.stream)

    def queue() -> Paths:
        server: Cups = request.getfixturevalue("cups")
        monkeypatch.setenv("CUPS_SERVER", str(server.socket))
        paper = server.queue(f"q{next(COUNTER)}")
        return Paths({"queue": paper.stem, "language": "escpos"}, lambda: appeared(paper))

    def spooler() -> Paths:
        fake = Winspool({"POS-80": 0})
        monkeypatch.setattr(windows, "spooler", lambda: fake)
        return Paths({"queue": "POS-80"}, lambda: fake.printed[-1][1])

    monkeypatch.setattr(windows, "spooler", lambda: Winspool({}))
    (tmp_path / "file").write_bytes(b"")
    return {
        "folder": Example(
            lambda: Paths({"folder": str(tmp_path / "papel")}, bytes), {"folder": str(tmp_path / "file" / "papel")}
        ),
        "escpos": Example(network, {"host": "127.0.0.1", "port": unused_port}),
        "device": Example(on_cable, {"path": str(tmp_path / "lp0")}),
        "serial": Example(on_cable, {"path": str(tmp_path / "ttyS0")}),
        "cups": Example(queue, {"queue": "nobody"}),
        "windows": Example(spooler, {"queue": "nobody"}),
    }


COUNTER = itertools.count()


def appeared(paper: Path) -> bytes:
    for _ in range(1000):
        if paper.exists():
            return paper.read_bytes()
        time.sleep(0.01)
    raise AssertionError("the queue printed nothing")


@pytest.fixture(params=kinds())
def working(request: pytest.FixtureRequest, examples: dict[str, Example]) -> Printer:
    return open_printer(request.param, examples[request.param].working().settings)


@pytest.fixture(params=kinds())
def broken(request: pytest.FixtureRequest, examples: dict[str, Example]) -> Printer:
    return open_printer(request.param, examples[request.param].broken)


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
    for settings in ({}, {"colour": "red"}, {"host": 7, "folder": 7, "path": 7, "queue": 7}):
        with raises(problems.BAD_PRINTER_SETTING):
            open_printer(kind, settings)


@pytest.mark.parametrize(
    "settings",
    [{"host": "a..b"}, {"host": "a" * 64}, {"host": ""}, {"host": "h", "port": 0}, {"host": "h", "paper": 70}],
)
def test_a_printer_without_a_possible_address_is_refused(settings: dict[str, object]) -> None:
    with raises(problems.BAD_PRINTER_SETTING):
        open_printer("escpos", settings)


def test_a_kind_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with raises(problems.UNKNOWN_PRINTER, match="cups, device, escpos, folder, serial, windows"):
        open_printer("laser", {})


@pytest.mark.parametrize("name", ["", "../A017", "María José", "A017.png", "-x", "x" * 65])
def test_a_job_whose_name_could_leave_the_folder_or_name_a_person_cannot_be_made(name: str) -> None:
    with pytest.raises(ValueError, match="letters"):
        Job(id=name, sheet=JOB.sheet, write=durable_files.write)
    with pytest.raises(ValueError, match="letters"):
        Job(id="V1", sheet=Sheet(name, ()), write=durable_files.write)


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


def test_the_folder_writes_as_the_job_says(tmp_path: Path) -> None:
    asked: list[Path] = []
    job = Job("V1", JOB.sheet, lambda path, _content: asked.append(path))
    open_printer("folder", {"folder": str(tmp_path)}).send(job)
    assert sorted(path.name for path in asked) == ["A017-V1-80mm.pdf", "A017-V1.pdf", "A017-V1.png"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (errno.ENOSPC, problems.FOLDER_FULL),
        (errno.EIO, problems.FOLDER_UNWRITABLE),
        (errno.EACCES, problems.FOLDER_UNWRITABLE),
    ],
)
def test_a_disk_that_fails_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, problem: Expected
) -> None:
    def fail(handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with raises(problem):
        open_printer("folder", {"folder": str(tmp_path)}).send(JOB)
    assert list(tmp_path.iterdir()) == []


# --- ESC/POS


@pytest.mark.parametrize("kind", THERMAL)
@pytest.mark.parametrize(
    ("width", "dpi", "cutter"), [(80, 203, True), (58, 203, False), (80, 180, False), (58, 180, True)]
)
def test_what_a_thermal_printer_burns_is_the_ticket_dot_for_dot(
    examples: dict[str, Example], kind: str, width: int, dpi: int, cutter: bool
) -> None:
    place = examples[kind].working()
    open_printer(kind, {**place.settings, "paper": width, "dpi": dpi, "cutter": cutter}).send(JOB)
    burnt = burn(place.stream())
    (page,) = burnt.pages
    wanted = draw(JOB.sheet, roll(width, dpi))
    assert (page.size, page.tobytes()) == (wanted.size, wanted.tobytes())
    assert [found.text for found in zxingcpp.read_barcodes(page.convert("L"))] == [URL]
    assert max(burnt.heights) <= 200
    assert burnt.ends == [CUT if cutter else TORN_BY_HAND]


def test_a_page_whose_width_is_no_multiple_of_eight_burns_no_stray_dots() -> None:
    (page,) = burn(b"".join(commands(Image.new("1", (13, 9), 1)))).pages
    assert page.size == (16, 9)
    assert set(page.tobytes()) == {255}


def test_a_printer_that_is_off_got_nothing(unused_port: int) -> None:
    with raises(problems.PRINTER_UNREACHABLE, match="No salió nada de papel"):
        thermal(unused_port).send(JOB)


def test_a_printer_that_stops_reading_is_left_after_its_time(start: Start) -> None:
    with raises(problems.PRINTER_STALLED) as problem:
        thermal(start(never_reads).port).send(JOB)
    assert 0 <= int(problem.value.facts["percent"]) < 100


@pytest.mark.parametrize("behave", [vanishes, breaks_at_the_end])
def test_a_printer_that_vanishes_before_the_end_is_a_failure(
    start: Start, behave: Callable[[NetworkModel, socket.socket], None]
) -> None:
    printer = start(behave)
    with raises(problems.PRINTER_VANISHED, match="Tire el pedazo"):
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
    def answers(printer: NetworkModel, line: socket.socket) -> None:
        printer.heard += line.recv(6)
        line.sendall(answer)

    printer = start(answers)
    readiness = thermal(printer.port).ready()
    assert (readiness.ok, readiness.sentence) == (ok, sentence)
    assert printer.hearing() == b"\x10\x04\x02\x10\x04\x04"


def test_a_slow_printer_gets_everything(start: Start) -> None:
    printer = start(prints_slowly)
    thermal(printer.port).send(JOB)
    assert len(burn(printer.hearing()).pages) == 1


# --- Cables


@UNIX
@pytest.mark.parametrize("kind", ["device", "serial"])
def test_a_printer_on_a_cable_that_stops_taking_is_left_after_its_time(
    kind: str, cable: Callable[..., CableModel]
) -> None:
    model = cable(room=8_000)
    with raises(problems.PRINTER_STALLED) as problem:
        open_printer(kind, {"path": model.path, "timeout": 0.3}).send(JOB)
    assert 0 <= int(problem.value.facts["percent"]) < 100


@UNIX
@pytest.mark.parametrize("kind", ["device", "serial"])
def test_a_cable_pulled_out_in_mid_job_is_a_failure(kind: str, cable: Callable[..., CableModel]) -> None:
    model = cable(room=20_000, vanishes=True)
    with raises(problems.PRINTER_VANISHED, match="Tire el pedazo"):
        open_printer(kind, {"path": model.path, "timeout": 5}).send(JOB)


@UNIX
@pytest.mark.parametrize("kind", ["device", "serial"])
def test_a_printer_on_a_cable_is_asked_for_its_paper(kind: str, cable: Callable[..., CableModel]) -> None:
    printer = open_printer(kind, {"path": cable(answer=NO_PAPER).path})
    assert printer.ready().sentence == "La impresora no tiene papel"


def test_a_file_takes_job_after_job_and_one_that_is_missing_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "papel.prn"
    printer = open_printer("device", {"path": str(path)})
    with raises(problems.PRINTER_UNREACHABLE):
        printer.send(JOB)
    assert not path.exists()
    path.touch()
    assert printer.ready().ok
    printer.send(JOB)
    printer.send(JOB)
    assert len(burn(path.read_bytes()).pages) == 2


# --- Spoolers


def test_a_stopped_queue_is_given_nothing(cups: Cups, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(cups.socket))
    paper = cups.queue("stopped")
    cups.admin("cupsdisable", "stopped")
    printer = open_printer("cups", {"queue": "stopped"})
    assert printer.ready().sentence == "La cola de impresión está detenida"
    with raises(problems.PRINTER_UNREACHABLE) as problem:
        printer.send(JOB)
    assert isinstance(problem.value, NothingPrinted)
    cups.admin("cupsenable", "stopped")
    printer.send(JOB)
    appeared(paper)
    assert "stopped-" not in cups.admin("lpstat", "-o")


def test_a_queue_for_an_office_printer_gets_letter_pages(cups: Cups, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(cups.socket))
    paper = cups.queue("office")
    open_printer("cups", {"queue": "office"}).send(JOB)
    document = pypdfium2.PdfDocument(appeared(paper))
    assert [page.get_size() for page in document] == [(612, 792)]
    document.close()


def test_the_queues_of_this_laptop_are_found(cups: Cups, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(cups.socket))
    cups.queue("found")
    assert open_printer("cups", {"queue": "found"}) in find_printers()


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (0x10, "La impresora no tiene papel"),
        (0x400000, "La impresora tiene la tapa abierta"),
        (0x01, "La cola de impresión está detenida"),
        (0x80, "La impresora no contesta"),
    ],
)
def test_a_printer_that_windows_calls_not_ready_is_given_nothing(
    monkeypatch: pytest.MonkeyPatch, state: int, sentence: str
) -> None:
    spooler = Winspool({"POS-80": state})
    monkeypatch.setattr(windows, "spooler", lambda: spooler)
    printer = open_printer("windows", {"queue": "POS-80"})
    assert printer.ready().sentence == sentence
    with raises(problems.PRINTER_UNREACHABLE):
        printer.send(JOB)
    assert spooler.printed == []
    assert spooler.open == {}


def test_a_job_that_windows_took_in_part_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    spooler = Winspool({"POS-80": 0}, takes=1000)
    monkeypatch.setattr(windows, "spooler", lambda: spooler)
    with raises(problems.PRINTER_REFUSED):
        open_printer("windows", {"queue": "POS-80"}).send(JOB)
    assert spooler.printed == []
    assert spooler.page == []
    assert spooler.open == {}


@pytest.mark.skipif(sys.platform == "win32", reason="this is what happens elsewhere")
def test_elsewhere_the_windows_spooler_is_not_there_and_says_so() -> None:
    assert not open_printer("windows", {"queue": "POS-80"}).ready().ok
    assert windows.find() == []
