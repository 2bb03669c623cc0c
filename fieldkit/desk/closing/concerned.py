"""Whom or what a row of the close is about: ticket numbers and folios, as they stand now."""

from collections.abc import Iterable

from fieldkit.desk.accounts import blank_stock, cashier
from fieldkit.desk.closing import day_close, endings
from fieldkit.desk.closing.day_close import Notice
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.forms.application import KIND as APPLICATION
from fieldkit.domain.forms.application import Application, ApplicationState
from fieldkit.domain.queue.visit import Visit, VisitState


def names(session: Session, notice: Notice) -> list[str]:
    """Numbers of tickets, or folios; empty where a row is about no single ones."""
    people = day_close.people(session)
    applications = session.store.people.applications()
    match notice.code:
        case "lost_blanks":
            return [piece.folio for piece in blank_stock.lost(session)]
        case "no_folio":
            waiting = (blank_stock.waiting(session, item) for item in blank_stock.items(session))
            return _numbers(one for some in waiting for one in some)
        case "folio_conflicts":
            return list(dict.fromkeys(one.folio for one in blank_stock.state(session).conflicts))
        case "unpaid":
            return _numbers(one for one in applications if _lacks_money(session, one))
        case "returned":
            return _numbers(one for one in applications if one.state is ApplicationState.RETURNED)
        case "drafts":
            drafted = [session.store.people.visit(one.visit) for one in session.store.drafts(APPLICATION).all()]
            return _numbers(visit for visit in drafted if visit is not None)
        case code:
            return _numbers(visit for visit in people if _about(visit, code))


def _about(visit: Visit, code: str) -> bool:
    match code:
        case "open_visits":
            return endings.is_open(visit) and not endings.partly_served(visit)
        case "part_served":
            return endings.is_open(visit) and endings.partly_served(visit)
        case "papers":
            return visit.paper is not j.PrintState.CONFIRMED and visit.state is not VisitState.NO_SHOW
        case "conflicts":
            return bool(visit.conflicts)
        case "exceptions":
            return bool(visit.exceptions)
        case _:
            return False


def _lacks_money(session: Session, application: Application) -> bool:
    visit = session.store.people.visit(application.visit)
    paid = cashier.paid_cents(visit, application.service) if visit else 0
    return application.state is not ApplicationState.DISCARDED and paid < application.fee_cents


def _numbers(things: Iterable[Visit | Application]) -> list[str]:
    return list(dict.fromkeys(one.number for one in things if one.number))
