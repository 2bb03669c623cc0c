"""What the people in the hall wait for: an estimate, the board after a call, thousands of phones asking at once."""

import itertools
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from fieldkit.desk.public import board_files
from fieldkit.desk.queue import calls
from fieldkit.desk.session import Session
from fieldkit.domain.queue import wait_estimate
from fieldkit.domain.queue.calling_order import MINUTE, CallingRule, Queue, WaitingVisit
from fieldkit.domain.queue.visit import VisitState
from fieldkit.domain.queue.wait_estimate import HallState, Residuals
from fieldkit.public import board_state, queue_snapshot
from fieldkit.public.queue_snapshot import EventName, QueueRow
from fieldkit.tokens import ticket_token
from sync.journal.chain import Hlc
from tests.bench import scene
from tests.bench.figures import Aim, Beside, Figure, median_ms
from tests.bench.sizes import Sizes
from tests.support import kit

ESTIMATE, BOARD = Aim(5.0), Aim(200.0)
WAITING, TABLES = 300, 8
PHONES_AT_ONCE = 8
PATIENCE = 30.0


def figures(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """Estimate, board, phones."""
    yield _estimate(sizes)
    session = scene.laptop(folder, sizes.rounds + 3)
    board_files.publish(session)
    with _board(session.home.folder) as port:
        yield _update(session, port, sizes)
        _tickets(session.home.tickets, sizes.phones)
        tickets, page = _asked(port, sizes.phones, ticket=True), _asked(port, sizes.phones, ticket=False)
    session.store.close()
    what = f"{sizes.phones:,} phones ask for their ticket"
    yield Figure(what, tickets, "/s", Beside("the board's page, always the same, from that server", page))


def _estimate(sizes: Sizes) -> Figure:
    people = {f"v{n:04}": 20.0 for n in range(WAITING)}
    now = HallState(0, [n * MINUTE for n in range(TABLES)], people)

    def once() -> None:
        queue = Queue(CallingRule())
        for n, one in enumerate(people):
            queue.add(WaitingVisit(n * MINUTE, Hlc(n), one, priority=n % 9 == 0, appointment=n % 3 == 0))
        wait_estimate.estimates(wait_estimate.replay(queue, now).called, now, Residuals())

    return Figure(f"estimates of all who wait, {WAITING} waiting", median_ms(once, sizes.rounds), "ms", aim=ESTIMATE)


def _update(session: Session, port: int, sizes: Sizes) -> Figure:
    """From the key that calls to the television's line, through the store, the file and the board's server."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", "/events")
        with connection.getresponse() as stream:
            seen = _numbers(stream)

            def once() -> None:
                number = calls.call_next(session).number
                board_files.publish(session)
                next(shown for shown in seen if shown == number)

            return Figure("N → the board's line on the television", median_ms(once, sizes.rounds), "ms", aim=BOARD)


def _numbers(stream: HTTPResponse) -> Iterator[str]:
    for raw in stream:
        if raw.startswith(b"data: "):
            told = json.loads(raw[6:])
            if "board" in told:
                calls = board_state.read(json.dumps(told["board"]).encode()).calls
                yield from (call.number for call in calls[-1:])


def _tickets(path: Path, phones: int) -> None:
    rows = [
        QueueRow(queue_snapshot.status_key(_token(n)), VisitState.WAITING, n, 5 * n % 200, 5 * n % 250, ("PAS-AR",))
        for n in range(phones)
    ]
    path.write_bytes(queue_snapshot.make(rows, kit.NOON_MS, EventName("bench", "Jornada", "Salón", "America/Chicago")))


def _token(n: int) -> str:
    return ticket_token.encode(n.to_bytes(ticket_token.VISIT_ID_BYTES, "big"), b"bench")


def _asked(port: int, phones: int, *, ticket: bool) -> float:
    """Answers per second to ``phones`` requests over a few lines at once."""
    counter = itertools.count()

    def one_line(_: int) -> int:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        good = 0
        while (n := next(counter)) < phones:
            connection.request("GET", f"/T/{_token(n)}" if ticket else "/")
            answer = connection.getresponse()
            answer.read()
            good += answer.status == 200
        connection.close()
        return good

    start = time.perf_counter()
    with ThreadPoolExecutor(PHONES_AT_ONCE) as lines:
        good = sum(lines.map(one_line, range(PHONES_AT_ONCE)))
    return good / (time.perf_counter() - start)


@contextmanager
def _board(home: Path) -> Iterator[int]:
    """The command as it is typed, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    command = [sys.executable, "-m", "fieldkit", "--home", str(home), "board", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(port)
