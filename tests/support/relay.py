"""A TCP relay on loopback between a kit and headquarters that counts bytes and breaks what it is told to break."""

import contextlib
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

UP, DOWN = "up", "down"
_PIECE = 16_384


@dataclass
class Plan:
    """What happens to the connections of one relay, in bytes counted over all of them since the last reset.

    ``cut_up``/``cut_down``: both sides are cut when that many bytes have passed in a direction. ``hole_up``: from
    then on nothing passes and nobody is told. ``every_up``: a cut each time that many bytes have gone up.
    ``at_cut`` is called when the line is cut. ``up_per_second``: bytes a second that go up on each connection.
    ``delay``: seconds that every piece takes in either direction.
    """

    cut_up: int | None = None
    cut_down: int | None = None
    hole_up: int | None = None
    every_up: int | None = None
    at_cut: Callable[[], None] = lambda: None
    up_per_second: float | None = None
    delay: float = 0.0


@dataclass
class Relay:
    port: int
    target: Callable[[], int]
    plan: Plan = field(default_factory=Plan)
    up: int = 0
    down: int = 0
    cuts: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reset(self, plan: Plan) -> None:
        with self.lock:
            self.plan, self.up, self.down, self.cuts = plan, 0, 0, 0

    def allowed(self, direction: str, count: int) -> tuple[int, bool, bool]:
        """How many of ``count`` bytes may pass, whether the line is cut after them, whether it goes silent."""
        with self.lock:
            plan = self.plan
            limit, passed = (plan.cut_up, self.up) if direction == UP else (plan.cut_down, self.down)
            if direction == UP and plan.every_up is not None:
                limit = (self.up // plan.every_up + 1) * plan.every_up
            silent = direction == UP and plan.hole_up is not None and passed + count > plan.hole_up
            if silent:
                count = max((plan.hole_up or 0) - passed, 0)
            cut = limit is not None and passed < limit <= passed + count
            if cut and limit is not None:
                count = limit - passed
                self.cuts += 1
            if direction == UP:
                self.up += count
            else:
                self.down += count
            return count, cut, silent


@contextmanager
def relaying(target: Callable[[], int]) -> Iterator[Relay]:
    """A relay to whatever port ``target`` names at each new connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        relay = Relay(listener.getsockname()[1], target)
        stop = threading.Event()
        thread = threading.Thread(target=_accept, args=(listener, relay, stop), daemon=True)
        thread.start()
        try:
            yield relay
        finally:
            stop.set()
            thread.join(10)


def _accept(listener: socket.socket, relay: Relay, stop: threading.Event) -> None:
    workers = []
    while not stop.is_set():
        if not select.select([listener], [], [], 0.05)[0]:
            continue
        client, _ = listener.accept()
        workers.append(threading.Thread(target=_carry, args=(client, relay, stop), daemon=True))
        workers[-1].start()
    for worker in workers:
        worker.join(10)


def _carry(client: socket.socket, relay: Relay, stop: threading.Event) -> None:
    with client, contextlib.suppress(OSError):
        server = socket.create_connection(("127.0.0.1", relay.target()), timeout=5)
        with server:
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _pump(client, server, relay, stop)


def _pump(client: socket.socket, server: socket.socket, relay: Relay, stop: threading.Event) -> None:
    silent = False
    while not stop.is_set():
        for source in select.select([client, server], [], [], 0.05)[0]:
            direction, sink = (UP, server) if source is client else (DOWN, client)
            data = source.recv(_PIECE)
            if not data:
                return
            if silent:
                continue
            count, cut, silent = relay.allowed(direction, len(data))
            slow = relay.plan.up_per_second if direction == UP else None
            spent = relay.plan.delay + (count / slow if slow else 0.0)
            if spent:
                stop.wait(spent)
            sink.sendall(data[:count])
            if cut:
                relay.plan.at_cut()
                return
