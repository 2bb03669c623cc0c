"""What many simulated days came to, in the figures that planners ask for."""

import random
from collections.abc import Callable, Iterable, Sequence
from statistics import mean, median
from typing import NamedTuple

from fieldkit.domain.queue.calling_order import MINUTE
from fieldkit.domain.queue.wait_estimate import Residuals
from fieldkit.simulation.generated_day import HallPlan, make
from fieldkit.simulation.play import SimulatedDay, SimulatedService, play

HOUR = 60


class Waits(NamedTuple):
    """Minutes from arrival to the call for one kind of people: how many they were, half, and 19 out of 20."""

    people: int
    half: float
    most: float


class EstimateQuality(NamedTuple):
    """How good one way of estimating was: mean error, and how far it is off on average, in minutes."""

    error: float
    bias: float


class Figures(NamedTuple):
    """Everything, over all days.

    ``line``: people waiting at each full hour, half the days and 19 out of 20. ``kept``: how often the "probably not
    more than" was kept for people who had somebody before them. ``last_minutes``: when the last one was finished,
    after the doors opened. ``busy``: the share of the tables' time that was used while the doors were open.
    """

    days: int
    priority: Waits
    appointment: Waits
    walk_in: Waits
    line: tuple[tuple[float, float], ...]
    overtaken: int
    last_minutes: float
    busy: float
    kept: float
    ours: EstimateQuality
    by_count: EstimateQuality
    by_last: EstimateQuality


def run(plan: HallPlan, *, days: int, seed: int, residuals: Residuals | None = None) -> Figures:
    """Simulate ``days`` days of one plan; the same seed gives the same figures."""
    dice = random.Random(seed)  # noqa: S311 - the same seed must give the same days; nothing here is secret
    return figures(plan, [play(plan, make(plan, dice), residuals or Residuals()) for _day in range(days)])


def figures(plan: HallPlan, played: Sequence[SimulatedDay]) -> Figures:
    """Add the days up."""
    everyone = [one for day in played for one in day.served]
    told = [one for one in everyone if one.told.ahead]
    return Figures(
        days=len(played),
        priority=_waits(one for one in everyone if one.person.priority),
        appointment=_waits(one for one in everyone if not one.person.priority and one.person.slot_ms is not None),
        walk_in=_waits(one for one in everyone if not one.person.priority and one.person.slot_ms is None),
        line=tuple(_line(played, hour * HOUR * MINUTE) for hour in range(1, plan.open_minutes // HOUR + 1)),
        overtaken=max((one.overtaken for one in everyone), default=0),
        last_minutes=median(max((one.finished_ms for one in day.served), default=0) for day in played) / MINUTE,
        busy=mean(_busy(plan, day) for day in played),
        kept=mean(one.waited <= one.told.p80 for one in told) if told else 1.0,
        ours=_kept(told, lambda one: one.told.p50),
        by_count=_kept(told, lambda one: one.told.by_count),
        by_last=_kept(told, lambda one: one.told.by_last),
    )


def at(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of them lie; 0 for none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def _waits(people: Iterable[SimulatedService]) -> Waits:
    waited = [one.waited for one in people]
    return Waits(len(waited), at(waited, 0.5), at(waited, 0.95))


def _line(played: Sequence[SimulatedDay], now: int) -> tuple[float, float]:
    waiting = [sum(one.person.arrives_ms <= now < one.called_ms for one in day.served) for day in played]
    return at(waiting, 0.5), at(waiting, 0.95)


def _busy(plan: HallPlan, day: SimulatedDay) -> float:
    end = plan.open_minutes * MINUTE
    used = sum(max(0, min(one.finished_ms, end) - one.called_ms) for one in day.served)
    return used / (end * plan.tables)


def _kept(told: Sequence[SimulatedService], figure: Callable[[SimulatedService], float]) -> EstimateQuality:
    if not told:
        return EstimateQuality(0.0, 0.0)
    off = [figure(one) - one.waited for one in told]
    return EstimateQuality(mean(map(abs, off)), mean(off))
