"""The till: exact cents, one order of facts, nothing given back that is not there, no difference without a name."""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fieldkit.domain import journal as j
from fieldkit.domain.accounts import denominations, problems
from fieldkit.domain.accounts import till as tills
from fieldkit.domain.accounts.balance import Balance
from fieldkit.domain.journal.money import Paid
from sync.journal import chain
from sync.journal.chain import Hlc
from tests.support.problems import raises

TILL = "EV-TEST/A"
FORMS = ("cash", "card", "money_order")
MONEY = st.integers(1, 50_000)
BODIES = st.one_of(
    st.builds(j.Paid, service=st.just("PAS-AR"), cents=MONEY, form=st.sampled_from(FORMS), till=st.just(TILL)),
    st.builds(j.Paid, service=st.just("PAS-AR"), cents=MONEY, form=st.just("cash"), till=st.just("EV-TEST/B")),
    st.builds(
        j.Refunded,
        service=st.just("PAS-AR"),
        cents=MONEY,
        form=st.sampled_from(FORMS),
        reason=st.just("mistake"),
        till=st.just(TILL),
    ),
    st.builds(
        j.TillCounted,
        day=st.just(date(2026, 11, 21)),
        moment=st.sampled_from(["open", "close"]),
        pieces=st.dictionaries(st.sampled_from([10000, 500, 25, 1]), st.integers(1, 40)),
    ),
    st.builds(j.TillHandedOver, cents=MONEY),
    st.builds(
        j.TillSigned,
        day=st.just(date(2026, 11, 21)),
        difference=st.integers(-5_000, 5_000),
        reason=st.just("unknown"),
    ),
)
DAYS = st.lists(BODIES, max_size=14)


def facts(bodies: Sequence[j.Kind], subject: str = TILL) -> list[j.Fact]:
    """One laptop's facts, in the order in which it wrote them."""
    made = []
    for seq, body in enumerate(bodies, 1):
        header = chain.Header(
            device="d" * 16,
            seq=seq,
            prev="",
            hlc=Hlc(seq << 16),
            operator="ana",
            kind=j.tag(body),
            subject=subject,
            body_sha256=f"{seq:064x}",
        )
        made.append(j.Fact(header, body))
    return made


def pay(cents: int, form: str = "cash") -> Paid:
    return j.Paid(service="PAS-AR", cents=cents, form=form, till=TILL)


def counted_as(cents: int, moment: str = "close") -> j.TillCounted:
    return j.TillCounted(day=date(2026, 11, 21), moment=moment, pieces={1: cents})


@given(DAYS, st.randoms())
def test_any_order_and_repeats_give_the_same_till(bodies: list[j.Kind], dice: random.Random) -> None:
    written = facts(bodies)
    shuffled = written * 2
    dice.shuffle(shuffled)
    assert tills.fold(TILL, shuffled) == tills.fold(TILL, written)


@given(st.lists(BODIES.filter(lambda body: not isinstance(body, j.TillCounted | j.TillSigned)), max_size=14))
def test_the_book_is_the_sum_of_cash_in_and_out_and_of_nothing_else(bodies: list[j.Kind]) -> None:
    cash = 0
    for body in bodies:
        match body:
            case j.Paid(form="cash", till="EV-TEST/A"):
                cash += body.cents
            case j.Refunded(form="cash"):
                cash -= body.cents
            case j.TillHandedOver():
                cash -= body.cents
    assert tills.fold(TILL, facts(bodies)).cash.book == cash


@given(DAYS)
def test_after_a_count_and_a_signature_for_what_it_showed_everything_is_settled(bodies: list[j.Kind]) -> None:
    now = tills.fold(TILL, facts([*bodies, counted_as(4_200)]))
    signed = j.TillSigned(day=date(2026, 11, 21), difference=now.cash.difference, reason="unknown")
    last = tills.fold(TILL, facts([*bodies, counted_as(4_200), signed]))
    assert last.cash.settled
    assert last.cash.book == last.cash.there == 4_200


def test_an_opening_count_of_an_empty_till_is_its_float_and_the_next_days_is_compared() -> None:
    opened = tills.fold(TILL, facts([counted_as(10_000, "open"), pay(4_100), pay(500, "card")]))
    assert (opened.cash.book, opened.cash.difference, opened.taken) == (14_100, 0, {"cash": 4_100, "card": 500})
    closed: list[j.Kind] = [counted_as(10_000, "open"), pay(4_100), counted_as(14_100)]
    overnight = tills.fold(TILL, facts([*closed, counted_as(9_000, "open")]))
    assert overnight.cash.difference == -5_100
    assert overnight.counts[-1].expected == 14_100
    assert overnight.taken == {}


def test_cash_taken_before_the_float_was_counted_leaves_a_difference_to_explain() -> None:
    now = tills.fold(TILL, facts([pay(4_100), counted_as(14_100, "open")]))
    assert now.cash.difference == 10_000


def test_what_moved_since_the_count_is_not_counted() -> None:
    now = tills.fold(TILL, facts([pay(4_100), counted_as(4_100), pay(100)]))
    assert (now.cash.difference, now.cash.moved, now.cash.settled) == (0, 1, False)
    answered = tills.fold(TILL, facts([pay(4_100), counted_as(4_000), pay(100), _signed(-100)]))
    assert (answered.cash.difference, answered.cash.settled) == (0, False)


def _signed(difference: int) -> j.TillSigned:
    return j.TillSigned(day=date(2026, 11, 21), difference=difference, reason="change")


def test_counting_again_is_compared_with_the_book_and_not_with_the_count_before() -> None:
    now = tills.fold(TILL, facts([pay(4_100), counted_as(1_000), counted_as(4_100)]))
    assert now.cash.settled


@given(st.integers(-(10**6), 10**6), st.lists(st.integers(-500, 500)), st.integers(0, 10**6))
def test_a_tally_never_loses_or_makes_anything(book: int, moves: list[int], found: int) -> None:
    tally = Balance().begin(book)
    for by in moves:
        tally = tally.move(by)
    assert tally.book == tally.there == book + sum(moves)
    counted = tally.count(found)
    assert counted.difference == found - tally.book
    assert counted.sign(counted.difference) == Balance(found, found)


@given(st.integers(0, 99_999_999))
@example(0)
def test_cents_survive_being_written_and_read(cents: int) -> None:
    assert tills.cents(f"{cents // 100}.{cents % 100:02}") == cents
    assert tills.cents(f" US$ {cents // 100}.{cents % 100:02} ") == cents


def test_every_cent_of_a_dollar_is_read_exactly() -> None:
    for dollars in (0, 1, 8, 137, 999_999):
        read = [tills.cents(f"{dollars}.{rest:02}") for rest in range(100)]
        assert read == list(range(dollars * 100, dollars * 100 + 100))


@pytest.mark.parametrize(
    "text", ["", "137.5", "137,50", "137.505", "-5", "1e3", "٥", "5.00 MXN", "1 000", "NaN", "9999999", "5."]
)
def test_an_amount_that_could_mean_two_things_is_refused(text: str) -> None:
    with raises(problems.BAD_AMOUNT):
        tills.cents(text)


def test_receipts_count_on_from_the_highest_of_the_laptops_own() -> None:
    paid = [
        j.Paid(service="PAS-AR", cents=1, form="cash", receipt=folio)
        for folio in ("RA0009", "RA0010", "RB0099", "RAA0500", "X", "")
    ]
    assert tills.receipt("A", facts(paid)) == "RA0011"
    assert tills.receipt("AA", facts(paid)) == "RAA0501"
    assert tills.receipt("C", facts(paid)) == "RC0001"


@given(st.lists(st.sampled_from(["A", "B", "AA", "AB"]), max_size=30), st.randoms())
def test_no_two_laptops_give_out_one_receipt(turns: list[str], dice: random.Random) -> None:
    known: dict[str, list[j.Kind]] = {letter: [] for letter in ("A", "B", "AA", "AB")}
    given_out = []
    for letter in turns:
        folio = tills.receipt(letter, facts(known[letter]))
        given_out.append(folio)
        body = j.Paid(service="PAS-AR", cents=1, form="cash", receipt=folio)
        for other, bodies in known.items():
            if other == letter or dice.random() < 0.5:
                bodies.append(body)
    assert len(set(given_out)) == len(given_out)


def test_notes_and_coins_are_data_with_dates(tmp_path: Path) -> None:
    shipped = denominations.shipped()
    assert [one.cents for one in shipped.cash] == sorted((one.cents for one in shipped.cash), reverse=True)
    file = tmp_path / "counted.toml"
    text = denominations.SHIPPED.read_text(encoding="utf-8")
    file.write_text(text.replace("cents = 1\n", "cents = 1\nuntil = 2026-12-31\n"), encoding="utf-8")
    table = denominations.load(file)
    assert 1 in [one.cents for one in table.cash_on(date(2026, 12, 31))]
    assert 1 not in [one.cents for one in table.cash_on(date(2027, 1, 1))]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("cents = 500\n", "cents = 5.0\n", "int"),
        ("cents = 500\n", "cents = 0\n", "1"),
        ("cents = 500\n", "cents = 1000\n", "dos veces"),
        ('es = "Billetes de 5", ', "", "es"),
        ("[stock.card]", "[stock.card", "line"),
    ],
)
def test_a_mistake_in_the_table_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    file = tmp_path / "counted.toml"
    file.write_text(denominations.SHIPPED.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with raises(problems.BAD_DENOMINATIONS) as told:
        denominations.load(file)
    assert says in str(told.value.facts["reason"])
