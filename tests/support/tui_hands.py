"""Hands for the screens' tests: a real session behind a real program, and what stands on its screen as text."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from textual import events
from textual._time import get_time
from textual.keys import _character_to_key
from textual.pilot import Pilot

from fieldkit.background.store_thread import StoreThread
from fieldkit.desk.session import Session
from fieldkit.tui.app import DeskApp
from fieldkit.tui.kit_app import KitApp
from tests.support import kit
from tests.support.narrowing import of_kind

SMALL = (80, 24)
LARGE = (120, 40)
S = TypeVar("S")
# Seconds from one key to the next.
PERSON, SCANNER = 1.0, 0.004


class Hand:
    """When keys are pressed: a person's a second apart, a scanner's signs in a moment; nobody waits for it."""

    def __init__(self) -> None:
        self._at = 0.0

    def time(self, after: float) -> float:
        """The time of the next key, ``after`` seconds later than the last or just now."""
        self._at = max(self._at + after, get_time())
        return self._at


@dataclass(frozen=True)
class RunningApp:
    """A program that runs, under a test's hands."""

    app: KitApp[Any]
    pilot: Pilot[Any]
    hand: Hand = field(default_factory=Hand, kw_only=True)

    def text(self) -> str:
        """The screen in front as plain text."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    def front(self, kind: type[S]) -> S:
        """The screen in front, which is of this kind."""
        return of_kind(kind, self.app.screen)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, as a person does who looks at the screen in between."""
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 else key
            self._key(name, key if len(key) == 1 else None, PERSON)
            await self.pilot.pause()
            await self.until(lambda: self.app.bursts.waits() is None)
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text into whatever has the keys, as fast as a scanner."""
        for n, sign in enumerate(text):
            self._key(_character_to_key(sign), sign, SCANNER if n else PERSON)
        await self.pilot.pause()

    def _key(self, name: str, sign: str | None, after: float) -> None:
        event = events.Key(name, sign)
        event.time = self.hand.time(after)
        self.app.post_message(event)

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
