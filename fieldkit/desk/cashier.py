"""The cashier: what is owed on today's table, and what was taken."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from fieldkit import journal as j
from fieldkit.applications import State
from fieldkit.catalog import rules
from fieldkit.desk.session import Session
from fieldkit.errors import KitProblem
from fieldkit.locale import N_
from fieldkit.visits import Visit

FORMS = {"cash": N_("Efectivo"), "card": N_("Tarjeta"), "money_order": N_("Giro postal")}


class NotTaken(KitProblem):
    title = N_("Ese pago no se puede anotar")
    cause = N_("En este evento no se recibe esa forma de pago, o la cantidad no es correcta.")
    remedy = N_("No se anotó nada. Elija otra forma de pago.")


def fee_cents(session: Session, service: str, fields: Mapping[str, str]) -> int:
    """The fee of what the form asks for, on today's table, in cents. Raises catalog NoFeeTable."""
    return rules.fee_of_form(session.catalog, session.catalog.services[service], fields, session.today())


def pay(session: Session, visit: str, service: str, cents: int, form: str, receipt: str = "") -> Visit:
    """Note money taken for a service, in cents. Raises NotTaken."""
    session.need("cashier", "capture")
    if form not in session.pack.payment_forms or cents <= 0:
        raise NotTaken
    session.append(visit, j.Paid(service=service, cents=cents, form=form, receipt=receipt))
    return session.visit(visit)


def paid_cents(visit: Visit, service: str) -> int:
    """What was taken for one service of a visit."""
    return sum(paid.cents for paid in visit.paid if paid.service == service)


def born_in(fields: Mapping[str, str]) -> date | None:
    """The birth date of a form, None while it is missing or not a date."""
    try:
        return date.fromisoformat(fields.get("born", ""))
    except ValueError:
        return None


class Owed(NamedTuple):
    """What a sealed application still has to be paid for: the ticket's number, the service, and cents."""

    number: str
    service: str
    cents: int


def owed(session: Session, visit: str) -> Owed | None:
    """The first application of a visit that is not paid yet; None when nothing is owed."""
    person = session.visit(visit)
    for application in session.store.people.applications(visit):
        cents = application.fee_cents - paid_cents(person, application.service)
        if application.state is not State.DISCARDED and cents > 0:
            return Owed(person.number, application.service, cents)
    return None
