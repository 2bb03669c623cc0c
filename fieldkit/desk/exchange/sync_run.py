"""The exchange with headquarters: what was sealed goes out, what the office decided comes in."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from fieldkit.desk.access import backup, enrolment
from fieldkit.desk.exchange import batching, inbox
from fieldkit.desk.public import queue_state
from fieldkit.desk.session import Session
from fieldkit.errors import Problem
from fieldkit.store import Outbox, Store
from sync.client.exchange import ExchangeRun
from sync.client.http import SyncClient
from sync.client.outbox import BatchRef, PublicState
from sync.client.upload import OnProgress, Outcome
from sync.protocol import batches as wire
from sync.protocol import envelope
from sync.protocol.problems import Refused

Answer = TypeVar("Answer")
Now = Callable[[], int]


class StoreCall(Protocol):
    """Has the store's own thread answer a question, and waits for it."""

    def __call__(self, call: Callable[[], Answer], /) -> Answer:
        """The answer; raises what ``call`` raises."""


def at_once(call: Callable[[], Answer]) -> Answer:
    """Ask the store in this very thread."""
    return call()


class StoreOutbox:
    """The courier's view of the store. The store belongs to another thread: ``ask`` has it answer there."""

    def __init__(self, outbox: Outbox, ask: StoreCall, show: Callable[[], PublicState | None]) -> None:
        self._outbox = outbox
        self._ask = ask
        self._show = show

    def batches_to_send(self) -> list[BatchRef]:
        return self._refs("waiting")

    def sent_batches(self) -> list[BatchRef]:
        return self._refs("sent")

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
        kind = envelope.parse(raw, wire.InboxItem).kind
        self._ask(lambda: self._outbox.keep_inbox(number, kind, raw))

    def snapshot(self) -> PublicState | None:
        return self._ask(self._show)

    def _refs(self, state: str) -> list[BatchRef]:
        batches = self._ask(lambda: self._outbox.batches(state))
        return [
            BatchRef(one.n, one.sha256, one.size, tuple(wire.BlobRef(ref.sha256, ref.size) for ref in one.blobs))
            for one in batches
        ]


class Exchange:
    """Everything between this laptop and headquarters, once at a time; keeps what it learned of the line.

    Run it in a thread of its own: only what ``ask`` is given touches the store. ``refused`` is what came with the
    last run and could not be used.
    """

    def __init__(self, store: Store, now_ms: Now, ask: StoreCall = at_once) -> None:
        self._store = store
        self._now_ms = now_ms
        self._ask = ask
        self._client = client(store, now_ms)
        self._session: Session | None = None
        self.refused: list[Problem] = []
        own = self._courier(store.outbox)
        self._couriers = [self._courier(store.outbox_of(one), one) for one in backup.ancestors(store)] + [own]

    def close(self) -> None:
        """Drop the connection."""
        self._client.close()

    def run_once(self, session: Session | None, on_progress: OnProgress | None = None) -> Outcome:
        """Seal what is new, send it, take what came back. Without a pack yet (None), ask for it."""
        self._session = session
        try:
            self._join()
            if session is not None:
                self._ask(lambda: batching.seal(session))
        except Problem as problem:
            return Outcome(problem=problem)
        first: Problem | None = None
        for courier in self._couriers:
            outcome = courier.run_once(on_progress)
            first = first or outcome.problem
            if outcome.problem is not None and not isinstance(outcome.problem, Refused):
                break  # the line is bad for all; what was refused of one device does not hold up the next
        outcome.problem = first
        try:
            self.refused = self._ask(lambda: inbox.take_all(self._store, self._now_ms()))
        except Problem as trouble:
            outcome.problem = first or trouble
        return outcome

    def show(self, session: Session) -> Outcome:
        """Only tell the applicants' page how the line stands now."""
        self._session = session
        return self._couriers[-1].show()

    def _join(self) -> None:
        if not self._ask(lambda: self._store.has("joined")):
            self._client.enrol(self._ask(lambda: enrolment.open_request(self._store)))
            self._ask(lambda: self._store.put("joined", b"1"))

    def _courier(self, outbox: Outbox, author: str | None = None) -> ExchangeRun:
        return ExchangeRun(self._client, StoreOutbox(outbox, self._ask, self._show), author=author)

    def _show(self) -> PublicState | None:
        return None if self._session is None else queue_state.state(self._session)


def client(store: Store, now_ms: Now) -> SyncClient:
    """A client that speaks in this device's name with the headquarters of its invitation."""
    invited = enrolment.invited(store)
    return SyncClient(
        invited.hq_url,
        ca_pem=invited.hq_ca_pem,
        receipt_key=invited.hq_receipt_key,
        key=store.key,
        now_ms=now_ms,
    )
