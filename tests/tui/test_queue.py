"""The line's screen: every move by a key, with a verdict, and F9 to take it back."""

from pathlib import Path

import pytest

from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.domain.queue.visit import VisitState
from fieldkit.people.names import PersonName
from fieldkit.tui.desk_screen import DeskScreen
from tests.support.tui_hands import LARGE, SMALL, Desk, desk

pytestmark = pytest.mark.anyio
NAMES = ["[/foo]", "[@click=app.quit]x[/]", "Zoé 🚀"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def arrive(at: Desk, *, priorities: tuple[str, str, str] = ("", "", "elderly")) -> None:
    """Three people with hostile names; the last has priority."""
    for name, priority in zip(NAMES, priorities, strict=True):
        arrival = Arrival(PersonName(name, "Peña"), ("PAS-AR",), notice=True, priority=priority)
        await at.app.read(check_in.check_in, arrival)
    await at.front(DeskScreen).refresh_work()


async def state(at: Desk, number: str) -> VisitState:
    return (await at.app.read(check_in.find, number)).visits[0].state


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_person_is_called_seated_paused_and_finished_by_keys(tmp_path: Path, size: tuple[int, int]) -> None:
    async with desk(tmp_path, size=size, post="queue") as at:
        await arrive(at)
        await at.sees("A001", "A003★", "prioridad")
        await at.press("n")
        await at.sees("Llame en voz alta al A003", "✓", "mesa 1")
        await at.press("r")
        await at.sees("A003: llamado otra vez (1)")
        await at.press("i")
        await at.sees("A003 está en la mesa 1")
        await at.press("p")
        await at.sees("¿Por qué queda en pausa el A003?")
        await at.press("2")
        await at.sees("A003 queda en pausa", "Fue a sacar copias")
        await at.press("c")
        await at.sees("A003 está otra vez en la fila")
        await at.press("f9")
        await at.sees("Deshecho. A003 está otra vez en pausa")
        assert await state(at, "A003") is VisitState.ON_HOLD


async def test_absent_only_after_two_more_calls(tmp_path: Path) -> None:
    async with desk(tmp_path, post="queue") as at:
        await arrive(at)
        await at.press("n", "a")
        await at.sees("✗ Llame otra vez al A003")
        await at.press("r", "r", "a")
        await at.sees("A003 no vino")
        assert await state(at, "A003") is VisitState.MISSED


async def test_out_of_order_needs_a_reason_and_is_counted(tmp_path: Path) -> None:
    async with desk(tmp_path, post="queue") as at:
        await arrive(at)
        await at.press("down", "down", "l")
        await at.sees("¿Por qué se llama ahora?")
        await at.press("escape")
        assert await state(at, "A002") is VisitState.WAITING
        await at.press("l", "1")
        await at.sees("Llame en voz alta al A002")
        visit = (await at.app.read(calls.view)).called[0]
        assert visit.overrides == ("urgent",)


async def test_an_empty_line_is_said_and_nothing_breaks(tmp_path: Path) -> None:
    async with desk(tmp_path, post="queue") as at:
        await at.sees("Nadie en la fila")
        await at.press("n")
        await at.sees("✗ No hay nadie en espera")
        await at.press("r", "i", "a", "p", "c", "f", "t", "s", "x", "l", "f9")
        await at.sees("✗ No hay nada que deshacer")


async def test_hostile_names_stand_as_text_in_the_row_for_staff(tmp_path: Path) -> None:
    async with desk(tmp_path, post="queue") as at:
        await arrive(at, priorities=("", "", ""))
        for name in NAMES:
            await at.sees(f"{name} Peña")
            await at.press("down")


async def test_the_big_part_never_shows_a_name(tmp_path: Path) -> None:
    async with desk(tmp_path, post="queue") as at:
        await arrive(at)
        await at.press("n")
        await at.sees("Llame en voz alta")
        above = at.text().split(" N.º ")[0] + "".join(
            row for row in at.text().splitlines() if "A00" in row and "·" not in row
        )
        assert "Peña" not in above
