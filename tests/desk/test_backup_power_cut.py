"""The power goes at every step of a copy onto a stick that holds an older one: one whole copy is always there."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from fieldkit.desk.access import backup, problems
from fieldkit.desk.session import Session
from fieldkit.errors import Problem
from fieldkit.platform.paths import Home
from fieldkit.store import StoreUnreadable
from fieldkit.vault import keyring
from fieldkit.vault import problems as vault_problems
from sync import durable_files
from tests.support import kit
from tests.support.damage import with_bit_flipped
from tests.support.kit import Hands, TestClock
from tests.support.problems import is_one, raises

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows cannot sync a folder")

STEPS = ("sync", "sync_file", "sync_folder", "rename")


class PowerCut(BaseException):
    """Ends the program where it stands: nothing that handles errors may run after it."""


class Disk:
    """Counts what is done to the stick, goes dark before the step ``last``, and forgets what was never synced."""

    def __init__(self, last: int, stick: Path) -> None:
        self.left = last
        self.acts: list[str] = []
        self._synced = {path.stat().st_ino for path in stick.rglob("*")}

    def act(self, name: str, *about: object) -> None:
        """One step; PowerCut instead of the last one."""
        if self.left == 0:
            raise PowerCut
        self.left -= 1
        self.acts.append(name)
        for one in about:
            if name == "sync" and isinstance(one, int):
                self._synced.add(os.fstat(one).st_ino)

    def forget(self, folder: Path) -> None:
        """Leave nothing of files that nobody forced onto the disk."""
        for path in folder.rglob("*"):
            if path.is_file() and path.stat().st_ino not in self._synced:
                path.write_bytes(b"")


@contextmanager
def watched(stick: Path, last: int = 1_000) -> Iterator[Disk]:
    """Every step of ``durable_files`` and every removal goes through the disk."""
    disk = Disk(last, stick)
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in (*((durable_files, name) for name in STEPS), (shutil, "rmtree")):
            real = getattr(owner, name)

            def step(*args: object, name: str = name, real: Callable[..., object] = real, **more: object) -> object:
                disk.act(name, *args)
                return real(*args, **more)

            patch.setattr(owner, name, step)
        yield disk


@pytest.fixture
def session(tmp_path: Path, hq: Hands, clock: TestClock) -> Iterator[Session]:
    made = kit.session(tmp_path / "kit", hq, clock)
    yield made
    made.store.close()


def survivors(session: Session, folder: Path) -> list[bool]:
    """For a cut before each step: whether a whole copy is left. The last run ends without a cut."""
    key = keyring.unlock(session.home.keys, kit.OPERATOR, kit.PASSPHRASE)
    stick, found = folder / "stick", []
    copy = backup.back_up(session, stick, key)
    shutil.copytree(stick, folder / "before")
    for last in range(100):
        shutil.rmtree(stick)
        shutil.copytree(folder / "before", stick)
        with watched(stick, last) as disk, suppress(PowerCut):
            backup.back_up(session, stick, key)
        disk.forget(stick)
        found.append(opens(session, copy, folder / "new"))
        if disk.left:  # there was no step left to cut
            return found
    raise AssertionError("the copy never ended")


def opens(session: Session, copy: Path, new: Path) -> bool:
    """Whether a restore takes what is on the stick under the copy's name."""
    shutil.rmtree(new, ignore_errors=True)
    try:
        done = backup.restore(copy, Home(new), kit.OPERATOR, kit.PASSPHRASE, wall=session.store.log.wall)
    except Problem as refused:
        if is_one(refused, problems.NO_BACKUP, vault_problems.KEY_FILE_DAMAGED, StoreUnreadable):
            return False
        raise
    return done.entries == session.store.log.head().seq


def test_whenever_the_power_goes_a_whole_copy_is_left(tmp_path: Path, session: Session) -> None:
    found = survivors(session, tmp_path)
    assert len(found) > 10
    assert all(found)


def test_the_order_of_before_would_be_caught(tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def exchange(folder: Path, fresh: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        durable_files.rename(fresh, folder)

    monkeypatch.setattr(backup, "_exchange", exchange)
    assert not all(survivors(session, tmp_path))


def test_a_key_file_that_nobody_synced_would_be_caught(
    tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable_files, "write", Path.write_bytes)
    assert not all(survivors(session, tmp_path))


def test_the_older_copy_goes_only_after_the_new_name_is_on_the_disk(tmp_path: Path, session: Session) -> None:
    key = keyring.unlock(session.home.keys, kit.OPERATOR, kit.PASSPHRASE)
    backup.back_up(session, tmp_path / "stick", key)
    with watched(tmp_path / "stick") as disk:
        backup.back_up(session, tmp_path / "stick", key)
    assert disk.acts[-6:] == ["rmtree", "rename", "sync_folder", "rename", "sync_folder", "rmtree"]
    assert [path.name for path in (tmp_path / "stick").iterdir()] == [f"fieldkit-{session.store.device}"]


def test_a_copy_that_reads_back_differently_replaces_nothing(
    tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keyring.unlock(session.home.keys, kit.OPERATOR, kit.PASSPHRASE)
    copy = backup.back_up(session, tmp_path / "stick", key)
    before = Home(copy).store.read_bytes()

    def damaged(path: Path, real: Callable[[Path], None] = durable_files.sync_file) -> None:
        real(path)
        content = path.read_bytes()
        path.write_bytes(with_bit_flipped(content, len(content) // 2))

    monkeypatch.setattr(durable_files, "sync_file", damaged)
    with raises(problems.COPY_FAILED):
        backup.back_up(session, tmp_path / "stick", key)
    assert Home(copy).store.read_bytes() == before
