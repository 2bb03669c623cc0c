"""A visit's state machine: one table of transitions and a pure fold over facts."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import msgspec

from fieldkit.domain import journal as j
from fieldkit.people.dates import iso_date
from fieldkit.people.names import PersonName
from sync.journal import chain


class VisitState(StrEnum):
    """Where a person is on the way through the event."""

    BOOKED = "booked"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    ON_HOLD = "on_hold"
    MISSED = "missed"
    DONE = "done"
    LEFT = "left"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    EXPIRED = "expired"


ENDED = frozenset({VisitState.DONE, VisitState.LEFT, VisitState.CANCELLED, VisitState.NO_SHOW, VisitState.EXPIRED})

S = VisitState
TRANSITIONS: dict[tuple[VisitState, type[j.Body]], VisitState] = {
    (S.BOOKED, j.CheckedIn): S.WAITING,
    (S.BOOKED, j.NoShow): S.NO_SHOW,
    (S.BOOKED, j.Cancelled): S.CANCELLED,
    (S.WAITING, j.Called): S.CALLED,
    (S.WAITING, j.Left): S.LEFT,
    (S.WAITING, j.Cancelled): S.CANCELLED,
    (S.WAITING, j.Expired): S.EXPIRED,
    (S.CALLED, j.Recalled): S.CALLED,
    (S.CALLED, j.Started): S.SERVING,
    (S.CALLED, j.Missed): S.MISSED,
    (S.CALLED, j.Left): S.LEFT,
    (S.CALLED, j.Cancelled): S.CANCELLED,
    (S.CALLED, j.Expired): S.EXPIRED,
    (S.SERVING, j.Held): S.ON_HOLD,
    (S.SERVING, j.Transferred): S.WAITING,
    (S.SERVING, j.LineDone): S.SERVING,  # DONE once every line has its outcome
    # A form may be finished while the person is away to pay, or waits for another table.
    (S.ON_HOLD, j.LineDone): S.ON_HOLD,
    (S.WAITING, j.LineDone): S.WAITING,
    (S.SERVING, j.Left): S.LEFT,
    (S.SERVING, j.Cancelled): S.CANCELLED,
    (S.SERVING, j.Expired): S.EXPIRED,
    (S.ON_HOLD, j.Resumed): S.WAITING,
    (S.ON_HOLD, j.Left): S.LEFT,
    (S.ON_HOLD, j.Cancelled): S.CANCELLED,
    (S.ON_HOLD, j.Expired): S.EXPIRED,
    (S.MISSED, j.CameBack): S.WAITING,
    (S.MISSED, j.Left): S.LEFT,
    (S.MISSED, j.Cancelled): S.CANCELLED,
    (S.MISSED, j.Expired): S.EXPIRED,
}
MOVES: frozenset[type[j.Body]] = frozenset(kind for _, kind in TRANSITIONS)


class QuotedWait(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """An estimate as a person was told it: when (clock reading), about and at most how many minutes.

    The rest is what the bare replay and two simple ways would have said.
    """

    at: chain.Hlc
    p50: int
    p80: int
    replayed: int = 0
    by_count: int = 0
    by_last: int = 0


class Visit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is known of one visit. Times are milliseconds since 1970 UTC; ``conflicts`` are sentences' codes."""

    id: str
    state: VisitState = VisitState.BOOKED
    number: str = ""
    day: date | None = None
    services: tuple[str, ...] = ()
    outcomes: dict[str, j.Outcome] = {}
    name: PersonName | None = None
    curp: str = ""
    born: date | None = None
    phone: str = ""
    passport: str = ""
    distinct: dict[str, str] = {}
    appointment: bool = False
    slot_ms: int = 0
    priority: str = ""
    language: str = "spa"
    spanish: str = ""
    interpreter: bool = False
    notice: bool = False
    notice_given: j.NoticeGiven | None = None
    table: str = ""
    arrived_ms: int = 0
    arrived: chain.Hlc = chain.Hlc(0)
    calls: tuple[chain.Hlc, ...] = ()
    recalls: int = 0
    overrides: tuple[str, ...] = ()
    started_ms: int = 0
    ended_ms: int = 0
    missed_ms: int = 0
    back_ms: int = 0
    back: chain.Hlc = chain.Hlc(0)
    hold_reason: str = ""
    paper: j.PrintState = j.PrintState.NONE
    paper_job: str = ""
    copies: int = 0
    large: bool = False
    prints: dict[str, j.PaperPrint] = {}
    told: tuple[QuotedWait, ...] = ()
    paid: tuple[j.Paid, ...] = ()
    documents: tuple[j.DocumentSeen, ...] = ()
    exceptions: tuple[j.Excepted, ...] = ()
    refunded: tuple[j.Refunded, ...] = ()
    conflicts: tuple[str, ...] = ()
    last_device: str = ""
    last_seq: int = 0

    @property
    def open_services(self) -> tuple[str, ...]:
        """The service lines that have no outcome yet."""
        return tuple(code for code in self.services if code not in self.outcomes)

    @property
    def printed(self) -> dict[str, j.PaperPrint]:
        """The last word about every paper that was ever asked for, the ticket first."""
        if not self.paper:
            return self.prints
        ticket = j.PaperPrint(j.TICKET, self.paper_job, self.paper, self.copies, self.large)
        return {j.TICKET: ticket, **self.prints}

    def documents_of(self, service: str) -> dict[str, j.DocumentSeen]:
        """The last word about each line of a service's list, by requirement."""
        return {one.requirement: one for one in self.documents if one.service == service}

    def exceptions_of(self, service: str) -> dict[str, j.Excepted]:
        """What a supervisor let pass for a service, by rule."""
        return {one.rule: one for one in self.exceptions if one.service == service}


def next_state(state: VisitState, body: j.Body) -> VisitState | None:
    """Where ``body`` leads from ``state``, or None when it does not apply there."""
    return TRANSITIONS.get((state, type(body)))


def fold(subject: str, facts: Iterable[j.Fact]) -> Visit:
    """The visit that ``facts`` tell of, whatever their order and repeats; facts taken back are left out."""
    visit = Visit(id=subject)
    for fact in j.standing(j.in_order(facts)):
        if fact.body is not None:
            visit = _apply(visit, fact.header, fact.body)
    return visit


def _apply(visit: Visit, header: chain.Header, body: j.Kind) -> Visit:
    kind = type(body)
    if kind in MOVES:
        state = next_state(visit.state, body)
        if state is None:
            return _conflict(visit, f"{header.kind}@{visit.state}")
        moved = msgspec.structs.replace(
            visit,
            state=state,
            last_device=header.device,
            last_seq=header.seq,
            **_effects(visit, header, body),
        )
        if kind is j.LineDone and not moved.open_services:
            return msgspec.structs.replace(moved, state=VisitState.DONE, ended_ms=chain.clock_ms(header.hlc))
        return moved
    return _noted(visit, header, body)


def _noted(visit: Visit, header: chain.Header, body: j.Kind) -> Visit:
    """What is noted about a visit wherever the person is."""
    replace = msgspec.structs.replace
    match body:
        case j.Identified():
            if visit.name is not None and (visit.name, visit.curp) != (body.name, body.curp):
                visit = _conflict(visit, "visit.identified")
            return replace(
                visit,
                name=body.name,
                curp=body.curp,
                born=iso_date(body.born),
                phone=body.phone,
                passport=body.passport,
            )
        case j.Distinct():
            return replace(visit, distinct=visit.distinct | {body.other: body.likeness})
        case j.TicketPrint() | j.PaperPrint():
            return _printed(visit, body)
        case j.EstimateShown():
            return replace(visit, told=(*visit.told, _told(header, body)))
        case j.NoticeGiven():
            return replace(visit, notice_given=body)
        case j.DocumentSeen():
            line = (body.service, body.requirement)
            others = tuple(one for one in visit.documents if (one.service, one.requirement) != line)
            return replace(visit, documents=(*others, body))
        case j.Excepted():
            return replace(visit, exceptions=(*visit.exceptions, body))
        case j.Paid():
            return replace(visit, paid=(*visit.paid, body))
        case j.Refunded():
            return replace(visit, refunded=(*visit.refunded, body))
        case _:
            return visit


def _printed(visit: Visit, body: j.TicketPrint | j.PaperPrint) -> Visit:
    """The last word about a paper. A ticket's stands in fields of its own, as stores of version 0.1.0 hold it."""
    before = visit.printed.get(body.paper)
    copy = max(before.copy, body.copy) if before else body.copy
    if body.paper == j.TICKET:
        return msgspec.structs.replace(visit, paper=body.state, paper_job=body.job, copies=copy, large=body.large)
    now = j.PaperPrint(body.paper, body.job, body.state, copy, body.large)
    return msgspec.structs.replace(visit, prints={**visit.prints, body.paper: now})


def _effects(visit: Visit, header: chain.Header, body: j.Kind) -> dict[str, object]:
    """What a move changes beside the state."""
    now = chain.clock_ms(header.hlc)
    match body:
        case j.CheckedIn():
            return {
                "number": body.number,
                "services": body.services,
                "day": body.day,
                "notice": body.notice,
                "appointment": body.appointment,
                "slot_ms": body.slot_ms,
                "priority": body.priority,
                "language": body.language,
                "spanish": body.spanish,
                "interpreter": body.interpreter,
                "arrived_ms": now,
                "arrived": header.hlc,
            }
        case j.Called():
            overrides = (*visit.overrides, body.override) if body.override else visit.overrides
            return {
                "table": body.table,
                "calls": (*visit.calls, header.hlc),
                "recalls": 0,
                "overrides": overrides,
            }
        case j.Recalled():
            return {"table": body.table, "recalls": visit.recalls + 1}
        case j.Started():
            return {"table": body.table, "started_ms": visit.started_ms or now}
        case j.Missed():
            return {"missed_ms": now}
        case j.NoShow():
            return {"day": body.day, "appointment": True, "ended_ms": now}
        case j.CameBack():
            return {"back_ms": now, "back": header.hlc}
        case j.Held():
            return {"hold_reason": body.reason}
        case j.Resumed():
            return {"hold_reason": ""}
        case j.Transferred():
            services = visit.services if body.service in visit.services else (*visit.services, body.service)
            return {"table": "", "services": services}
        case j.LineDone():
            return {"outcomes": {**visit.outcomes, body.service: body.outcome}}
        case _:
            return {"ended_ms": now}


def _conflict(visit: Visit, code: str) -> Visit:
    return msgspec.structs.replace(visit, conflicts=(*visit.conflicts, code))


def _told(header: chain.Header, body: j.EstimateShown) -> QuotedWait:
    return QuotedWait(header.hlc, body.p50, body.p80, body.replayed, body.by_count, body.by_last)


def first_call_ms(visit: Visit) -> int | None:
    """When the visit was first called, in milliseconds since 1970 UTC."""
    return chain.clock_ms(min(visit.calls)) if visit.calls else None


def true_wait(visit: Visit, told: QuotedWait) -> float | None:
    """Minutes from an estimate to the next call; None when nobody called since."""
    called = min((hlc for hlc in visit.calls if hlc > told.at), default=None)
    return None if called is None else (chain.clock_ms(called) - chain.clock_ms(told.at)) / 60_000
