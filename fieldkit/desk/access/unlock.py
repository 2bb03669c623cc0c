"""Opening the laptop: a passphrase gives the store's key, the store gives the event, and a session begins."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fieldkit.desk.access import problems
from fieldkit.desk.closing import day_close
from fieldkit.desk.printing.printer import printer_of
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.errors import Problem
from fieldkit.event import pack as packs
from fieldkit.event.pack import Pack
from fieldkit.platform import config
from fieldkit.platform.clock import EventClock, steady_ms, wall_ms
from fieldkit.platform.paths import Home
from fieldkit.store import Random, Store
from fieldkit.vault import keyring
from sync.journal import chain


def store_key(home: Home, operator: str, passphrase: str) -> bytes:
    """The store's key, for an operator who knows a passphrase. Raises WRONG_PASSPHRASE."""
    return keyring.unlock(home.keys, operator, passphrase)


def open_store(
    home: Home,
    operator: str,
    passphrase: str,
    *,
    wall: Callable[[], int] = wall_ms,
    random: Random = os.urandom,
) -> Store:
    """The store, for an operator who knows a passphrase. Raises WRONG_PASSPHRASE or StoreUnreadable."""
    return Store.open(home.store, store_key(home, operator, passphrase), wall=wall, random=random)


@contextmanager
def opened(home: Home, operator: str, passphrase: str) -> Iterator[Store]:
    """The store, closed at the end of the block. Raises what ``open_store`` raises."""
    store = open_store(home, operator, passphrase)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def with_key(home: Home, operator: str, passphrase: str) -> Iterator[tuple[Session, bytes]]:
    """A session and the store's key, for what writes key files; the store is closed at the end of the block.

    Raises what ``open_store`` and ``start`` raise.
    """
    key = store_key(home, operator, passphrase)
    store = Store.open(home.store, key, wall=wall_ms)
    try:
        yield start(home, store, operator), key
    finally:
        store.close()


def start(
    home: Home,
    store: Store,
    operator: str,
    *,
    wall: Callable[[], int] = wall_ms,
    steady: Callable[[], int] = steady_ms,
) -> Session:
    """Begin a session on an open store; a day that was closed by halves is closed to the end.

    Raises NO_PACK or NOT_ON_STAFF.
    """
    pack = load_pack(store)
    staff = {member.id: member for member in pack.staff}
    operator = keyring.spelled(home.keys, operator)
    if operator not in staff:
        raise Problem(problems.NOT_ON_STAFF, operator=operator)
    clock = event_clock(store, pack, wall=wall, steady=steady)
    store.log.wall = clock.now_ms
    settings = config.load(home.config)
    session = Session(
        home=home,
        store=store,
        pack=pack,
        catalog=pack.tables_of_services(),
        clock=clock,
        printer=printer_of(home, settings.printer),
        config=settings,
        operator=operator,
        roles=frozenset(staff[operator].roles),
    )
    reading = clock.read()
    if not reading.believed:
        session.append(store.device, j.ClockDoubted(wall_ms=reading.wall_ms))
    day_close.finish(session)
    return session


def begin(home: Home, operator: str, passphrase: str, *, wall: Callable[[], int] = wall_ms) -> Session:
    """Open the store and begin a session on it; it is closed again when there can be none.

    Raises what ``open_store`` and ``start`` raise.
    """
    store = open_store(home, operator, passphrase, wall=wall)
    try:
        return start(home, store, operator, wall=wall)
    except BaseException:
        store.close()
        raise


def load_pack(store: Store) -> Pack:
    """The event's pack without its appointments, which lie in their own table. Raises NO_PACK."""
    try:
        return packs.decode(store.get("pack"))
    except KeyError as error:
        raise Problem(problems.NO_PACK) from error


def event_clock(store: Store, pack: Pack, *, wall: Callable[[], int], steady: Callable[[], int]) -> EventClock:
    """The event's clock, anchored at the latest time that is known to be past."""
    return EventClock(
        wall=wall,
        steady=steady,
        valid=(pack.valid_from_ms, pack.valid_until_ms),
        anchor_ms=max(chain.clock_ms(store.log.clock()), pack.opening_ms()),
        zone=pack.time_zone,
    )
