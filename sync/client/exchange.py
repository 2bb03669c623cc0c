"""One exchange: a laptop's batches go to headquarters, the office's answers come back.

A batch is sent only in the sense of a verified receipt that names these very bytes; the outbox is told of
nothing else. Whatever goes wrong, the next run takes up where this one ended.
"""

from collections.abc import Sequence
from itertools import zip_longest
from typing import TypeVar

from sync.client.chunk_pacing import ChunkPacing
from sync.client.http import SyncClient
from sync.client.outbox import BatchRef, Outbox, PublicState
from sync.client.upload import OnProgress, Outcome, Upload
from sync.errors import Problem
from sync.protocol import problems, snapshot_delta
from sync.protocol.messages import Lacks, Limits, Offer
from sync.protocol.problems import Refused

_OFFERS_AT_ONCE = 1_000
_AUDIT_SECONDS = 3_600.0
Item = TypeVar("Item")


class Exchange:
    """The batches of one device, once at a time; it keeps what it learned of the line and what headquarters confirmed.

    ``author`` is whose batches these are: the client's own device, unless it carries another's.
    """

    def __init__(self, client: SyncClient, outbox: Outbox, *, author: str | None = None) -> None:
        self._client = client
        self._outbox = outbox
        self._author = author or client.device
        self._pace = ChunkPacing()
        self._audited: float | None = None
        self._shown: PublicState | None = None

    def run_once(self, on_progress: OnProgress | None = None) -> Outcome:
        """One exchange; what stopped it, if anything, is the outcome's ``problem``."""
        outcome = Outcome()
        try:
            hello = self._client.hello()
            outcome.clock_ahead_ms = self._client.now_ms() - hello.time_ms
            # Orders come first, even for a revoked device; then the little that the public page needs.
            if self._author == self._client.device:
                self._fetch_inbox(outcome)
                self._show_snapshot(outcome)
            self._send_batches(outcome, hello.limits, on_progress or (lambda _done, _total: None))
        except Problem as problem:
            outcome.problem = problem
        return outcome

    def show(self) -> Outcome:
        """Tell the public page how the line stands, and nothing else: a few bytes, between two exchanges."""
        outcome = Outcome()
        try:
            self._show_snapshot(outcome)
        except Problem as problem:
            outcome.problem = problem
        return outcome

    def _fetch_inbox(self, outcome: Outcome) -> None:
        while items := self._client.inbox(self._outbox.inbox_position()):
            for item, raw in items:
                self._outbox.keep_inbox(item.number, raw)
                outcome.inbox += 1

    def _show_snapshot(self, outcome: Outcome) -> None:
        state = self._outbox.snapshot()
        if state is None or (self._shown is not None and self._shown[:2] == state[:2]):
            return
        try:
            if not self._show_change(state):
                self._client.put_snapshot(state.event, state.as_of, state.body)
        except Refused as problem:  # the public page must not hold up the applications
            outcome.problem = problem
        else:
            self._shown = state

    def _show_change(self, state: PublicState) -> bool:
        """Send only what changed since what headquarters confirmed; False when that is not to be had."""
        if self._shown is None or self._shown.event != state.event:
            return False
        base = snapshot_delta.Base(self._shown.as_of, self._shown.body)
        if not snapshot_delta.fits(base):
            return False
        try:
            self._client.put_change(state.event, state.as_of, state.body, base)
        except Refused:  # it holds another one after a restore, or is too old to put changes together
            return False
        return True

    def _send_batches(self, outcome: Outcome, limits: Limits, on_progress: OnProgress) -> None:
        pending = {ref.n: ref for ref in self._outbox.batches_to_send()}
        held = {ref.n: ref for ref in self._outbox.sent_batches()}
        answers = self._compare(pending, held)
        lacked = {n for lacks in answers for n in lacks.batches}
        again = sorted(lacked & set(held))
        if again:
            self._outbox.mark_unsent(again)
            outcome.sent_again += again
            pending |= {n: held.pop(n) for n in again}
        upload = Upload(
            self._client,
            self._outbox,
            self._author,
            outcome,
            pace=self._pace,
            limits=limits,
            offsets={blob.sha256: blob.offset for lacks in answers for blob in lacks.blobs},
            on_progress=on_progress,
        )
        self._collect_receipts({n: ref for n, ref in pending.items() if n not in lacked}, upload)
        upload.send({n: ref for n, ref in pending.items() if n in lacked}, held)

    def _compare(self, pending: dict[int, BatchRef], held: dict[int, BatchRef]) -> list[Lacks]:
        """What headquarters lacks.

        Batches with a receipt are offered again at the first run, then hourly, and whenever headquarters expects
        a number that it once confirmed: so one that was restored from a backup is refilled without a person.
        """
        now = self._client.monotonic()
        audit = self._audited is None or now - self._audited > _AUDIT_SECONDS
        answers = self._offer([*pending.values(), *(held.values() if audit else ())])
        self._check_not_rolled_back(answers[0].expected - 1)
        if not audit and held and answers[0].expected <= max(held):
            audit = True
            answers += self._offer(list(held.values()))
        if audit:
            self._audited = now
        return answers

    def _check_not_rolled_back(self, theirs: int) -> None:
        """Headquarters cannot hold more of this device than it ever packed, unless an old disk was put back.

        A device that carries its predecessor's batches knows only those of the copy, and rightly so.
        """
        ours = self._outbox.last_batch()
        if self._author == self._client.device and theirs > ours:
            raise Problem(problems.ROLLED_BACK, theirs=theirs, ours=ours)

    def _offer(self, refs: Sequence[BatchRef]) -> list[Lacks]:
        offers = [Offer(ref.n, ref.sha256) for ref in refs]
        blobs = sorted({blob.sha256 for ref in refs for blob in ref.blobs})
        pages = zip_longest(_pages(offers), _pages(blobs), fillvalue=())
        return [self._client.have(self._author, tuple(some), tuple(named)) for some, named in pages]

    def _collect_receipts(self, awaited: dict[int, BatchRef], upload: Upload) -> None:
        """Headquarters has these batches already: only its receipts were lost on the way."""
        while awaited:
            count = len(awaited)
            for verified in self._client.receipts(self._author, min(awaited) - 1):
                ref = awaited.pop(verified.receipt.n, None)
                if ref is not None:
                    upload.settle(ref, verified)
            if len(awaited) == count:
                raise Problem(problems.WRONG_HEADQUARTERS_KEY)


def _pages(items: Sequence[Item]) -> list[Sequence[Item]]:
    """``items`` in parts that one request holds; one empty part if there are none."""
    starts = range(0, max(len(items), 1), _OFFERS_AT_ONCE)
    return [items[start : start + _OFFERS_AT_ONCE] for start in starts]
