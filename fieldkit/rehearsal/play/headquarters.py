"""Headquarters beside the drill or the demo, worked through its own commands in processes of its own."""

import socket
import subprocess
from pathlib import Path

from fieldkit.rehearsal.errors import CommandFailed
from fieldkit.rehearsal.play import child_process

_START_SECONDS = 60


class Headquarters:
    """The folder ``hq``, its archive (SQLite in it, or ``archive``'s URL), and who works there."""

    def __init__(self, hq: Path, *, archive: str, secret: str, scratch: Path, port: int) -> None:
        self.hq = hq
        self.port = port
        self._archive = archive
        self._secret = secret
        self._scratch = scratch
        self._serving: subprocess.Popen[str] | None = None
        self._deciding: subprocess.Popen[str] | None = None

    def run(self, command: str, *arguments: str) -> str:
        """Run ``fieldkit office command`` to its end and give back what it said. Raises CommandFailed, TooSlow."""
        child = self._start(command, *arguments)
        return child_process.finish(child, f"fieldkit office {command}", self._log(command))

    def run_cut(self, command: str, *arguments: str, after_seconds: float) -> bool:
        """Start a command and kill it; whether it was still at work."""
        child = self._start(command, *arguments)
        try:
            child.wait(after_seconds)
        except subprocess.TimeoutExpired:
            child_process.kill(child)
        child_process.stop(child)
        return child.returncode != 0

    def serve(self) -> None:
        """Take in from now on. Raises CommandFailed when it does not come up."""
        self._serving = self._start("serve", "--host", "127.0.0.1", "--port", str(self.port))
        if not child_process.heard(self._serving, _START_SECONDS, whole=False):
            code = self._serving.wait()
            self.kill()
            raise CommandFailed(
                command="fieldkit office serve", said=child_process.last_words(self._log("serve"), code)
            )

    def kill(self) -> None:
        """As a power cut would."""
        if self._serving is not None:
            child_process.kill(self._serving)
            child_process.stop(self._serving)
            self._serving = None

    def decide_often(self, seconds: int) -> None:
        """Open and decide what comes, again and again, until ``stop``."""
        self._deciding = self._start("open", "--decide", "auto", "--every", str(seconds), quiet=True)

    def stop(self) -> None:
        """End in order whatever runs."""
        for child in (self._deciding, self._serving):
            if child is not None:
                child_process.stop(child)
        self._deciding = self._serving = None

    def _start(self, command: str, *arguments: str, quiet: bool = False) -> subprocess.Popen[str]:
        where = ["--hq", str(self.hq), *(["--archive", self._archive] if self._archive else [])]
        secret = {} if command == "serve" else {child_process.UNLOCK: self._secret}
        line = ["office", command, *where, *arguments]
        log = self._log(command)
        return child_process.start("fieldkit", line, errors=log, folder=self._scratch, extra=secret, quiet=quiet)

    def _log(self, command: str) -> Path:
        return self._scratch / f"{command}.log"


def free_port() -> int:
    """A TCP port of this computer that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
