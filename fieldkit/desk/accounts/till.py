"""This laptop's till: counted at opening and at close, handed over, and every difference signed for."""

import re
from collections.abc import Mapping

from fieldkit.desk.access import second_person
from fieldkit.desk.access.second_person import Confirmation
from fieldkit.desk.accounts import problems
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.accounts import denominations
from fieldkit.domain.accounts import problems as accounts_problems
from fieldkit.domain.accounts import till as tills
from fieldkit.domain.accounts.money import money
from fieldkit.domain.journal import code_words
from fieldkit.errors import Problem
from fieldkit.locale import N_

MOMENTS = {tills.OPEN: N_("al abrir"), tills.CLOSE: N_("al cerrar")}
_MOST_PIECES = 100_000
_REFERENCE = re.compile(r"[A-Z0-9/-]{0,30}", re.ASCII)


def facts(session: Session) -> list[j.Fact]:
    """Every fact about money on this laptop, whichever till it is of."""
    return [fact for kind in tills.KINDS for fact in session.store.log.facts_of_kind(kind)]


def state(session: Session) -> tills.Till:
    """The till as it stands."""
    return tills.fold(session.place, facts(session))


def count(session: Session, moment: str, pieces: Mapping[int, int]) -> tills.Till:
    """Note a count: how many of each note and coin, by its worth in cents. Raises BAD_COUNT.

    The first count of an empty till is its float; any other stands beside what was expected.
    """
    session.need("cashier")
    session.append(session.place, counted(session, moment, pieces))
    return state(session)


def counted(session: Session, moment: str, pieces: Mapping[int, int]) -> j.TillCounted:
    """The entry of a count. Raises BAD_COUNT."""
    known = {one.cents for one in denominations.shipped().cash_on(session.today())}
    found = {worth: many for worth, many in pieces.items() if many}
    if moment not in MOMENTS or not set(found) <= known or not all(0 < n <= _MOST_PIECES for n in found.values()):
        raise Problem(problems.BAD_COUNT)
    return j.TillCounted(day=session.today(), moment=moment, pieces=found)


def lacks_count(session: Session) -> bool:
    """Whether cash would be taken before today's opening count, and nobody has said today that it may be."""
    today = session.today()
    opened = any(one.moment == tills.OPEN and one.day == today for one in state(session).counts)
    said = (fact.body for fact in session.store.log.facts_of_kind(j.tag(j.TillNotCounted)))
    return not opened and not any(isinstance(one, j.TillNotCounted) and one.day == today for one in said)


def go_on_uncounted(session: Session) -> None:
    """Note that cash is taken today before the till was counted."""
    session.need("cashier")
    session.append(session.place, j.TillNotCounted(day=session.today()))


def need_cash(session: Session, cents: int) -> None:
    """Raise NO_CASH unless so much lies in the till."""
    there = state(session).cash.there
    if cents > there:
        raise Problem(problems.NO_CASH, there=money(there), asked=money(cents))


def hand_over(session: Session, cents: int, reference: str = "") -> tills.Till:
    """Note cash that left for the consulate's safe; ``reference`` is on its envelope. Raises NO_CASH, BAD_REFERENCE."""
    session.need("supervisor")
    kept = reference.strip().upper()
    if cents <= 0:
        raise Problem(accounts_problems.BAD_AMOUNT)
    if not _REFERENCE.fullmatch(kept):
        raise Problem(problems.BAD_REFERENCE)
    need_cash(session, cents)
    session.append(session.place, j.TillHandedOver(cents=cents, reference=kept))
    return state(session)


def sign(session: Session, difference: int, reason: str, who: Confirmation) -> tills.Till:
    """Answer for the difference that was shown (counted less expected), or for cash not counted.

    The entry is that of ``who``. Raises NOT_ALLOWED, NEEDS_ANOTHER, NOT_SIGNABLE.
    """
    second_person.need_signature(session, who.operator)
    now = state(session)
    if reason not in code_words.TILL_REASONS or now.cash.settled or difference != now.cash.difference:
        raise Problem(problems.NOT_SIGNABLE)
    body = j.TillSigned(day=session.today(), difference=difference, reason=reason)
    session.append(session.place, body, by=who.operator)
    return state(session)
