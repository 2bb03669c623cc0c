"""What leaves for headquarters: entries sealed into batches, and where each stands."""

from typing import NamedTuple

from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.event.pack import Pack
from fieldkit.store import Store
from fieldkit.store.outbox import BatchState
from sync.journal import chain
from sync.protocol import batches

MOST_ENTRIES = 200
_WITH_FILES = frozenset({"application.submitted", "case.sealed", "case.followed"})


class OutboxState(NamedTuple):
    """Counts for the status line and the sending screen; ``waiting`` is what HQ has not confirmed yet."""

    waiting: int
    sent: int
    quarantined: int
    bytes_waiting: int
    unsealed_entries: int


def state(session: Session) -> OutboxState:
    """How much is still to send. Entries that no batch carries yet count as one more sending."""
    outbox = session.store.outbox
    waiting = outbox.batches(BatchState.WAITING)
    unsealed = session.store.log.head().seq - outbox.sealed_seq()
    return OutboxState(
        waiting=len(waiting) + bool(unsealed),
        sent=len(outbox.batches(BatchState.SENT)),
        quarantined=len(outbox.batches(BatchState.QUARANTINED)),
        bytes_waiting=sum(batch.size + sum(blob.size for blob in batch.blobs) for batch in waiting),
        unsealed_entries=unsealed,
    )


def seal(session: Session) -> int:
    """Seal every entry that no batch carries yet; returns how many batches were made."""
    return seal_store(session.store, session.pack, session.clock.now_ms())


def seal_store(store: Store, pack: Pack, now_ms: int) -> int:
    """The same for a store that no operator works with, while it changes hands.

    An application or a case's sheet ends its batch, so that one broken file holds up nothing else.
    """
    made = 0
    while run := _next_run(store):
        n, _ = store.outbox.last()
        blobs = [ref for entry in run for ref in _files(entry)]
        content = batches.pack_batch(
            run,
            n=n + 1,
            event=pack.event,
            blobs=[batches.BlobRef(ref.sha256, ref.size) for ref in blobs],
            recipients=pack.hq_recipients,
            key=store.key,
            made_ms=now_ms,
        )
        first, last = chain.read_header(run[0].header).seq, chain.read_header(run[-1].header).seq
        with store.atomic():
            store.outbox.add_batch(n + 1, first, last, chain.sha256(content), blobs, content)
        made += 1
    return made


def _next_run(store: Store) -> list[chain.Entry]:
    first = store.outbox.sealed_seq() + 1
    run: list[chain.Entry] = []
    for entry in store.log.entries(store.device, first, first + MOST_ENTRIES - 1):
        run.append(entry)
        if chain.read_header(entry.header).kind in _WITH_FILES:
            break
    return run


def _files(entry: chain.Entry) -> tuple[j.FileRef, ...]:
    body = j.read(entry).body
    return body.files if isinstance(body, j.Submitted | j.CaseSealed | j.CaseFollowed) else ()
