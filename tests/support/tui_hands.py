"""Hands for the screens' tests: a real session behind a real program, and what stands on its screen as text."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.pilot import Pilot

from fieldkit.background.store_thread import StoreThread
from fieldkit.desk.session import Session
from fieldkit.tui.app import DeskApp
from tests.support import kit
from tests.support.narrowing import of_kind

SMALL = (80, 24)
LARGE = (120, 40)
S = TypeVar("S")


@dataclass(frozen=True)
class RunningApp:
    """A program that runs, under a test's hands."""

    app: App[Any]
    pilot: Pilot[Any]

    def text(self) -> str:
        """The screen in front as plain text."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    def front(self, kind: type[S]) -> S:
        """The screen in front, which is of this kind."""
        return of_kind(kind, self.app.screen)

    async def press(self, *keys: str) -> None:
        """Press keys; longer words are typed letter by letter."""
        for key in keys:
            await self.pilot.press(key)

    async def type(self, text: str) -> None:
        """Type a text into whatever has the keys, as fast as a scanner."""
        for sign in text:
            self.app.post_message(events.Key(_character_to_key(sign), sign))
        await self.pilot.pause()

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds; fails with the screen as it stands."""
        for _ in range(400):
            if holds():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"never came true; the screen is:\n{self.text()}")

    async def sees(self, *words: str) -> None:
        """Wait until all of ``words`` stand on the screen; line breaks count as blanks."""
        await self.until(lambda: all(word in " ".join(self.text().split()) for word in words))


@dataclass(frozen=True)
class Desk(RunningApp):
    """A running desk."""

    app: DeskApp
    clock: kit.TestClock


@asynccontextmanager
async def desk(
    folder: Path,
    *,
    size: tuple[int, int] = SMALL,
    post: str = "reception",
    clock: kit.TestClock | None = None,
    **changes: Any,
) -> AsyncIterator[Desk]:
    """A desk over a new laptop; closed at the end."""
    clock = clock or kit.TestClock()
    store_thread = StoreThread()

    def begin() -> Session:
        return kit.session(folder, kit.hands(), clock, **changes)

    await store_thread.open(begin)
    app = DeskApp(store_thread, post=post)
    try:
        async with app.run_test(size=size) as pilot:
            running = Desk(app, pilot, clock)
            await running.sees("F1 Ayuda", "●")
            yield running
    finally:
        store_thread.close()
