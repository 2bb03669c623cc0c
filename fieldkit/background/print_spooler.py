"""Papers on their way to the printer, one after another, beside the work; a dead printer stops nobody."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from fieldkit.background.run_aside import run_aside
from fieldkit.background.store_thread import SessionOver, StoreThread
from fieldkit.desk.printing import print_jobs
from fieldkit.desk.printing.print_jobs import PaperOrder
from fieldkit.desk.session import Session
from fieldkit.domain.journal import TICKET
from fieldkit.domain.queue.visit import Visit
from fieldkit.errors import PrintProblem
from fieldkit.store import DiskTrouble
from printing.errors import NothingPrinted

ASK_AGAIN = 5.0  # seconds between two questions to a printer that does not answer


class PrintResult(NamedTuple):
    """What became of a visit's paper: handed over whole, or the problem."""

    visit: Visit
    problem: PrintProblem | None = None
    paper: str = TICKET


class PrintSpooler:
    """Sends every queued paper, first those that a restart left; ``tell`` hears of each one."""

    def __init__(self, store_thread: StoreThread, tell: Callable[[PrintResult], object]) -> None:
        self._store_thread = store_thread
        self._tell = tell
        self._queue: deque[PaperOrder] = deque()
        self._added = asyncio.Event()

    def add(self, visit: str, paper: str = TICKET, to: str = "") -> None:
        """Send the visit's queued paper when its turn comes."""
        wanted = PaperOrder(visit, paper, to)
        if wanted not in self._queue:
            self._queue.append(wanted)
        self._added.set()

    async def run(self) -> None:
        """Until the laptop is locked; what is not sent by then waits in the journal."""
        with suppress(SessionOver):
            for wanted in await self._store_thread.ask(print_jobs.waiting):
                self.add(*wanted)
            while True:
                await self._added.wait()
                self._added.clear()
                while self._queue and await self._sent(self._queue[0]):
                    self._queue.popleft()
                if self._queue:
                    await self._printer_is_back()

    async def _sent(self, wanted: PaperOrder) -> bool:
        """Send one paper; False if it has to wait, and all behind it too."""
        try:
            paper = await self._store_thread.ask(print_jobs.take, *wanted)
            if paper is not None:
                try:
                    await run_aside(partial(print_jobs.send, self._store_thread.workplace, paper))
                except PrintProblem as problem:
                    visit = await self._store_thread.ask(print_jobs.came_back, paper, problem)
                    self._tell(PrintResult(visit, problem, wanted.paper))
                    await self._tell_those_behind(problem)
                    return not isinstance(problem, NothingPrinted)
                self._tell(PrintResult(await self._store_thread.ask(Session.visit, wanted.visit), paper=wanted.paper))
        except DiskTrouble:  # told by whatever is saved next; without a note nothing is printed
            return False
        return True

    async def _tell_those_behind(self, problem: PrintProblem) -> None:
        for behind in list(self._queue)[1:] if isinstance(problem, NothingPrinted) else ():
            self._tell(PrintResult(await self._store_thread.ask(Session.visit, behind.visit), problem, behind.paper))

    async def _printer_is_back(self) -> None:
        """Until the printer answers, or somebody asks for another paper: then that one is told of the trouble."""
        while not self._added.is_set():
            try:
                await asyncio.wait_for(self._added.wait(), ASK_AGAIN)
            except TimeoutError:
                if (await run_aside(self._store_thread.workplace.printer.ready)).ok:
                    self._added.set()
