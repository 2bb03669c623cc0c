"""Plays a made-up day with the real order, telling everybody an estimate at arrival, as the kit does."""

from typing import NamedTuple

from fieldkit.domain.journal import hlc_at
from fieldkit.domain.queue import wait_estimate
from fieldkit.domain.queue.calling_order import MINUTE, Queue, WaitingVisit, due_ms
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.domain.queue.wait_estimate import Estimate, ExpectedArrival, HallState, Residuals
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
        self._people = {one.id: one for one in day.people}
        # Who does not hear the calls keeps a table for the time of the recalls.
        self._minutes = {one.id: one.minutes + (3.0 if one.deaf_to_calls else 0.0) for one in day.people}
        self._queue = Queue(plan.rule)
        self._tables = [0] * plan.tables
        self._waiting: dict[str, WaitingVisit] = {}
        self._told: dict[str, Estimate] = {}
        self._overtaken: dict[str, int] = {}
        self._served: list[SimulatedService] = []
        self._room: dict[int, int] = {}
        self._last_wait = 0.0

    def run(self) -> SimulatedDay:
        coming = map(self._coming, self._day.people)
        calls = wait_estimate.play(self._queue, self._tables, coming, self._minutes, self._pauses, self._arrived)
        for one, at_ms in calls:
            self._called(one, at_ms)
        return SimulatedDay(tuple(self._served), tuple(self._room.values()))

    def _coming(self, person: GeneratedPerson) -> ExpectedArrival:
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
        return ExpectedArrival(person.arrives_ms, one, self._minutes[person.id])

    def _arrived(self, arrival: ExpectedArrival) -> None:
        """Tell one who came what the kit would tell, and the door how many more can be served."""
        now, one = max(arrival.at_ms, 0), arrival.waiting
        self._waiting[one.id] = one
        self._overtaken[one.id] = 0
        hall = self._seen(now)
        done = wait_estimate.replay(self._queue.copy(), hall)
        self._told[one.id] = wait_estimate.estimate(one.id, done.called, hall, self._residuals, self._last_wait)
        self._room.setdefault(now // (60 * MINUTE), wait_estimate.room(done, hall))

    def _seen(self, now: int) -> HallState:
        """What the kit can know: usual lengths and today's speed, never how long it will truly take."""
        speed = self._speed()
        usual = {service: minutes * speed for service, minutes in self._plan.minutes.items()}
        busy = [one for one in self._served if one.finished_ms > now]
        free = [now] * (self._plan.tables - len(busy))
        free += [wait_estimate.free_ms(now, usual[one.person.service], (now - one.called_ms) / MINUTE) for one in busy]
        coming = [
            expected
            for one in self._day.bookings
            if one.id not in self._overtaken
            and (expected := wait_estimate.booked(one.id, one.slot_ms, usual[one.service], self._plan.rule, now))
        ]
        waiting = {key: usual[self._people[key].service] for key in self._waiting}
        return HallState(now, free, waiting, coming, self._pauses, self._plan.open_minutes * MINUTE)

    def _called(self, one: WaitingVisit, at_ms: int) -> None:
        del self._waiting[one.id]
        for other in self._waiting.values():
            if other.arrived < one.arrived:
                self._overtaken[other.id] += 1
        finished_ms = at_ms + int(self._minutes[one.id] * MINUTE)
        served = SimulatedService(self._people[one.id], at_ms, finished_ms, self._told[one.id], self._overtaken[one.id])
        self._served.append(served)
        self._last_wait = served.waited

    def _speed(self) -> float:
        ended = [one for one in self._served if one.finished_ms <= self._tables[0]]
        spent = sum((one.finished_ms - one.called_ms) / MINUTE for one in ended)
        return wait_estimate.speed(spent, sum(self._plan.minutes[one.person.service] for one in ended))
