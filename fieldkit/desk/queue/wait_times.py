"""How long people wait, as every post tells them: today's queue played forward, and what is logged of it."""

from collections.abc import Sequence
from functools import cache, partial
from zoneinfo import ZoneInfo

from fieldkit.desk.queue import hall_day
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.journal import hlc_at
from fieldkit.domain.queue import calling_order, wait_estimate
from fieldkit.domain.queue.calling_order import MINUTE
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.domain.queue.wait_estimate import Estimate, HallState, Replay
from sync.journal import chain

NEWCOMER = "newcomer"


def estimates(session: Session, today: Sequence[Visit] | None = None) -> dict[str, Estimate]:
    """The estimate of everyone who waits, by visit id; nothing is logged. ``today``: all visits, if read already."""
    today = today or hall_day.people(session)
    hall = _hall(session, today)
    return wait_estimate.estimates(
        _replay(session, today, hall).called, hall, session.pack.residuals, _last_wait(today)
    )


def estimate(session: Session, visit: str) -> Estimate | None:
    """The estimate of one person who waits; None for others."""
    today = hall_day.people(session)
    hall = _hall(session, today)
    if visit not in hall.minutes:
        return None
    done = _replay(session, today, hall)
    return wait_estimate.estimate(visit, done.called, hall, session.pack.residuals, _last_wait(today))


def tell(session: Session, visit: str) -> Estimate | None:
    """The estimate told to one person who waits, logged so that it can be held against the truth; None for others."""
    found = estimate(session, visit)
    if found is not None:
        session.append(visit, j.EstimateShown(**found._asdict()))
    return found


def room(session: Session) -> int | None:
    """How many more people can be served today if they came now; None outside the event's hours."""
    today = hall_day.people(session)
    hall = _hall(session, today)
    return wait_estimate.room(_replay(session, today, hall), hall) if hall.until_ms > hall.now_ms else None


def newcomer(session: Session, today: Sequence[Visit]) -> Estimate:
    """What somebody without an appointment would be told who came now; ``today``: all visits."""
    hall = _hall(session, today)
    queue = calling_order.queue(today, session.pack.rule)
    due = hall.now_ms + session.pack.rule.walk_in_minutes * MINUTE
    queue.add(calling_order.WaitingVisit(due, hlc_at(hall.now_ms), NEWCOMER))
    hall = hall._replace(minutes={**hall.minutes, NEWCOMER: wait_estimate.USUAL_MINUTES})
    done = wait_estimate.replay(queue, hall)
    return wait_estimate.estimate(NEWCOMER, done.called, hall, session.pack.residuals, _last_wait(today))


def _replay(session: Session, today: Sequence[Visit], hall: HallState) -> Replay:
    return wait_estimate.replay(calling_order.queue(today, session.pack.rule), hall)


def _hall(session: Session, today: Sequence[Visit]) -> HallState:
    """The present of this hall, with lengths at today's speed."""
    now = session.clock.now_ms()
    served = [visit for visit in today if visit.state is VisitState.DONE and visit.started_ms and visit.services]
    spent = sum(visit.ended_ms - visit.started_ms for visit in served) / MINUTE
    speed = wait_estimate.speed(spent, sum(_usual(session, visit.services) for visit in served))
    here = {visit.id for visit in today}
    pauses, until_ms = _hours(session)
    usual = cache(partial(_usual, session))
    return HallState(
        now_ms=now,
        free_ms=_free(session, today, now, speed),
        minutes={visit.id: usual(visit.open_services) * speed for visit in today if visit.state is VisitState.WAITING},
        arrivals=[
            expected
            for booking in session.store.people.appointments(session.today())
            if booking.id not in here
            and (
                expected := wait_estimate.booked(
                    booking.id, booking.slot_ms, usual(booking.services) * speed, session.pack.rule, now
                )
            )
        ],
        pauses=pauses,
        until_ms=until_ms,
    )


def _free(session: Session, today: Sequence[Visit], now: int, speed: float) -> list[int]:
    """When each table is free: those that called somebody today, and this laptop's own."""
    tables = {visit.table: now for visit in today if visit.table} | {session.table: now}
    for visit in today:
        if visit.state in (VisitState.SERVING, VisitState.CALLED):
            usual = _usual(session, visit.open_services) * speed
            spent = (now - (visit.started_ms or now)) / MINUTE
            tables[visit.table] = wait_estimate.free_ms(now, usual, spent)
    return list(tables.values())


def _usual(session: Session, services: Sequence[str]) -> float:
    """The usual minutes of some services together."""
    return sum(session.catalog.services[code].minutes for code in services) or wait_estimate.USUAL_MINUTES


def _hours(session: Session) -> tuple[list[tuple[int, int]], int]:
    """Today's pauses and when the doors close, in milliseconds; nothing on a day that is not the event's."""
    day = hall_day.open_day(session)
    if day is None:
        return [], 0
    zone = ZoneInfo(session.pack.time_zone)
    pauses = [(day.at_ms(begin, zone), day.at_ms(end, zone)) for begin, end in day.pauses]
    return pauses, day.closing_ms(zone)


def _last_wait(today: Sequence[Visit]) -> float:
    """How many minutes the last person called had waited."""
    called = [visit for visit in today if visit.calls]
    if not called:
        return 0.0
    last = max(called, key=lambda visit: visit.calls[0])
    return (chain.clock_ms(last.calls[0]) - last.arrived_ms) / MINUTE


def waited_minutes(visit: Visit) -> int:
    """Minutes from arrival to the first call, for those who were called."""
    first = chain.clock_ms(visit.calls[0]) if visit.calls else visit.arrived_ms
    return (first - visit.arrived_ms) // MINUTE
