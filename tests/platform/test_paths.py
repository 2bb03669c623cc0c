"""Where a laptop's data lies when nobody says where."""

import sys
from pathlib import Path

import pytest

from fieldkit.platform.paths import default_home

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="folders of Linux")


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user whose data stands elsewhere than usual."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


def test_a_new_laptop_keeps_its_data_where_the_system_says(user: Path) -> None:
    assert default_home().folder == user / "data" / "fieldkit"


def test_a_laptop_of_version_0_1_0_is_found_where_it_is(user: Path) -> None:
    old = user / ".local" / "share" / "fieldkit"
    old.mkdir(parents=True)
    assert default_home().folder == old
