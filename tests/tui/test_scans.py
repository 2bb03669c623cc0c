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
