"""Processes beside this one that never outlive it, on every system: the named place for what differs between them.

A child reads its standard input in a thread. When the parent ends, however it ends, the pipe closes, and the
child interrupts itself as Ctrl+C would; if that takes too long, it ends at once.
"""

import _thread
import os
import re
import runpy
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from fieldkit.rehearsal.errors import CommandFailed, TooSlow

UNLOCK = "FIELDKIT_PASSPHRASE"
_GRACE_SECONDS = 5.0
_COMMAND_SECONDS = 120
_LAST_LINES = 8
_TRACEBACK = "Traceback (most recent call last):\n"
_FRAME = re.compile(r'File "(?:.*[/\\])?([^"/\\]+)", line (\d+), in (.+)')
# Ctrl+C on this terminal is the parent's alone, which stops its children in order: a group on Windows, a session
# elsewhere.
_OWN_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
_OWN_SESSION = os.name == "posix"


def start(
    module: str, arguments: Sequence[str], *, errors: Path, folder: Path, extra: Mapping[str, str], quiet: bool = False
) -> subprocess.Popen[str]:
    """Start ``python -m module`` with its words on a pipe, or unheard, and its errors appended to a file."""
    with errors.open("ab") as said:
        return subprocess.Popen(  # noqa: S603 - this very program, with arguments made here
            [sys.executable, "-m", __name__, module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL if quiet else subprocess.PIPE,
            stderr=said,
            encoding="utf-8",
            env=environment(folder, extra),
            creationflags=_OWN_GROUP,
            start_new_session=_OWN_SESSION,
        )


def environment(folder: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """This process's environment, with everything temporary in ``folder`` and words in UTF-8, line by line.

    A passphrase is handed on only as part of ``extra``.
    """
    inherited = {name: value for name, value in os.environ.items() if name != UNLOCK}
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    return {**inherited, **places, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", **extra}


def stop(child: subprocess.Popen[str]) -> None:
    """Ask it to end, wait, and end it if it does not."""
    _close(child.stdin)
    try:
        child.wait(_GRACE_SECONDS * 2)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    _close(child.stdout)


def kill(child: subprocess.Popen[str]) -> None:
    """End it as a power cut would: SIGKILL, or TerminateProcess on Windows. What it said can still be read."""
    child.kill()
    child.wait()
    _close(child.stdin)


def finish(child: subprocess.Popen[str], command: str, log: Path) -> str:
    """Wait for its end and give back what it said. Raises CommandFailed with its own words, TooSlow."""
    said = heard(child, _COMMAND_SECONDS, whole=True)
    if said is None:
        stop(child)
        raise TooSlow(seconds=_COMMAND_SECONDS, step=command)
    child.wait()
    stop(child)
    if child.returncode:
        raise CommandFailed(command=command, said=last_words(log, child.returncode))
    return said


def heard(child: subprocess.Popen[str], seconds: int, *, whole: bool) -> str | None:
    """Its next line, or all it says to its end; None when it was killed because that took too long."""
    late = threading.Event()

    def give_up() -> None:
        late.set()
        child.kill()

    watch = threading.Timer(seconds, give_up)
    watch.start()
    try:
        text = "" if child.stdout is None else child.stdout.read() if whole else child.stdout.readline()
    finally:
        watch.cancel()
    return None if late.is_set() else text


def _close(pipe: IO[str] | None) -> None:
    if pipe is not None:
        pipe.close()


def last_words(log: Path, code: int) -> str:
    """The last lines of what a process said on its error output, or its exit status.

    Of a traceback, where it happened and the kind of fault: its message and the lines of code may hold anything.
    """
    said = log.read_text(encoding="utf-8", errors="replace")
    _before, mark, last = said.rpartition(_TRACEBACK)
    lines = [line.rstrip() for line in last.splitlines() if line.strip()]
    if mark:
        frames = [line.strip() for line in lines if line.startswith("  File ")]
        kind = next((line.partition(":")[0] for line in lines if not line.startswith(" ")), "")
        lines = [*(_FRAME.sub(r"\1:\2 \3", frame) for frame in frames), kind]
    return "\n".join(lines[-_LAST_LINES:]) or str(code)


def _end_with(parent: int) -> None:
    while os.read(parent, 1024):  # unbuffered: no lock of Python's is held when the interpreter ends
        pass
    _interrupt()
    time.sleep(_GRACE_SECONDS)
    os._exit(1)


def _interrupt() -> None:
    """Ctrl+C for the main thread, also when it sleeps; Windows can only tell it at its next step."""
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


def main() -> None:
    """In the child: run the module as ``python -m`` would."""
    parent = os.dup(sys.stdin.fileno())
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
