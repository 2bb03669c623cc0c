"""Keeps the board up: its serving is a process of its own, and is begun again whenever it ends or answers no more.

The listening socket stays here: while there is nobody to answer, televisions and phones wait at it instead of being
turned away, and no other program can take the port.
"""

import multiprocessing
import socket
import time
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from typing import NamedTuple

from fieldkit.errors import Problem
from fieldkit.locale import _
from fieldkit.platform import sockets
from fieldkit.platform.paths import Home
from fieldkit.public import problems
from fieldkit.public.board import board_server

_BACKLOG = 100
_ASK = b"HEAD / HTTP/1.0\r\n\r\n"
_ANYWHERE = "0.0.0.0"  # noqa: S104 - compared with, to ask this very computer
# The same on every system, and nothing of this process but the socket in the other.
_PROCESSES = multiprocessing.get_context("spawn")

Serve = Callable[[socket.socket, Home], None]


class RestartPolicy(NamedTuple):
    """In seconds. ``pauses``: before each new beginning, as many as are tried in a row; ``lasting``: what is so old did
    not fail at once; ``look``: between two questions whether it still answers; ``answer``: how long that may take."""

    pauses: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
    lasting: float = 60.0
    look: float = 5.0
    answer: float = 10.0


def keep(
    home: Home,
    *,
    host: str,
    port: int,
    say: Callable[[str], None] = print,
    serve: Serve = board_server.serve,
    patience: RestartPolicy = RestartPolicy(),  # noqa: B008 - a constant
) -> None:
    """Serve until interrupted. Raises BOARD_PORT_TAKEN, and BOARD_FALLS when it cannot be kept up."""
    with _listening(host, port) as listener:
        address = sockets.address(listener)
        say(
            _("✓ Pantalla de la sala: abra http://{address} en el televisor. Ctrl+C la cierra.").format(address=address)
        )
        falls = 0
        while True:
            began = time.monotonic()
            _once(listener, home, serve, patience)
            falls = 1 if time.monotonic() - began > patience.lasting else falls + 1
            if falls > len(patience.pauses):
                raise Problem(problems.BOARD_FALLS, n=falls)
            pause = patience.pauses[falls - 1]
            say(_("⚠ La pantalla se cayó. Se abre otra vez en {n} s; no hay que hacer nada.").format(n=f"{pause:g}"))
            time.sleep(pause)


def _listening(host: str, port: int) -> socket.socket:
    try:
        return sockets.listen(host, port, backlog=_BACKLOG)
    except OSError as error:
        raise Problem(problems.BOARD_PORT_TAKEN, host=host, port=port) from error


def _once(listener: socket.socket, home: Home, serve: Serve, patience: RestartPolicy) -> None:
    """One life of the serving; it never outlives this call."""
    process = _PROCESSES.Process(target=serve, args=(listener, home), daemon=True)
    process.start()
    try:
        _watch(process, listener, patience)
    finally:
        process.terminate()
        process.join(patience.answer)
        process.kill()
        process.join()


def _watch(process: SpawnProcess, listener: socket.socket, patience: RestartPolicy) -> None:
    """Return when it has ended, or has twice in a row left a question without an answer."""
    unanswered = 0
    while unanswered < 2:
        process.join(patience.look)
        if process.exitcode is not None:
            return
        unanswered = 0 if _answers(listener, patience.answer) else unanswered + 1


def _answers(listener: socket.socket, seconds: float) -> bool:
    host, port = listener.getsockname()[:2]
    try:
        with socket.create_connection(("127.0.0.1" if host == _ANYWHERE else host, port), timeout=seconds) as line:
            line.sendall(_ASK)
            return bool(line.recv(1))
    except OSError:
        return False
