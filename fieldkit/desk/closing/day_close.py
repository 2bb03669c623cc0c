"""Closing the day: everything is looked at and signed, sealed for headquarters, and people's data leaves the laptop."""

import contextlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from fieldkit.desk.access.second_person import Confirmation
from fieldkit.desk.accounts import blank_stock, cashier, till
from fieldkit.desk.closing import endings, problems
from fieldkit.desk.closing.notices import NOTICES, TO_SIGN, Notice
from fieldkit.desk.exchange import batching
from fieldkit.desk.forms.registry import FORMS
from fieldkit.desk.reception import unfinished_arrival
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.accounts.balance import Balance
from fieldkit.domain.accounts.blank_stock import Stock
from fieldkit.domain.forms import application
from fieldkit.domain.forms.application import KIND as APPLICATION
from fieldkit.domain.forms.definition import Guarantee
from fieldkit.domain.journal import code_words
from fieldkit.domain.protection.case_form import KIND as CASE
from fieldkit.domain.queue import visit as visits
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.errors import Problem
from fieldkit.people.dates import iso_date
from fieldkit.store import DiskTrouble, Store
from fieldkit.store.outbox import BatchState

__all__ = [
    "NOTICES",
    "TO_SIGN",
    "DaySummary",
    "Notice",
    "close_day",
    "closed_days",
    "finish",
    "people",
    "reasons",
    "sign",
    "summary",
]
_TO_SCRUB = "to_scrub"


class DaySummary(NamedTuple):
    """The day in figures, with the earlier days that nobody closed.

    ``money`` is cents by form of payment, less what was given back; ``till`` is cents and ``blanks`` pieces that
    should be there now, ``blanks`` by kind; ``to_send`` counts what HQ has not confirmed. ``closed``: today was closed,
    and nobody is in the hall since.
    """

    day: date
    days: tuple[date, ...]
    people: dict[str, int]
    applications: dict[str, int]
    money: dict[str, int]
    till: int
    blanks: dict[str, int]
    drafts: int
    to_send: int
    notices: list[Notice]
    closed: bool = False


def summary(session: Session) -> DaySummary:
    """What the day came to, as of now."""
    day = session.today()
    days = _open_days(session)
    people = [visit for one in days for visit in session.store.people.visits(one)]
    captured = [one for one in session.store.people.applications() if one.day in days]
    paid = Counter[str]()
    for visit in people:
        for payment in visit.paid:
            paid[payment.form] += payment.cents
        for back in visit.refunded:
            paid[back.form] -= back.cents
    drafts = session.store.drafts(APPLICATION).all()
    cash, folios = till.state(session).cash, blank_stock.state(session)
    blanks = {item: folios.box(session.place, item).left for item in blank_stock.items(session)}
    return DaySummary(
        day=day,
        days=days,
        people=dict(Counter(visit.state.value for visit in people)),
        applications=dict(Counter(one.service for one in captured)),
        money=dict(paid),
        till=cash.book,
        blanks={item: tally.book for item, tally in blanks.items()},
        drafts=len(drafts),
        to_send=batching.state(session).waiting,
        notices=[*_unsigned(cash, blanks), *_folios(session, folios), *_notices(session, days, people, captured)],
        closed=day in closed_days(session.store) and not any(map(endings.is_open, people)),
    )


def close_day(session: Session, seen: Collection[str]) -> DaySummary:
    """Close the day, and the earlier ones that nobody closed, after every notice was seen.

    Everything is first sealed for HQ; only then are the personal bodies and the appointments taken off this
    laptop. Nothing that HQ has not confirmed is deleted: its sealed batches stay. Raises NOT_ALLOWED, NOT_SIGNED or
    NOT_CLOSABLE.
    """
    session.need("supervisor")
    now = summary(session)
    unsigned = [notice for notice in now.notices if notice.code in TO_SIGN]
    if unsigned:
        raise Problem(problems.NOT_SIGNED, count=len(unsigned))
    unseen = [notice for notice in now.notices if notice.code not in seen]
    if unseen:
        raise Problem(problems.NOT_CLOSABLE, count=len(unseen))
    counts = {f"{kind}.{name}": n for kind, part in _parts(now) for name, n in part.items()}
    with session.store.atomic():
        for day in now.days:
            for visit in session.store.people.visits(day):
                if endings.is_open(visit):
                    session.append(visit.id, *endings.ending(visit))
            for booking in _absent(session, day):
                session.append(booking, j.NoShow(day=day))
            session.append(day.isoformat(), j.DayClosed(day=day, counts=counts if day == now.day else {}))
        if unfinished_arrival.forget(session):
            session.store.put(_TO_SCRUB, b"1")
    finish(session)
    return now


def reasons(notice: Notice) -> dict[str, str]:
    """The reasons with which a notice of TO_SIGN can be signed."""
    return code_words.STOCK_REASONS if notice.item else code_words.TILL_REASONS


def sign(session: Session, notice: Notice, reason: str, who: Confirmation) -> None:
    """Answer for a till or a box as the notice showed it. Raises NOT_ALLOWED, NEEDS_ANOTHER or NOT_SIGNABLE."""
    if notice.item:
        blank_stock.sign(session, notice.item, _difference(notice), reason, who)
    else:
        till.sign(session, _difference(notice), reason, who)


def finish(session: Session) -> None:
    """Seal and purge what closed days left; done again at start, so a power cut in between changes nothing."""
    closed = closed_days(session.store)
    if not closed:
        return
    drafted = {draft.visit for draft in session.store.drafts(APPLICATION).all()}
    people = [
        visit.id
        for day in sorted(closed)
        for visit in session.store.people.visits(day)
        if visit.name is not None and visit.state in visits.ENDED and visit.id not in drafted
    ]
    batching.seal(session)
    with session.store.atomic():
        forgotten = session.store.people.forget_appointments(closed)
        if session.store.log.purge(people) or forgotten:
            session.store.put(_TO_SCRUB, b"1")
    if session.store.has(_TO_SCRUB):
        # Deleted bytes are overwritten already; rewriting the file needs room, and a full disk must not lock anybody
        # out. Until it is done the close says so.
        with contextlib.suppress(DiskTrouble):
            session.store.scrub()
            session.store.drop(_TO_SCRUB)


def is_closed(session: Session) -> bool:
    """Whether today was closed already; whoever comes all the same is taken, and the day is closed once more."""
    return session.today() in closed_days(session.store)


def closed_days(store: Store) -> set[date]:
    """Every day that was closed on this laptop."""
    closed = (iso_date(fact.header.subject) for fact in store.log.facts_of_kind("day.closed"))
    return {day for day in closed if day is not None}


def _open_days(session: Session) -> tuple[date, ...]:
    """Today, and the days before it that have people or bookings and were never closed."""
    today = session.today()
    earlier = set(session.store.people.days(today)) - closed_days(session.store)
    return tuple(sorted(earlier | {today}))


def _parts(now: DaySummary) -> list[tuple[str, dict[str, int]]]:
    return [
        ("people", now.people),
        ("applications", now.applications),
        ("money", now.money),
        ("till", {"cash": now.till} if now.till else {}),
        ("blanks", {item: n for item, n in now.blanks.items() if n}),
    ]


def _absent(session: Session, day: date) -> list[str]:
    return [
        booking.id
        for booking in session.store.people.appointments(day)
        if session.store.people.visit(booking.id) is None
    ]


def _notices(
    session: Session, days: Sequence[date], people: list[visits.Visit], captured: list[application.Application]
) -> list[Notice]:
    sent = {(one.visit, one.service) for one in session.store.people.applications()}
    wanted = {code for code, service in session.catalog.services.items() if service.hq == "application"}
    by_id = {visit.id: visit for visit in people}
    waiting = {one.draft for one in session.store.reviews.waiting() if session.store.drafts(APPLICATION).has(one.draft)}
    counts = {
        "open_visits": sum(endings.is_open(visit) and not endings.partly_served(visit) for visit in people),
        "part_served": sum(endings.is_open(visit) and endings.partly_served(visit) for visit in people),
        "case_drafts": session.store.drafts(CASE).count(),
        "drafts": sum(one.id not in waiting for one in session.store.drafts(APPLICATION).all()),
        "half_counts": _half_counts(session),
        "half_arrival": int(unfinished_arrival.waits(session)),
        "approvals": len(waiting),
        "papers": sum(
            visit.paper is not j.PrintState.CONFIRMED for visit in people if visit.state is not VisitState.NO_SHOW
        ),
        "conflicts": sum(bool(visit.conflicts) for visit in people),
        "unpaid": sum(_unpaid(one, by_id.get(one.visit)) for one in captured),
        "returned": sum(
            one.state is application.ApplicationState.RETURNED for one in session.store.people.applications()
        ),
        "quarantine": len(session.store.outbox.batches(BatchState.QUARANTINED)),
        "no_show": sum(len(_absent(session, day)) for day in days),
        "no_application": sum(
            outcome is j.Outcome.DONE and code in wanted and (visit.id, code) not in sent
            for visit in people
            for code, outcome in visit.outcomes.items()
        ),
        "exceptions": sum(len(visit.exceptions) for visit in people),
        "earlier_days": len(days) - 1,
        "to_scrub": int(session.store.has(_TO_SCRUB)),
    }
    return [Notice(code, count) for code, count in counts.items() if count]


def people(session: Session) -> list[Visit]:
    """Everybody of the days that a close would close."""
    return [visit for day in _open_days(session) for visit in session.store.people.visits(day)]


def _half_counts(session: Session) -> int:
    """Counts, sessions and contacts that somebody wrote in and did not finish."""
    return sum(
        bool(session.store.reviews.hands(draft.id))
        for kind, form in FORMS.items()
        for draft in session.store.drafts(kind).all()
        if not form(session, draft).definition().has(Guarantee.SEALED)
    )


def _unpaid(application: application.Application, visit: Visit | None) -> bool:
    """Whether a part of a fee was never paid, or was given back."""
    paid = cashier.paid_cents(visit, application.service) if visit else 0
    return paid < application.fee_cents


def _folios(session: Session, now: Stock) -> list[Notice]:
    """Applications without their folio, where this laptop has blanks at all, and folios that do not agree."""
    held = [item for item in blank_stock.items(session) if now.box(session.place, item).received]
    lacking = sum(len(blank_stock.waiting(session, item, now)) for item in held)
    counts = {
        "no_folio": lacking,
        "lost_blanks": len(blank_stock.lost(session, now)),
        "folio_conflicts": len(now.conflicts),
    }
    return [Notice(code, count) for code, count in counts.items() if count]


def _unsigned(cash: Balance, blanks: Mapping[str, Balance]) -> list[Notice]:
    """Money and blanks that nobody counted since they last moved, or whose difference nobody answered for."""
    tallies = [("till", "", cash), *(("stock", item, left) for item, left in blanks.items())]
    return [_question(what, item, tally) for what, item, tally in tallies if not tally.settled]


def _question(what: str, item: str, tally: Balance) -> Notice:
    if tally.difference:
        return Notice(f"{what}_{'short' if tally.difference < 0 else 'over'}", abs(tally.difference), item)
    return Notice(f"{what}_uncounted", 1, item)


def _difference(notice: Notice) -> int:
    """Counted less expected, as the notice showed it."""
    if notice.code.endswith("_uncounted"):
        return 0
    return -notice.n if notice.code.endswith("_short") else notice.n
