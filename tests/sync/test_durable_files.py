"""A file that is replaced is the old one or the new one, whole, whatever fails and whenever the power goes."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sync import durable_files


def fail_at(name: str, number: int) -> Callable[..., None]:
    """A stand-in that raises OSError."""

    def fails(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    fails.__name__ = name
    return fails


def test_a_new_file_is_whole_its_owners_only_and_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for content in (b"one", b"and another"):
        assert durable_files.write(path, content) == path
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600


def test_a_copy_is_whole_its_owners_only_and_leaves_no_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, path = tmp_path / "source", tmp_path / "a.store"
    source.write_bytes(os.urandom(3 << 20))
    source.chmod(0o644)
    assert durable_files.copy(source, path).read_bytes() == source.read_bytes()
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(durable_files, "sync", fail_at("sync", errno.ENOSPC))
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        durable_files.copy(source, tmp_path / "other")
    assert sorted(tmp_path.iterdir()) == [path, source]


@pytest.mark.parametrize("step", ["sync", "rename"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_step_that_fails_leaves_the_old_file_alone_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    path = tmp_path / "a.json"
    durable_files.write(path, b"old")
    monkeypatch.setattr(durable_files, step, fail_at(step, number))
    with pytest.raises(OSError, match=os.strerror(number)) as caught:
        durable_files.write(path, b"new")
    assert caught.value.errno == number
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_power_cut_left_is_no_obstacle_and_lends_nobody_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    left = tmp_path / "a.json.new"
    left.write_bytes(b"half of something longer than the new one")
    left.chmod(0o644)
    durable_files.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600
    assert not left.exists()


def test_bytes_are_forced_before_the_name_and_the_folder_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    for name in ("sync", "rename", "sync_folder"):
        real = getattr(durable_files, name)

        def noted(*arguments: object, name: str = name, real: Callable[..., None] = real) -> None:
            steps.append(name)
            real(*arguments)

        monkeypatch.setattr(durable_files, name, noted)
    durable_files.write(tmp_path / "a.json", b"new")
    assert steps == ["sync", "rename", "sync_folder"]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Windows, as far as a rename goes, and how long it was waited for."""
    waited: list[float] = []
    monkeypatch.setattr(durable_files, "WINDOWS", True)
    monkeypatch.setattr("time.sleep", waited.append)
    return waited


def held(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """A scanner that holds the file for so many tries."""
    real, tries = Path.replace, iter(range(times))

    def replace(self: Path, target: Path) -> Path:
        if next(tries, None) is not None:
            raise PermissionError(errno.EACCES, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)


def test_a_rename_that_windows_refuses_for_a_moment_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    held(monkeypatch, 3)
    durable_files.write(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert pauses == list(durable_files.RETRY_SECONDS[:3])


def test_a_rename_that_windows_always_refuses_ends_within_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    held(monkeypatch, 100)
    with pytest.raises(PermissionError):
        durable_files.write(tmp_path / "a", b"new")
    assert sum(pauses) < 1
    assert list(tmp_path.iterdir()) == []


def test_elsewhere_a_refused_rename_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if durable_files.WINDOWS:
        pytest.skip("Windows retries")
    held(monkeypatch, 1)
    with pytest.raises(PermissionError):
        durable_files.write(tmp_path / "a", b"new")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such call")
def test_a_network_drive_without_the_call_is_no_failure_and_a_failing_disk_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", fail_at("fsync", errno.EINVAL))
    durable_files.sync_folder(tmp_path)
    monkeypatch.setattr(os, "fsync", fail_at("fsync", errno.EIO))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        durable_files.sync_folder(tmp_path)
