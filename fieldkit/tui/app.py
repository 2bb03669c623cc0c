"""The desk's program: posts behind F-keys, one status, one way out that leaves nothing behind."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from random import SystemRandom
from typing import Any, ClassVar, Concatenate, Literal, NamedTuple, ParamSpec, TypeVar

from textual import events
from textual.command import CommandPalette
from textual.message import Message
from textual.screen import Screen

from fieldkit.background.print_spooler import PrintResult, PrintSpooler
from fieldkit.background.run_aside import run_aside
from fieldkit.background.store_thread import StoreThread
from fieldkit.background.sync_worker import SyncProgress, SyncWorker
from fieldkit.desk.exchange import batching
from fieldkit.desk.printing import printer_setup
from fieldkit.desk.public import board_files
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.domain.journal import Hlc
from fieldkit.locale import _, languages, speak, speaking
from fieldkit.platform.config import PrinterConfig
from fieldkit.store import DiskTrouble
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.keys import EVERYWHERE, ROOMS, bindings
from fieldkit.tui.palette import Commands
from fieldkit.tui.scanning import ScanningApp
from fieldkit.tui.screens.accounts.blank_stock import BlankStockScreen
from fieldkit.tui.screens.accounts.till import TillScreen
from fieldkit.tui.screens.capture.approval import ApprovalScreen
from fieldkit.tui.screens.capture.capture import CaptureScreen
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.screens.closing.close import CloseScreen
from fieldkit.tui.screens.closing.report import ReportScreen
from fieldkit.tui.screens.exchange.exchange import ExchangeScreen, network
from fieldkit.tui.screens.help import HelpScreen
from fieldkit.tui.screens.outreach.outreach import OutreachScreen
from fieldkit.tui.screens.printing.printer import PrinterScreen
from fieldkit.tui.screens.protection.protection import ProtectionScreen
from fieldkit.tui.screens.queue.queue import QueueScreen
from fieldkit.tui.screens.reception.reception import ReceptionScreen
from fieldkit.tui.screens.reception.search import SearchScreen
from fieldkit.tui.widgets.status import StatusText

P = ParamSpec("P")
T = TypeVar("T")
MINUTE = 60.0
STATUS_EVERY = 15.0
PHONES_LATER = 0.5


class DeskEnd(NamedTuple):
    """Why the desk ended, and at which post."""

    why: Literal["locked", "quit"]
    post: str


class DeskApp(ScanningApp[DeskEnd]):
    """Runs while a session is open; locking ends it."""

    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar = {Commands}
    MODES: ClassVar = {
        "reception": ReceptionScreen,
        "queue": QueueScreen,
        "capture": CaptureScreen,
        "search": SearchScreen,
        "exchange": ExchangeScreen,
        "close": CloseScreen,
        "till": TillScreen,
        "blank_stock": BlankStockScreen,
        "report": ReportScreen,
        "approval": ApprovalScreen,
        "protection": ProtectionScreen,
        "outreach": OutreachScreen,
        "printer": PrinterScreen,
    }
    BINDINGS: ClassVar = bindings(EVERYWHERE, priority=True)

    def __init__(
        self, store_thread: StoreThread, *, post: str = "reception", steady: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.store_thread = store_thread
        self.status = StatusText()
        self._post = post
        self._steady = steady
        self._touched = steady()
        self._saving = 0
        self._published = Hlc(0)
        self._sync_worker = SyncWorker(store_thread, self._sync_advanced, random=SystemRandom())
        self.print_spooler = PrintSpooler(store_thread, self._printed)
        self.sync_progress = SyncProgress(running=False)

    async def on_mount(self) -> None:
        """Go to the post that was left last, and keep an eye on time, paper and network."""
        await self.switch_mode(self._post)
        self.set_interval(1.0, self.lock_when_idle)
        self.set_interval(STATUS_EVERY, self.refresh_status)
        self.refresh_status()
        self.run_worker(self.print_spooler.run())
        self._sync_worker.start()

    async def on_event(self, event: events.Event) -> None:
        """Every key counts as somebody being there."""
        if isinstance(event, events.Key | events.Paste):
            self._touched = self._steady()
        await super().on_event(event)

    @property
    def workplace(self) -> Workplace:
        """What may be read at once, without the store's thread."""
        return self.store_thread.workplace

    async def read(self, use: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read: run a use-case in the store's thread."""
        return await self.store_thread.ask(use, *args, **kwargs)

    async def write(self, use: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write: the same, and the status line says when it is safely on the disk."""

        def written(session: Session) -> tuple[T, int, Hlc]:
            done = use(session, *args, **kwargs)
            return done, batching.state(session).waiting, session.store.log.clock()

        self._saving += 1
        self._show(saving=True)
        try:
            done, waiting, clock = await self.store_thread.ask(written)
        except DiskTrouble:
            self._show(lost=True)
            raise
        finally:
            self._saving -= 1
            self._show(saving=self._saving > 0)
        now = self.workplace.clock
        self._show(lost=False, saved=f"{now.local(now.now_ms()):%H:%M}", waiting=waiting)
        self._publish_change(clock)
        return done

    def _publish_change(self, clock: Hlc) -> None:
        """Hall and applicants' page hear of what went into the journal; a field saved in a form is not their affair."""
        if clock != self._published:
            self._published = clock
            self.publish_board()
            self._sync_worker.changed()

    def publish_board(self) -> None:
        """Write what the hall's board and phones in the hall show, beside the work."""
        self.run_worker(self._publish_board, group="hall", exclusive=True, exit_on_error=False)  # type: ignore[arg-type]  # fits twice

    async def _publish_board(self) -> None:
        # A full disk stops no work here: the board itself says how old its last truth is.
        with suppress(OSError):
            await self.store_thread.ask(board_files.publish)
            await asyncio.sleep(PHONES_LATER)  # what the desk does next goes before a thousand tickets
            await self.store_thread.ask(board_files.publish_tickets)
            await self.store_thread.ask(board_files.publish_notice)

    class SyncAdvanced(Message):
        """The exchange with headquarters went on."""

        def __init__(self, progress: SyncProgress) -> None:
            super().__init__()
            self.progress = progress

    def _sync_advanced(self, progress: SyncProgress) -> None:
        """Called in the sync worker's thread: posting a message is the one thing that is safe there."""
        self.post_message(self.SyncAdvanced(progress))

    async def on_desk_app_sync_advanced(self, event: SyncAdvanced) -> None:
        """Show how the exchange stands."""
        self.sync_progress = event.progress
        self._show(network=network(event.progress))
        if not event.progress.running:
            self.refresh_status()
        front = self.front
        if isinstance(front, ExchangeScreen) and front.is_mounted:  # else it reads all this when it opens
            await front.renew()

    def _printed(self, printed: PrintResult) -> None:
        """Every post may say what became of a ticket, and the status line how the printer is."""
        for screen in self._open_screens():
            if isinstance(screen, DeskScreen):
                screen.printed(printed)
        if printed.problem is not None:
            self.refresh_status()

    async def use_printer(self, wanted: PrinterConfig) -> None:
        """Print on another printer from now on, and keep it in the settings."""
        await self.store_thread.ask(printer_setup.keep_for, wanted)
        await self.store_thread.change(partial(printer_setup.used, wanted=wanted))
        self.refresh_status()

    def send_now(self) -> None:
        """Send without waiting for the minute."""
        self._sync_worker.now()

    def refresh_status(self) -> None:
        """Ask printer and outbox how they are, without holding up anything."""
        if self.front is None:
            return
        self.run_worker(self._refresh_status, group="status", exclusive=True, exit_on_error=False)  # type: ignore[arg-type]  # fits twice

    async def _refresh_status(self) -> None:
        self.publish_board()
        workplace = self.workplace
        ready = await run_aside(workplace.printer.ready)
        waiting = (await self.store_thread.ask(batching.state)).waiting
        self._show(
            waiting=waiting,
            printer=_(ready.sentence),
            printer_ok=ready.ok,
            clock_believed=workplace.clock.read().believed,
        )

    def _show(self, **facts: Any) -> None:
        self.status = self.status._replace(**facts)
        if isinstance(self.front, DeskScreen):
            self.front.show_status()

    async def action_post(self, post: str) -> None:
        """Go to another post; what is open there stays as it was, and what is written here is saved first."""
        if self.front is None:
            return
        if isinstance(self.front, DeskScreen):
            await self.front.flush()
        await self.switch_mode(post)

    def action_rooms(self) -> None:
        """Ask which of the rooms without a key of their own."""
        if not isinstance(self.front, DeskScreen):
            return
        options = [Option(one.name, f"{_(one.label)}. {_(one.does)}") for one in ROOMS]

        async def answered(name: str | None) -> None:
            if name is not None:
                await self.run_action(name)

        self.push_screen(Choose(_("¿A qué puesto?"), options), answered)

    def action_help(self) -> None:
        """Explain the screen in front; before a question, the screen that asks it."""
        asking = [screen for screen in self.screen_stack if isinstance(screen, DeskScreen)]
        if isinstance(self.front, DeskScreen | Choose) and not isinstance(asking[-1], HelpScreen):
            self.push_screen(HelpScreen(asking[-1]))

    def action_command_palette(self) -> None:
        """The framework's palette, with our words and our actions."""
        if self.front is not None and not isinstance(self.front, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("Buscar una acción…")))

    async def action_language(self) -> None:
        """Speak the next language on every screen."""
        known = languages()
        speak(known[(known.index(speaking()) + 1) % len(known)])
        for screen in self._open_screens():
            if isinstance(screen, DeskScreen):
                await screen.speak_again()

    async def action_lock(self) -> None:
        """Save what is being written and end."""
        await self._end("locked")

    async def leave(self) -> None:
        """Save what is being written and end the program."""
        await self._end("quit")

    async def lock_when_idle(self) -> None:
        """Lock when nobody has touched a key for the minutes that the configuration says."""
        if self._steady() - self._touched >= self.workplace.config.lock_after_minutes * MINUTE:
            await self._end("locked")

    async def _end(self, why: Literal["locked", "quit"]) -> None:
        for screen in self._open_screens():
            if isinstance(screen, DeskScreen):
                await screen.flush()
        await self.store_thread.ask(lambda _session: None)  # what was answered last is written, then its flow ends
        self._sync_worker.stop()
        self.exit(DeskEnd(why, self.current_mode))

    def _open_screens(self) -> list[Screen[Any]]:
        return [screen for stack in self._screen_stacks.values() for screen in stack]
