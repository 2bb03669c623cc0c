"""Plays a made-up day with the real order, telling everybody an estimate at arrival, as the kit does."""

import heapq
from typing import NamedTuple

from fieldkit.domain.journal import hlc_at
from fieldkit.domain.queue import wait_estimate
from fieldkit.domain.queue.calling_order import MINUTE, Queue, WaitingVisit, due_ms
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.domain.queue.wait_estimate import Estimate, HallState, Residuals
from fieldkit.simulation.generated_day import GeneratedDay, GeneratedPerson, HallPlan


class SimulatedService(NamedTuple):
    """What became of one person: called and finished in milliseconds, what was told, and how often overtaken."""

    person: GeneratedPerson
    called_ms: int
    finished_ms: int
    told: Estimate
    overtaken: int

    @property
    def waited(self) -> float:
        """Minutes from arrival, or the opening of the doors, to the call."""
        return (self.called_ms - max(self.person.arrives_ms, 0)) / MINUTE


class SimulatedDay(NamedTuple):
    """A day: everybody in the order in which they were called, and the advice at the door by the hour."""

    served: tuple[SimulatedService, ...]
    room: tuple[int, ...]


def play(plan: HallPlan, day: GeneratedDay, residuals: Residuals) -> SimulatedDay:
    """The whole day, call by call."""
    return _Hall(plan, day, residuals).run()


class _Hall:
    def __init__(self, plan: HallPlan, day: GeneratedDay, residuals: Residuals) -> None:
        self._plan, self._day, self._residuals = plan, day, residuals
        self._pauses = [(plan.pause[0] * MINUTE, plan.pause[1] * MINUTE)] if plan.pause else []
        self._tables: list[tuple[int, int, str]] = [(0, n, "") for n in range(plan.tables)]
        self._waiting: dict[str, tuple[WaitingVisit, GeneratedPerson]] = {}
        self._told: dict[str, Estimate] = {}
        self._overtaken: dict[str, int] = {}
        self._served: list[SimulatedService] = []
        self._room: dict[int, int] = {}
        self._started: dict[str, int] = {}
        self._run = 0
        self._now = 0
        self._here: set[str] = set()
        self._last_wait = 0.0

    def run(self) -> SimulatedDay:
        people = list(self._day.people)
        at = 0
        while at < len(people) or self._waiting:
            free = self._after_pause(max(self._tables[0][0], self._now))
            if at < len(people) and (people[at].arrives_ms <= free or not self._waiting):
                self._arrive(people[at])
                at += 1
                continue
            self._call(free)
        return SimulatedDay(tuple(self._served), tuple(self._room.values()))

    def _arrive(self, person: GeneratedPerson) -> None:
        now = self._now = max(person.arrives_ms, 0)
        self._here.add(person.id)
        visit = Visit(
            id=person.id,
            state=VisitState.WAITING,
            arrived_ms=person.arrives_ms,
            arrived=hlc_at(person.arrives_ms),
            appointment=person.slot_ms is not None,
            slot_ms=person.slot_ms or 0,
            priority="priority" if person.priority else "",
        )
        due = due_ms(visit, self._plan.rule)
        one = WaitingVisit(due, visit.arrived, person.id, person.priority, visit.appointment)
        self._waiting[person.id] = (one, person)
        self._overtaken[person.id] = 0
        hall = self._seen(now)
        done = wait_estimate.replay(self._queue(), hall)
        self._told[person.id] = wait_estimate.estimates(done.called, hall, self._residuals, self._last_wait)[person.id]
        self._room.setdefault(now // (60 * MINUTE), wait_estimate.room(done, hall))

    def _queue(self) -> Queue:
        queue = Queue(self._plan.rule, self._run)
        for one, _person in self._waiting.values():
            queue.add(one)
        return queue

    def _seen(self, now: int) -> HallState:
        """What the kit can know: usual lengths and today's speed, never how long it will truly take."""
        speed = self._speed()
        usual = self._plan.minutes
        free = []
        for ends, _n, who in self._tables:
            if not who or ends <= now:
                free.append(now)
                continue
            service = next(one.person.service for one in reversed(self._served) if one.person.id == who)
            left = usual[service] * speed - (now - self._started[who]) / MINUTE
            free.append(now + int(wait_estimate.left(usual[service] * speed, left) * MINUTE))
        rule = self._plan.rule
        coming = [
            wait_estimate.ExpectedArrival(
                max(one.slot_ms, now),
                WaitingVisit(one.slot_ms + rule.appointment_minutes * MINUTE, hlc_at(one.slot_ms), one.id, False, True),
                usual[one.service] * speed,
            )
            for one in self._day.bookings
            if one.id not in self._here and one.slot_ms + rule.late_minutes * MINUTE >= now
        ]
        return HallState(
            now,
            free,
            {key: usual[person.service] * speed for key, (_one, person) in self._waiting.items()},
            coming,
            self._pauses,
            self._plan.open_minutes * MINUTE,
        )

    def _call(self, now: int) -> None:
        queue = self._queue()
        one, _why = queue.next()
        _waiting, person = self._waiting.pop(one.id)
        for other, _person in self._waiting.values():
            if other.arrived < one.arrived:
                self._overtaken[other.id] += 1
        self._run = self._run + 1 if one.priority else 0
        length = person.minutes + (3.0 if person.deaf_to_calls else 0.0)
        finished = now + int(length * MINUTE)
        self._started[person.id] = now
        self._served.append(SimulatedService(person, now, finished, self._told[person.id], self._overtaken[person.id]))
        self._last_wait = self._served[-1].waited
        heapq.heapreplace(self._tables, (finished, self._tables[0][1], person.id))

    def _speed(self) -> float:
        ended = [one for one in self._served if one.finished_ms <= self._tables[0][0]]
        spent = sum((one.finished_ms - one.called_ms) / MINUTE for one in ended)
        return wait_estimate.speed(spent, sum(self._plan.minutes[one.person.service] for one in ended))

    def _after_pause(self, now: int) -> int:
        return next((end for begin, end in self._pauses if begin <= now < end), now)
