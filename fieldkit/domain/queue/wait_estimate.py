"""How long the wait: the real rule played forward from the present, corrected by what earlier events taught.

An estimate is made in minutes and shown rounded up to five: about ``p50``, probably not more than ``p80``.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec

from fieldkit.domain.journal import hlc_at
from fieldkit.domain.queue.calling_order import MINUTE, CallingRule, Queue, WaitingVisit

STEP = 5
USUAL_MINUTES = 20
PRIOR_MINUTES = 100.0
SLOWEST = (0.5, 2.5)  # times the usual length that today's speed is believed to be
OVER = 0.2
# What one event teaches is worth believing from so many estimates on.
ENOUGH = 40


class Estimate(NamedTuple):
    """People before, and the wait in minutes rounded up to five; ``replayed`` is what the bare replay said.

    ``by_count`` (people × mean ÷ tables) and ``by_last`` (as long as the last one called had waited) are the simple
    methods that it is compared with.
    """

    ahead: int
    p50: int
    p80: int
    replayed: int = 0
    by_count: int = 0
    by_last: int = 0


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For replays from ``minutes`` on: the true wait is below ``p50`` × replay half the time, below ``p80`` × four
    times out of five. ``floor`` minutes are added to both, for a wait is never exactly nothing."""

    minutes: int
    p50: float
    p80: float
    floor: float = 2.0


class Residuals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the true waits of earlier events say of the replay, band by band of its length.

    The bands given here were learned from 200 simulated days; headquarters sends a consulate's own in the pack.
    """

    bands: tuple[Band, ...] = (
        Band(0, 0.7, 0.7, 3.0),
        Band(5, 0.7, 0.78, 3.0),
        Band(15, 0.94, 1.22),
        Band(45, 1.02, 1.16),
        Band(90, 1.04, 1.14),
    )

    def band(self, minutes: float) -> Band:
        """The band that a replay of so many minutes falls into."""
        found = self.bands[0]
        for band in self.bands:
            if band.minutes > minutes:
                break
            found = band
        return found


class ExpectedArrival(NamedTuple):
    """A booked person who is not here yet: when, as the order will see it, and minutes at the table."""

    at_ms: int
    waiting: WaitingVisit
    minutes: float


class HallState(NamedTuple):
    """The present, as far as the wait depends on it.

    ``free_ms``: when each table is free; ``minutes``: of those who wait, by id, with today's speed; ``pauses``:
    from and until, when no table calls; ``until_ms``: when the doors close, 0 when that is not known.
    """

    now_ms: int
    free_ms: Sequence[int]
    minutes: Mapping[str, float]
    arrivals: Sequence[ExpectedArrival] = ()
    pauses: Sequence[tuple[int, int]] = ()
    until_ms: int = 0


class Replay(NamedTuple):
    """When each one will be called, by id, and when each table has nothing left to do; milliseconds."""

    called: dict[str, int]
    free_ms: tuple[int, ...]


def play(
    queue: Queue,
    tables: list[int],
    arrivals: Iterable[ExpectedArrival],
    minutes: Mapping[str, float],
    pauses: Iterable[tuple[int, int]] = (),
    arrived: Callable[[ExpectedArrival], None] | None = None,
) -> Iterator[tuple[WaitingVisit, int]]:
    """Play the calling order forward, call by call: who is called, and when in milliseconds.

    ``queue`` and ``tables``, when each is free, change with every call; ``minutes``: how long each one takes, by id.
    ``arrived`` is told of each arrival when it has joined the queue.
    """
    heapq.heapify(tables)
    coming = sorted(arrivals, reverse=True)
    pauses = sorted(pauses)
    waiting, last_ms = len(queue), 0
    while waiting or coming:
        # A table that stood empty calls nobody before they came.
        now = _after_pause(max(tables[0], last_ms), pauses)
        if not waiting:
            now = _after_pause(max(now, coming[-1].at_ms), pauses)
        while coming and coming[-1].at_ms <= now:
            one = coming.pop()
            queue.add(one.waiting)
            waiting, last_ms = waiting + 1, one.at_ms
            if arrived is not None:
                arrived(one)
        called, _why = queue.next()
        waiting -= 1
        heapq.heapreplace(tables, now + int(minutes.get(called.id, USUAL_MINUTES) * MINUTE))
        yield called, now


def replay(queue: Queue, hall: HallState) -> Replay:
    """Play the present forward: those who wait, and those who are still to come, over the tables."""
    tables = [max(free, hall.now_ms) for free in hall.free_ms] or [hall.now_ms]
    minutes = {**hall.minutes, **{one.waiting.id: one.minutes for one in hall.arrivals}}
    called = {one.id: at_ms for one, at_ms in play(queue, tables, hall.arrivals, minutes, hall.pauses)}
    return Replay(called, tuple(tables))


def booked(appointment: str, slot_ms: int, minutes: float, rule: CallingRule, now_ms: int) -> ExpectedArrival | None:
    """Somebody booked who is not here yet; None once they are so late that nobody reckons with them."""
    if slot_ms + rule.late_minutes * MINUTE < now_ms:
        return None
    due_ms = slot_ms + rule.appointment_minutes * MINUTE
    return ExpectedArrival(
        max(slot_ms, now_ms), WaitingVisit(due_ms, hlc_at(slot_ms), appointment, appointment=True), minutes
    )


def free_ms(now_ms: int, usual: float, spent: float) -> int:
    """When a table is free where somebody has sat for ``spent`` minutes of the ``usual`` ones.

    Whoever is over the usual length needs a part of it more.
    """
    return now_ms + int(max(usual - spent, usual * OVER) * MINUTE)


def estimates(
    called: Mapping[str, int], hall: HallState, residuals: Residuals, last_wait: float = 0.0
) -> dict[str, Estimate]:
    """What each of those who wait is told; ``last_wait``: minutes that the last person called had waited."""
    tell = _telling(hall, residuals, last_wait)
    waiting = [one for one in called if one in hall.minutes]
    return {one: tell(ahead, called[one]) for ahead, one in enumerate(waiting)}


def estimate(
    one: str, called: Mapping[str, int], hall: HallState, residuals: Residuals, last_wait: float = 0.0
) -> Estimate:
    """The same for one person alone."""
    ahead = [other for other in called if other in hall.minutes].index(one)
    return _telling(hall, residuals, last_wait)(ahead, called[one])


def _telling(hall: HallState, residuals: Residuals, last_wait: float) -> Callable[[int, int], Estimate]:
    mean = sum(hall.minutes.values()) / len(hall.minutes) if hall.minutes else USUAL_MINUTES
    each, last = mean / max(len(hall.free_ms), 1), round(last_wait)

    def tell(ahead: int, at_ms: int) -> Estimate:
        wait = (at_ms - hall.now_ms) / MINUTE
        band = residuals.band(wait)
        p50 = round_up(wait * band.p50)
        p80 = max(round_up(wait * band.p80 + band.floor), p50)
        return Estimate(ahead, p50, p80, round(wait), round(ahead * each), last)

    return tell


def room(done: Replay, hall: HallState) -> int:
    """How many more people can sit down and be finished before the doors close, at today's mean length."""
    lengths = [*hall.minutes.values(), *(one.minutes for one in hall.arrivals)]
    mean = (sum(lengths) / len(lengths) if lengths else USUAL_MINUTES) * MINUTE
    paused = sum(max(0, end - max(begin, hall.now_ms)) for begin, end in hall.pauses if end <= hall.until_ms)
    left = (hall.until_ms - free - (paused if free <= hall.now_ms else 0) for free in done.free_ms)
    return sum(max(0, int(one // mean)) for one in left)


def learn(waits: Iterable[tuple[int, float]], before: Residuals) -> Residuals:
    """Residuals from pairs of what the replay said and how long it truly was, in minutes.

    A band that saw fewer than ENOUGH pairs keeps what was believed before. The factor is the smallest with which
    the figure as it is shown, rounded up, would have been kept so often.
    """
    pairs = list(waits)
    edges = [band.minutes for band in before.bands]
    bands = []
    for band, (low, high) in zip(before.bands, pairwise([*edges, 1 << 30]), strict=True):
        seen = [(said, true) for said, true in pairs if low <= said < high]
        if len(seen) < ENOUGH:
            bands.append(band)
            continue
        bands.append(
            msgspec.structs.replace(band, p50=_kept(seen, 0.5, 0.0), p80=_kept(seen, 0.8, band.floor)),
        )
    return Residuals(tuple(bands))


def round_up(minutes: float) -> int:
    """To the next five minutes."""
    return -(-int(minutes + 0.999) // STEP) * STEP


def _kept(seen: Sequence[tuple[int, float]], share: float, floor: float) -> float:
    for percent in range(70, 300, 2):
        factor = percent / 100
        if sum(true <= round_up(said * factor + floor) for said, true in seen) >= share * len(seen):
            return factor
    return 3.0


def _after_pause(now: int, pauses: Sequence[tuple[int, int]]) -> int:
    """``pauses`` in order."""
    for begin, end in pauses:
        if begin <= now < end:
            now = end
    return now


def speed(spent: float, usual: float) -> float:
    """How much longer than usual today's services take, from the minutes spent and the usual ones of those served.

    A hundred minutes as usual are counted in, so that the first few people of a day do not decide alone.
    """
    return min(max((spent + PRIOR_MINUTES) / (usual + PRIOR_MINUTES), SLOWEST[0]), SLOWEST[1])
