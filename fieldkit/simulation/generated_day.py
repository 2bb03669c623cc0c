"""A made-up day from a seed: who comes when, for what, and how long it truly takes."""

import math
import random
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from fieldkit.domain.queue.calling_order import MINUTE, CallingRule


class HallPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What planners decide, and what they expect of people. Times are minutes after the doors open.

    ``services``: how many of a hundred people ask for each. ``speed_spread``: how much whole days differ, as the
    standard deviation of a logarithm; ``spread``: how much people of one service do.
    """

    tables: int
    appointments: int
    walk_ins: int
    services: Mapping[str, int]
    minutes: Mapping[str, int]
    open_minutes: int = 540
    pause: tuple[int, int] | None = None
    no_shows: float = 0.15
    priority: float = 0.10
    missed: float = 0.04
    speed_spread: float = 0.15
    spread: float = 0.35
    between: float = 1.5
    rule: CallingRule = CallingRule()


class GeneratedPerson(NamedTuple):
    """One who comes. Times are milliseconds; ``slot_ms`` is None for walk-ins; ``minutes`` is the truth."""

    id: str
    service: str
    arrives_ms: int
    slot_ms: int | None
    priority: bool
    minutes: float
    deaf_to_calls: bool


class GeneratedBooking(NamedTuple):
    """A slot that somebody took, whether they come or not."""

    id: str
    service: str
    slot_ms: int


class GeneratedDay(NamedTuple):
    """Everybody in the order of arrival, and all bookings by slot."""

    people: tuple[GeneratedPerson, ...]
    bookings: tuple[GeneratedBooking, ...]


def make(plan: HallPlan, dice: random.Random) -> GeneratedDay:
    """One day. Booked slots fill the day but its last hour; walk-ins come early, most in the first third."""
    codes, weights = list(plan.services), list(plan.services.values())
    speed = math.exp(dice.gauss(0.0, plan.speed_spread))
    last_slot = max(plan.open_minutes - 60, 60)
    people: list[GeneratedPerson] = []
    bookings: list[GeneratedBooking] = []

    def person(name: str, service: str, minute: float, slot_ms: int | None) -> GeneratedPerson:
        usual = plan.minutes[service]
        # The mean of a logarithmic normal lies above its middle: taken out, so that the table's minutes are the mean.
        length = usual * speed * math.exp(dice.gauss(-(plan.spread**2) / 2, plan.spread))
        return GeneratedPerson(
            name,
            service,
            int(max(minute, -30.0) * MINUTE),
            slot_ms,
            dice.random() < plan.priority,
            length + plan.between,
            dice.random() < plan.missed,
        )

    for n in range(plan.appointments):
        slot = int(n * last_slot / max(plan.appointments, 1)) // 5 * 5
        service = dice.choices(codes, weights)[0]
        booking = GeneratedBooking(f"b{n:04}", service, slot * MINUTE)
        bookings.append(booking)
        if dice.random() >= plan.no_shows:
            people.append(person(booking.id, service, slot + dice.gauss(-15.0, 12.0), booking.slot_ms))
    for n in range(plan.walk_ins):
        minute = min(dice.expovariate(3.0 / plan.open_minutes) - 20.0, plan.open_minutes * 0.9)
        people.append(person(f"w{n:04}", dice.choices(codes, weights)[0], minute, None))
    return GeneratedDay(tuple(sorted(people, key=lambda one: (one.arrives_ms, one.id))), tuple(bookings))
