"""Whole blobs on their way before their batch's turn, several at once, while the line is good.

Only the asking is done beside: what is sent is read by the caller, because a laptop's store answers one thread,
and each answer is taken up when the blob's turn comes.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import NamedTuple, Self

from sync.client import SyncClient
from sync.messages import Progress, Refusal
from sync.pace import MOST_LANES


class Answered(NamedTuple):
    """What headquarters said to a chunk, and how many seconds that took."""

    answer: Progress | Refusal
    seconds: float


def send_chunk(client: SyncClient, sha256: str, offset: int, size: int, chunk: bytes) -> Answered:
    """Send ``chunk`` of a blob of ``size`` bytes and wait for the answer. Raises as the client does."""
    began = client.monotonic()
    answer = client.send_chunk(sha256, offset, size, chunk)
    return Answered(answer, client.monotonic() - began)


class Ahead:
    """Leaving it waits for what is still on its way."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client
        self._threads = ThreadPoolExecutor(MOST_LANES, "fieldkit-ahead")
        self._sent: dict[str, Future[Answered]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)

    def on_its_way(self) -> int:
        """How many were sent and not answered yet."""
        return sum(not one.done() for one in self._sent.values())

    def send(self, sha256: str, data: bytes) -> None:
        """Have a whole blob sent."""
        self._sent[sha256] = self._threads.submit(send_chunk, self._client, sha256, 0, len(data), data)

    def take(self, sha256: str) -> Answered | None:
        """The answer to a blob, once; None if it was not sent ahead. Raises as the client does."""
        sent = self._sent.pop(sha256, None)
        return None if sent is None else sent.result()
