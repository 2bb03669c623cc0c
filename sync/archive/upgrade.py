"""Bringing the archive's database up to this program's tables, or refusing one that a newer program made.

The schema number is alembic's, in ``alembic_version``. A new table or column is a script in ``migrations/versions``
and the same change in ``tables``; the tests hold one against the other on both databases.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from sync.archive import tables
from sync.errors import N_, Problem, Wording

FIRST = "0001"  # what 0.1.0 made, without a number


NEWER_ARCHIVE = Wording(
    title=N_("El archivo central es de una versión más nueva del programa"),
    cause=N_("Su base de datos lleva el número {number}, que este programa no conoce; él conoce hasta {known}."),
    remedy=N_("No se cambió nada y todo está guardado. Instale la versión más nueva en esta oficina central."),
)


UNKNOWN_ARCHIVE = Wording(
    title=N_("La base de datos no es la de un archivo central"),
    cause=N_("Le faltan tablas o columnas, por ejemplo «{lacking}»."),
    remedy=N_("No se cambió nada. Revise la dirección de la base de datos, o restaure su última copia completa."),
)


BAD_ARCHIVE_ADDRESS = Wording(
    title=N_("La dirección del archivo central no se entiende"),
    cause=N_("Lo que se dio con --archive no es la dirección de una base de datos."),
    remedy=N_(
        "No se cambió nada. Escríbala como sqlite:///… o postgresql+psycopg://…; sin ella se usa la de la carpeta."
    ),
)


def upgrade(connection: Connection) -> None:
    """Bring the database up to date; call inside a transaction that keeps every other worker out.

    Raises NEWER_ARCHIVE, or UNKNOWN_ARCHIVE for tables without a number that are not those of 0.1.0.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    number, newest = MigrationContext.configure(connection).get_current_revision(), script.get_current_head()
    if number == newest:
        return
    if number is None and inspect(connection).has_table(tables.devices.name):
        _check_first(connection)
        command.stamp(config, FIRST)
    elif number is not None and number not in {one.revision for one in script.walk_revisions()}:
        raise Problem(NEWER_ARCHIVE, number=number, known=str(newest))
    command.upgrade(config, "head")


def _check_first(connection: Connection) -> None:
    """That the tables without a number are whole. Raises UNKNOWN_ARCHIVE."""
    database = inspect(connection)
    for table, columns in _OF_0_1_0.items():
        here = {column["name"] for column in database.get_columns(table)} if database.has_table(table) else set()
        if lacking := sorted(columns - here):
            raise Problem(UNKNOWN_ARCHIVE, lacking=f"{table}.{lacking[0]}")


_OF_0_1_0 = {
    "about": {"key", "value"},
    "devices": {
        *("device", "event", "letter", "label", "public_key", "recipient", "state", "predecessor", "request"),
        "seen_ms",
    },
    "enrol_codes": {"code_id", "auth_sha256", "event", "letter", "expires_ms", "grant_bytes", "used_by"},
    "batches": {
        *("device", "n", "status", "sha256", "raw", "receipt", "event", "first_seq", "last_seq", "head"),
        "stored_ms",
    },
    "batch_blobs": {"device", "n", "sha256", "size"},
    "disputed": {"device", "n", "sha256", "raw", "seen_ms"},
    "uploads": {"sha256", "device", "size", "received", "fence"},
    "lost": {"sha256", "device", "reason", "raw"},
    "inbox": {"device", "number", "kind", "sealed"},
    "status": {"event", "device", "as_of", "raw"},
}
