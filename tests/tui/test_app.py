"""What holds on every screen: status, help, palette, lock, close, sending, and a calm end after a fault."""

import io
import subprocess
import sys
import weakref
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from textual.css.query import NoMatches
from textual.widgets import Input

from fieldkit.background.store_thread import StoreThread
from fieldkit.background.sync_worker import SyncProgress
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.people.names import PersonName
from fieldkit.platform.paths import Home
from fieldkit.tui import app
from fieldkit.tui.app import DeskEnd
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.palette import Commands
from sync.protocol.problems import NoNetwork
from tests.support.narrowing import present
from tests.support.tui_hands import SMALL, Desk, desk

pytestmark = pytest.mark.anyio
POSTS = {
    "f2": "Recepción",
    "f3": "Fila",
    "f4": "Captura",
    "f5": "Buscar",
    "f6": "Envío",
    "f7": "Cierre",
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_every_post_shows_where_one_is_and_what_is_safe_in_80_by_24(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        for key, name in POSTS.items():
            await at.press(key)
            await at.sees(
                f"{name} Jornada de prueba · mesa 1 · ana", "● Todo guardado", "por enviar", "Impresora lista"
            )
            rows = at.text().splitlines()
            assert len(rows) == SMALL[1]
            assert all(len(row) <= SMALL[0] for row in rows)
            for other in POSTS.values():
                assert other in rows[-1]


def is_in_front(at: Desk, name: str) -> bool:
    return bool(name == at.front(DeskScreen).NAME)


async def test_help_explains_every_post_and_leads_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        for key, name in POSTS.items():
            await at.press(key, "f1")
            await at.sees(f"Ayuda: {name}", "Teclas de esta pantalla")
            await at.press("escape")
            await at.until(partial(is_in_front, at, name))


async def test_the_palette_offers_our_own_commands_only(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.press("ctrl+p")
        await at.sees("Captura (F4)", "Deshacer (F9)", "Buscar una acción")
        assert {Commands} == at.app.COMMANDS
        for word in ("Screenshot", "Theme", "Quit", "Keys"):
            assert word not in at.text()


async def test_the_status_line_says_when_something_was_saved(tmp_path: Path) -> None:
    async with desk(tmp_path, post="queue") as at:
        arrival = Arrival(PersonName("Rosa", "Peña"), ("PAS-AR",), notice=True)
        await at.app.read(check_in.check_in, arrival)
        await at.press("n")
        await at.sees("● Guardado 12:00 · 1 por enviar")


async def test_no_network_is_said_to_be_normal(tmp_path: Path) -> None:
    async with desk(tmp_path, post="exchange") as at:
        at.app.post_message(at.app.SyncAdvanced(SyncProgress(running=False, problem=NoNetwork())))
        await at.sees("Sin red, y es normal", "Sin red (normal)")


async def test_a_sync_worker_that_died_is_said(tmp_path: Path) -> None:
    async with desk(tmp_path, post="exchange") as at:
        await at.until(lambda: at.app.sync_progress.problem is not None)  # the real one has just found no network
        at.app.post_message(at.app.SyncAdvanced(SyncProgress(running=False, stopped=True)))
        await at.sees("✗ El envío automático se detuvo")


async def test_the_day_closes_only_after_every_line_was_acknowledged(tmp_path: Path) -> None:
    async with desk(tmp_path, post="close") as at:
        visit = await at.app.read(check_in.check_in, Arrival(PersonName("[b]Rosa", "Peña"), ("PAS-AR",), notice=True))
        await at.press("f3", "f7")
        await at.sees("Lo que no cuadra", "Citas a las que nadie llegó: 3")
        await at.press("ctrl+g")
        await at.sees("por confirmar: 3", "Nada se cambió")
        for _ in range(3):
            await at.press("enter", "1")
        await at.sees("✓ Todo confirmado")
        await at.press("ctrl+g")
        await at.sees("¿Cerrar el día 21/11/2026?")
        await at.press("2")
        await at.sees("El día está cerrado")
        assert (await at.app.read(lambda session: session.visit(visit.id))).name is None


async def test_another_language_keeps_what_was_typed(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        at.app.screen.query_one("#find", Input).value = "rosa"
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("1", "enter", "end")
        await at.type(" maria")
        await at.press("ctrl+l")
        await at.sees("rosa maria")
        await at.press("ctrl+l")
        await at.sees("Registrar llegada", "rosa maria")


async def test_every_post_can_change_its_language_and_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.app.read(check_in.check_in, Arrival(PersonName("Rosa", "Peña"), ("PAS-AR",), notice=True))
        for key, name in POSTS.items():
            await at.press(key)
            await at.sees(f"{name} Jornada")
        await at.press("f3", "ctrl+l")
        await at.sees("F2 Reception", "A001")
        await at.press("ctrl+l")
        for key, name in POSTS.items():
            await at.press(key)
            await at.sees(f"{name} Jornada")


async def test_nobody_at_the_keys_locks(tmp_path: Path) -> None:
    now = [0.0]
    async with desk(tmp_path) as at:
        at.app._steady = lambda: now[0]
        at.app._touched = 0.0
        now[0] = 9 * 60.0
        await at.app.lock_when_idle()
        assert at.app.return_value is None
        now[0] = 10 * 60.0
        await at.app.lock_when_idle()
        assert present(at.app.return_value).why == "locked"


async def test_a_fault_ends_calmly_and_tells_nothing_of_a_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []

    def fails() -> None:
        name = "Rosa Peña secreta"
        raise ZeroDivisionError(name)

    async def until_it_fails() -> None:
        async with desk(tmp_path) as at:
            at.app.screen.call_next(fails)
            await at.until(lambda: at.app._exception)
            shown.extend(str(one) for one in at.app._exit_renderables)

    with pytest.raises(ZeroDivisionError):
        await until_it_fails()
    assert "El programa se detuvo por una falla" in "".join(shown)
    assert "secreta" not in "".join([*shown, *capsys.readouterr()])


async def test_only_its_own_thread_ever_touches_the_store(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        assert isinstance(at.app.screen, DeskScreen)
        first = await at.app.read(lambda _session: __import__("threading").get_ident())
        second = await at.app.read(lambda _session: __import__("threading").get_ident())
        assert first == second != __import__("threading").get_ident()
        assert (await at.app.read(calls.view)).places == []


def test_nothing_of_the_day_is_held_behind_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[weakref.ref[object]] = []
    gone: list[bool] = []

    class Session:
        """Holds itself, as widgets and databases do."""

        def __init__(self) -> None:
            self.me, self.store = self, io.BytesIO()  # something that the owner can close

    class Door:
        return_code = 0

        def __init__(self, _home: Home, store_thread: StoreThread, *, wall: object) -> None:
            self._store_thread = store_thread

        def run(self) -> bool:
            if held:
                gone.append(held[0]() is None)
                return False
            session = Session()
            object.__setattr__(self._store_thread, "_session", session)
            held.append(weakref.ref(session))
            return True

    class Desk:
        return_code = 0

        def __init__(self, store_thread: StoreThread, *, post: str) -> None:
            self._store_thread, self.me = store_thread, self

        def run(self) -> DeskEnd:
            return DeskEnd("locked", "reception")

    loop = import_module("fieldkit.tui.run")  # the package has its function under that name
    monkeypatch.setattr(loop, "UnlockApp", Door)
    monkeypatch.setattr(app, "DeskApp", Desk)
    assert loop.run(Home(tmp_path)) == 0
    assert gone == [True]


async def test_work_that_ends_after_its_screen_was_written_anew_stops_nothing(tmp_path: Path) -> None:
    @shows_problems
    async def late(screen: DeskScreen) -> None:
        await screen.speak_again()
        raise NoMatches("a widget of before")

    @shows_problems
    async def wrong(_screen: DeskScreen) -> None:
        raise NoMatches("a widget that never was")

    async with desk(tmp_path) as at:
        await late(at.front(DeskScreen))
        await at.sees("Citas que faltan por llegar")
        with pytest.raises(NoMatches):
            await wrong(at.front(DeskScreen))


def test_the_lock_screen_loads_neither_store_nor_paper_nor_network() -> None:
    heavy = {"sqlcipher3", "sqlite_utils", "PIL", "reportlab", "qrcode", "httpx", "argon2", "babel", "phonenumbers"}
    heavy |= {"fieldkit.desk.session", "fieldkit.domain.catalog.load", "fieldkit.vault.keyring", "sqlalchemy"}
    code = "import sys, fieldkit.cli, fieldkit.tui.run; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert heavy.isdisjoint(loaded)
