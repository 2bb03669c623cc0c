"""A real program in a pseudo-terminal, and the moment at which words stand on its screen."""

import os
import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

import pexpect
import pyte

from tests.support.narrowing import of_kind

ROWS, COLUMNS = 40, 120
WAIT = 60.0
SIGN = 0.004  # seconds from one sign of a scanner to the next: two reports of its cable, and some grace
REST = 0.7  # seconds, after which the program has done what the last key asked for


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
        self.child.delaybeforesend = None  # else every key waits 50 ms for a shell's echo

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.child.close(force=True)

    def text(self) -> str:
        """The screen, line breaks as blanks."""
        return " ".join(" ".join(self._screen.display).split())

    def sees(self, *words: str) -> float:
        """Read until all of ``words`` stand on the screen; when the bytes came that completed them.

        Raises TimeoutError if they never come. What this terminal needs to draw is not in the time.
        """
        came = time.perf_counter()
        end = came + WAIT
        while not all(word in self.text() for word in words):
            if time.perf_counter() > end:
                raise TimeoutError(f"{words} never came; the screen is: {self.text()}")
            try:
                read = self.child.read_nonblocking(65536, timeout=0.05)
            except pexpect.TIMEOUT:
                continue
            came = time.perf_counter()
            self._stream.feed(of_kind(bytes, read))
        return came

    def rests(self) -> None:
        """Read what is still drawn; a cursor blinks for ever."""
        end = time.perf_counter() + REST
        while (left := end - time.perf_counter()) > 0:
            with suppress(pexpect.TIMEOUT):
                self._stream.feed(of_kind(bytes, self.child.read_nonblocking(65536, timeout=left)))

    def answer_ms(self, keys: str, *words: str) -> float:
        """From a key to ``words`` on the screen, which must not stand there before: one key at a time, as people do."""
        self.rests()
        return self.answers_ms(keys, *words)

    def answers_ms(self, keys: str, *words: str) -> float:
        """The same in the midst of what was typed just before."""
        assert not all(word in self.text() for word in words), words
        start = time.perf_counter()
        self.type(keys)
        return (self.sees(*words) - start) * 1000

    def scan(self, code: str) -> None:
        """Type as a fast scanner on a USB cable does, but for the key that ends the line."""
        for sign in code:
            self.type(sign)
            time.sleep(SIGN)

    def type(self, keys: str) -> None:
        self.child.send(keys)
