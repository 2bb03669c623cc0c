"""The board's server: reads the public files of the desk, pushes every change, holds no key.

It lives apart from the desk's program: while that is locked, restarted or gone, the board goes on showing the last
truth and says how old it is.
"""

import asyncio
import multiprocessing
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.load import load
from fieldkit.platform.clock import wall_ms
from fieldkit.platform.paths import Home
from fieldkit.public import board_state, privacy_notices
from fieldkit.public.board.board_page import HEADERS, PAGE
from fieldkit.public.board.hall_tickets import HallTickets
from fieldkit.public.web import notice_page, receipt_page
from fieldkit.public.web import ticket_page as ticket

LOOK_SECONDS = 0.05
# Proxies and televisions drop a line on which nothing is said.
ALIVE_SECONDS = 10.0
# A browser's own pause before it asks again is three seconds and more.
RETRY_MS = 1000
_NOTHING = b"{}"


class Watch:
    """The board's file: its last good content, kept when the file is gone, half a file or of another version."""

    def __init__(self, path: Path, now_ms: Callable[[], int]) -> None:
        self._path = path
        self._now_ms = now_ms
        self._seen: tuple[int, int] | None = None
        self._board: board_state.BoardState | None = None

    def look(self) -> bool:
        """Read the file if it changed; True when there is something new."""
        try:
            found = self._path.stat()
            mark = (found.st_mtime_ns, found.st_ino)
            if mark == self._seen:
                return False
            board = board_state.read(self._path.read_bytes())
        except (OSError, board_state.BadBoard):
            return False
        self._seen, self._board = mark, board
        return True

    def message(self) -> bytes:
        """What is pushed: the board, and how old it is in milliseconds by this laptop's own clock."""
        if self._board is None:
            return _NOTHING
        age = max(self._now_ms() - self._board.as_of_ms, 0)
        return b'{"age":%d,"board":%s}' % (age, board_state.write(self._board))


def application(home: Home, catalog: Catalog, now_ms: Callable[[], int]) -> Starlette:
    """Every page of the hall."""
    watch = Watch(home.board, now_ms)

    def show(_request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE, headers=HEADERS)

    def state(_request: Request) -> Response:
        watch.look()
        return Response(watch.message(), media_type="application/json", headers={"Cache-Control": "no-store"})

    def events(_request: Request) -> StreamingResponse:
        return StreamingResponse(
            _events(home.board, now_ms), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    return Starlette(
        routes=[
            Route("/", show),
            Route("/state", state),
            Route("/events", events),
            *receipt_page.elsewhere(),
            *notice_page.routes(partial(privacy_notices.of_event, home.notice)),
            *ticket.routes(HallTickets(home.tickets, now_ms), catalog),
        ]
    )


async def _events(path: Path, now_ms: Callable[[], int]) -> AsyncIterator[bytes]:
    """One television: the board now, at every change, and from time to time all the same."""
    watch = Watch(path, now_ms)
    watch.look()
    yield b"retry: %d\n\n" % RETRY_MS
    while True:
        yield b"data: " + watch.message() + b"\n\n"
        waited = 0.0
        while not watch.look() and waited < ALIVE_SECONDS:
            await asyncio.sleep(LOOK_SECONDS)
            waited += LOOK_SECONDS


def server(home: Home) -> uvicorn.Server:
    """The web server, for a socket that it did not make and that another one goes on with after it."""
    return uvicorn.Server(
        uvicorn.Config(
            application(home, load(), wall_ms),
            # On Windows the other kind keeps a listening socket for itself: after it, nobody can accept there.
            loop="asyncio:SelectorEventLoop",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=200,
            timeout_graceful_shutdown=1,
        )
    )


def serve(listener: socket.socket, home: Home) -> None:
    """In a process of its own: serve until it is ended, or the process that began it is gone."""
    web = server(home)
    threading.Thread(target=_leave_with, args=(multiprocessing.parent_process(), web), daemon=True).start()
    with suppress(KeyboardInterrupt):  # Ctrl+C is told to both processes; the other one says so
        web.run(sockets=[listener])


def _leave_with(parent: BaseProcess | None, web: uvicorn.Server) -> None:
    if parent is not None:
        parent.join()
        web.should_exit = True
