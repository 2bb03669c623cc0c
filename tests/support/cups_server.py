"""A real cupsd of its own, with queues that end in files; nothing of the machine's own printing is touched."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PATIENCE = 20.0
# What CUPS calls at a queue's end: the file is the sixth argument, or comes in; it appears whole.
BACKEND = """#!/bin/sh
[ $# -lt 5 ] && exit 0
target="${DEVICE_URI#capture:}"
cat ${6:+"$6"} > "$target.part" && mv "$target.part" "$target"
"""


class Cups(NamedTuple):
    """The running server: its socket, and the folder that its queues write to."""

    socket: Path
    papers: Path

    def queue(self, name: str) -> Path:
        """A new queue; the file that it writes to."""
        target = self.papers / f"{name}.prn"
        self.admin("lpadmin", "-p", name, "-E", "-v", f"capture:{target}", "-m", "raw")
        return target

    def admin(self, command: str, *arguments: str) -> str:
        told = subprocess.run(
            [_program(command) or command, *arguments],
            env={**os.environ, "CUPS_SERVER": str(self.socket), "LC_ALL": "C"},
            check=True,
            capture_output=True,
            text=True,
        )
        return told.stdout


def _program(name: str) -> str | None:
    """A program of the system, also one that only root has on its path."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


def there() -> bool:
    """Whether this machine has a cupsd; `make test` installs one where it may."""
    return _program("cupsd") is not None


@contextmanager
def running(folder: Path) -> Iterator[Cups]:
    """Started and stopped; ``folder`` must have a short path, because a socket's name may have no more."""
    cups = Cups(folder / "s", folder / "papers")
    for name in ("papers", "spool", "cache", "state", "root", "bin", "bin/backend", "bin/filter"):
        (folder / name).mkdir()
    cups.papers.chmod(0o777)  # backends run as another user
    (folder / "bin/backend/capture").write_text(BACKEND, encoding="ascii")
    (folder / "bin/backend/capture").chmod(0o755)
    daemon = next(path for path in (Path("/usr/lib/cups/daemon"), Path("/usr/libexec/cups/daemon")) if path.exists())
    (folder / "bin/daemon").symlink_to(daemon)  # what cupsd starts a backend with
    (folder / "cupsd.conf").write_text(
        f"Listen {cups.socket}\nBrowsing Off\nDefaultAuthType None\nDefaultPolicy any\n"
        "<Location />\nAllow all\n</Location>\n<Policy any>\n<Limit All>\nAllow all\n</Limit>\n</Policy>\n",
        encoding="ascii",
    )
    (folder / "cups-files.conf").write_text(
        f"ServerBin {folder}/bin\nServerRoot {folder}/root\nRequestRoot {folder}/spool\nCacheDir {folder}/cache\n"
        f"StateDir {folder}/state\nErrorLog {folder}/error.log\nAccessLog {folder}/access.log\n"
        f"PageLog {folder}/page.log\n",
        encoding="ascii",
    )
    server = subprocess.Popen(
        [_program("cupsd") or "cupsd", "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "cups-files.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + PATIENCE
        while not cups.socket.exists():
            if server.poll() is not None or time.monotonic() > end:
                log = folder / "error.log"
                raise TimeoutError(log.read_text(encoding="utf-8") if log.exists() else "cupsd never listened")
            time.sleep(0.02)
        yield cups
    finally:
        server.terminate()
        server.wait(PATIENCE)
