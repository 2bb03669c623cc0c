"""What a screen may ask of the program it belongs to; the program knows the screens, they know only this."""

from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from textual.screen import Screen

from fieldkit.background.print_spooler import PrintSpooler
from fieldkit.background.store_thread import StoreThread
from fieldkit.background.sync_worker import SyncProgress
from fieldkit.desk.session import Session
from fieldkit.tui.widgets.status import StatusText

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")
Answer = Callable[[R | None], None] | Callable[[R | None], Awaitable[None]]


class Desk(Protocol):
    """The running program, as its screens see it."""

    owner: StoreThread
    tray: PrintSpooler
    sending: SyncProgress
    status: StatusText

    async def ask(self, use: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read in the store's thread."""

    async def keep(self, use: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write in the store's thread, and show when it is on the disk."""

    def send_now(self) -> None:
        """Send to headquarters without waiting for the minute."""

    def look(self) -> None:
        """Ask printer and outbox anew how they are."""

    def push_screen(self, screen: Screen[R], callback: Answer[R] | None = None) -> object:
        """Put another screen in front; ``callback`` hears its answer."""
