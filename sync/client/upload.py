"""One run's way of a laptop's blobs and batches to headquarters, and what to do when one cannot go."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sync.client.chunk_pacing import ChunkPacing
from sync.client.http import SyncClient, VerifiedReceipt
from sync.client.outbox import BatchRef, Outbox
from sync.client.upload_pipeline import UploadPipeline, send_chunk
from sync.errors import Problem
from sync.journal import chain
from sync.protocol import problems
from sync.protocol.batches import BlobRef
from sync.protocol.messages import Limits, Progress, Refusal
from sync.protocol.problems import DAMAGED_BATCH, DAMAGED_BLOB, NOT_HERE, REASONS, NoNetwork, Refused

_ATTEMPTS = 3
_READ_BYTES = 1 << 20
OnProgress = Callable[[int, int], None]


@dataclass
class Outcome:
    """What an exchange did. ``clock_ahead_ms``: how far this laptop's clock is ahead of headquarters'."""

    sent: list[int] = field(default_factory=list)
    sent_again: list[int] = field(default_factory=list)
    quarantined: list[tuple[int, str]] = field(default_factory=list)
    damaged_blobs: list[str] = field(default_factory=list)
    inbox: int = 0
    bytes_acknowledged: int = 0
    clock_ahead_ms: int | None = None
    problem: Problem | None = None

    def add(self, other: "Outcome") -> None:
        """Count what another run did as well; the first problem stays."""
        self.sent += other.sent
        self.sent_again += other.sent_again
        self.quarantined += other.quarantined
        self.damaged_blobs += other.damaged_blobs
        self.inbox += other.inbox
        self.bytes_acknowledged += other.bytes_acknowledged
        self.clock_ahead_ms = other.clock_ahead_ms
        self.problem = self.problem or other.problem


class Upload:
    """``offsets``: the blobs that headquarters asked for, each with the offset to go on from."""

    def __init__(
        self,
        client: SyncClient,
        outbox: Outbox,
        author: str,
        outcome: Outcome,
        *,
        pace: ChunkPacing,
        limits: Limits,
        offsets: dict[str, int],
        on_progress: OnProgress,
    ) -> None:
        self._client = client
        self._outbox = outbox
        self._author = author
        self._outcome = outcome
        self._pace = pace
        self._limits = limits
        self._offsets = offsets
        self._on_progress = on_progress
        self._total = 0

    def send(self, pending: dict[int, BatchRef], held: dict[int, BatchRef]) -> None:
        """Send ``pending`` batches in order of number, each after its blobs, small ones first.

        Blobs of batches that are only ``held``, because they have their receipt, come last.
        """
        named = {blob.sha256: blob for ref in [*held.values(), *pending.values()] for blob in ref.blobs}
        asked = [named[sha256] for sha256 in self._offsets if sha256 in named]
        self._total = sum(ref.size for ref in pending.values())
        self._total += sum(blob.size - self._offsets[blob.sha256] for blob in asked)
        order = [pending[n] for n in sorted(pending)]
        self._not_begun = deque(blob for ref in order for blob in sorted(ref.blobs, key=_size))
        with UploadPipeline(self._client) as self._pipeline:
            for ref in order:
                self._send_batch(ref)
            for blob in sorted(asked, key=_size):
                self._send_blob(blob)

    def settle(self, ref: BatchRef, verified: VerifiedReceipt) -> None:
        """Act on a receipt: kept if these very bytes are stored; a refusal puts the batch into quarantine."""
        receipt = verified.receipt
        if receipt.status == "refused":
            self._set_aside(ref.n, next((words for code, words in REASONS.items() if code == receipt.reason), ""))
        elif receipt.status == "stored" and receipt.batch_sha256 == ref.sha256:
            self._outbox.keep_receipt(ref.n, verified.raw)
            self._outcome.sent.append(ref.n)
        else:
            raise Problem(problems.WRONG_HEADQUARTERS_KEY)

    def _send_batch(self, ref: BatchRef) -> None:
        for blob in sorted(ref.blobs, key=_size):
            self._send_blob(blob)
        raw = self._outbox.batch_bytes(ref.n)
        if chain.sha256(raw) != ref.sha256:
            self._set_aside(ref.n, DAMAGED_BATCH)
            return
        if len(raw) > self._limits.batch:
            self._set_aside(ref.n, REASONS["too-large"])
            return

        def put() -> VerifiedReceipt | Refusal:
            return self._client.put_batch(self._author, ref.n, raw, ref.sha256)

        filled, attempts = 0, 0
        while isinstance(answer := self._pipeline.while_asking(put, self._fill_pipeline), Refusal):
            if answer.reason == "gap" and filled < answer.expected < ref.n:
                filled = answer.expected
                self._fill_gap(filled)
            elif answer.reason == "blobs-missing" and attempts < _ATTEMPTS:
                attempts += 1
                self._send_missing(ref, answer.missing)
            else:
                raise Refused(reason=REASONS[answer.reason])
        self._advance(len(raw))
        self.settle(ref, answer)

    def _fill_gap(self, n: int) -> None:
        """Headquarters waits for an earlier batch: bring it if it is still here, else say that it is not."""
        for ref in self._outbox.sent_batches():
            if ref.n == n:
                self._outbox.mark_unsent([n])
                self._outcome.sent_again.append(n)
                self._send_batch(ref)
                return
        reasons = dict(self._outcome.quarantined)
        answer = self._client.put_hole(self._author, n, reasons.get(n, NOT_HERE))
        if isinstance(answer, Refusal):
            raise Refused(reason=REASONS[answer.reason])

    def _send_missing(self, ref: BatchRef, missing: tuple[str, ...]) -> None:
        for blob in ref.blobs:
            if blob.sha256 in missing:
                self._offsets[blob.sha256] = self._client.blob_progress(blob.sha256).offset
                self._send_blob(blob)

    def _set_aside(self, n: int, reason: str) -> None:
        """Batch ``n`` waits for a person; headquarters is told, so that the next ones are not held up."""
        self._outbox.quarantine(n, reason)
        self._outcome.quarantined.append((n, reason))
        self._client.put_hole(self._author, n, reason)

    def _send_blob(self, blob: BlobRef) -> None:
        """Bring a blob if headquarters asked for it; one that is damaged here is declared, never sent."""
        self._fill_pipeline()
        offset = self._offsets.pop(blob.sha256, None)
        if offset is None:
            return
        if blob.size > self._limits.blob:
            self._declare_lost(blob, REASONS["too-large"])
        else:
            self._send_chunks(blob, offset)

    def _fill_pipeline(self) -> None:
        """Keep a good line busy with whole blobs of the next batches."""
        while self._not_begun and self._pipeline.has_room(self._pace.pipeline_depth):
            blob = self._not_begun.popleft()
            if self._offsets.get(blob.sha256) == 0 and blob.size <= min(self._pace.chunk, self._limits.chunk):
                data = self._read(blob)
                if data is not None:  # one that is damaged is declared when its turn comes
                    self._pipeline.send(blob.sha256, data)

    def _read(self, blob: BlobRef) -> bytes | None:
        """A blob's bytes, None if they are damaged on this disk."""
        pieces = (
            self._outbox.read_blob(blob.sha256, offset, min(_READ_BYTES, blob.size - offset))
            for offset in range(0, blob.size, _READ_BYTES)
        )
        data = b"".join(pieces)
        return data if chain.sha256(data) == blob.sha256 else None

    def _declare_lost(self, blob: BlobRef, reason: str) -> None:
        self._outbox.quarantine_blob(blob.sha256, reason)
        self._outcome.damaged_blobs.append(blob.sha256)
        self._client.put_lost(self._author, blob.sha256, reason)

    def _send_chunks(self, blob: BlobRef, offset: int) -> None:
        data: bytes | None = None
        setbacks = 0
        while True:
            try:
                answered = self._pipeline.take(blob.sha256)
                if answered is None:
                    data = data or self._read(blob)
                    if data is None:
                        self._declare_lost(blob, DAMAGED_BLOB)
                        return
                    chunk = data[offset : offset + min(self._pace.chunk, self._limits.chunk)]
                    answered = send_chunk(self._client, blob.sha256, offset, blob.size, chunk)
            except NoNetwork:
                self._pace.cut()
                self._pipeline.cancel_waiting()
                setbacks += 1
                if setbacks == _ATTEMPTS:
                    raise
                # The chunk may have arrived although its answer did not.
                answer: Progress | Refusal = self._client.blob_progress(blob.sha256)
            else:
                self._pace.arrived(answered.size, answered.seconds)
                answer = answered.answer
            if isinstance(answer, Progress) and answer.complete:
                self._advance(blob.size - offset)
                return
            if isinstance(answer, Progress) and offset < answer.offset < blob.size:
                self._advance(answer.offset - offset)
                offset, setbacks = answer.offset, 0
                continue
            setbacks += 1
            offset = self._restart_at(answer, blob, setbacks)

    @staticmethod
    def _restart_at(answer: Progress | Refusal, blob: BlobRef, setbacks: int) -> int:
        known = answer.offset if isinstance(answer, Progress) else answer.expected
        movable = isinstance(answer, Progress) or answer.reason in {"wrong-offset", "wrong-hash", "fenced"}
        if not movable or known >= blob.size or setbacks > _ATTEMPTS:
            raise Refused(reason=REASONS[answer.reason if isinstance(answer, Refusal) else "wrong-offset"])
        return known

    def _advance(self, count: int) -> None:
        self._outcome.bytes_acknowledged += count
        self._on_progress(self._outcome.bytes_acknowledged, self._total)


def _size(blob: BlobRef) -> int:
    return blob.size
