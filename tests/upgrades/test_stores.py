"""A laptop's and the office's store: each has the tables of its own work, and none that a newer program made opens."""

from pathlib import Path

import pytest
from sqlite_utils import Migrations

from fieldkit.office.store import OfficeStore
from fieldkit.office.store.schema import office
from fieldkit.store import JournalStore, Store, problems
from fieldkit.store.schema import laptop
from sync import sealed
from tests.support.kit import TestClock
from tests.support.problems import raises

KEY, SEED = b"k" * 32, b"d" * 32
KINDS = [pytest.param(Store, laptop, id="laptop"), pytest.param(OfficeStore, office, id="office")]
OF_ITS_OWN = {
    Store: {"drafts", "draft_fields", "draft_hands", "reviews", "batches", "blobs", "inbox"},
    OfficeStore: {"events", "codes", "kits", "outgoing", "packages", "package_files", "opened_batches", "case_sheets"},
}


def made(kind: type[JournalStore], path: Path) -> JournalStore:
    identity = sealed.generate().identity
    return kind.create(path, KEY, device_key=SEED, identity=identity, role="kit", wall=TestClock().wall)


def opened(kind: type[JournalStore], path: Path) -> JournalStore:
    return kind.open(path, KEY, wall=TestClock().wall)


@pytest.mark.parametrize(("kind", "migrations"), KINDS)
def test_each_kind_has_the_tables_of_its_own_work(
    kind: type[JournalStore], migrations: Migrations, tmp_path: Path
) -> None:
    store = made(kind, tmp_path / "one.store")
    tables = set(store._db.table_names())
    others = set().union(*(names for other, names in OF_ITS_OWN.items() if other is not kind))
    assert tables >= OF_ITS_OWN[kind] | {"entries", "visits", "identities"}
    assert not tables & others
    assert migrations.pending(store._db) == []
    store.close()


@pytest.mark.parametrize(("kind", "migrations"), KINDS)
@pytest.mark.parametrize("empty", [True, False])
def test_the_other_kinds_tables_go_only_when_they_are_empty(
    kind: type[JournalStore], migrations: Migrations, empty: bool, tmp_path: Path
) -> None:
    store = made(kind, tmp_path / "one.store")
    theirs, step = ("events", "without_office_tables") if kind is Store else ("inbox", "without_laptop_tables")
    store._db.execute(f"CREATE TABLE {theirs} (word TEXT)")
    if not empty:
        store._db.execute(f"INSERT INTO {theirs} VALUES ('kept')")
    store._db.execute("DELETE FROM _sqlite_migrations WHERE migration_set = ? AND name = ?", [migrations.name, step])
    store.close()
    store = opened(kind, tmp_path / "one.store")
    assert (theirs in store._db.table_names()) is not empty
    assert empty or store._db.execute(f"SELECT word FROM {theirs}").fetchall() == [("kept",)]
    store.close()


def of_tomorrow(store: JournalStore, migrations: Migrations) -> None:
    newer = Migrations(migrations.name)
    newer(name="of_tomorrow")(lambda db: db.execute("CREATE TABLE tomorrow (word TEXT)") and None)
    newer.apply(store._db)


@pytest.mark.parametrize(("kind", "migrations"), KINDS)
def test_a_store_that_a_newer_program_made_is_refused_in_words(
    kind: type[JournalStore], migrations: Migrations, tmp_path: Path
) -> None:
    store = made(kind, tmp_path / "one.store")
    of_tomorrow(store, migrations)
    store.close()
    before = (tmp_path / "one.store").read_bytes()
    with raises(problems.NEWER_STORE) as refused:
        opened(kind, tmp_path / "one.store")
    assert refused.value.facts == {"changes": f"{migrations.name}/of_tomorrow"}
    assert (tmp_path / "one.store").read_bytes() == before


@pytest.mark.parametrize(("kind", "other"), [(Store, OfficeStore), (OfficeStore, Store)])
def test_a_store_of_the_other_kind_is_refused(
    kind: type[JournalStore], other: type[JournalStore], tmp_path: Path
) -> None:
    made(kind, tmp_path / "one.store").close()
    with raises(problems.NEWER_STORE):
        opened(other, tmp_path / "one.store")
