"""The state machine over its full cross-product, and the fold under any order and repeats."""

import itertools
import random
from collections.abc import Sequence
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.domain import journal as j
from fieldkit.domain.queue import visit
from fieldkit.domain.queue.visit import TRANSITIONS, VisitState
from fieldkit.people.names import PersonName
from sync.journal import chain

CHECKED_IN = j.CheckedIn(number="A001", services=("PAS-AR", "PALE"), day=date(2026, 11, 21), notice=True)
EXAMPLES: list[j.Body] = [
    CHECKED_IN,
    j.Called(table="1"),
    j.Recalled(table="1"),
    j.Started(table="1"),
    j.Missed(),
    j.CameBack(),
    j.Held(reason="copies"),
    j.Resumed(),
    j.Transferred(service="PALE"),
    j.LineDone(service="PAS-AR", outcome=j.Outcome.DONE),
    j.Left(),
    j.Cancelled(reason="mistake"),
    j.NoShow(),
    j.Expired(),
]
# The shortest way into each state.
WAYS: dict[VisitState, list[j.Body]] = {
    VisitState.BOOKED: [],
    VisitState.WAITING: [CHECKED_IN],
    VisitState.CALLED: [CHECKED_IN, j.Called(table="1")],
    VisitState.SERVING: [CHECKED_IN, j.Called(table="1"), j.Started(table="1")],
    VisitState.ON_HOLD: [CHECKED_IN, j.Called(table="1"), j.Started(table="1"), j.Held(reason="copies")],
    VisitState.MISSED: [CHECKED_IN, j.Called(table="1"), j.Missed()],
    VisitState.LEFT: [CHECKED_IN, j.Left()],
    VisitState.CANCELLED: [CHECKED_IN, j.Cancelled(reason="mistake")],
    VisitState.NO_SHOW: [j.NoShow()],
    VisitState.EXPIRED: [CHECKED_IN, j.Expired()],
    VisitState.DONE: [
        CHECKED_IN,
        j.Called(table="1"),
        j.Started(table="1"),
        j.LineDone(service="PAS-AR", outcome=j.Outcome.DONE),
        j.LineDone(service="PALE", outcome=j.Outcome.DONE),
    ],
}


def facts(bodies: Sequence[j.Body], device: int = 0) -> list[j.Fact]:
    """Facts as one device would write them, a minute apart."""
    key = Ed25519PrivateKey.from_private_bytes(bytes([device]) * 32)
    head, made = chain.EMPTY, []
    for n, body in enumerate(bodies):
        entry, head = chain.write(
            head, key, hlc=chain.tick(head.hlc, 1_795_000_000_000 + n * 60_000), operator="ana", kind=j.tag(body),
            subject="v", body=j.encode(body), salt=b"x" * 16,
        )  # fmt: skip
        made.append(j.read(entry))
    return made


def _name(value: VisitState | j.Body) -> str:
    return value.value if isinstance(value, VisitState) else j.tag(value)


@pytest.mark.parametrize(("state", "body"), list(itertools.product(VisitState, EXAMPLES)), ids=_name)
def test_every_state_takes_exactly_the_moves_of_the_table(state: VisitState, body: j.Body) -> None:
    before = visit.fold("v", facts(WAYS[state]))
    assert before.state is state
    after = visit.fold("v", facts([*WAYS[state], body]))
    expected = TRANSITIONS.get((state, type(body)))
    if expected is None:
        assert after.state is state
        assert after.conflicts == (f"{j.tag(body)}@{state}",)
    else:
        assert after.state is expected
        assert not after.conflicts


def test_every_ended_state_is_an_end() -> None:
    assert not {state for state, _ in TRANSITIONS} & visit.ENDED


bodies = st.lists(
    st.sampled_from([*EXAMPLES, j.Identified(name=PersonName("Ana")), j.Paid(service="PALE", cents=1, form="cash")]),
    max_size=12,
)


@settings(max_examples=60)
@given(st.lists(bodies, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_any_order_and_any_repeats_fold_to_the_same_visit(per_device: list[list[j.Body]], rng: random.Random) -> None:
    known = [fact for device, some in enumerate(per_device) for fact in facts(some, device)]
    shuffled = [*known, *rng.sample(known, len(known) // 2)]
    rng.shuffle(shuffled)
    assert visit.fold("v", shuffled) == visit.fold("v", known)


def test_an_undone_move_is_as_if_it_had_never_been() -> None:
    called = facts([CHECKED_IN, j.Called(table="1")])
    undone = facts([CHECKED_IN, j.Called(table="1"), j.Undone(device=called[1].header.device, seq=2)])
    assert visit.fold("v", undone) == visit.fold("v", facts([CHECKED_IN]))


def test_two_different_identities_are_shown_as_a_conflict() -> None:
    two = [CHECKED_IN, j.Identified(name=PersonName("Ana")), j.Identified(name=PersonName("Eva"))]
    folded = visit.fold("v", facts(two))
    assert folded.name == PersonName("Eva")
    assert folded.conflicts == ("visit.identified",)


def test_a_visit_whose_personal_bodies_were_purged_keeps_its_place() -> None:
    known = facts([CHECKED_IN, j.Identified(name=PersonName("Ana", "Ruiz"))])
    purged = [known[0], known[1]._replace(body=None)]
    folded = visit.fold("v", purged)
    assert folded.number == "A001"
    assert folded.name is None


def test_no_kind_but_the_personal_ones_can_hold_a_name() -> None:
    kinds = (*j.VisitKind.__args__, *j.ApplicationKind.__args__, *j.CaseKind.__args__)
    named = {j.tag(kind) for kind in kinds if {"name", "fields"} & set(kind.__struct_fields__)}
    assert named == j.PERSONAL
