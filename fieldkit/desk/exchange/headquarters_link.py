"""A laptop's link to headquarters: it joins, what is new is sealed and sent, what the office decided comes in."""

from collections.abc import Callable

from fieldkit.desk.access import backup, enrolment
from fieldkit.desk.exchange import batching, inbox
from fieldkit.desk.exchange.store_outbox import StoreCall, StoreOutbox, at_once
from fieldkit.desk.public import queue_state
from fieldkit.desk.session import Session
from fieldkit.errors import Problem
from fieldkit.store import Outbox, Store
from fieldkit.store.outbox import BatchState
from sync.client.exchange import Exchange
from sync.client.http import SyncClient
from sync.client.outbox import PublicState
from sync.client.upload import OnProgress, Outcome
from sync.protocol.problems import Refused

Now = Callable[[], int]


class HeadquartersLink:
    """Everything between this laptop and headquarters, once at a time; keeps what it learned of the line.

    It carries the batches of this device and of those that it was restored from. Run it in a thread of its own: only
    what ``ask`` is given touches the store. ``refused`` is what came with the last run and could not be used.
    """

    def __init__(self, store: Store, now_ms: Now, ask: StoreCall = at_once) -> None:
        self._store = store
        self._now_ms = now_ms
        self._ask = ask
        self._client = client(store, now_ms)
        self._session: Session | None = None
        self.refused: list[Problem] = []
        self._own = self._exchange(store.outbox)
        self._exchanges = [
            *(self._exchange(store.outbox_of(device), device) for device in backup.ancestors(store)),
            self._own,
        ]

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
        outcome = Outcome()
        for exchange in self._exchanges:
            one = exchange.run_once(on_progress)
            outcome.add(one)
            if one.problem is not None and not isinstance(one.problem, Refused):
                break  # the line is bad for all; what was refused of one device does not hold up the next
        try:
            self.refused = self._ask(lambda: inbox.take_all(self._store, self._now_ms()))
        except Problem as trouble:
            outcome.problem = outcome.problem or trouble
        return outcome

    def confirmed(self) -> int:
        """How many of this device's batches headquarters has confirmed so far."""
        return len(self._ask(lambda: self._store.outbox.batches(BatchState.SENT)))

    def show(self, session: Session) -> Outcome:
        """Only tell the applicants' page how the line stands now."""
        self._session = session
        return self._own.show()

    def _join(self) -> None:
        if not self._ask(lambda: self._store.has("joined")):
            self._client.enrol(self._ask(lambda: enrolment.open_request(self._store)))
            self._ask(lambda: self._store.put("joined", b"1"))

    def _exchange(self, outbox: Outbox, author: str | None = None) -> Exchange:
        return Exchange(self._client, StoreOutbox(outbox, self._ask, self._public_state), author=author)

    def _public_state(self) -> PublicState | None:
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
