"""The archive's database is brought up to date by numbered steps, on SQLite and PostgreSQL alike."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from setuptools import find_packages
from sqlalchemy import Engine, MetaData, create_engine, insert, select, text

from sync.archive import tables, upgrade
from sync.archive.archive import Archive
from tests.support.problems import raises
from tests.upgrades import v0_1_0 as old

ROOT = Path(__file__).parents[2]


@pytest.fixture
def engine(archive_url: str) -> Iterator[Engine]:
    """The bare database, without this program."""
    made = create_engine(archive_url)
    yield made
    made.dispose()


def number(engine: Engine) -> str:
    with engine.connect() as db:
        return str(db.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def of_0_1_0(folder: Path, engine: Engine) -> None:
    """Fill the empty database with the archive that 0.1.0 made, in the tables that 0.1.0 made for this kind."""
    kept = folder / "kept.sqlite"
    shutil.copyfile(old.HERE / "hq" / "ingest" / "archive.sqlite", kept)
    if engine.dialect.name == "sqlite":
        kept.replace(str(engine.url.database))
        return
    source, then = create_engine(f"sqlite:///{kept.as_posix()}"), MetaData()
    then.reflect(source)
    with source.connect() as there, engine.begin() as here:
        for statement in (old.HERE / "archive.postgresql.sql").read_text(encoding="utf-8").split(";")[:-1]:
            here.execute(text(statement))
        for table in then.sorted_tables:
            if rows := [dict(row._mapping) for row in there.execute(select(table))]:
                here.execute(insert(table), rows)
    source.dispose()


def test_the_steps_lead_to_the_tables_of_this_program(archive_url: str, tmp_path: Path, engine: Engine) -> None:
    Archive(archive_url, tmp_path / "blobs").close()
    with engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db), tables.metadata) == []


def test_an_archive_of_0_1_0_gets_its_number_and_keeps_what_it_has(
    archive_url: str, tmp_path: Path, engine: Engine
) -> None:
    of_0_1_0(tmp_path, engine)
    told = old.CONTENTS["archive"]
    for _again in range(2):
        archive = Archive(archive_url, tmp_path / "blobs")
        archive.close()
        assert archive.name == told["name"]
        assert number(engine) == "0001"
        with engine.connect() as db:
            assert compare_metadata(MigrationContext.configure(db), tables.metadata) == []
            kept = {
                name: old.rows(lambda ask: [tuple(row) for row in db.exec_driver_sql(ask)], name)
                for name in told["rows"]
            }
        assert kept == told["rows"]


def test_an_archive_that_a_newer_program_made_is_refused_in_words(
    archive_url: str, tmp_path: Path, engine: Engine
) -> None:
    Archive(archive_url, tmp_path / "blobs").close()
    with engine.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with raises(upgrade.NEWER_ARCHIVE) as refused:
        Archive(archive_url, tmp_path / "blobs")
    assert refused.value.facts == {"number": "9999", "known": "0001"}
    assert number(engine) == "9999"


def test_an_archive_that_lacks_a_column_is_refused_in_words(archive_url: str, tmp_path: Path, engine: Engine) -> None:
    of_0_1_0(tmp_path, engine)
    with engine.begin() as db:
        db.execute(text("ALTER TABLE batches DROP COLUMN stored_ms"))
    with raises(upgrade.UNKNOWN_ARCHIVE) as refused:
        Archive(archive_url, tmp_path / "blobs")
    assert refused.value.facts == {"lacking": "batches.stored_ms"}


def test_workers_that_start_at_once_make_the_tables_once(archive_url: str, tmp_path: Path, engine: Engine) -> None:
    def name(_worker: int) -> str:
        archive = Archive(archive_url, tmp_path / "blobs")
        archive.close()
        return archive.name

    with ThreadPoolExecutor(4) as workers:
        assert len(set(workers.map(name, range(4)))) == 1
    assert number(engine) == "0001"


def test_the_steps_come_with_the_program() -> None:
    found = find_packages(str(ROOT), include=["sync*"])
    assert {"sync.archive.migrations", "sync.archive.migrations.versions"} <= set(found)
