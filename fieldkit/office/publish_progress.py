"""What the office tells the applicants' page of an event's applications: received, accepted, returned, ready."""

import re
from collections import defaultdict

from fieldkit.domain.forms.application import Application, ApplicationState
from fieldkit.office.keys import Office
from fieldkit.office.store.claims import OpeningState
from fieldkit.public import application_progress, queue_snapshot
from fieldkit.public.application_progress import ApplicationProgress, ProgressStage, TicketProgress
from fieldkit.tokens import ticket_token
from sync.archive.archive import Archive
from sync.protocol.envelope import sign
from sync.protocol.messages import Snapshot

_VISIT = re.compile(rf"[0-9a-f]{{{2 * ticket_token.VISIT_ID_BYTES}}}")
_WAYS = {
    ApplicationState.SEALED: ProgressStage.RECEIVED,
    ApplicationState.ACCEPTED: ProgressStage.ACCEPTED,
    ApplicationState.RETURNED: ProgressStage.RETURNED,
}


def tell(office: Office, archive: Archive, now_ms: int) -> int:
    """Put the newest word on every event into the archive; returns for how many tickets there is one."""
    visits: dict[str, list[Application]] = defaultdict(list)
    for claim in {claim.subject: claim for claim in office.store.opened.claims(OpeningState.OPENED)}.values():
        known = office.store.people.application(claim.subject)
        if known is not None and known.state in _WAYS and _VISIT.fullmatch(known.visit):
            visits[claim.event].append(known)
    told = 0
    for event, applications in visits.items():
        row = office.store.events.event(event)
        if row is None:
            continue
        rows = _rows(applications, row.ticket_key)
        message = Snapshot(office.store.device, event, now_ms, application_progress.make(rows))
        archive.snapshots.put(message, sign(message, office.store.key))
        told += len(rows)
    return told


def _rows(applications: list[Application], ticket_key: bytes) -> list[TicketProgress]:
    steps: dict[str, dict[str, ApplicationProgress]] = defaultdict(dict)
    for one in applications:
        steps[one.visit][one.service] = _step(one)
    return [
        TicketProgress(
            queue_snapshot.status_key(ticket_token.encode(bytes.fromhex(visit), ticket_key)),
            tuple(step for _service, step in sorted(found.items()))[: queue_snapshot.MAX_SERVICES],
        )
        for visit, found in steps.items()
    ]


def _step(one: Application) -> ApplicationProgress:
    if one.ready_day:
        return ApplicationProgress(one.service, ProgressStage.READY, one.ready_day.isoformat(), one.ready_where)
    return ApplicationProgress(one.service, _WAYS[one.state])
