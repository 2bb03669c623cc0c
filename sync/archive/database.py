"""How the archive's database is opened and written to, on SQLite and PostgreSQL alike."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from sync.archive.upgrade import BAD_ARCHIVE_ADDRESS, upgrade
from sync.errors import Problem

_SCHEMA_LOCK = 0x6669656C64  # any number that only this program uses
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "fullfsync=ON", "foreign_keys=ON")


def sqlite_address(path: Path) -> str:
    """The address of a file, whatever signs its folders have in their names."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def open_engine(url: str) -> Engine:
    """An engine whose commits survive a power cut, with the tables brought up to date.

    Several workers may start at once: one does it, the others wait. Raises BAD_ARCHIVE_ADDRESS and what ``upgrade``
    does.
    """
    try:
        is_sqlite = make_url(url).get_backend_name() == "sqlite"
        engine = create_engine(url, connect_args={"timeout": 30} if is_sqlite else {})
    except (ArgumentError, NoSuchModuleError) as error:  # their words would repeat the password
        raise Problem(BAD_ARCHIVE_ADDRESS) from error
    if is_sqlite:
        event.listen(engine, "connect", _durable)
        event.listen(engine, "begin", _take_turns)
    try:
        with engine.begin() as connection:
            if not is_sqlite:  # SQLite's transaction keeps the others out by itself
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})
            upgrade(connection)
    except Problem:
        engine.dispose()
        raise
    return engine


def _durable(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not open transactions of its own
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    if connection.execute("PRAGMA synchronous").fetchone() != (2,):
        raise RuntimeError("without synchronous=FULL an acknowledged batch could be lost")


def _take_turns(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail when another worker wrote in between.
    reads = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


class Database:
    """What the parts of the archive share: one engine, transactions that read, transactions that write."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction, durable when it ends; on SQLite one at a time."""
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that only reads and waits for nobody."""
        with self._engine.connect().execution_options(reads_only=True) as connection:
            yield connection

    def insert_unless_there(self, db: Connection, table: Table, values: Mapping[str, Any]) -> bool:
        """Insert a row; False if a key or a unique column of it is taken, by whichever worker."""
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
        return db.execute(statement.returning(*table.primary_key)).first() is not None
