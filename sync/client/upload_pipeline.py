"""Whole blobs on their way before their batch's turn, several at once, while the line is good.

Only the requests run in threads of their own. The caller reads what is sent, because a laptop's store answers one
thread, and takes up each answer when the blob's turn comes.
"""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

from sync.client.chunk_pacing import MOST_CONNECTIONS
from sync.client.http import SyncClient
from sync.protocol.messages import Progress, Refusal

_MOST_UNTAKEN = 24
Answer = TypeVar("Answer")


class ChunkAnswer(NamedTuple):
    """What headquarters said to a chunk of ``size`` bytes, and how many seconds that took."""

    answer: Progress | Refusal
    size: int
    seconds: float


def send_chunk(client: SyncClient, sha256: str, offset: int, size: int, chunk: bytes) -> ChunkAnswer:
    """Send ``chunk`` of a blob of ``size`` bytes and wait for the answer. Raises as the client does."""
    began = client.monotonic()
    answer = client.send_chunk(sha256, offset, size, chunk)
    return ChunkAnswer(answer, len(chunk), client.monotonic() - began)


class UploadPipeline:
    """Leaving it waits for what is still on its way."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client
        self._blob_senders = ThreadPoolExecutor(MOST_CONNECTIONS, "fieldkit-blobs")
        self._batch_sender = ThreadPoolExecutor(1, "fieldkit-batch")
        self._sent: dict[str, Future[ChunkAnswer]] = {}
        self._on_their_way: set[Future[ChunkAnswer]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._blob_senders.shutdown(cancel_futures=True)
        self._batch_sender.shutdown()

    def has_room(self, most: int) -> bool:
        """Whether fewer than ``most`` wait for their answer, and not too many answers for their turn."""
        return len(self._on_their_way) < most and len(self._sent) < _MOST_UNTAKEN

    def send(self, sha256: str, data: bytes) -> None:
        """Have a whole blob sent."""
        sent = self._blob_senders.submit(send_chunk, self._client, sha256, 0, len(data), data)
        self._sent[sha256] = sent
        self._on_their_way.add(sent)
        sent.add_done_callback(self._on_their_way.discard)

    def take(self, sha256: str) -> ChunkAnswer | None:
        """The answer to a blob, once; None if it was not sent this way. Raises as the client does."""
        sent = self._sent.pop(sha256, None)
        return None if sent is None or sent.cancelled() else sent.result()

    def cancel_waiting(self) -> None:
        """The line is poor: what has not begun shall wait for its turn."""
        for sent in self._sent.values():
            sent.cancel()

    def while_asking(self, ask: Callable[[], Answer], feed: Callable[[], None]) -> Answer:
        """What ``ask`` gives; until then ``feed`` is called whenever there may be room."""
        asked = self._batch_sender.submit(ask)
        while not asked.done():
            feed()
            awaited: list[Future[Any]] = [asked, *self._on_their_way.copy()]
            wait(awaited, return_when=FIRST_COMPLETED)
        return asked.result()
