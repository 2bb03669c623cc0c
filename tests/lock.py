"""Writes the lock, ``requirements/``: every package that is installed, by version and hash, for three systems.

``make lock`` takes the newest versions that pyproject.toml allows, sees that each has a wheel for every system and
Python, and notes the digest of what it saw. What was edited by hand has another digest, and tests/house/test_lock.py
fails.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "requirements"
PRODUCT, TESTS, SEEN = FOLDER / "product.txt", FOLDER / "tests.txt", FOLDER / "wheels.txt"
GROUPS = {
    PRODUCT: ("--extra", "hq", "--extra", "serial", "--group", "build"),
    TESTS: ("--extra", "hq", "--extra", "serial", "--group", "build", "--group", "test"),
}
SYSTEMS = ("x86_64-manylinux_2_28", "x86_64-pc-windows-msvc", "aarch64-apple-darwin")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def digest(lock: Path) -> str:
    """Of the lock's text, whatever ends its lines."""
    return hashlib.sha256(lock.read_text(encoding="utf-8").encode()).hexdigest()


def _uv(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "uv", "--quiet", "pip", "compile", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def write() -> None:
    """Both locks; what tests need beyond the product has the product's versions."""
    same: tuple[str, ...] = ()
    for lock, groups in GROUPS.items():
        _uv(
            *("--universal", "--generate-hashes", "--upgrade", "--python-version", PYTHONS[0]),
            *("--custom-compile-command", "make lock", "--no-emit-index-url", *same, *groups, "pyproject.toml"),
            *("--output-file", lock.relative_to(ROOT)),
        )
        same = ("--constraint", str(lock.relative_to(ROOT)))


def see_wheels() -> None:
    """Raises CalledProcessError for a package without a wheel for one of the systems; notes the digests if all have."""
    for lock in GROUPS:
        for system in SYSTEMS:
            for python in PYTHONS:
                _uv("--only-binary", ":all:", "--python-platform", system, "--python-version", python, lock)
    SEEN.write_text(
        f"Every package has a wheel for {', '.join(SYSTEMS)} and Python {', '.join(PYTHONS)}. Seen in:\n"
        + "".join(f"{digest(lock)}  {lock.name}\n" for lock in GROUPS),
        encoding="utf-8",
    )


if __name__ == "__main__":
    write()
    see_wheels()
