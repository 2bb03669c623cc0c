"""The exchange with headquarters, in a thread of its own; only the store's owner touches the store."""

import threading
from collections.abc import Callable
from typing import NamedTuple

from fieldkit.background.store_thread import SessionOver, StoreThread
from fieldkit.desk.exchange.sync_run import Exchange
from fieldkit.desk.session import Session
from fieldkit.errors import Problem

EVERY = 60.0
# The applicants' page hears of a change after so many seconds, and no more often, while there is a link.
SOON = 5.0


class SyncProgress(NamedTuple):
    """What the exchange is at: bytes done of all, or how the last one ended; ``stopped`` by a fault, for good."""

    running: bool
    done: int = 0
    total: int = 0
    problem: Problem | None = None
    sent: int = 0
    stopped: bool = False


class SyncWorker:
    """Sends once a minute and when asked; ``tell`` is called in this thread and must be safe for that."""

    def __init__(self, owner: StoreThread, tell: Callable[[SyncProgress], None]) -> None:
        self._owner = owner
        self._tell = tell
        self._wake = threading.Event()
        self._changed = threading.Event()
        self._ended = threading.Event()
        # A daemon: an exchange that hangs in a dead network must not hold up the lock.
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def now(self) -> None:
        """Send as soon as the exchange that runs has ended."""
        self._wake.set()

    def changed(self) -> None:
        """The line is another than it was: its public state may be told before the minute is over."""
        self._changed.set()

    def stop(self) -> None:
        """Ask the thread to end at its next step."""
        self._ended.set()
        self._wake.set()

    def _run(self) -> None:
        try:
            session = self._owner.session
            exchange = self._owner.call(lambda: _exchange(session, self._owner))
            try:
                while not self._ended.is_set():
                    self._changed.clear()
                    linked = self._once(exchange, session)
                    self._rest(exchange, session, linked)
                    self._wake.clear()
            finally:
                exchange.close()
        except SessionOver:
            self._ended.set()
        finally:
            if not self._ended.is_set():  # a fault of the program: somebody must know that nothing is sent any more
                self._tell(SyncProgress(running=False, stopped=True))

    def _rest(self, exchange: Exchange, session: Session, linked: bool) -> None:
        """Wait for the minute to pass or to be asked; meanwhile, on a good line, tell what changes."""
        for _turn in range(int(EVERY / SOON)):
            if self._wake.wait(SOON):
                return
            if linked and self._changed.is_set():
                self._changed.clear()
                linked = exchange.show(session).problem is None

    def _once(self, exchange: Exchange, session: Session) -> bool:
        """One exchange; whether headquarters was there."""
        self._tell(SyncProgress(running=True))
        outcome = exchange.run_once(session, lambda done, total: self._tell(SyncProgress(True, done, total)))
        self._tell(SyncProgress(running=False, problem=outcome.problem, sent=len(outcome.sent)))
        return outcome.problem is None


def _exchange(session: Session, owner: StoreThread) -> Exchange:
    return Exchange(session.store, session.clock.now_ms, owner.call)
