"""What each laptop has sent, what is missing, and what a person must look at."""

from collections import Counter
from typing import NamedTuple

from fieldkit.office.intake import SetAside
from fieldkit.office.keys import Office
from fieldkit.office.store.claims import OpeningState
from sync.archive.archive import Archive


class DeviceStatus(NamedTuple):
    """One laptop. ``state`` is the ingest's; ``known`` whether the office believes its keys.

    ``batches`` is the highest number held, ``holes`` numbers that will not come for now, ``disputed`` numbers that
    came with two contents, ``blobs_missing`` sealed files that are named and not here, ``entries_missing`` journal
    entries that later ones show to be absent. ``troubles`` wait in quarantine.
    """

    device: str
    event: str
    letter: str
    label: str
    state: str
    known: bool
    seen_ms: int
    batches: int
    batches_opened: int
    holes: tuple[int, ...]
    disputed: tuple[int, ...]
    blobs_missing: int
    entries: int
    entries_missing: int
    applications: dict[str, int]
    troubles: tuple[SetAside, ...]


class OfficeStatus(NamedTuple):
    """Every laptop, and how many items wait to be put into their inboxes."""

    devices: tuple[DeviceStatus, ...]
    outgoing: int


def status(office: Office, archive: Archive) -> OfficeStatus:
    """How things stand now."""
    opened = office.store.opened
    forks = office.store.log.quarantined()
    claims = opened.claims(OpeningState.PENDING, OpeningState.OPENED, OpeningState.QUARANTINED)
    rows = []
    for view in archive.overview():
        device = view.device
        kit = office.store.events.kit(device.device)
        taken = opened.batches(device.device)
        held, highest = opened.entries_held(device.device)
        mine = [claim for claim in claims if claim.device == device.device]
        troubles = [SetAside(device.device, str(batch.n), batch.reason) for batch in taken if batch.reason]
        troubles += [SetAside(device.device, claim.subject, claim.reason) for claim in mine if claim.reason]
        aside = office.store.cases.claims(OpeningState.QUARANTINED)
        troubles += [SetAside(one.device, one.subject, one.reason) for one in aside if one.device == device.device]
        if device.device in forks:
            troubles.append(SetAside(device.device, device.device, forks[device.device]))
        rows.append(
            DeviceStatus(
                device=device.device,
                event=device.event,
                letter=kit.letter if kit else device.letter,
                label=device.label,
                state=device.state,
                known=kit is not None,
                seen_ms=device.seen_ms,
                batches=view.last_batch,
                batches_opened=sum(batch.state is OpeningState.OPENED for batch in taken),
                holes=view.holes,
                disputed=view.disputed,
                blobs_missing=len(view.missing),
                entries=held,
                entries_missing=highest - held,
                applications=_by_state(office, [claim.subject for claim in mine]),
                troubles=tuple(troubles),
            )
        )
    rows.sort(key=lambda row: (row.event, len(row.letter), row.letter))
    return OfficeStatus(tuple(rows), office.store.events.waiting())


def _by_state(office: Office, applications: list[str]) -> dict[str, int]:
    found = (office.store.people.application(one) for one in dict.fromkeys(applications))
    return dict(Counter(one.state.value for one in found if one is not None))
