"""The real program in a real terminal: bursts of a scanner, a power cut, and the lock."""

import os
import signal
import sys
import time
from pathlib import Path

import pexpect
import pyte
import pytest

from fieldkit.desk.access import unlock
from fieldkit.desk.capture import application_form
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in, unfinished_arrival
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.people.names import PersonName
from fieldkit.platform.paths import Home
from tests.support import kit
from tests.support.narrowing import of_kind, present

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a Unix thing")
PROGRAM = (
    "from pathlib import Path; from fieldkit.platform.paths import Home; from fieldkit.tui import run; import sys; "
    f"sys.exit(run(Home(Path(sys.argv[1])), wall=lambda: {kit.NOON_MS}))"
)
WAIT = 90.0
# Seconds before whatever is sent: a person looks first, and two keys sooner than that are taken for one.
PERSON = 0.6


class Terminal:
    """The program in a pseudo-terminal of 80×24, and what a person would see on it."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.child = pexpect.spawn(
            sys.executable,
            ["-c", PROGRAM, str(home)],
            dimensions=(24, 80),
            env={**os.environ, "TERM": "xterm-256color", **environment},
            timeout=WAIT,
        )
        self.child.delaybeforesend = PERSON
        self.raw = b""

    def text(self) -> str:
        return "\n".join(self.screen.display)

    def sees(self, *words: str) -> None:
        """Read until all of ``words`` stand on the screen."""
        end = time.monotonic() + WAIT
        while not all(word in " ".join(self.text().split()) for word in words):
            assert time.monotonic() < end, f"{words} never came; the screen is:\n{self.text()}"
            try:
                piece = self.child.read_nonblocking(65536, timeout=0.1)
            except pexpect.TIMEOUT:
                continue
            self.raw += of_kind(bytes, piece)
            self._stream.feed(of_kind(bytes, piece))

    def unlock(self) -> None:
        self.sees("Esta computadora está bloqueada", "Su contraseña")
        self.child.send(f"{kit.OPERATOR}\r{kit.PASSPHRASE}\r")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A laptop with one person seated at table 1."""
    clock = kit.TestClock()
    hq = kit.hands()
    session = kit.session(tmp_path, hq, clock)
    arrival = Arrival(PersonName("Rosa [/foo]", "Peña"), ("PAS-AR",), notice=True)
    visit = check_in.check_in(session, arrival)
    calls.call_next(session)
    calls.start(session, visit.id)
    session.store.close()
    return tmp_path


def at_the_desk(home: Path, **environment: str) -> Terminal:
    terminal = Terminal(home, **environment)
    terminal.unlock()
    terminal.sees("Recepción", "Citas que faltan por llegar")
    return terminal


def test_bursts_of_a_scanner_arrive_whole_and_in_order(home: Path) -> None:
    """Eleven signs and Enter, many times in one write: every one is taken for itself."""
    terminal = at_the_desk(home)
    terminal.child.send("\x1b[15~")  # F5
    terminal.sees("Número, nombre o CURP")
    for last in ("\r", "\r\n", "\n", "\t"):
        terminal.child.send("".join(f"SCAN-{n:06}{last}" for n in range(9)) + "A001" + last)
        terminal.sees("A001 Rosa [/foo] Peña", "en la mesa 1")
        assert "SCAN" not in terminal.text()
    terminal.child.kill(signal.SIGKILL)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\t"])
def test_a_passport_and_a_card_come_whole_whatever_ends_their_lines(home: Path, end: str) -> None:
    """Two lines, then three, each in one write, at the door's one line."""
    passport = "P<MEXNUNEZ<PENA<<MARIA<JOSE<<<<<<<<<<<<<<<<<", "G123456786MEX8802299F3111208<<<<<<<<<<<<<<04"
    card = "IPUSAC123456788<<<<<<<<<<<<<<<", "8802299F3111208MEX<<<<<<<<<<<0", "NUNEZ<PENA<<MARIA<JOSE<<<<<<<<"
    terminal = at_the_desk(home)
    for lines in (passport, card):
        terminal.child.send("".join(line + end for line in lines))
        terminal.sees("mismo nombre que la cita de las 12:00", "Registrar sin cita: «MARIA JOSE NUNEZ PENA»")
        terminal.child.send("\x1b")
        terminal.sees("Citas que faltan por llegar: 3")
    terminal.child.kill(signal.SIGKILL)


def test_a_power_cut_while_typing_loses_at_most_the_field_being_typed(home: Path) -> None:
    terminal = at_the_desk(home)
    terminal.child.send("\x1bOS")  # F4
    terminal.sees("¿A quién va a capturar?", "A001")
    terminal.child.send("\r")
    terminal.sees("Captura A001", "Primer apellido")
    # In one write, as a wedge scanner does it: past the reader's line and the known names; then second surname,
    # sex, and a birth date that is never ended.
    terminal.child.send("\r\r\rÑúñez\r2\r9/5/19")
    # Both fields that were left are counted once they are on the disk; the one being typed is not.
    terminal.sees("Ñúñez", "Mujer", "9/5/19", "5 de ")
    terminal.child.kill(signal.SIGKILL)
    terminal.child.wait()
    store = unlock.open_store(Home(home), kit.OPERATOR, kit.PASSPHRASE, wall=kit.TestClock().wall)
    draft = application_form.work(unlock.start(Home(home), store, kit.OPERATOR, wall=kit.TestClock().wall)).drafts[0]
    store.close()
    assert (draft.fields["surname2"], draft.fields["sex"]) == ("Ñúñez", "M")
    again = at_the_desk(home)
    again.child.send("\x1bOS")
    again.sees("borrador")
    again.child.send("\r")
    again.sees("Ñúñez", "Mujer")
    again.child.kill(signal.SIGKILL)


def test_a_power_cut_at_the_door_loses_at_most_the_field_being_typed(home: Path) -> None:
    terminal = at_the_desk(home)
    terminal.child.send("Zacarías\r")
    terminal.sees("Registrar llegada", "Zacarías")
    # The notice, the given names, both surnames, a service, no priority, and a birth date that is never ended.
    terminal.child.send("1\r\rXolotl\rNájera\r2\r\r9/5/19")
    # The list of what to bring is shown once the services are on the disk; what comes after may not be there yet.
    terminal.sees("Debe traer:", "9/5/19")
    terminal.child.kill(signal.SIGKILL)
    terminal.child.wait()
    store = unlock.open_store(Home(home), kit.OPERATOR, kit.PASSPHRASE, wall=kit.TestClock().wall)
    half = present(unfinished_arrival.begun(unlock.start(Home(home), store, kit.OPERATOR, wall=kit.TestClock().wall)))
    store.close()
    typed = ("notice", "given", "surname1", "surname2", "services", "born")
    assert [half.values[key] for key in typed] == ["read_out", "Zacarías", "Xolotl", "Nájera", "PAS-AR", ""]
    again = Terminal(home)
    again.unlock()
    again.sees("Había alguien a medio registrar: Zacarías Xolotl Nájera")
    again.child.send("1")
    again.sees("Registrar llegada", "Zacarías", "Xolotl", "Nájera")
    again.child.kill(signal.SIGKILL)


def test_the_lock_leaves_no_name_on_the_screen_and_unlocking_leads_back(home: Path) -> None:
    terminal = at_the_desk(home)
    terminal.child.send("\x1bOR")  # F3
    terminal.sees("Rosa [/foo] Peña")
    terminal.child.send("\x1b[21~")  # F10
    terminal.sees("Esta computadora está bloqueada", "F10 Salir")  # the last row: the whole screen was drawn
    assert "Rosa" not in terminal.text()
    terminal.child.send("\x1bOQ\x1bOR\x10")  # F2, F3 and Ctrl+P do nothing here
    terminal.unlock()
    terminal.sees("N.º", "A001", "Rosa [/foo] Peña")
    assert terminal.child.isalive()
    terminal.child.kill(signal.SIGKILL)


def test_an_idle_desk_locks_by_itself(home: Path) -> None:
    (home / "config.toml").write_text("lock_after_minutes = 0\n", encoding="utf-8")
    terminal = Terminal(home)
    terminal.unlock()
    terminal.sees("Recepción")
    terminal.sees("Esta computadora está bloqueada")
    terminal.child.kill(signal.SIGKILL)


def test_a_wrong_passphrase_is_said_and_never_shown(home: Path) -> None:
    terminal = Terminal(home)
    terminal.sees("Su contraseña")
    terminal.child.send(f"{kit.OPERATOR}\rsecret and wrong\r")
    terminal.sees("✗ No se pudo entrar")
    terminal.child.send("typed again\x03\x18")  # Ctrl+C and Ctrl+X
    terminal.sees("•••")
    terminal.child.send("\x1b[21~")
    terminal.sees("¿Cerrar el programa?")
    terminal.child.send("2")
    terminal.child.expect(pexpect.EOF)
    terminal.raw += of_kind(bytes, terminal.child.before)
    assert b"secret" not in terminal.raw
    assert b"]52;" not in terminal.raw  # nothing went to the system's clipboard


def test_without_colours_every_verdict_keeps_its_sign(home: Path) -> None:
    terminal = at_the_desk(home, NO_COLOR="1")
    terminal.child.send("\x1bOR")
    terminal.sees("A001")
    terminal.child.send("n")
    terminal.sees("✗ No hay nadie en espera")
    terminal.child.kill(signal.SIGKILL)
