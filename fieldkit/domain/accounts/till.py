"""One till: the fold of what was taken, given back, handed over, counted and signed for. Pure; cents throughout."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from fieldkit.domain import journal as j
from fieldkit.domain.accounts import problems
from fieldkit.domain.accounts.balance import Balance
from fieldkit.errors import Problem

CASH = "cash"
OPEN, CLOSE = "open", "close"
_BODIES: tuple[type[j.Body], ...] = (j.Paid, j.Refunded, j.TillCounted, j.TillHandedOver, j.TillSigned)
KINDS = tuple(j.tag(body) for body in _BODIES)
_AMOUNT = re.compile(r"(?:US)?\$? ?(\d{1,6})(?:\.(\d\d))?", re.ASCII)


class TillCount(msgspec.Struct, frozen=True):
    """A count: when (milliseconds since 1970 UTC), by whom, what was found and what should have been there."""

    moment: str
    day: date
    at_ms: int
    operator: str
    cents: int
    expected: int


class TillSignature(msgspec.Struct, frozen=True):
    """A difference (counted less expected) that a supervisor answered for."""

    day: date
    at_ms: int
    operator: str
    difference: int
    reason: str


class Till(msgspec.Struct, frozen=True):
    """A till as it stands. ``taken``, ``refunded`` (by form) and ``handed`` are those since the last opening count."""

    id: str
    cash: Balance = Balance()
    taken: Mapping[str, int] = {}
    refunded: Mapping[str, int] = {}
    handed: int = 0
    opened: TillCount | None = None
    counts: tuple[TillCount, ...] = ()
    signed: tuple[TillSignature, ...] = ()


def fold(till: str, facts: Iterable[j.Fact]) -> Till:
    """The till that ``facts`` tell of, whatever their order and repeats; other tills' facts are left out."""
    now = Till(id=till)
    for fact in j.in_order(facts):
        now = _apply(now, fact)
    return now


def cents(text: str) -> int:
    """An amount as people write it, exactly: ``137`` or ``137.50``. Raises BAD_AMOUNT."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise Problem(problems.BAD_AMOUNT)
    return int(found[1]) * 100 + int(found[2] or 0)


def receipt(letter: str, facts: Iterable[j.Fact]) -> str:
    """The next folio of a receipt: ``RA0001``. Unique without a network, because a letter belongs to one device."""
    pattern = re.compile(rf"R{re.escape(letter)}(\d{{4,15}})", re.ASCII)
    given = [
        int(found[1])
        for fact in facts
        if isinstance(fact.body, j.Paid | j.Refunded) and (found := pattern.fullmatch(fact.body.receipt))
    ]
    return f"R{letter}{max(given, default=0) + 1:04}"


def _apply(till: Till, fact: j.Fact) -> Till:
    header, body = fact.header, fact.body
    at_ms = fact.at_ms
    match body:
        case j.Paid() if body.till == till.id:
            moved = till.cash.move(body.cents) if body.form == CASH else till.cash
            return msgspec.structs.replace(till, cash=moved, taken=_more(till.taken, body.form, body.cents))
        case j.Refunded() if body.till == till.id:
            moved = till.cash.move(-body.cents) if body.form == CASH else till.cash
            return msgspec.structs.replace(till, cash=moved, refunded=_more(till.refunded, body.form, body.cents))
        case j.TillHandedOver() if header.subject == till.id:
            return msgspec.structs.replace(till, cash=till.cash.move(-body.cents), handed=till.handed + body.cents)
        case j.TillCounted() if header.subject == till.id:
            return _count(till, body, at_ms, header.operator)
        case j.TillSigned() if header.subject == till.id:
            signed = TillSignature(body.day, at_ms, header.operator, body.difference, body.reason)
            cash = till.cash.sign(body.difference)
            return msgspec.structs.replace(till, cash=cash, signed=(*till.signed, signed))
        case _:
            return till


def _count(till: Till, body: j.TillCounted, at_ms: int, operator: str) -> Till:
    # An empty till that is opened gets its float: nothing was expected, so nothing is over.
    empty = not till.cash.book and not till.cash.there
    begins = body.moment == OPEN and empty
    expected = body.cents if begins else till.cash.book
    counted = TillCount(body.moment, body.day, at_ms, operator, body.cents, expected)
    cash = till.cash.begin(body.cents) if begins else till.cash.count(body.cents)
    till = msgspec.structs.replace(till, cash=cash, counts=(*till.counts, counted))
    if body.moment != OPEN:
        return till
    return msgspec.structs.replace(till, opened=counted, taken={}, refunded={}, handed=0)


def _more(amounts: Mapping[str, int], form: str, by: int) -> dict[str, int]:
    return {**amounts, form: amounts.get(form, 0) + by}
