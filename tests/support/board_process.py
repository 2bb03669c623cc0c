"""The command ``fieldkit board`` as it is typed, and the process in it that serves."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.support.narrowing import present

PATIENCE = 30.0
# What a terminal starts hears Ctrl+C; what a script starts beside itself, like these tests perhaps, does not.
HEARS_CTRL_C = (
    "import signal, sys; from fieldkit.cli import main; "
    "signal.signal(signal.SIGINT, signal.default_int_handler); sys.exit(main())"
)


class Kept(NamedTuple):
    """The running command and its address."""

    command: subprocess.Popen[str]
    address: str

    def heard(self) -> str:
        """The next line that the command says."""
        return present(self.command.stdout).readline()

    def serving(self) -> psutil.Process:
        """The process that serves; Python's own helper process is none."""
        children = psutil.Process(self.command.pid).children()
        (found,) = [one for one in children if any("spawn_main" in word for word in one.cmdline())]
        return found


@contextmanager
def kept(home: Path) -> Iterator[Kept]:
    """The board on a free port."""
    command = subprocess.Popen(
        [sys.executable, "-c", HEARS_CTRL_C, "--home", str(home), "board", "--port", "0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
    )
    try:
        address = present(re.search(r"http://\S+", present(command.stdout).readline())).group()
        yield Kept(command, address)
    finally:
        command.terminate()
        command.wait(PATIENCE)
        present(command.stdout).close()
