"""A scanner in the real program: whatever its keyboard and its edges, a scan is one thing, and never a command."""

import signal
import sys
from itertools import permutations
from pathlib import Path

import pytest

from fieldkit.desk.access import unlock
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.locale.keyboards import LAYOUTS
from fieldkit.people.names import PersonName
from fieldkit.platform.paths import Home
from fieldkit.tokens import ticket_token
from tests.support import kit
from tests.support.keyboards import on_keys
from tests.tui.test_pty import at_the_desk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a Unix thing")
PEOPLE = ("Rosa", "Beto", "Lupe")
F3, F5 = "\x1bOR", "\x1b[15~"


@pytest.fixture
def tickets(tmp_path: Path) -> list[str]:
    """Three people wait; what stands in the code of each one's ticket."""
    session = kit.session(tmp_path, kit.hands(), kit.TestClock())
    visits = [check_in.check_in(session, Arrival(PersonName(one, "Soto"), ("PAS-AR",), notice=True)) for one in PEOPLE]
    codes = [ticket_token.url("citas.example.org", check_in.token(session, visit)) for visit in visits]
    session.store.close()
    return codes


def states(home: Path) -> list[str]:
    """How everybody stands in the store."""
    store = unlock.open_store(Home(home), kit.OPERATOR, kit.PASSPHRASE, wall=kit.TestClock().wall)
    session = unlock.start(Home(home), store, kit.OPERATOR, wall=kit.TestClock().wall)
    try:
        return [visit.state.value for visit in store.people.visits(session.today())]
    finally:
        store.close()


def test_a_ticket_over_the_line_opens_its_person_and_moves_nobody(tmp_path: Path, tickets: list[str]) -> None:
    """Whatever case, layout, edges and speed the scanner has."""
    ways = [(start, end) for start in ("", "\x02", "\x07") for end in ("", "\r", "\r\n", "\t", "\x03\r", "#\r")]
    pairs = list(permutations(LAYOUTS, 2))
    terminal = at_the_desk(tmp_path)
    terminal.child.send(F3)
    terminal.sees("A001", "A003")
    for n, (start, end) in enumerate(ways):
        code = on_keys(tickets[n % 3], *pairs[n])
        terminal.child.send(start + (code.lower() if n % 2 and code.isascii() else code) + end)
        terminal.sees(f"A00{n % 3 + 1} · en espera", "Llegó")
        terminal.child.send("\x1b")
        terminal.sees("N.º", "Estado")
    terminal.child.kill(signal.SIGKILL)
    terminal.child.wait()
    assert states(tmp_path) == ["waiting", "waiting", "waiting"]


def test_two_keys_of_one_burst_answer_a_question_once(tmp_path: Path, tickets: list[str]) -> None:
    """And whatever a scanner reads over it, its signs are no answer."""
    terminal = at_the_desk(tmp_path)
    terminal.child.send("\x0f34")  # Ctrl+O, two digits
    terminal.child.send("\x1b\x1bOR")
    terminal.sees("A001", "A003", "N.º")
    terminal.child.send("x")
    terminal.sees("¿Por qué se cancela el")
    terminal.child.send("123 987 456 321 1\r")
    terminal.sees("no es una respuesta")
    terminal.child.send(tickets[2] + "\r")
    terminal.sees("A003 · en espera", "Llegó")
    assert terminal.child.isalive()
    terminal.child.kill(signal.SIGKILL)
    terminal.child.wait()
    assert states(tmp_path) == ["waiting", "waiting", "waiting"]


@pytest.mark.usefixtures("tickets")
def test_a_name_written_in_the_line_moves_nobody(tmp_path: Path) -> None:
    """At once, and at a person's speed, with Caps Lock too; a letter that bounces calls once."""
    terminal = at_the_desk(tmp_path)
    terminal.child.send(F3)
    terminal.sees("A001", "A003")
    terminal.child.send("SANTIAGO NÁJERA")
    terminal.sees("algo que este programa no conoce")
    terminal.child.send("N")
    terminal.sees("Llame en voz alta al A001")
    terminal.child.delaybeforesend = 0.15
    for _ in range(4):
        terminal.child.send("n")
    terminal.child.delaybeforesend = 0.6
    terminal.child.send("n")
    terminal.sees("ya está llamado a esta mesa")
    terminal.child.send("\x1b")
    terminal.sees("N.º")
    terminal.child.kill(signal.SIGKILL)
    terminal.child.wait()
    assert states(tmp_path) == ["called", "waiting", "waiting"]


LICENCE = (
    "@\n\x1e\rANSI 636004090002DL00410278ZN03190008DLDAQ000012345678\nDCSPEÑA\nDDEN\nDACROSA\nDDFN\nDADNONE\n"
    "DBD06302020\nDBB03091984\nDBA03092028\nDAG100 INVENTED ST\nDAIDURHAM\nDCGUSA\n\r"
)


@pytest.mark.usefixtures("tickets")
def test_a_driving_licence_at_the_door_opens_nobody(tmp_path: Path) -> None:
    terminal = at_the_desk(tmp_path)
    terminal.child.send(LICENCE)
    terminal.sees("Se leyó una licencia de manejo", "Registrar sin cita: «ROSA PEÑA»")
    assert "DURHAM" not in terminal.text()
    terminal.child.send("\r")
    terminal.child.send("\r")
    terminal.child.send("\x1b")
    terminal.sees("Citas que faltan por llegar")
    terminal.child.kill(signal.SIGKILL)
    terminal.child.wait()
    assert states(tmp_path) == ["waiting", "waiting", "waiting"]
