"""What the sync client needs of a laptop's store, answered by the store's own thread."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from fieldkit.store import Outbox
from fieldkit.store.outbox import BatchState
from sync.client.outbox import BatchRef, PublicState
from sync.protocol import envelope
from sync.protocol.batches import InboxItem

Answer = TypeVar("Answer")


class StoreCall(Protocol):
    """Has the store's own thread answer a question, and waits for it."""

    def __call__(self, call: Callable[[], Answer], /) -> Answer:
        """The answer; raises what ``call`` raises."""


def at_once(call: Callable[[], Answer]) -> Answer:
    """Ask the store in this very thread."""
    return call()


class StoreOutbox:
    """One device's batches and inbox in the store. The store belongs to another thread: ``ask`` has it answer there."""

    def __init__(self, outbox: Outbox, ask: StoreCall, public_state: Callable[[], PublicState | None]) -> None:
        self._outbox = outbox
        self._ask = ask
        self._public_state = public_state

    def batches_to_send(self) -> list[BatchRef]:
        return self._ask(lambda: self._outbox.batches(BatchState.WAITING))

    def sent_batches(self) -> list[BatchRef]:
        return self._ask(lambda: self._outbox.batches(BatchState.SENT))

    def last_batch(self) -> int:
        return self._ask(self._outbox.last)[0]

    def batch_bytes(self, n: int) -> bytes:
        return self._ask(lambda: self._outbox.batch_bytes(n))

    def read_blob(self, sha256: str, offset: int, size: int) -> bytes:
        return self._ask(lambda: self._outbox.blob(sha256, offset, size))

    def keep_receipt(self, n: int, raw: bytes) -> None:
        self._ask(lambda: self._outbox.keep_receipt(n, raw))

    def quarantine(self, n: int, reason: str) -> None:
        self._ask(lambda: self._outbox.quarantine(n, reason))

    def quarantine_blob(self, sha256: str, reason: str) -> None:
        self._ask(lambda: self._outbox.damage_blob(sha256, reason))

    def mark_unsent(self, ns: Sequence[int]) -> None:
        self._ask(lambda: self._outbox.mark_unsent(ns))

    def inbox_position(self) -> int:
        return self._ask(self._outbox.inbox_position)

    def keep_inbox(self, number: int, raw: bytes) -> None:
        kind = envelope.parse(raw, InboxItem).kind
        self._ask(lambda: self._outbox.keep_inbox(number, kind, raw))

    def snapshot(self) -> PublicState | None:
        return self._ask(self._public_state)
