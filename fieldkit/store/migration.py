"""Bringing a store's file up to what this program knows, and refusing one that a newer program made."""

from functools import cache
from typing import NamedTuple

from sqlite_utils import Database, Migrations

from fieldkit.errors import Problem
from fieldkit.store import problems


class Schema(NamedTuple):
    """A kind of store: its migrations, and those (set, name) that earlier versions recorded and nobody runs now."""

    migrations: Migrations
    earlier: frozenset[tuple[str, str]]

    def migrate(self, db: Database) -> None:
        """Apply what is pending, each in a transaction. Raises NEWER_STORE, before anything is changed.

        A store of the other kind is refused in the same way.
        """
        known = self.earlier | _all_of(self.migrations)
        table = db[Migrations.migrations_table]
        recorded = {(row["migration_set"], row["name"]) for row in table.rows} if table.exists() else set()
        if unknown := recorded - known:
            raise Problem(problems.NEWER_STORE, changes=", ".join(sorted(f"{kind}/{name}" for kind, name in unknown)))
        self.migrations.apply(db)


@cache
def _all_of(migrations: Migrations) -> frozenset[tuple[str, str]]:
    """Set and name of each migration: on an empty database every one of them is pending."""
    empty = Database(memory=True)
    try:
        return frozenset((migrations.name, one.name) for one in migrations.pending(empty))
    finally:
        empty.close()


def drop_empty(db: Database, *tables: str) -> None:
    """Drop those of ``tables`` that are there and have no row."""
    for table in tables:
        if db[table].exists() and db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None:
            db.execute(f"DROP TABLE {table}")
