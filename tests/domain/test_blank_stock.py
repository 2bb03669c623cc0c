"""Blanks by folio: one folio for one application, any order of facts, and nothing that leaves the sum."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.domain import journal as j
from fieldkit.domain.accounts import blank_stock, denominations, problems
from fieldkit.domain.accounts.blank_stock import BlankState
from fieldkit.domain.catalog.load import load
from fieldkit.domain.journal.stock import StockReceived, StockUsed
from sync.journal import chain
from sync.journal.chain import Hlc
from tests.support.narrowing import present
from tests.support.problems import raises

BOXES = ("EV/A", "EV/B")
FOLIOS = st.sampled_from([f"G{n:08}" for n in range(1, 9)])
ITEM = "passport"
RANGES = st.tuples(FOLIOS, FOLIOS)
BODIES = st.one_of(
    RANGES.map(lambda two: j.StockReceived(item=ITEM, first=min(two), last=max(two))),
    RANGES.map(lambda two: j.StockReturned(item=ITEM, first=two[0], last=two[1])),
    st.builds(j.StockUsed, item=st.just(ITEM), folio=FOLIOS, application=st.sampled_from(["a1", "a2", "a3"])),
    st.builds(j.StockFreed, item=st.just(ITEM), folio=FOLIOS, reason=st.just("mistake")),
    st.builds(j.StockSpoiled, item=st.just(ITEM), folio=FOLIOS, reason=st.just("print")),
    st.builds(j.StockMissing, item=st.just(ITEM), folio=FOLIOS, reason=st.just("lost")),
    st.builds(
        j.StockCounted,
        item=st.just(ITEM),
        day=st.just(date(2026, 11, 21)),
        moment=st.just("close"),
        left=st.integers(0, 9),
    ),
    st.builds(
        j.StockSigned,
        item=st.just(ITEM),
        day=st.just(date(2026, 11, 21)),
        difference=st.integers(-3, 3),
        reason=st.just("lost"),
    ),
)
WRITTEN = st.lists(st.tuples(BODIES, st.sampled_from(BOXES)), max_size=16)


def facts(written: list[tuple[j.Kind, str]]) -> list[j.Fact]:
    """What two laptops wrote, each in its own chain, in one order of clocks."""
    made, seqs = [], dict.fromkeys(BOXES, 0)
    for at, (body, box) in enumerate(written, 1):
        seqs[box] += 1
        header = chain.Header(
            device=box[-1] * 16,
            seq=seqs[box],
            prev="",
            hlc=Hlc(at << 16),
            operator="ana",
            kind=j.tag(body),
            subject=box,
            body_sha256=f"{at:064x}",
        )
        made.append(j.Fact(header, body))
    return made


def told(*bodies: j.Kind, box: str = "EV/A") -> blank_stock.Stock:
    return blank_stock.fold(facts([(body, box) for body in bodies]))


def received(first: str = "G00000001", last: str = "G00000005") -> StockReceived:
    return j.StockReceived(item=ITEM, first=first, last=last)


def used(folio: str, application: str) -> StockUsed:
    return j.StockUsed(item=ITEM, folio=folio, application=application)


@settings(deadline=None)
@given(WRITTEN, st.randoms())
def test_any_order_and_repeats_give_the_same_stock(written: list[tuple[j.Kind, str]], dice: random.Random) -> None:
    entries = facts(written)
    shuffled = entries * 2
    dice.shuffle(shuffled)
    assert blank_stock.fold(shuffled) == blank_stock.fold(entries)


@settings(deadline=None)
@given(WRITTEN)
def test_received_less_used_spoiled_returned_and_missing_is_what_is_left(written: list[tuple[j.Kind, str]]) -> None:
    now = blank_stock.fold(facts(written))
    for (place, item), box in now.boxes.items():
        assert box.received - box.used - box.spoiled - box.returned - box.missing == box.left.book
        held = [p for p in now.pieces.values() if (p.box, p.item, p.state) == (place, item, BlankState.STOCK)]
        unnamed = -sum(one.difference for one in box.signed)
        assert len(held) == box.left.book + unnamed
        assert sum(len(blank_stock.span(*run)) for run in now.ranges(place, item)) == len(held)


@settings(deadline=None)
@given(WRITTEN)
def test_one_application_never_gets_two_folios_unnoticed(written: list[tuple[j.Kind, str]]) -> None:
    now = blank_stock.fold(facts(written))
    spent = [p.application for p in now.pieces.values() if p.state is BlankState.USED]
    twice = {application for application in spent if spent.count(application) > 1}
    assert twice <= {one.application for one in now.conflicts if one.code == "second_folio"}


@pytest.mark.parametrize("state", [None, *BlankState])
@pytest.mark.parametrize(
    "body",
    [
        received("G00000001", "G00000001"),
        used("G00000001", "a9"),
        j.StockFreed(item=ITEM, folio="G00000001", reason="mistake"),
        j.StockSpoiled(item=ITEM, folio="G00000001", reason="print"),
        j.StockReturned(item=ITEM, first="G00000001", last="G00000001"),
        j.StockMissing(item=ITEM, folio="G00000001", reason="lost"),
    ],
    ids=j.tag,
)
def test_every_state_with_every_kind_moves_by_the_table_or_is_a_conflict(
    state: BlankState | None, body: j.Kind
) -> None:
    histories: dict[BlankState | None, list[j.Kind]] = {
        None: [],
        BlankState.STOCK: [received()],
        BlankState.USED: [received(), used("G00000001", "a1")],
        BlankState.SPOILED: [received(), j.StockSpoiled(item=ITEM, folio="G00000001", reason="print")],
        BlankState.RETURNED: [received(), j.StockReturned(item=ITEM, first="G00000001", last="G00000001")],
        BlankState.MISSING: [received(), j.StockMissing(item=ITEM, folio="G00000001", reason="lost")],
    }
    now = told(*histories[state], body)
    piece = now.piece(ITEM, "G00000001")
    after = blank_stock.TRANSITIONS.get((state, type(body)))
    if after is None:
        assert [one.code for one in now.conflicts] == [f"{j.tag(body)}@{state or 'nowhere'}"]
        assert (piece.state if piece else None) == state
    else:
        assert now.conflicts == ()
        assert piece is not None
        assert piece.state is after


def test_two_laptops_that_used_one_folio_are_a_conflict_and_the_first_stays() -> None:
    both = facts([(received(), "EV/A"), (used("G00000002", "a1"), "EV/A"), (used("G00000002", "a2"), "EV/B")])
    now = blank_stock.fold(both)
    assert now.conflicts == (blank_stock.Conflict("stock.used@used", ITEM, "G00000002", "B" * 16, "a2"),)
    assert present(now.piece(ITEM, "G00000002")).application == "a1"
    assert present(now.used_for("a1")).folio == "G00000002"
    assert now.used_for("a2") is None
    assert now.box("EV/A", ITEM).used == 1


def test_the_same_use_noted_by_two_laptops_is_no_conflict() -> None:
    both = facts([(received(), "EV/A"), (used("G00000002", "a1"), "EV/A"), (used("G00000002", "a1"), "EV/B")])
    assert blank_stock.fold(both).conflicts == ()


def test_a_blank_used_at_another_table_leaves_the_box_it_came_from() -> None:
    now = blank_stock.fold(facts([(received(), "EV/A"), (used("G00000002", "a1"), "EV/B")]))
    assert (now.box("EV/A", ITEM).left.book, now.box("EV/B", ITEM).left.book) == (4, 0)


def test_a_missing_folio_that_is_named_explains_the_count() -> None:
    counted_four = j.StockCounted(item=ITEM, day=date(2026, 11, 21), moment="close", left=4)
    short = told(received(), counted_four)
    assert short.box("EV/A", ITEM).left.difference == -1
    named = told(received(), counted_four, j.StockMissing(item=ITEM, folio="G00000003", reason="lost"))
    assert named.box("EV/A", ITEM).left.settled
    assert named.ranges("EV/A", ITEM) == [("G00000001", "G00000002"), ("G00000004", "G00000005")]


def test_a_range_from_the_journal_that_is_none_is_a_conflict_and_changes_nothing() -> None:
    for first, last in (("G00000001", "N00000005"), ("G00000005", "G00000001"), ("", "X"), ("G0001", "G99999999")):
        now = told(j.StockReceived(item=ITEM, first=first, last=last))
        assert (now.pieces, [one.code for one in now.conflicts]) == ({}, ["bad_range"])


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("G00000001", "N00000005"),
        ("G00000001", "G000000005"),
        ("G00000005", "G00000001"),
        ("G00000001", "G00002001"),
        ("G00000001", "G99999999"),
    ],
)
def test_a_range_that_is_no_series_is_refused(first: str, last: str) -> None:
    with raises(problems.BAD_RANGE):
        blank_stock.span(first, last)


def test_the_longest_range_is_taken_and_one_more_is_not() -> None:
    assert len(blank_stock.span("G00000001", f"G{blank_stock.MOST_IN_A_RANGE:08}")) == blank_stock.MOST_IN_A_RANGE


@given(st.text(max_size=40))
def test_any_text_is_a_folio_or_is_refused(text: str) -> None:
    try:
        kept = blank_stock.folio(text)
    except blank_stock.BadFolio:
        return
    assert blank_stock.folio(kept) == kept
    assert blank_stock.span(kept, kept) == [kept]


@given(st.integers(0, 9_000), st.integers(0, 300), st.sampled_from(["", "G", "ABCD"]))
def test_a_range_holds_each_folio_once_with_all_its_digits(low: int, more: int, prefix: str) -> None:
    run = blank_stock.span(f"{prefix}{low:04}", f"{prefix}{low + more:04}")
    assert len(set(run)) == len(run) == more + 1
    assert {len(folio) for folio in run} == {len(prefix) + 4}


def test_every_kind_of_blank_that_a_service_names_is_in_the_table() -> None:
    named = {service.stock for service in load().services.values() if service.stock}
    assert named == set(denominations.shipped().stock)
