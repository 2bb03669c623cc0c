"""Who is next, and how long the wait: pure functions of stored facts, the same on every laptop.

People with legal priority go first, at most two in a row while others wait; everyone else by due time. A missed
person who is back in time goes after the next three calls.
"""

import heapq
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from fieldkit.visits import State, Visit

MINUTE = 60_000


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The calling order's figures, adjustable per event; minutes, and numbers of calls."""

    walk_in_minutes: int = 45
    appointment_minutes: int = 5
    late_minutes: int = 15
    priority_run: int = 2
    back_minutes: int = 10
    back_calls: int = 3


class Place(NamedTuple):
    """One waiting visit and why it stands there: ``back``, ``priority``, ``appointment``, ``walk_in``."""

    visit: Visit
    why: str
    due_ms: int


class Estimate(NamedTuple):
    """People before, and the wait in minutes, rounded up to five: about ``p50``, probably at most ``p80``."""

    ahead: int
    p50: int
    p80: int


def due_ms(visit: Visit, rule: Rule) -> int:
    """The time by which a visit is due. A late return counts as a new arrival."""
    if _late_return(visit, rule):
        return visit.back_ms + rule.walk_in_minutes * MINUTE
    if visit.appointment and visit.arrived_ms <= visit.slot_ms + rule.late_minutes * MINUTE:
        return max(visit.slot_ms, visit.arrived_ms) + rule.appointment_minutes * MINUTE
    return visit.arrived_ms + rule.walk_in_minutes * MINUTE


def order(visits: Iterable[Visit], rule: Rule) -> list[Place]:
    """All who wait, in the order in which they will be called if nothing else happens."""
    everyone = list(visits)
    calls = sorted((hlc, bool(v.priority)) for v in everyone for hlc in v.calls)
    waiting = sorted(
        (v for v in everyone if v.state is State.WAITING), key=lambda v: (due_ms(v, rule), v.arrived, v.id)
    )
    back = deque(sorted((v for v in waiting if _back_in_time(v, rule)), key=lambda v: (v.back, v.id)))
    others = [v for v in waiting if not _back_in_time(v, rule)]
    first = deque(v for v in others if v.priority)
    rest = deque(v for v in others if not v.priority)
    still = {v.id: rule.back_calls - sum(hlc > v.back for hlc, _ in calls) for v in back}
    run = _trailing_run(calls)
    places: list[Place] = []
    while back or first or rest:
        called = len(places)
        if back and (still[back[0].id] <= called or not (first or rest)):
            visit, why = back.popleft(), "back"
        elif first and (run < rule.priority_run or not rest):
            visit, why = first.popleft(), "priority"
        else:
            visit = rest.popleft()
            why = "appointment" if visit.appointment else "walk_in"
        run = run + 1 if visit.priority else 0
        places.append(Place(visit, why, due_ms(visit, rule)))
    return places


def estimates(
    places: Sequence[Place],
    *,
    busy_minutes: Sequence[float],
    tables: int,
    minutes: Mapping[str, int],
    speed: float = 1.0,
) -> list[Estimate]:
    """The wait of everyone in the line, by playing the order forward over the tables.

    ``busy_minutes`` are the minutes left at tables in use, ``minutes`` each service's usual length and ``speed``
    how much longer than usual today's services take.
    """
    free = sorted(max(left, 0.0) for left in busy_minutes)[: max(tables, 1)]
    free += [0.0] * (max(tables, 1) - len(free))
    heapq.heapify(free)
    shown = []
    for ahead, place in enumerate(places):
        wait = free[0]
        shown.append(Estimate(ahead, _round_up(wait), _round_up(wait * 1.35 + (5 if ahead else 0))))
        length = sum(minutes.get(code, 20) for code in place.visit.open_services) or 20
        heapq.heapreplace(free, wait + length * speed)
    return shown


def _round_up(minutes: float) -> int:
    return -(-int(minutes + 0.999) // 5) * 5


def _back_in_time(visit: Visit, rule: Rule) -> bool:
    return visit.back > 0 and not _called_since_back(visit) and not _late_return(visit, rule)


def _late_return(visit: Visit, rule: Rule) -> bool:
    return visit.back > 0 and visit.back_ms - visit.missed_ms > rule.back_minutes * MINUTE


def _called_since_back(visit: Visit) -> bool:
    return any(hlc > visit.back for hlc in visit.calls)


def _trailing_run(calls: Sequence[tuple[int, bool]]) -> int:
    run = 0
    for _, priority in reversed(calls):
        if not priority:
            break
        run += 1
    return run
