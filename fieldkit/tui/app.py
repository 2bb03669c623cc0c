"""The desk's program: posts behind F-keys, one status, one way out that leaves nothing behind."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from random import SystemRandom
from typing import Any, ClassVar, Concatenate, Literal, NamedTuple, ParamSpec, TypeVar

from textual import events
from textual.command import CommandPalette
from textual.message import Message
from textual.screen import Screen

from fieldkit.background.print_spooler import PrintResult, PrintSpooler
from fieldkit.background.run_aside import beside
from fieldkit.background.store_thread import StoreThread
from fieldkit.background.sync_worker import SyncProgress, SyncWorker
from fieldkit.desk.exchange import batching
from fieldkit.desk.public import board_files
from fieldkit.desk.session import Session
from fieldkit.locale import _, languages, speak, speaking
from fieldkit.store import DiskTrouble
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.keys import EVERYWHERE, ROOMS, bindings
from fieldkit.tui.kit_app import KitApp
from fieldkit.tui.palette import Commands
from fieldkit.tui.screens.accounts.blank_stock import StockScreen
from fieldkit.tui.screens.accounts.till import TillScreen
from fieldkit.tui.screens.capture.approval import ApprovalScreen
from fieldkit.tui.screens.capture.capture import CaptureScreen
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.screens.closing.close import CloseScreen
from fieldkit.tui.screens.closing.report import ReportScreen
from fieldkit.tui.screens.exchange.exchange import SendingScreen, network
from fieldkit.tui.screens.help import HelpScreen
from fieldkit.tui.screens.outreach.outreach import OutreachScreen
from fieldkit.tui.screens.printing.printer import PrinterScreen
from fieldkit.tui.screens.protection.protection import ProtectionScreen
from fieldkit.tui.screens.queue.queue import QueueScreen
from fieldkit.tui.screens.reception.reception import ReceptionScreen
from fieldkit.tui.screens.reception.search import SearchScreen
from fieldkit.tui.widgets.status import StatusText
from sync.journal.chain import Hlc

P = ParamSpec("P")
T = TypeVar("T")
MINUTE = 60.0
LOOK_AGAIN = 15.0
PHONES_LATER = 0.5


class DeskEnd(NamedTuple):
    """Why the desk ended, and at which post."""

    why: Literal["locked", "quit"]
    post: str


class DeskApp(KitApp[DeskEnd]):
    """Runs while a session is open; locking ends it."""

    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar = {Commands}
    MODES: ClassVar = {
        "reception": ReceptionScreen,
        "line": QueueScreen,
        "capture": CaptureScreen,
        "search": SearchScreen,
        "sending": SendingScreen,
        "close": CloseScreen,
        "till": TillScreen,
        "stock": StockScreen,
        "report": ReportScreen,
        "approval": ApprovalScreen,
        "protection": ProtectionScreen,
        "outreach": OutreachScreen,
        "printer": PrinterScreen,
    }
    BINDINGS: ClassVar = bindings(EVERYWHERE, priority=True)

    def __init__(
        self, owner: StoreThread, *, post: str = "reception", steady: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.owner = owner
        self.status = StatusText()
        self._post = post
        self._steady = steady
        self._touched = steady()
        self._saving = 0
        self._told = Hlc(0)
        self._sender = SyncWorker(owner, self._sender_says, random=SystemRandom())
        self.tray = PrintSpooler(owner, self._printed)
        self.sending = SyncProgress(running=False)

    async def on_mount(self) -> None:
        """Go to the post that was left last, and keep an eye on time, paper and network."""
        await self.switch_mode(self._post)
        self.set_interval(1.0, self.lock_when_idle)
        self.set_interval(LOOK_AGAIN, self.look)
        self.look()
        self.run_worker(self.tray.run())
        self._sender.start()

    async def on_event(self, event: events.Event) -> None:
        """Every key counts as somebody being there."""
        if isinstance(event, events.Key | events.Paste):
            self._touched = self._steady()
        await super().on_event(event)

    async def ask(self, use: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read: run a use-case in the store's thread."""
        return await self.owner.ask(use, *args, **kwargs)

    async def keep(self, use: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write: the same, and the status line says when it is safely on the disk."""

        def kept(session: Session) -> tuple[T, int, Hlc]:
            done = use(session, *args, **kwargs)
            return done, batching.state(session).waiting, session.store.log.clock()

        self._saving += 1
        self._show(saving=True)
        try:
            done, waiting, clock = await self.owner.ask(kept)
        except DiskTrouble:
            self._show(lost=True)
            raise
        finally:
            self._saving -= 1
            self._show(saving=self._saving > 0)
        now = self.owner.session.clock
        self._show(lost=False, saved=f"{now.local(now.now_ms()):%H:%M}", waiting=waiting)
        self._tell_of_the_line(clock)
        return done

    def _tell_of_the_line(self, clock: Hlc) -> None:
        """Hall and applicants' page hear of what went into the journal; a field saved in a form is not their affair."""
        if clock != self._told:
            self._told = clock
            self.tell_hall()
            self._sender.changed()

    def tell_hall(self) -> None:
        """Write what the hall's board and phones in the hall show, beside the work."""
        self.run_worker(self._tell_hall, group="hall", exclusive=True, exit_on_error=False)  # type: ignore[arg-type]  # fits twice

    async def _tell_hall(self) -> None:
        # A full disk stops no work here: the board itself says how old its last truth is.
        with suppress(OSError):
            await self.owner.ask(board_files.publish)
            await asyncio.sleep(PHONES_LATER)  # what the desk does next goes before a thousand tickets
            await self.owner.ask(board_files.publish_tickets)

    class Sending(Message):
        """The exchange with headquarters went on."""

        def __init__(self, progress: SyncProgress) -> None:
            super().__init__()
            self.progress = progress

    def _sender_says(self, progress: SyncProgress) -> None:
        """Called in the sender's thread: posting a message is the one thing that is safe there."""
        self.post_message(self.Sending(progress))

    async def on_desk_app_sending(self, event: Sending) -> None:
        """Show how the exchange stands."""
        self.sending = event.progress
        self._show(network=network(event.progress))
        if not event.progress.running:
            self.look()
        if isinstance(self.screen, SendingScreen) and self.screen.is_mounted:  # else it reads all this when it opens
            await self.screen.renew()

    def _printed(self, printed: PrintResult) -> None:
        """Every post may say what became of a ticket, and the status line how the printer is."""
        for screen in self._open_screens():
            if isinstance(screen, DeskScreen):
                screen.printed(printed)
        if printed.problem is not None:
            self.look()

    def send_now(self) -> None:
        """Send without waiting for the minute."""
        self._sender.now()

    def look(self) -> None:
        """Ask printer and outbox how they are, without holding up anything."""
        self.run_worker(self._look, group="look", exclusive=True, exit_on_error=False)  # type: ignore[arg-type]  # fits twice

    async def _look(self) -> None:
        self.tell_hall()
        session = self.owner.session
        ready = await beside(session.printer.ready)
        waiting = (await self.owner.ask(batching.state)).waiting
        self._show(
            waiting=waiting,
            printer=_(ready.sentence),
            printer_ok=ready.ok,
            clock_believed=session.clock.read().believed,
        )

    def _show(self, **facts: Any) -> None:
        self.status = self.status._replace(**facts)
        if isinstance(self.screen, DeskScreen):
            self.screen.show_status()

    async def action_post(self, post: str) -> None:
        """Go to another post; what is open there stays as it was, and what is written here is saved first."""
        if isinstance(self.screen, DeskScreen):
            await self.screen.flush()
        await self.switch_mode(post)

    def action_rooms(self) -> None:
        """Ask which of the rooms without a key of their own."""
        if not isinstance(self.screen, DeskScreen):
            return
        options = [Option(one.name, f"{_(one.label)}. {_(one.does)}") for one in ROOMS]

        async def answered(name: str | None) -> None:
            if name is not None:
                await self.run_action(name)

        self.push_screen(Choose(_("¿A qué puesto?"), options), answered)

    def action_help(self) -> None:
        """Explain the screen in front; before a question, the screen that asks it."""
        asking = [screen for screen in self.screen_stack if isinstance(screen, DeskScreen)]
        if isinstance(self.screen, DeskScreen | Choose) and not isinstance(asking[-1], HelpScreen):
            self.push_screen(HelpScreen(asking[-1]))

    def action_command_palette(self) -> None:
        """The framework's palette, with our words and our actions."""
        if not isinstance(self.screen, CommandPalette):
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

    async def action_quit(self) -> None:
        """Leaving is the same as locking; the program ends at the door."""
        await self._end("quit")

    async def lock_when_idle(self) -> None:
        """Lock when nobody has touched a key for the minutes that the configuration says."""
        if self._steady() - self._touched >= self.owner.session.config.lock_after_minutes * MINUTE:
            await self._end("locked")

    async def _end(self, why: Literal["locked", "quit"]) -> None:
        for screen in self._open_screens():
            if isinstance(screen, DeskScreen):
                await screen.flush()
        self._sender.stop()
        self.exit(DeskEnd(why, self.current_mode))

    def _open_screens(self) -> list[Screen[Any]]:
        return [screen for stack in self._screen_stacks.values() for screen in stack]
