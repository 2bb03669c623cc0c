"""What a screen may ask of the program it belongs to; the program knows the screens, they know only this."""

from asyncio import Future
from collections.abc import Awaitable, Callable
from typing import Concatenate, Literal, ParamSpec, Protocol, TypeVar, overload

from textual.screen import Screen
from textual.widget import AwaitMount

from fieldkit.background.print_spooler import PrintSpooler
from fieldkit.background.sync_worker import SyncProgress
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.platform.config import PrinterConfig
from fieldkit.tui.widgets.status import StatusText

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")
Answer = Callable[[R | None], None] | Callable[[R | None], Awaitable[None]]


class Desk(Protocol):
    """The running program, as its screens see it."""

    print_spooler: PrintSpooler
    sync_progress: SyncProgress
    status: StatusText

    @property
    def workplace(self) -> Workplace:
        """What may be read at once, without the store's thread."""

    async def read(self, use: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read in the store's thread."""

    async def write(self, use: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write in the store's thread, and show when it is on the disk."""

    async def action_post(self, post: str) -> None:
        """Go to another post."""

    async def show_person(self, scanned: str) -> None:
        """Show whose ticket was scanned, in front of what is being done."""

    def send_now(self) -> None:
        """Send to headquarters without waiting for the minute."""

    async def use_printer(self, wanted: PrinterConfig) -> None:
        """Print on another printer from now on, and keep it in the settings."""

    @overload
    def push_screen(self, screen: Screen[R], callback: Answer[R] | None = None) -> AwaitMount: ...

    @overload
    def push_screen(
        self, screen: Screen[R], callback: Answer[R] | None = None, wait_for_dismiss: Literal[True] = True
    ) -> Future[R]: ...
