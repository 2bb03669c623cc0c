"""What the office puts into laptops' inboxes: each item once, whatever happens in between."""

from fieldkit.office.keys import Office
from sync.archive.archive import Archive
from sync.protocol.batches import InboxItem


def post(office: Office, archive: Archive) -> int:
    """Put everything that waits into the inboxes; returns how many items were put.

    The place of an item is noted after it was put. After a crash in between the bytes are found in the inbox and
    noted only; an archive that was restored from an older copy gets again what it lost, at the same numbers.
    """
    return sum(_post_to(office, archive, kit.device) for kit in office.store.events.kits())


def _post_to(office: Office, archive: Archive, device: str) -> int:
    noted = office.store.events.last_number(device)
    held, there = noted, _after(archive, device, noted)
    if noted and not archive.inboxes.after(device, noted - 1):
        kept = _after(archive, device, 0)
        held, there = (kept[-1].number if kept else 0), []
    numbers = {item.sealed: item.number for item in there}
    put = 0
    for item in office.store.events.outgoing(device, after=held):
        number = numbers.get(item.content)
        if number is None:
            number = archive.inboxes.put(device, item.kind, item.content)
            put += 1
        with office.store.atomic():
            office.store.events.note_outgoing(item.id, number)
    return put


def _after(archive: Archive, device: str, number: int) -> list[InboxItem]:
    items: list[InboxItem] = []
    while page := archive.inboxes.after(device, number):
        items += page
        number = page[-1].number
    return items
