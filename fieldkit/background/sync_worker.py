"""Exchanges with headquarters again and again in a thread of its own; only the store's thread touches the store."""

import threading
from collections.abc import Callable
from random import Random
from typing import NamedTuple, Protocol

from fieldkit.background.store_thread import SessionOver, StoreThread
from fieldkit.desk.exchange.headquarters_link import HeadquartersLink
from fieldkit.desk.session import Session
from fieldkit.errors import Problem
from sync.client.exchange_pauses import ExchangePauses
from sync.client.upload import OnProgress, Outcome
from sync.protocol.problems import NoNetwork

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

    @property
    def offline(self) -> bool:
        """Whether the last exchange found no network, which is an everyday thing."""
        return isinstance(self.problem, NoNetwork)


class Link(Protocol):
    """What the worker asks of the link to headquarters."""

    def run_once(self, session: Session | None, on_progress: OnProgress | None = None) -> Outcome:
        """One exchange."""

    def show(self, session: Session) -> Outcome:
        """Tell the public state and nothing else."""

    def close(self) -> None:
        """Drop the connection."""


class SyncWorker:
    """Exchanges, pauses as ``ExchangePauses`` says, and exchanges again, until it is stopped or the session is over.

    ``tell`` is called in this worker's thread and must be safe for that. ``wait(seconds)`` says whether somebody asked
    for something meanwhile; by default it waits on the worker's own event.
    """

    def __init__(
        self,
        store_thread: StoreThread,
        tell: Callable[[SyncProgress], None],
        *,
        random: Random,
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        self._store_thread = store_thread
        self._tell = tell
        self._pauses = ExchangePauses(random)
        self._wake = threading.Event()
        self._wait = wait or self._wake.wait
        self._changed = threading.Event()
        self._ended = threading.Event()
        # A daemon: an exchange that hangs in a dead network must not hold up the lock.
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def now(self) -> None:
        """Exchange at once, or as soon as the exchange that runs has ended."""
        self._wake.set()

    def changed(self) -> None:
        """The line is another than it was: its public state may be told before the pause is over."""
        self._changed.set()

    def stop(self) -> None:
        """Ask the thread to end after the exchange that runs."""
        self._ended.set()
        self._wake.set()

    def join(self, seconds: float) -> bool:
        """Wait at most so long for the thread to end; whether it has."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            session = self._store_thread.session
            ask = self._store_thread.call
            link = ask(lambda: HeadquartersLink(session.store, session.clock.now_ms, ask))
            try:
                self.work(link, session)
            finally:
                link.close()
        except SessionOver:
            self._ended.set()
        finally:
            if not self._ended.is_set():  # a fault of the program: somebody must know that nothing is sent any more
                self._tell(SyncProgress(running=False, stopped=True))

    def work(self, link: Link, session: Session) -> None:
        """Exchange and pause in turn until stopped."""
        while not self._ended.is_set():
            self._changed.clear()
            outcome = self._exchange(link, session)
            self._pause(link, session, self._pauses.after(outcome), linked=outcome.problem is None)
            self._wake.clear()

    def _exchange(self, link: Link, session: Session) -> Outcome:
        self._tell(SyncProgress(running=True))
        outcome = link.run_once(session, lambda done, total: self._tell(SyncProgress(True, done, total)))
        self._tell(SyncProgress(running=False, problem=outcome.problem, sent=len(outcome.sent)))
        return outcome

    def _pause(self, link: Link, session: Session, seconds: float, *, linked: bool) -> None:
        """Wait so long or until asked; meanwhile, on a good line, tell the public state whenever it changes."""
        while seconds > 0:
            step = min(SOON, seconds) if linked else seconds
            if self._wait(step):
                return
            seconds -= step
            if linked and self._changed.is_set():
                self._changed.clear()
                linked = link.show(session).problem is None
