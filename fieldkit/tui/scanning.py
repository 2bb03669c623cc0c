"""Scans in the desk's program: which text line keeps one as typed, and which screen it is for."""

import asyncio
from typing import Any

from textual.app import App
from textual.command import CommandPalette

from fieldkit.desk import scan
from fieldkit.desk.scan import Reading, Unknown
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.questions import Question
from fieldkit.tui.widgets.scan_input import ScanInput

# Seconds that a question's flow may take to end after it was left unanswered.
FLOW_ENDS = 1.0
LOOK_AGAIN = 0.005


class Scanning:
    """Hands scans to screens, one after the other."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._one_by_one = asyncio.Lock()

    async def take(self, text: str) -> bool:
        """Begin to do what a scan means; False when it is for the line of text that has the keys, or for nobody."""
        reading, line = scan.read(text), self._app.focused
        front = self._app.screen
        if isinstance(front, CommandPalette) or (isinstance(line, ScanInput) and line.keeps(reading)):
            return False
        if isinstance(line, ScanInput):
            await line.take_back()
        self._app.run_worker(self._hand_over(reading), group="scans")
        return True

    async def _hand_over(self, reading: Reading) -> None:
        """Put aside, unanswered, what stands before the screen that a scan is for, and hand it over."""
        async with self._one_by_one:
            front = self._app.screen
            if isinstance(front, Question) and isinstance(reading, Unknown):
                front.not_read()
                return
            end = asyncio.get_running_loop().time() + FLOW_ENDS
            while not isinstance(front, DeskScreen) or front.asking:
                if isinstance(front, Question):
                    front.answer(None)
                if asyncio.get_running_loop().time() > end:
                    return
                await asyncio.sleep(LOOK_AGAIN)
                front = self._app.screen
            await front.scanned(reading)
