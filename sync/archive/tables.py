"""The tables of headquarters' archive and how they are opened, on SQLite and PostgreSQL alike."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite

metadata = MetaData()
_SCHEMA_LOCK = 0x6669656C64  # any number that only this program uses
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "fullfsync=ON", "foreign_keys=ON")


def _text(name: str, **options: Any) -> "Column[str]":
    return Column(name, String, **({"nullable": False} | options))


def _number(name: str, **options: Any) -> "Column[int]":
    return Column(name, BigInteger, **({"nullable": False} | options))


def _bytes(name: str, **options: Any) -> "Column[bytes]":
    return Column(name, LargeBinary, **({"nullable": False} | options))


about = Table("about", metadata, _text("key", primary_key=True), _text("value"))

devices = Table(
    "devices",
    metadata,
    _text("device", primary_key=True),
    _text("event"),
    _text("letter"),
    _text("label"),
    _bytes("public_key"),
    _text("recipient"),
    _text("state"),
    # A device that was restored twice from the same disk would otherwise live on as two.
    _text("predecessor", nullable=True, unique=True),
    _bytes("request"),
    _number("seen_ms"),
    UniqueConstraint("event", "letter"),
)

enrol_codes = Table(
    "enrol_codes",
    metadata,
    _text("code_id", primary_key=True),
    _text("auth_sha256"),
    _text("event"),
    _text("letter", nullable=True),
    _number("expires_ms"),
    _bytes("grant_bytes"),
    _text("used_by", nullable=True),
)

batches = Table(
    "batches",
    metadata,
    _text("device", primary_key=True),
    _number("n", primary_key=True, autoincrement=False),
    _text("status"),
    _text("sha256"),
    _bytes("raw"),
    _bytes("receipt"),
    _text("event"),
    _number("first_seq"),
    _number("last_seq"),
    _text("head"),
    _number("stored_ms"),
)

batch_blobs = Table(
    "batch_blobs",
    metadata,
    _text("device", primary_key=True),
    _number("n", primary_key=True, autoincrement=False),
    _text("sha256", primary_key=True),
    _number("size"),
)

disputed = Table(
    "disputed",
    metadata,
    _text("device", primary_key=True),
    _number("n", primary_key=True, autoincrement=False),
    _text("sha256", primary_key=True),
    _bytes("raw"),
    _number("seen_ms"),
)

# Blobs still arriving. A whole blob has no row: its file's name, given after its hash was found right, says it.
uploads = Table(
    "uploads",
    metadata,
    _text("sha256", primary_key=True),
    _text("device", primary_key=True),
    _number("size"),
    _number("received"),
    _number("fence"),
)

lost = Table(
    "lost",
    metadata,
    _text("sha256", primary_key=True),
    _text("device", primary_key=True),
    _text("reason"),
    _bytes("raw"),
)

inbox = Table(
    "inbox",
    metadata,
    _text("device", primary_key=True),
    _number("number", primary_key=True, autoincrement=False),
    _text("kind"),
    _bytes("sealed"),
)

status = Table(
    "status",
    metadata,
    _text("event", primary_key=True),
    _text("device", primary_key=True),
    _number("as_of"),
    _bytes("raw"),
)

Index("batch_blobs_by_sha256", batch_blobs.c.sha256)


def open_engine(url: str) -> Engine:
    """An engine whose commits survive a power cut, with the tables in place."""
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = create_engine(url, connect_args={"timeout": 30} if is_sqlite else {})
    if is_sqlite:
        event.listen(engine, "connect", _durable)
        event.listen(engine, "begin", _take_turns)
    with engine.begin() as connection:
        if not is_sqlite:  # several workers may start at once
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})
        metadata.create_all(connection)
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
        self._engine.dispose()

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(reads_only=True) as connection:
            yield connection

    def _insert_unless_there(self, db: Connection, table: Table, values: Mapping[str, Any]) -> bool:
        """Insert a row; False if a key or a unique column of it is taken, by whichever worker."""
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
        return db.execute(statement.returning(*table.primary_key)).first() is not None
