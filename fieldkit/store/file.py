"""The SQLCipher file: opened with the raw key, its pragmas asserted, migrated, checked."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3
from sqlite_utils import Database

from fieldkit.errors import Problem, Wording
from fieldkit.locale import N_
from fieldkit.store.connection import Connection, DiskTrouble, StoreDamaged
from fieldkit.store.migration import Schema

__all__ = ["DiskTrouble", "StoreDamaged", "StoreUnreadable", "atomic", "check_file", "open_file"]

KEY_BYTES = 32
FULL = 2


class StoreUnreadable(Problem):
    wording = Wording(
        title=N_("El archivo de datos no se puede abrir"),
        cause=N_("{reason}"),
        remedy=N_("No se cambió nada. Restaure la última copia de la memoria o avise a la oficina central."),
    )


def open_file(path: Path, key: bytes, schema: Schema, *, create: bool = False) -> Database:
    """Open the store at ``path`` with its 32-byte raw key, durable and silent, and bring it up to ``schema``.

    Raises StoreUnreadable when the file is missing, truncated, or encrypted with another key, and NEWER_STORE.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a store key has 32 bytes")
    if not create and not path.exists():
        raise StoreUnreadable(reason=N_("no existe"))
    if create and not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    connection = sqlcipher3.connect(str(path), isolation_level=None, factory=Connection)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _make_durable(connection)
        database = Database(connection, use_old_upsert=True)
        schema.migrate(database)
    except (StoreDamaged, sqlcipher3.DatabaseError) as error:
        connection.close()
        raise StoreUnreadable(reason=N_("está dañado, incompleto o pertenece a otra computadora")) from error
    except Problem:
        connection.close()
        raise
    return database


def _make_durable(connection: sqlcipher3.Connection) -> None:
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "secure_delete = ON",
        "temp_store = MEMORY",
        "trusted_schema = OFF",
        "foreign_keys = ON",
        "busy_timeout = 5000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if sys.platform == "darwin":
        connection.execute("PRAGMA fullfsync = ON")
    if connection.execute("PRAGMA synchronous").fetchone()[0] != FULL:
        raise StoreUnreadable(reason=N_("no acepta escritura segura (synchronous=FULL)"))


@contextmanager
def atomic(database: Database) -> Iterator[None]:
    """All or nothing, durable when it ends. A disk that is full or fails becomes DiskTrouble."""
    with database.atomic():
        yield


def check_file(database: Database) -> None:
    """SQLCipher's own page authentication and SQLite's structure check; raises StoreDamaged."""
    # The page check reads the file alone: a page that a power cut tore lies whole in the log, and is first put back.
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    pages = database.execute("PRAGMA cipher_integrity_check").fetchall()
    structure = database.execute("PRAGMA integrity_check").fetchall()
    if pages or structure != [("ok",)]:
        raise StoreDamaged(reason=N_("hay páginas cambiadas o incompletas"))
