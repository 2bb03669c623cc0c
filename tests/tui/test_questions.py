"""Flows of questions: in order, answered once, with the keys of a burst where they belong, and no fault unheard."""

import asyncio
import threading
from pathlib import Path

import pytest

from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.questions import answer, asks
from fieldkit.tui.screens.choose import Choose
from tests.support.tui_hands import desk

pytestmark = pytest.mark.anyio


def question(words: str = "¿Cuál?") -> Choose:
    return Choose(words, [Option("one", "Uno"), Option("two", "Dos")])


def in_front(screen: object) -> DeskScreen:
    assert isinstance(screen, DeskScreen)
    return screen


async def test_who_begins_a_flow_waits_until_its_first_question_is_in_front(tmp_path: Path) -> None:
    heard: list[str | None] = []

    async def flow(screen: DeskScreen) -> None:
        await screen.desk.read(lambda _session: None)
        for one in (question(), question("¿Y?")):
            chosen = await answer(screen.desk, one)
            heard.append(chosen)

    async with desk(tmp_path) as at:
        await asks(flow)(in_front(at.app.screen))
        assert isinstance(at.app.screen, Choose)
        await at.press("2")
        await at.sees("¿Y?")
        await at.press("escape")
        await at.until(lambda: heard == ["two", None])


async def test_the_screen_reads_its_work_only_when_the_answer_is_written(tmp_path: Path) -> None:
    order: list[str] = []

    async def flow(screen: DeskScreen) -> None:
        await answer(screen.desk, question())
        await screen.desk.read(lambda _session: order.append("written"))

    async with desk(tmp_path) as at:
        screen = in_front(at.app.screen)

        async def read() -> None:
            order.append("read")

        screen.refresh_work = read  # type: ignore[method-assign]
        await asks(flow)(screen)
        await at.press("1")
        await at.until(lambda: "read" in order)
        assert order == ["written", "read"]


async def test_a_question_answers_once_whatever_else_a_burst_holds(tmp_path: Path) -> None:
    heard: list[str | None] = []
    async with desk(tmp_path) as at:
        before = list(at.app.screen_stack)
        asked = question()
        await at.app.push_screen(asked, heard.append)
        asked.answer("one")
        asked.answer("two")
        await at.until(lambda: heard)
        assert heard == ["one"]
        assert list(at.app.screen_stack) == before


async def test_a_fault_in_a_flow_ends_the_program_as_itself(tmp_path: Path) -> None:
    async def flow(_screen: DeskScreen) -> None:
        raise ZeroDivisionError

    async def worked() -> None:
        async with desk(tmp_path) as at:
            await asks(flow)(in_front(at.app.screen))

    with pytest.raises(ZeroDivisionError):
        await worked()


async def test_what_was_answered_before_the_lock_is_written(tmp_path: Path) -> None:
    written: list[str] = []
    busy, free = threading.Event(), threading.Event()

    def hold(_session: object) -> None:
        busy.set()
        free.wait(60)

    async def flow(screen: DeskScreen) -> None:
        await screen.desk.write(lambda _session: written.append("answer"))

    async with desk(tmp_path) as at:
        held = asyncio.create_task(at.app.store_thread.ask(hold))
        await asyncio.to_thread(busy.wait, 60)
        begun = asyncio.create_task(asks(flow)(in_front(at.app.screen)))
        while not at.app.status.saving:
            await asyncio.wait({begun}, timeout=0.01)
        locked = asyncio.create_task(at.app.action_lock())
        await asyncio.wait({locked}, timeout=0.2)
        assert not locked.done()
        free.set()
        await asyncio.gather(held, begun, locked)
    assert written == ["answer"]
