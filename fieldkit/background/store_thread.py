"""The one thread that owns the store: screens, spooler and sync worker ask it, none touches the store itself."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:  # the lock screen has a store thread before there is a session, and does not wait for what one needs
    from fieldkit.desk.session import Session
    from fieldkit.desk.workplace import Workplace

P = ParamSpec("P")
T = TypeVar("T")


class SessionOver(Exception):  # noqa: N818 - nothing went wrong: the laptop was locked in between
    """The session has ended; whoever still asks must stop."""


class StoreThread:
    """Holds the session, which is made, used and closed in its own thread only."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._session: Session | None = None

    @property
    def session(self) -> "Session":
        """The session, for use in the store's thread. Raises SessionOver."""
        if self._session is None:
            raise SessionOver
        return self._session

    @property
    def workplace(self) -> "Workplace":
        """What may be read in any thread while the session lasts. Raises SessionOver."""
        return self.session.workplace()

    async def open(self, begin: "Callable[[], Session]") -> None:
        """Begin a session in the store's thread; raises what ``begin`` raises, and then holds nothing."""
        self._session = await asyncio.wrap_future(self._submit(begin))

    def open_now(self, begin: "Callable[[], Session]") -> None:
        """The same, for a program that waits in a thread and not in an event loop."""
        self._session = self._submit(begin).result()

    async def ask(self, use: "Callable[Concatenate[Session, P], T]", *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one use-case in the store's thread; those asked first are done first."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: use(self.session, *args, **kwargs))

    async def change(self, make: "Callable[[Session], Session]") -> None:
        """Go on with what ``make`` makes of the session: another printer, the same store."""

        def changed() -> None:
            self._session = make(self.session)

        await asyncio.get_running_loop().run_in_executor(self._pool, changed)

    def call(self, use: Callable[[], T]) -> T:
        """Run something in the store's thread for another thread, which waits. Raises SessionOver."""

        def while_open() -> T:
            if self._session is None:
                raise SessionOver
            return use()

        return self._submit(while_open).result()

    def close(self) -> None:
        """Close the store after everything asked before, and drop session and keys. Safe to repeat."""
        self._pool.submit(self._close).result()
        self._pool.shutdown()

    def _submit(self, use: Callable[[], T]) -> Future[T]:
        try:
            return self._pool.submit(use)
        except RuntimeError as error:  # the pool was shut down: its way of saying that the laptop is locked
            raise SessionOver from error

    def _close(self) -> None:
        held, self._session = self._session, None
        if held is not None:
            held.store.close()
