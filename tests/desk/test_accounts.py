"""Money and blanks on a real laptop: who may do what, what is refused and why, and all of it at headquarters."""

import contextlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fieldkit.desk import problems as desk_problems
from fieldkit.desk.access import problems as access_problems
from fieldkit.desk.access import second_person
from fieldkit.desk.access.second_person import Confirmation
from fieldkit.desk.accounts import blank_stock, cashier, problems, till
from fieldkit.desk.closing import concerned, day_close
from fieldkit.desk.closing import problems as closing_problems
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.accounts import blank_stock as stocks
from fieldkit.domain.accounts import problems as accounts_problems
from fieldkit.domain.accounts import till as tills
from fieldkit.domain.accounts.blank_stock import BlankState
from fieldkit.domain.accounts.money import money
from fieldkit.domain.catalog import problems as catalog_problems
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.queue.visit import VisitState
from fieldkit.errors import PrintProblem, Problem
from fieldkit.event import pack as packs
from fieldkit.office import intake
from tests.promises import hall
from tests.support import kit, office_world
from tests.support.narrowing import of_kind, present
from tests.support.problems import Expected, raises

PIECES = {10000: 1, 2000: 2, 25: 4}
ITEM, FIRST, LAST = "passport", "G00000001", "G00000010"
FEE = 20_900
ANA = Confirmation("ana")


class GivenUp(Exception):  # noqa: N818 - nothing went wrong
    """Takes a transaction back."""


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = kit.session(tmp_path_factory.mktemp("laptop"), kit.hands(), kit.TestClock())
    yield made
    made.store.close()


@pytest.fixture
def session(laptop: Session) -> Iterator[Session]:
    """One laptop for all tests that stay within a day: what each wrote is taken back after it."""
    with contextlib.suppress(GivenUp), laptop.store.atomic():
        yield laptop
        raise GivenUp


@pytest.fixture
def own(tmp_path: Path, clock: kit.TestClock) -> Iterator[Session]:
    """A laptop of its own, for days that end."""
    made = kit.session(tmp_path / "kit", kit.hands(), clock)
    yield made
    made.store.close()


def sealed(session: Session) -> tuple[str, str]:
    """Somebody whose passport application was sealed today: the visit and the application."""
    visit = hall.walk_in(session, services=("PAS-AR",))
    return visit.id, submitted(session, visit.id)


def submitted(session: Session, visit: str) -> str:
    """The fact of a sealed application alone: money and blanks need no more of it."""
    application = session.store.random(10).hex()
    number, day = session.visit(visit).number, session.today().isoformat()
    body = j.Submitted(
        visit=visit, number=number, service="PAS-AR", revision=1, day=day, files=(), years=10, fee_cents=FEE
    )
    session.append(application, body)
    return application


def bodies(session: Session) -> int:
    return session.store.log.head().seq


def unchanged(session: Session, problem: Expected, doing: Callable[[], object]) -> Problem | PrintProblem:
    """What is refused leaves no entry behind."""
    before = bodies(session)
    with raises(problem) as told:
        doing()
    assert bodies(session) == before
    return told.value


def test_a_payment_gets_the_next_receipt_and_may_come_in_several_parts(session: Session) -> None:
    visit, _ = sealed(session)
    cashier.pay(session, visit, "PAS-AR", 10_000, "cash")
    assert present(cashier.owed(session, visit)).cents == FEE - 10_000
    paid = cashier.pay(session, visit, "PAS-AR", FEE - 10_000, "card").paid
    assert [(one.receipt, one.till) for one in paid] == [("RA0001", "EV-TEST/A"), ("RA0002", "EV-TEST/A")]
    assert cashier.owed(session, visit) is None
    assert [one.cents for one in cashier.payments(session)] == [FEE - 10_000, 10_000]


@pytest.mark.parametrize("cents", [0, -1, -20_900])
def test_nothing_and_less_is_no_payment(session: Session, cents: int) -> None:
    visit, _ = sealed(session)
    unchanged(session, problems.NOT_TAKEN, lambda: cashier.pay(session, visit, "PAS-AR", cents, "cash"))


def test_more_than_is_owed_is_refused_in_words(session: Session) -> None:
    visit, _ = sealed(session)
    told = unchanged(session, problems.TOO_MUCH, lambda: cashier.pay(session, visit, "PAS-AR", FEE + 1, "cash"))
    assert told.facts == {"owed": "US$ 209.00", "asked": "US$ 209.01"}
    cashier.pay(session, visit, "PAS-AR", FEE, "cash")
    unchanged(session, problems.TOO_MUCH, lambda: cashier.pay(session, visit, "PAS-AR", 1, "cash"))


def test_a_form_or_a_service_that_is_not_of_the_event_is_refused(session: Session) -> None:
    visit, _ = sealed(session)
    only_card = replace(session, pack=_changed(session, payment_forms=("card",)))
    unchanged(session, problems.NOT_TAKEN, lambda: cashier.pay(only_card, visit, "PAS-AR", 100, "cash"))
    unchanged(session, problems.NOT_TAKEN, lambda: cashier.pay(session, visit, "NADA", 100, "cash"))


def _changed(session: Session, **changes: Any) -> packs.Pack:
    return msgspec.structs.replace(session.pack, **changes)


def test_printed_receipts_are_typed_and_serve_one_person(session: Session) -> None:
    typed = replace(session, pack=_changed(session, receipts="typed"))
    visit, _ = sealed(session)
    other, _ = sealed(session)
    for wrong in ("", " ", "María", "1" * 21, "-1"):
        unchanged(typed, problems.BAD_RECEIPT, partial(cashier.pay, typed, visit, "PAS-AR", 100, "cash", wrong))
    cashier.pay(typed, visit, "PAS-AR", 100, "cash", " chi-0042 ")
    cashier.pay(typed, visit, "PAS-AR", 200, "card", "CHI-0042")
    told = unchanged(
        typed, problems.RECEIPT_TAKEN, lambda: cashier.pay(typed, other, "PAS-AR", 100, "cash", "CHI-0042")
    )
    assert told.facts == {"receipt": "CHI-0042"}
    unchanged(session, problems.BAD_RECEIPT, lambda: cashier.pay(session, visit, "PAS-AR", 100, "cash", "CHI-0043"))


def test_five_dollars_back_from_no_cash_are_refused_with_the_reason(session: Session) -> None:
    visit, _ = sealed(session)
    cashier.pay(session, visit, "PAS-AR", 500, "cash")
    till.hand_over(session, 500, "sobre-1")
    told = unchanged(
        session, problems.NO_CASH, lambda: cashier.refund(session, visit, "PAS-AR", 500, "cash", "mistake", who=ANA)
    )
    assert told.facts == {"there": "US$ 0.00", "asked": "US$ 5.00"}


def test_nothing_is_given_back_in_a_form_in_which_it_was_not_paid(session: Session) -> None:
    visit, _ = sealed(session)
    till.count(session, "open", PIECES)
    cashier.pay(session, visit, "PAS-AR", 10_000, "card")
    for cents, form in ((500, "cash"), (10_001, "card"), (0, "card"), (-1, "card"), (1, "money_order")):
        unchanged(
            session,
            problems.NOT_REFUNDED,
            partial(cashier.refund, session, visit, "PAS-AR", cents, form, "mistake", who=ANA),
        )
    unchanged(
        session,
        problems.REFUND_WITHOUT_REASON,
        lambda: cashier.refund(session, visit, "PAS-AR", 1, "card", "porque sí", who=ANA),
    )
    cashier.refund(session, visit, "PAS-AR", 4_000, "card", "discount", who=ANA)
    now = cashier.refund(session, visit, "PAS-AR", 6_000, "card", "not_done", who=ANA)
    unchanged(
        session, problems.NOT_REFUNDED, lambda: cashier.refund(session, visit, "PAS-AR", 1, "card", "twice", who=ANA)
    )
    assert [(one.cents, one.reason, one.receipt) for one in now.refunded] == [
        (4_000, "discount", "RA0002"),
        (6_000, "not_done", "RA0003"),
    ]
    assert day_close.summary(session).money == {"card": 0}


def test_the_fee_is_that_of_the_day_of_payment(own: Session, clock: kit.TestClock) -> None:
    visit, application = sealed(own)
    assert present(own.store.people.application(application)).fee_cents == FEE
    clock.advance(60 * 24 * 60)
    assert own.today() == date(2027, 1, 20)
    unchanged(own, catalog_problems.NO_FEE_TABLE, lambda: cashier.owed(own, visit))
    unchanged(own, catalog_problems.NO_FEE_TABLE, lambda: cashier.pay(own, visit, "PAS-AR", 100, "cash"))
    later = replace(own, catalog=_next_year(own, 22_000))
    assert present(cashier.owed(later, visit)).cents == 22_000


def test_who_paid_in_december_owes_nothing_in_january(own: Session, clock: kit.TestClock) -> None:
    visit, _ = sealed(own)
    cashier.pay(own, visit, "PAS-AR", FEE, "cash")
    clock.advance(60 * 24 * 60)
    assert cashier.owed(replace(own, catalog=_next_year(own, 22_000)), visit) is None


def _next_year(session: Session, cents: int) -> Catalog:
    tables = session.catalog.fee_tables
    newest = max(tables, key=lambda table: table.last)
    added = msgspec.structs.replace(
        newest,
        first=date(2027, 1, 1),
        last=date(2027, 12, 31),
        fees={**newest.fees, "passport": {1: cents, 3: cents, 6: cents, 10: cents}},
    )
    return msgspec.structs.replace(session.catalog, fee_tables=(*tables, added))


@pytest.mark.parametrize(
    ("moment", "pieces"),
    [("noon", {}), ("open", {300: 1}), ("open", {500: -1}), ("open", {500: 100_001}), ("close", {-500: 2})],
)
def test_a_count_of_what_is_no_money_is_refused(session: Session, moment: str, pieces: dict[int, int]) -> None:
    unchanged(session, problems.BAD_COUNT, lambda: till.count(session, moment, pieces))


def test_cash_leaves_for_the_safe_only_as_far_as_it_is_there(session: Session) -> None:
    till.count(session, "open", PIECES)
    unchanged(session, problems.NO_CASH, lambda: till.hand_over(session, 14_101))
    unchanged(session, accounts_problems.BAD_AMOUNT, lambda: till.hand_over(session, 0))
    unchanged(session, problems.BAD_REFERENCE, lambda: till.hand_over(session, 100, "para María"))
    assert till.hand_over(session, 14_100, "S-1").cash.book == 0


def test_the_day_is_not_closed_over_money_that_was_not_counted_or_explained(own: Session) -> None:
    visit, _ = sealed(own)
    till.count(own, "open", PIECES)
    cashier.pay(own, visit, "PAS-AR", FEE, "cash")
    assert day_close.Notice("till_uncounted", 1) in day_close.summary(own).notices
    _refused(own)
    till.count(own, "close", {**PIECES, 10000: 3})
    assert day_close.Notice("till_short", 900) in day_close.summary(own).notices
    _refused(own)
    unchanged(own, problems.NOT_SIGNABLE, lambda: till.sign(own, -800, "change", ANA))
    unchanged(own, problems.NOT_SIGNABLE, lambda: till.sign(own, -900, "none", ANA))
    day_close.sign(own, day_close.Notice("till_short", 900), "change", ANA)
    unchanged(own, problems.NOT_SIGNABLE, lambda: till.sign(own, 0, "change", ANA))
    _closed(own)
    [signed] = till.state(own).signed
    assert (signed.difference, signed.reason, signed.operator) == (-900, "change", "ana")


def _refused(session: Session) -> None:
    codes = [notice.code for notice in day_close.summary(session).notices]
    unchanged(session, closing_problems.NOT_SIGNED, lambda: day_close.close_day(session, seen=codes))


def _closed(session: Session) -> None:
    day_close.close_day(session, seen=[notice.code for notice in day_close.summary(session).notices])


def test_the_day_is_not_closed_over_blanks_that_nobody_counted_or_answers_for(own: Session) -> None:
    _, application = sealed(own)
    blank_stock.receive(own, ITEM, FIRST, LAST)
    assert day_close.Notice("no_folio", 1) in day_close.summary(own).notices
    blank_stock.use(own, ITEM, FIRST, application)
    assert day_close.Notice("stock_uncounted", 1, ITEM) in day_close.summary(own).notices
    _refused(own)
    blank_stock.count(own, ITEM, "close", 8)
    assert day_close.Notice("stock_short", 1, ITEM) in day_close.summary(own).notices
    _refused(own)
    blank_stock.missing(own, ITEM, LAST, "lost", ANA)
    assert blank_stock.box(own, ITEM).left.settled
    blank_stock.count(own, ITEM, "close", 9)
    day_close.sign(own, day_close.Notice("stock_over", 1, ITEM), "found", ANA)
    _closed(own)
    facts = own.store.log.facts_of_kind("day.closed")
    assert of_kind(j.DayClosed, facts[-1].body).counts["blanks.passport"] == 9


def test_a_folio_serves_one_application_and_only_when_it_is_here(session: Session) -> None:
    _, first = sealed(session)
    _, second = sealed(session)
    unchanged(session, problems.FOLIO_NOT_HERE, lambda: blank_stock.use(session, ITEM, FIRST, first))
    blank_stock.receive(session, ITEM, FIRST, LAST)
    assert [one.id for one in blank_stock.waiting(session, ITEM)] == [second, first]
    blank_stock.use(session, ITEM, " g0000 0001 ", first)
    told = unchanged(session, problems.FOLIO_TAKEN, lambda: blank_stock.use(session, ITEM, FIRST, second))
    assert told.facts == {"folio": FIRST, "state": blank_stock.STATES[BlankState.USED]}
    told = unchanged(session, problems.ALREADY_HAS, lambda: blank_stock.use(session, ITEM, LAST, first))
    assert told.facts == {"folio": FIRST}
    unchanged(session, problems.WRONG_DOCUMENT, lambda: blank_stock.use(session, "card", LAST, second))
    unchanged(session, problems.WRONG_DOCUMENT, lambda: blank_stock.use(session, ITEM, LAST, "f" * 20))
    unchanged(session, stocks.BadFolio, lambda: blank_stock.use(session, ITEM, "María", second))
    blank_stock.spoil(session, ITEM, FIRST, "print")
    blank_stock.use(session, ITEM, LAST, first)
    assert blank_stock.find(session, LAST).application == first


def test_a_folio_noted_by_mistake_is_blank_again(session: Session) -> None:
    _, application = sealed(session)
    blank_stock.receive(session, ITEM, FIRST, LAST)
    blank_stock.use(session, ITEM, FIRST, application)
    unchanged(session, problems.CHANGE_WITHOUT_REASON, lambda: blank_stock.free(session, ITEM, FIRST, ""))
    assert blank_stock.free(session, ITEM, FIRST, "mistake").state is BlankState.STOCK
    unchanged(session, problems.FOLIO_TAKEN, lambda: blank_stock.free(session, ITEM, FIRST, "mistake"))
    assert blank_stock.box(session, ITEM).left.book == 10


def test_a_range_is_taken_whole_or_not_at_all(session: Session) -> None:
    blank_stock.receive(session, ITEM, FIRST, LAST)
    for first, last in (("G00000010", "G00000020"), (FIRST, FIRST)):
        unchanged(session, problems.FOLIO_TAKEN, partial(blank_stock.receive, session, ITEM, first, last))
    unchanged(session, problems.FOLIO_NOT_HERE, lambda: blank_stock.give_back(session, ITEM, FIRST, "G00000011"))
    unchanged(session, problems.NO_SUCH_ITEM, lambda: blank_stock.receive(session, "visa", FIRST, LAST))
    unchanged(session, problems.BAD_LEFT, lambda: blank_stock.count(session, ITEM, "close", -1))
    box = blank_stock.give_back(session, ITEM, "G00000006", LAST)
    assert (box.received, box.returned, box.left.book) == (10, 5, 5)
    assert blank_stock.state(session).ranges(session.place, ITEM) == [(FIRST, "G00000005")]


class At:
    """A visit that has paid, and its applications."""

    def __init__(self, session: Session) -> None:
        self.visit: str
        self.application: str
        self.visit, used = sealed(session)
        cashier.pay(session, self.visit, "PAS-AR", 1_000, "cash")
        blank_stock.receive(session, ITEM, FIRST, LAST)
        blank_stock.use(session, ITEM, FIRST, used)
        _, self.application = sealed(session)


ROLES = ("reception", "line", "capture", "cashier", "supervisor")
CASHIER, ANY = {"cashier"}, {"capture", "cashier"}
SIGNS: set[str] = set()


def signer(session: Session) -> Confirmation:
    """Where somebody supervises, the other supervisor; else who is there."""
    return ANA if "supervisor" in session.roles else Confirmation(session.operator)


ACTIONS: dict[str, tuple[set[str], Callable[[Session, At], object]]] = {
    "pay": (CASHIER, lambda s, at: cashier.pay(s, at.visit, "PAS-AR", 100, "cash")),
    "refund": (CASHIER, lambda s, at: cashier.refund(s, at.visit, "PAS-AR", 100, "cash", "mistake", who=ANA)),
    "count": (CASHIER, lambda s, _: till.count(s, "close", PIECES)),
    "count blanks": (CASHIER, lambda s, _: blank_stock.count(s, ITEM, "close", 3)),
    "receive": (ANY, lambda s, _: blank_stock.receive(s, ITEM, "N00000001", "N00000002")),
    "use": (ANY, lambda s, at: blank_stock.use(s, ITEM, "G00000002", at.application)),
    "spoil": (ANY, lambda s, _: blank_stock.spoil(s, ITEM, "G00000003", "print")),
    "free": (ANY, lambda s, _: blank_stock.free(s, ITEM, FIRST, "mistake")),
    "give back": (ANY, lambda s, _: blank_stock.give_back(s, ITEM, "G00000004", "G00000005")),
    "hand over": (SIGNS, lambda s, _: till.hand_over(s, 100)),
    "sign the till": (SIGNS, lambda s, _: till.sign(s, 0, "not_counted", signer(s))),
    "sign the box": (SIGNS, lambda s, _: blank_stock.sign(s, ITEM, 0, "not_counted", signer(s))),
    "miss": (SIGNS, lambda s, _: blank_stock.missing(s, ITEM, LAST, "lost", signer(s))),
}


def test_every_role_may_do_what_is_its_own_and_nothing_else(session: Session) -> None:
    """Every role by every action; each allowed one is tried in a transaction that is given up again."""
    at = At(session)
    for role, (name, (allowed, act)) in itertools.product(ROLES, ACTIONS.items()):
        someone = replace(session, operator="beto", roles=frozenset({role}))
        before, free = bodies(session), role in allowed | {"supervisor"}
        allowed_it = _tried(someone, act, at)
        assert allowed_it == free, f"{role}: {name}"
        assert bodies(session) == before


def _tried(someone: Session, act: Callable[[Session, At], object], at: At) -> bool:
    """Whether ``act`` was allowed; what it wrote is one entry, and is taken back."""
    try:
        with someone.store.atomic():
            before = bodies(someone)
            act(someone, at)
            written = bodies(someone) - before
            raise GivenUp  # noqa: TRY301 - the transaction ends here, whatever happened
    except GivenUp:
        assert written == 1
        return True
    except Problem as refused:
        assert refused.wording == desk_problems.NOT_ALLOWED  # noqa: PT017 - either outcome is right
        return False


def test_a_role_that_captures_does_not_take_money(session: Session) -> None:
    visit, _ = sealed(session)
    beto = replace(session, operator="beto", roles=frozenset({"reception", "capture"}))
    unchanged(session, desk_problems.NOT_ALLOWED, lambda: cashier.pay(beto, visit, "PAS-AR", 100, "cash"))


@pytest.mark.parametrize(
    ("cents", "words"), [(0, "US$ 0.00"), (-500, "−US$ 5.00"), (123_456_789, "US$ 1,234,567.89"), (5, "US$ 0.05")]
)
def test_money_is_written_to_the_cent(cents: int, words: str) -> None:
    assert money(cents) == words


def test_money_and_blanks_reach_headquarters_and_fold_there_to_the_same(tmp_path: Path) -> None:
    with office_world.world(tmp_path) as world:
        session = world.join()
        application = office_world.captured(session, "PAS-AR")
        visit = present(session.store.people.application(application)).visit
        till.count(session, "open", PIECES)
        cashier.pay(session, visit, "PAS-AR", 10_000, "card")
        cashier.refund(session, visit, "PAS-AR", 2_500, "card", "discount", who=Confirmation(session.operator))
        till.hand_over(session, 4_100, "S-1")
        till.count(session, "close", {10000: 1})
        blank_stock.receive(session, ITEM, FIRST, LAST)
        blank_stock.use(session, ITEM, FIRST, application)
        blank_stock.spoil(session, ITEM, LAST, "print")
        blank_stock.count(session, ITEM, "close", 7)
        blank_stock.sign(session, ITEM, -1, "lost", Confirmation(session.operator))
        _closed(session)
        office_world.send(world, session)
        done = intake.open_new(world.office, world.archive)
        assert not done.troubles
        log = world.office.store.log
        kept = [fact for kind in (*tills.KINDS, *stocks.KINDS) for fact in log.facts_of_kind(kind)]
        assert all(fact.body is not None for fact in kept)
        assert tills.fold(session.place, kept) == till.state(session)
        assert stocks.fold(kept) == blank_stock.state(session)
        assert stocks.fold(kept).box("raleigh-2026-12-12/A", ITEM).missing == 1
        assert present(world.office.store.people.visit(visit)).refunded[0].cents == 2_500
        assert log.verify().entries == session.store.log.verify().entries
        session.store.close()


def test_no_kind_of_money_or_blanks_is_personal_or_purged(own: Session) -> None:
    tags = {*tills.KINDS, *stocks.KINDS}
    assert not tags & j.PERSONAL
    visit, _ = sealed(own)
    cashier.pay(own, visit, "PAS-AR", FEE, "cash")
    hall.close_day(own)
    assert till.state(own).taken == {"cash": FEE}


def test_what_was_paid_before_the_form_was_sealed_counts(session: Session) -> None:
    visit = hall.walk_in(session, services=("PAS-AR",)).id
    cashier.pay(session, visit, "PAS-AR", 10_000, "card")
    assert cashier.owed(session, visit) is None
    submitted(session, visit)
    assert present(cashier.owed(session, visit)).cents == FEE - 10_000


def test_money_back_and_what_is_missing_bear_the_name_of_a_second_person(own: Session) -> None:
    visit, _ = sealed(own)
    beto = replace(own, operator="beto", roles=frozenset({"cashier"}))
    till.count(beto, "open", PIECES)
    cashier.pay(beto, visit, "PAS-AR", 10_000, "cash")
    blank_stock.receive(beto, ITEM, FIRST, LAST)
    mine = Confirmation("beto")
    alone: list[Callable[[], object]] = [
        lambda: cashier.refund(beto, visit, "PAS-AR", 100, "cash", "mistake", who=mine),
        lambda: blank_stock.missing(beto, ITEM, LAST, "lost", mine),
        lambda: blank_stock.sign(beto, ITEM, 0, "not_counted", mine),
        lambda: till.sign(beto, 0, "not_counted", mine),
    ]
    for doing in alone:
        unchanged(own, desk_problems.NOT_ALLOWED, doing)
    cashier.refund(beto, visit, "PAS-AR", 100, "cash", "mistake", who=ANA)
    blank_stock.missing(beto, ITEM, LAST, "lost", ANA)
    till.sign(beto, 0, "not_counted", ANA)
    kinds = ("payment.refunded", "stock.missing", "till.signed")
    written = [own.store.log.facts_of_kind(kind)[-1].header.operator for kind in kinds]
    assert written == ["ana", "ana", "ana"]


def test_a_supervisor_does_not_sign_alone_where_another_one_is(own: Session) -> None:
    boss = replace(own, operator="beto", roles=frozenset({"supervisor"}))
    blank_stock.receive(boss, ITEM, FIRST, LAST)
    told = unchanged(
        own,
        access_problems.NEEDS_ANOTHER,
        lambda: blank_stock.missing(boss, ITEM, LAST, "lost", Confirmation("beto")),
    )
    assert told.facts == {"who": "ana"}
    assert second_person.supervisors(own) == ["ana"]


def test_a_lost_folio_stands_in_the_close_and_is_found_again(own: Session) -> None:
    blank_stock.receive(own, ITEM, FIRST, LAST)
    unchanged(own, problems.FOLIO_TAKEN, lambda: blank_stock.found(own, ITEM, LAST))
    unchanged(own, problems.FOLIO_NOT_HERE, lambda: blank_stock.found(own, ITEM, "G00000099"))
    blank_stock.missing(own, ITEM, LAST, "lost", ANA)
    notice = day_close.Notice("lost_blanks", 1)
    assert notice in day_close.summary(own).notices
    assert concerned.names(own, notice) == [LAST]
    blank_stock.count(own, ITEM, "close", 9)
    assert blank_stock.found(own, ITEM, LAST).state is BlankState.STOCK
    assert blank_stock.lost(own) == []
    box = blank_stock.box(own, ITEM)
    assert (box.received, box.missing, box.left.book, box.left.counted, box.left.settled) == (10, 0, 10, 10, False)


def test_who_got_one_of_two_services_was_served(own: Session) -> None:
    visit = hall.walk_in(own, services=("PAS-AR", "MCAS-R")).id
    own.append(visit, j.Called(table="1"), j.Started(table="1"))
    own.append(visit, j.LineDone(service="PAS-AR", outcome=j.Outcome.DONE))
    untouched = hall.walk_in(own, services=("PAS-AR",)).id
    notices = day_close.summary(own).notices
    assert {day_close.Notice("part_served", 1), day_close.Notice("open_visits", 1)} <= set(notices)
    number = own.visit(visit).number
    assert concerned.names(own, day_close.Notice("part_served", 1)) == [number]
    _closed(own)
    now = own.visit(visit)
    assert (now.state, now.outcomes["MCAS-R"]) == (VisitState.DONE, j.Outcome.NOT_POSSIBLE)
    assert own.visit(untouched).state is VisitState.EXPIRED
    assert day_close.summary(own).closed
