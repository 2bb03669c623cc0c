"""The distribution has a name of its own, and nobody is told to fetch a bare name from the package index.

There ``fieldkit`` is a stranger's package with our command: it would run beside the office's keys.
"""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from fieldkit.cli import main
from fieldkit.platform.version import VERSION

ROOT = Path(__file__).parents[2]
KINDS = {".py", ".md", ".toml", ".po", ".html", ".js", ".css", ".txt", ".yaml", ".yml", ".sh", ".tcss"}
PLAIN = {"Makefile", "run", "prepare"}
# A name after `pip install` that is neither an option nor a file here.
FETCH = re.compile(r"pip3?\s+install\s+(?:(?:-q|--quiet|-U|--upgrade)\s+)*[\"'`]?[A-Za-z][\w.-]*(?:\[[\w,]*\])?")


def published() -> list[Path]:
    """Every file of the repository that says something."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = (ROOT / name for name in listed.stdout.splitlines())
    return [path for path in paths if path.is_file() and (path.suffix in KINDS or path.name in PLAIN)]


def test_nobody_is_told_to_install_a_bare_name() -> None:
    told = {
        (path.relative_to(ROOT).as_posix(), found[0])
        for path in published()
        if path != Path(__file__)
        for found in FETCH.finditer(path.read_text(encoding="utf-8"))
    }
    assert told == set()


@pytest.mark.parametrize("line", ['pip install "fieldkit[hq]"', "pip install fieldkit", "python -m pip install -q x"])
def test_twin_such_a_line_is_found(line: str) -> None:
    assert FETCH.search(line)


def test_the_distribution_is_not_called_like_the_strangers() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "consulado-fieldkit"
    assert project["scripts"] == {"fieldkit": "fieldkit.cli:main"}


def test_the_program_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"fieldkit {VERSION}\n"
