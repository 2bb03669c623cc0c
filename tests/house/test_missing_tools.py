"""A machine without a tool: its tests are left out by name, and failed where nothing may be left out."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEST = """
from tests.support import missing_tools

def test_one():
    missing_tools.skip("Chromium", "apt-get install chromium")

def test_two():
    missing_tools.skip("Chromium", "apt-get install chromium")

def test_three():
    assert True
"""


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(TEST, encoding="utf-8")
    plugins = ("-p", "tests.support.missing_tools", "-p", "no:cacheprovider")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, "--rootdir", str(folder), str(folder / "test_it.py")],
        cwd=ROOT,
        env={**{key: value for key, value in os.environ.items() if key != "CI"}, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_missing_is_named_in_one_line_with_how_to_get_it(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 0
    assert "2 tests were left out. This machine has no Chromium: apt-get install chromium" in done.stdout
    assert "1 passed, 2 skipped" in done.stdout


def test_where_nothing_may_be_left_out_it_fails(tmp_path: Path) -> None:
    done = run(tmp_path, CI="true")
    assert done.returncode == 1
    assert "1 passed, 2 failed" in done.stdout or "2 failed, 1 passed" in done.stdout
    assert "with CI=true nothing is skipped. This machine has no Chromium" in done.stdout
