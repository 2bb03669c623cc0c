"""One child process that opens picture files for this one, started when the first comes and kept for the next."""

import atexit
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from fieldkit.photos.decoder_protocol import ASKED, Answer, read_answer

WALL_SECONDS = 25.0
_MODULE = "fieldkit.photos.decoder"
# What an interpreter needs to start; nothing else of the environment is the child's business.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME")


class DecoderError(Exception):
    """The child could not be started, took more than it may, or died of the file."""


class DecoderChild:
    """Asks a child process, one file at a time, and starts another when it ended. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, raw: bytes, room: tuple[int, int], most_pages: int) -> tuple[Answer, list[bytes]]:
        """What the child says about a file, and the RGB pixels of its pages. Raises DecoderError."""
        with self._lock:
            process = self._running()
            late = threading.Timer(WALL_SECONDS, process.kill)
            late.start()
            try:
                return _asked(process, raw, room, most_pages)
            except (OSError, EOFError, ValueError) as error:
                self._end()
                raise DecoderError from error
            finally:
                late.cancel()

    def start(self) -> None:
        """Start the child before anything is asked; one that cannot be started is told of when a file comes."""
        with self._lock, suppress(DecoderError):
            self._running()

    def end(self) -> None:
        """End the child; the next question starts another."""
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            try:
                self._process = _started()
            except OSError as error:
                raise DecoderError from error
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError):  # what it did not read any more
                process.communicate()


def _asked(
    process: subprocess.Popen[bytes], raw: bytes, room: tuple[int, int], most_pages: int
) -> tuple[Answer, list[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(ASKED.pack(*room, most_pages, len(raw)))
    process.stdin.write(raw)
    process.stdin.flush()
    return read_answer(process.stdout, room, most_pages)


def _started() -> subprocess.Popen[bytes]:
    """A child without a terminal, the caller's files, signals and secrets."""
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-P", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


CHILD = DecoderChild()
atexit.register(CHILD.end)
