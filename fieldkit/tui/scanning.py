"""A program whose screens take scans: which text line keeps one as typed, and which screen it is for."""

import asyncio
from typing import TypeVar

from textual.command import CommandPalette

from fieldkit.desk import scan
from fieldkit.desk.scan import Reading, Unknown
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.kit_app import KitApp
from fieldkit.tui.questions import Question
from fieldkit.tui.screens.reception.search import SearchScreen
from fieldkit.tui.widgets.scan_input import ScanInput

T = TypeVar("T")
# Seconds that a question's flow may take to end after it was left unanswered.
FLOW_ENDS = 1.0
LOOK_AGAIN = 0.005


class ScanningApp(KitApp[T]):
    """Hands scans to the screen in front, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self._one_by_one = asyncio.Lock()

    async def scanned(self, text: str) -> bool:
        """A scan is for the screen in front; what a text line keeps for itself is typed there."""
        reading, line = scan.read(text), self.focused
        if isinstance(self.front, CommandPalette) or (isinstance(line, ScanInput) and line.keeps(reading)):
            return False
        if isinstance(line, ScanInput):
            await line.take_back()
        self.run_worker(self._hand_over(reading), group="scans")
        return True

    async def show_person(self, scanned: str) -> None:
        """Show whose ticket was scanned, in front of what is being done."""
        await self.push_screen(SearchScreen(scanned))

    async def _hand_over(self, reading: Reading) -> None:
        """Put aside, unanswered, what stands before the screen that a scan is for, and hand it over."""
        async with self._one_by_one:
            end = asyncio.get_running_loop().time() + FLOW_ENDS
            while not isinstance(front := self.front, DeskScreen) or front.asking:
                if isinstance(front, Question) and isinstance(reading, Unknown):
                    front.not_read()
                    return
                if isinstance(front, Question):
                    front.answer(None)
                if front is None or asyncio.get_running_loop().time() > end:
                    return
                await asyncio.sleep(LOOK_AGAIN)
            await front.scanned(reading)
