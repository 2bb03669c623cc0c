"""What the applicants' page is told of this laptop's line: states and waits under hashed tickets, nobody's data."""

from fieldkit.desk.queue import hall_day, wait_times
from fieldkit.desk.reception import check_in
from fieldkit.desk.session import Session
from fieldkit.domain.queue.visit import Visit
from fieldkit.domain.queue.wait_estimate import Estimate
from fieldkit.public import queue_snapshot
from sync.client.outbox import PublicState
from sync.journal import chain

_UNKNOWN = Estimate(0, 0, 0)


def state(session: Session) -> PublicState | None:
    """Today's snapshot; None before the first ticket."""
    today = hall_day.people(session)
    visits = [visit for visit in today if visit.number]
    if not visits:
        return None
    told = wait_times.estimates(session, today)
    # Never earlier than the last entry, so that a clock that was set back does not hide what is newer.
    as_of_ms = max(session.clock.now_ms(), chain.clock_ms(session.store.log.clock()))
    rows = [_row(session, visit, told.get(visit.id, _UNKNOWN)) for visit in visits]
    pack = session.pack
    event = queue_snapshot.EventName(pack.event, pack.name, pack.venue, pack.time_zone)
    body = queue_snapshot.make(rows, as_of_ms, event)
    return PublicState(session.pack.event, as_of_ms, body)


def _row(session: Session, visit: Visit, wait: Estimate) -> queue_snapshot.QueueRow:
    return queue_snapshot.QueueRow(
        key=queue_snapshot.status_key(check_in.token(session, visit)),
        state=visit.state,
        services=visit.services,
        table=visit.table,
        ahead=wait.ahead,
        p50=wait.p50,
        p80=wait.p80,
    )
