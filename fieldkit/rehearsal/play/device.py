"""The kit's process as its parent sees it: started, listened to, killed without warning, started again."""

import queue
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

from fieldkit.rehearsal.errors import CommandFailed, TooSlow
from fieldkit.rehearsal.play import child_process, steps
from fieldkit.rehearsal.play.headquarters import Headquarters
from fieldkit.rehearsal.play.worker import WAITS_FOR_PACK

_WORKER = "fieldkit.rehearsal.play.worker"
_LONGEST_DELAY_SECONDS = 0.08
_ENDS = {0, WAITS_FOR_PACK}
_HQ_FELL = "headquarters fell"


class DeviceProcess:
    """Plays the laptop's part of a drill. ``kills``: after how many steps the power goes, in ascending order."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        extra: Mapping[str, str],
        scratch: Path,
        headquarters: Headquarters,
        kills: Sequence[int],
        random: Random,
        seconds: int,
    ) -> None:
        self.ledger = steps.Ledger()
        self.kills = 0
        self.headquarters_kills = 0
        self._arguments = arguments
        self._extra = extra
        self._scratch = scratch
        self._headquarters = headquarters
        self._due = list(kills)
        self._random = random
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._told = 0
        self._events: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def cut_headquarters(self) -> None:
        """Have headquarters killed and started again; may be called from any thread."""
        self._events.put(_HQ_FELL)

    def run(self) -> int:
        """Let it work, with all its accidents, until it ends by itself; its exit status.

        Raises CommandFailed with its own words, TooSlow.
        """
        while True:
            child = child_process.start(
                _WORKER, self._arguments, errors=self._scratch / "kit.log", folder=self._scratch, extra=self._extra
            )
            try:
                code = self._follow(child)
            except BaseException:
                child_process.kill(child)
                raise
            if code in _ENDS:
                return code
            if code is not None:
                raise CommandFailed(command="kit", said=child_process.last_words(self._scratch / "kit.log", code))

    def _follow(self, child: subprocess.Popen[str]) -> int | None:
        """Listen until it ends; its status, None when the power went."""
        reader = threading.Thread(target=_read, args=(child, self._events.put), daemon=True)
        reader.start()
        killed = False
        while (event := self._next()) is not None:
            if event == _HQ_FELL:
                self._headquarters.kill()
                self.headquarters_kills += 1
                self._headquarters.serve()
                continue
            self._hear(event)
            if not killed and self._due and self._told >= self._due[0]:
                self._due.pop(0)
                time.sleep(self._random.uniform(0, _LONGEST_DELAY_SECONDS))
                child_process.kill(child)
                killed = True
        reader.join()
        if killed:
            self.kills += 1
            return None
        child_process.stop(child)
        return child.returncode

    def _next(self) -> str | None:
        try:
            return self._events.get(timeout=max(self._deadline - time.monotonic(), 0.01))
        except queue.Empty as error:
            raise TooSlow(seconds=self._seconds, step="kit") from error

    def _hear(self, text: str) -> None:
        said = steps.read(text)
        if said.held is not None:
            self.ledger.hold_against(said.held)
        if said.ack is not None:
            self._told += 1
            self.ledger.ack(said.ack)


def _read(child: subprocess.Popen[str], put: Callable[[str | None], None]) -> None:
    """Whole lines only: the last one may have been cut by the kill."""
    if child.stdout is not None:
        with child.stdout as lines:
            for line in lines:
                if line.endswith("\n"):
                    put(line)
    put(None)
