"""What is installed is what the lock names: every dependency with its why, in its range, by hash."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests import lock

ROOT = Path(__file__).parents[2]
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
TABLES = tomllib.loads(PROJECT)
EXTRAS = TABLES["project"]["optional-dependencies"]
GROUPS = TABLES["dependency-groups"]
SHIPPED = [*TABLES["project"]["dependencies"], *(one for extra in EXTRAS.values() for one in extra), *GROUPS["build"]]
ENTRY = re.compile(r"^([a-z0-9-]+)(?:\[[a-z]+\])?==(\S+)(.*)$")


def entries(file: Path) -> dict[str, tuple[str, int]]:
    """Each locked package: its version, and how many hashes it has."""
    found: dict[str, tuple[str, int]] = {}
    name = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if (entry := ENTRY.match(line)) is not None:
            name = entry[1]
            found[name] = (entry[2], 0)
        elif line.lstrip().startswith("--hash=sha256:"):
            found[name] = (found[name][0], found[name][1] + 1)
        else:
            assert not line.strip() or line.lstrip().startswith("#"), line
    return found


@pytest.mark.parametrize(
    ("file", "wanted"), [(lock.PRODUCT, SHIPPED), (lock.TESTS, [*SHIPPED, *GROUPS["test"]])], ids=["product", "tests"]
)
def test_every_dependency_is_locked_in_its_range_and_every_entry_has_hashes(file: Path, wanted: list[str]) -> None:
    locked = entries(file)
    for one in map(Requirement, wanted):
        version, _hashes = locked[one.name.lower()]
        assert one.specifier.contains(version), (one, version)
    assert [name for name, (_version, hashes) in locked.items() if not hashes] == []


def test_tests_run_with_the_versions_of_the_product() -> None:
    assert entries(lock.PRODUCT).items() - {(name, one) for name, one in entries(lock.TESTS).items()} == set()


def test_the_lock_is_what_was_seen_to_have_wheels_for_every_system() -> None:
    seen = lock.SEEN.read_text(encoding="utf-8")
    assert [lock.digest(file) in seen for file in (lock.PRODUCT, lock.TESTS)] == [True, True], "run `make lock`"


def test_the_locked_builder_is_the_one_that_the_build_asks_for() -> None:
    assert TABLES["build-system"]["requires"] == GROUPS["build"]


def test_every_dependency_says_why_it_is_here() -> None:
    lines = [line for line in PROJECT.splitlines() if re.match(r'  "[\w-]+(\[\w+\])?[=>]=', line)]
    assert len(lines) == len(SHIPPED) + len(GROUPS["test"])
    assert [line for line in lines if not re.search(r'",\s+# \w', line)] == []


def test_no_tool_of_the_tests_is_a_dependency_of_the_product() -> None:
    shipped = {Requirement(one).name for one in SHIPPED}
    assert shipped & {Requirement(one).name for one in GROUPS["test"]} == set()
    assert {"pytest", "playwright", "ruff", "mypy", "uv"} & entries(lock.PRODUCT).keys() == set()
