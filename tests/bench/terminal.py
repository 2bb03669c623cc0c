"""A real program in a pseudo-terminal, and the moment at which words stand on its screen."""

import os
import sys
import time
from types import TracebackType
from typing import Self

import pexpect
import pyte

ROWS, COLUMNS = 40, 120
WAIT = 60.0


class Terminal:
    """``python`` with ``arguments``, spawned when this is made, killed when it is left."""

    def __init__(self, *arguments: str) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self.child = pexpect.spawn(
            sys.executable,
            list(arguments),
            dimensions=(ROWS, COLUMNS),
            env={**os.environ, "TERM": "xterm-256color"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.child.close(force=True)

    def text(self) -> str:
        """The screen, line breaks as blanks."""
        return " ".join(" ".join(self._screen.display).split())

    def sees(self, *words: str) -> None:
        """Read until all of ``words`` stand on the screen; TimeoutError if they never do."""
        end = time.monotonic() + WAIT
        while not all(word in self.text() for word in words):
            if time.monotonic() > end:
                raise TimeoutError(f"{words} never came; the screen is: {self.text()}")
            try:
                self._stream.feed(self.child.read_nonblocking(65536, timeout=0.05))
            except pexpect.TIMEOUT:
                continue

    def type(self, keys: str) -> None:
        self.child.send(keys)
