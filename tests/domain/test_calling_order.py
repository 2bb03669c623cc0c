"""The calling order: legal priority first, two in a row at most, then by due time; missed people come back."""

import random
from collections.abc import Iterator
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain.queue.calling_order import MINUTE, CallingRule, due_ms, order
from fieldkit.domain.queue.visit import Visit, VisitState
from sync.journal.chain import Hlc

T0 = 1_795_300_000_000
RULE = CallingRule()


def hlc(minute: float) -> Hlc:
    return Hlc(int(T0 + minute * MINUTE) << 16)


def waiting(name: str, minute: float, *, slot: float | None = None, priority: str = "", **more: Any) -> Visit:
    return Visit(
        id=name,
        state=VisitState.WAITING,
        arrived_ms=int(T0 + minute * MINUTE),
        arrived=hlc(minute),
        appointment=slot is not None,
        slot_ms=int(T0 + (slot or 0) * MINUTE),
        priority=priority,
        services=("PALE",),
        **more,
    )


def ids(visits: list[Visit]) -> list[str]:
    return [place.visit.id for place in order(visits, RULE)]


def test_a_walk_in_is_due_45_minutes_after_arrival() -> None:
    assert due_ms(waiting("w", 10), RULE) == T0 + 55 * MINUTE


def test_an_early_appointment_is_due_five_minutes_after_its_slot() -> None:
    assert due_ms(waiting("a", 10, slot=30), RULE) == T0 + 35 * MINUTE


def test_an_appointment_up_to_15_minutes_late_is_due_five_minutes_after_arrival() -> None:
    assert due_ms(waiting("a", 45, slot=30), RULE) == T0 + 50 * MINUTE


def test_an_appointment_more_than_15_minutes_late_waits_as_a_walk_in() -> None:
    assert due_ms(waiting("a", 46, slot=30), RULE) == T0 + 91 * MINUTE


def test_ties_are_broken_by_id_so_that_every_laptop_agrees() -> None:
    assert ids([waiting("b", 0), waiting("a", 0)]) == ["a", "b"]


def test_two_priorities_go_first_and_then_one_of_the_others() -> None:
    everyone = [waiting(f"p{n}", n, priority="elderly") for n in range(4)] + [waiting("w1", 0), waiting("w2", 1)]
    assert ids(everyone) == ["p0", "p1", "w1", "p2", "p3", "w2"]


def test_priorities_already_called_in_a_row_count() -> None:
    called = [Visit(id=f"c{n}", state=VisitState.SERVING, priority="elderly", calls=(hlc(n),)) for n in range(2)]
    assert ids([*called, waiting("p", 0, priority="elderly"), waiting("w", 9)]) == ["w", "p"]


def test_priorities_follow_each_other_when_nobody_else_waits() -> None:
    assert ids([waiting(f"p{n}", n, priority="elderly") for n in range(5)]) == [f"p{n}" for n in range(5)]


def back(name: str, missed: float, returned: float) -> Visit:
    return waiting(
        name, 0, calls=(hlc(missed - 1),), missed_ms=int(T0 + missed * MINUTE), back_ms=int(T0 + returned * MINUTE),
        back=hlc(returned),
    )  # fmt: skip


def test_a_person_back_within_ten_minutes_goes_after_the_next_three_calls() -> None:
    others = [waiting(f"w{n}", 60 + n) for n in range(5)]
    assert ids([back("m", 50, 58), *others]) == ["w0", "w1", "w2", "m", "w3", "w4"]


def test_calls_since_the_return_count_towards_the_three() -> None:
    done = [Visit(id=f"d{n}", state=VisitState.DONE, calls=(hlc(59 + n),)) for n in range(2)]
    others = [waiting(f"w{n}", 60 + n) for n in range(3)]
    assert ids([back("m", 50, 58), *done, *others]) == ["w0", "m", "w1", "w2"]


def test_a_person_back_too_late_counts_as_a_new_arrival() -> None:
    late = back("m", 50, 61)
    assert due_ms(late, RULE) == T0 + (61 + 45) * MINUTE


many = st.lists(
    st.tuples(st.integers(0, 300), st.sampled_from(["", "", "", "elderly"]), st.sampled_from([None, 0, 60, 120])),
    min_size=1,
    max_size=40,
)


def people(specs: list[tuple[int, str, int | None]]) -> Iterator[Visit]:
    for n, (minute, priority, slot) in enumerate(specs):
        yield waiting(f"{n:03}", minute, slot=slot, priority=priority)


@given(many, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_visits_are_listed(
    specs: list[tuple[int, str, int | None]], rng: random.Random
) -> None:
    visits = list(people(specs))
    shuffled = visits[:]
    rng.shuffle(shuffled)
    assert ids(shuffled) == ids(visits)


@given(many)
def test_everyone_who_waits_has_exactly_one_place_and_never_three_priorities_go_before_others(
    specs: list[tuple[int, str, int | None]],
) -> None:
    visits = list(people(specs))
    places = order(visits, RULE)
    assert sorted(place.visit.id for place in places) == sorted(visit.id for visit in visits)
    for at in range(len(places) - 2):
        if all(place.visit.priority for place in places[at : at + 3]):
            assert all(place.visit.priority for place in places[at:])


@given(many, st.integers(-(10 * 365), 10 * 365))
def test_a_clock_that_is_years_off_for_the_whole_day_does_not_change_the_order(
    specs: list[tuple[int, str, int | None]], days: int
) -> None:
    shift = days * 86_400_000
    visits = list(people(specs))
    shifted = [msgspec.structs.replace(v, arrived_ms=v.arrived_ms + shift, slot_ms=v.slot_ms + shift) for v in visits]
    assert ids(shifted) == ids(visits)
