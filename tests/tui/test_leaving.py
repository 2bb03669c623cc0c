"""What arrives when the desk has begun to leave is kept and shown nowhere; nothing of it is a fault."""

import ast
import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual import events

from fieldkit.background.print_spooler import PrintResult
from fieldkit.background.store_thread import StoreThread
from fieldkit.background.sync_worker import SyncProgress
from fieldkit.desk.session import Session
from fieldkit.domain.queue.visit import Visit
from fieldkit.errors import PrintProblem
from fieldkit.tui import app as module
from fieldkit.tui.app import DeskApp
from printing import problems
from tests.support import kit
from tests.support.kit import TestClock

anyio = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def left(folder: Path, clock: TestClock, meanwhile: Callable[[DeskApp], None] = lambda _app: None) -> DeskApp:
    """A desk that has just left; its session is still open."""
    store_thread = StoreThread()
    await store_thread.open(lambda: kit.session(folder, kit.hands(), clock))
    app = DeskApp(store_thread)
    async with app.run_test() as pilot:
        await pilot.pause()
        meanwhile(app)
        await asyncio.sleep(0)
    assert not app.screen_stack
    return app


async def synced(app: DeskApp) -> None:
    await app.on_desk_app_sync_advanced(DeskApp.SyncAdvanced(SyncProgress(running=False)))


async def printed(app: DeskApp) -> None:
    app._printed(PrintResult(Visit(id="v"), PrintProblem(problems.PRINTER_UNREACHABLE, address="x")))


async def saved(app: DeskApp) -> None:
    app._show(saving=True)


async def called(app: DeskApp) -> None:
    app.action_rooms()
    app.action_help()
    app.action_command_palette()


LATE: dict[str, Callable[[DeskApp], Awaitable[None]]] = {
    "the exchange went on": synced,
    "a ticket was not printed": printed,
    "something is saved": saved,
    "a key": lambda app: app.on_event(events.Key("enter", None)),
    "a scan": lambda app: app.on_event(events.Paste("HTTPS://HOST/T/0")),
    "a post": lambda app: app.action_post("queue"),
    "a question": called,
}


@anyio
@pytest.mark.parametrize("late", LATE.values(), ids=LATE)
async def test_what_comes_after_the_last_screen_is_let_go(
    tmp_path: Path, clock: TestClock, late: Callable[[DeskApp], Awaitable[None]]
) -> None:
    app = await left(tmp_path, clock)
    await late(app)
    assert app.screen_stack == []
    assert app._exception is None
    app.store_thread.close()


@anyio
async def test_a_write_that_is_answered_after_the_desk_left_is_kept(tmp_path: Path, clock: TestClock) -> None:
    gate, asked = threading.Event(), []

    def slow(session: Session) -> str:
        gate.wait(10)
        session.store.put("late", b"kept")
        return "written"

    app = await left(tmp_path, clock, lambda app: asked.append(asyncio.create_task(app.write(slow))))
    gate.set()
    assert await asked[0] == "written"
    assert await app.store_thread.ask(lambda session: session.store.get("late")) == b"kept"
    assert app._exception is None
    app.store_thread.close()


def test_the_app_asks_for_the_screen_in_front_in_one_way() -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    asked = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "screen"]
    assert asked == []
