"""What headquarters sent: packs and decisions, each believed only with the office's own signature."""

from fieldkit.desk.access import enrolment
from fieldkit.desk.exchange import problems as exchange_problems
from fieldkit.errors import Problem
from fieldkit.event.pack import PackExpired
from fieldkit.store import DiskTrouble, InboxEntry, Store, StoreDamaged
from fieldkit.store.outbox import InboxState
from sync.protocol import batches, envelope


def take_all(store: Store, now_ms: int) -> list[Problem]:
    """Act on everything new, in order. What cannot be used is set aside with its reason and blocks nothing."""
    problems: list[Problem] = []
    for item in store.outbox.new_inbox():
        try:
            _take(store, item, now_ms)
        except PackExpired as problem:  # the laptop's clock may be ahead: tried again once it is right
            problems.append(problem)
        except (DiskTrouble, StoreDamaged):
            raise  # this laptop's trouble, not the item's: it stays new and is tried again
        except Problem as problem:
            store.outbox.settle_inbox(item.number, InboxState.REFUSED, str(problem))
            problems.append(problem)
        else:
            store.outbox.settle_inbox(item.number, InboxState.DONE)
    return problems


def _take(store: Store, item: InboxEntry, now_ms: int) -> None:
    content = envelope.parse(item.content, batches.InboxItem).sealed
    if item.kind == "pack":
        enrolment.take_pack(store, content, now_ms=now_ms)
    elif item.kind == "entries":
        store.log.take(batches.open_batch(content, [store.identity]))
    else:
        raise Problem(exchange_problems.UNKNOWN_ITEM, kind=item.kind)
