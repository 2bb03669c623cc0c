"""Who is next: pure functions of stored facts, the same on every laptop.

People with legal priority go first, at most two in a row while others wait; everyone else by due time. A missed
person who is back in time goes after the next three calls.
"""

import heapq
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from fieldkit.domain.queue.visit import Visit, VisitState
from sync.journal.chain import Hlc

MINUTE = 60_000


class CallingRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The calling order's figures, adjustable per event; minutes, and numbers of calls."""

    walk_in_minutes: int = 45
    appointment_minutes: int = 5
    late_minutes: int = 15
    priority_run: int = 2
    back_minutes: int = 10
    back_calls: int = 3


class QueuePlace(NamedTuple):
    """One waiting visit and why it stands there: ``back``, ``priority``, ``appointment``, ``walk_in``."""

    visit: Visit
    why: str
    due_ms: int


class WaitingVisit(NamedTuple):
    """What the order needs to know of somebody who waits; sorts by due time, then arrival, then id.

    ``calls_left``: a missed person who is back in time goes after so many calls more, None for everybody else.
    """

    due_ms: int
    arrived: Hlc
    id: str
    priority: bool = False
    appointment: bool = False
    calls_left: int | None = None


class Queue:
    """The calling order, one call after the other; people may come in between the calls."""

    def __init__(self, rule: CallingRule, run: int = 0) -> None:
        """``run``: how many people with priority were called in a row before."""
        self._rule = rule
        self._run = run
        self._calls = 0
        self._back: list[tuple[int, Hlc, str, WaitingVisit]] = []
        self._first: list[WaitingVisit] = []
        self._rest: list[WaitingVisit] = []

    def copy(self) -> "Queue":
        """The same queue once more, to be played forward while nobody is called from this one."""
        other = Queue(self._rule, self._run)
        other._calls = self._calls
        other._back, other._first, other._rest = self._back.copy(), self._first.copy(), self._rest.copy()
        return other

    def __len__(self) -> int:
        return len(self._back) + len(self._first) + len(self._rest)

    def add(self, one: WaitingVisit) -> None:
        """Somebody waits from now on."""
        if one.calls_left is not None:
            heapq.heappush(self._back, (self._calls + one.calls_left, one.arrived, one.id, one))
        else:
            heapq.heappush(self._first if one.priority else self._rest, one)

    def next(self) -> tuple[WaitingVisit, str]:
        """Call one, and why this one: ``back``, ``priority``, ``appointment`` or ``walk_in``."""
        if self._back and (self._back[0][0] <= self._calls or not (self._first or self._rest)):
            one, why = heapq.heappop(self._back)[3], "back"
        elif self._first and (self._run < self._rule.priority_run or not self._rest):
            one, why = heapq.heappop(self._first), "priority"
        else:
            one = heapq.heappop(self._rest)
            why = "appointment" if one.appointment else "walk_in"
        self._run = self._run + 1 if one.priority else 0
        self._calls += 1
        return one, why


def due_ms(visit: Visit, rule: CallingRule) -> int:
    """The time by which a visit is due. A late return counts as a new arrival."""
    if _late_return(visit, rule):
        return visit.back_ms + rule.walk_in_minutes * MINUTE
    if visit.appointment and visit.arrived_ms <= visit.slot_ms + rule.late_minutes * MINUTE:
        return max(visit.slot_ms, visit.arrived_ms) + rule.appointment_minutes * MINUTE
    return visit.arrived_ms + rule.walk_in_minutes * MINUTE


def queue(visits: Iterable[Visit], rule: CallingRule) -> Queue:
    """The queue of all who wait now."""
    everyone = list(visits)
    calls = sorted((hlc, bool(v.priority)) for v in everyone for hlc in v.calls)
    waiting = Queue(rule, _trailing_run(calls))
    for visit in everyone:
        if visit.state is VisitState.WAITING:
            waiting.add(_waiting(visit, rule, calls))
    return waiting


def order(visits: Iterable[Visit], rule: CallingRule) -> list[QueuePlace]:
    """All who wait, in the order in which they will be called if nobody else comes."""
    by_id = {visit.id: visit for visit in visits}
    waiting = queue(by_id.values(), rule)
    called = (waiting.next() for _ in range(len(waiting)))
    return [QueuePlace(by_id[one.id], why, one.due_ms) for one, why in called]


def _waiting(visit: Visit, rule: CallingRule, calls: Sequence[tuple[Hlc, bool]]) -> WaitingVisit:
    due, priority = due_ms(visit, rule), bool(visit.priority)
    if not _back_in_time(visit, rule):
        return WaitingVisit(due, visit.arrived, visit.id, priority, visit.appointment)
    left = rule.back_calls - sum(hlc > visit.back for hlc, _ in calls)
    return WaitingVisit(due, visit.back, visit.id, priority, visit.appointment, left)


def _back_in_time(visit: Visit, rule: CallingRule) -> bool:
    return visit.back > 0 and not _called_since_back(visit) and not _late_return(visit, rule)


def _late_return(visit: Visit, rule: CallingRule) -> bool:
    return visit.back > 0 and visit.back_ms - visit.missed_ms > rule.back_minutes * MINUTE


def _called_since_back(visit: Visit) -> bool:
    return any(hlc > visit.back for hlc in visit.calls)


def _trailing_run(calls: Sequence[tuple[Hlc, bool]]) -> int:
    run = 0
    for _, priority in reversed(calls):
        if not priority:
            break
        run += 1
    return run
