"""The cashier: what is owed on the day of payment, what was taken, in which form, and what was given back."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from fieldkit.desk.access import second_person
from fieldkit.desk.access.second_person import Confirmation
from fieldkit.desk.accounts import problems, till
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.accounts import till as tills
from fieldkit.domain.accounts.money import money
from fieldkit.domain.catalog import rules
from fieldkit.domain.forms.application import Application, ApplicationState
from fieldkit.domain.queue.visit import Visit
from fieldkit.errors import Problem
from fieldkit.locale import N_
from fieldkit.people.dates import iso_date

__all__ = ["REFUNDS", "Debt", "Payment", "fee_cents", "owed", "paid_cents", "pay", "payments", "refund"]

REFUNDS = {
    "mistake": N_("Se cobró por error o de más"),
    "twice": N_("Se cobró dos veces"),
    "other_form": N_("Paga de otra forma"),
    "discount": N_("Le correspondía un descuento"),
    "not_done": N_("El trámite no se hizo"),
}
_RECEIPT = re.compile(r"[A-Z0-9][A-Z0-9/-]{0,19}", re.ASCII)


def fee_cents(session: Session, service: str, fields: Mapping[str, str]) -> int:
    """The fee of what the form asks for, on today's table, in cents. Raises catalog NoFee."""
    return rules.fee_of_form(session.catalog, session.catalog.services[service], fields, session.today())


def pay(
    session: Session, visit: str, service: str, cents: int, form: str, receipt: str = "", *, received: int = 0
) -> Visit:
    """Note money taken for a service, in cents; a service may be paid in several parts.

    ``receipt`` is typed only where the event has printed receipts; ``received`` is the cash that was handed over, 0
    when it was not asked. Raises NOT_TAKEN, TOO_MUCH, TOO_LITTLE, BAD_RECEIPT, RECEIPT_TAKEN.
    """
    session.need("cashier")
    person = session.visit(visit)
    if form not in session.pack.payment_forms or cents <= 0 or service not in session.catalog.services:
        raise Problem(problems.NOT_TAKEN)
    left = _left(session, person, service)
    if left is not None and cents > left:
        raise Problem(problems.TOO_MUCH, owed=money(left), asked=money(cents))
    if received and received < cents:
        raise Problem(problems.TOO_LITTLE, received=money(received), asked=money(cents))
    folio = _receipt(session, visit, receipt)
    change = [j.CashReceived(receipt=folio, cents=received)] if received > cents else []
    session.append(visit, j.Paid(service=service, cents=cents, form=form, receipt=folio, till=session.place), *change)
    return session.visit(visit)


def refund(
    session: Session,
    visit: str,
    service: str,
    cents: int,
    form: str,
    reason: str,
    receipt: str = "",
    *,
    who: Confirmation,
) -> Visit:
    """Give money back in the form in which it was paid, for a reason of REFUNDS; the entry is that of ``who``.

    Never more than was paid in that form, and never more cash than lies in this till. Raises NOT_ALLOWED,
    NEEDS_ANOTHER, REFUND_WITHOUT_REASON, NOT_REFUNDED, NO_CASH, BAD_RECEIPT, RECEIPT_TAKEN.
    """
    second_person.need_signature(session, who.operator)
    check_refund(session, visit, service, cents, form, reason)
    folio = _receipt(session, visit, receipt)
    body = j.Refunded(service=service, cents=cents, form=form, reason=reason, receipt=folio, till=session.place)
    session.append(visit, body, by=who.operator)
    return session.visit(visit)


def check_refund(session: Session, visit: str, service: str, cents: int, form: str, reason: str) -> None:
    """Raise what ``refund`` raises but for signature and receipt."""
    session.need("cashier")
    if reason not in REFUNDS:
        raise Problem(problems.REFUND_WITHOUT_REASON)
    paid = paid_cents(session.visit(visit), service, form)
    if not 0 < cents <= paid:
        raise Problem(problems.NOT_REFUNDED, paid=money(paid), asked=money(cents))
    if form == tills.CASH:
        till.need_cash(session, cents)


def received_cents(session: Session, visit: str, receipt: str) -> int:
    """The cash that was handed over for a payment, with its change; 0 when there was none."""
    facts = (fact.body for fact in session.store.log.facts(visit))
    return next((one.cents for one in facts if isinstance(one, j.CashReceived) and one.receipt == receipt), 0)


def paid_cents(visit: Visit, service: str, form: str = "") -> int:
    """What was taken for one service of a visit and not given back; of one form, or of all."""
    taken = sum(one.cents for one in visit.paid if one.service == service and form in {"", one.form})
    given = sum(one.cents for one in visit.refunded if one.service == service and form in {"", one.form})
    return taken - given


def born_in(fields: Mapping[str, str]) -> date | None:
    """The birth date of a form, None while it is missing or not a date."""
    return iso_date(fields.get("born", ""))


class Debt(NamedTuple):
    """What a sealed application still has to be paid for: the ticket's number, the service, and cents."""

    number: str
    service: str
    cents: int


def owed(session: Session, visit: str) -> Debt | None:
    """The first application of a visit that is not paid yet; None when nothing is owed. Raises catalog NoFee."""
    person = session.visit(visit)
    for application in session.store.people.applications(visit):
        left = _left(session, person, application.service)
        if left:
            return Debt(person.number, application.service, left)
    return None


class Payment(NamedTuple):
    """Money that went through this till, less than nothing when it was given back; ``at_ms`` since 1970 UTC."""

    at_ms: int
    operator: str
    visit: str
    number: str
    service: str
    form: str
    cents: int
    receipt: str


def payments(session: Session) -> list[Payment]:
    """Everything that was paid and given back at this till, newest first."""
    found = []
    for fact in reversed(j.in_order(till.facts(session))):
        body = fact.body
        if isinstance(body, j.Paid | j.Refunded) and body.till == session.place:
            visit = session.store.people.visit(fact.header.subject)
            found.append(
                Payment(
                    at_ms=fact.at_ms,
                    operator=fact.header.operator,
                    visit=fact.header.subject,
                    number=visit.number if visit else "",
                    service=body.service,
                    form=body.form,
                    cents=body.cents if isinstance(body, j.Paid) else -body.cents,
                    receipt=body.receipt,
                )
            )
    return found


def _left(session: Session, person: Visit, service: str) -> int | None:
    """What a service still costs; None while no application of it was sealed, so that nobody can say."""
    for application in session.store.people.applications(person.id):
        if application.service == service and application.state is not ApplicationState.DISCARDED:
            paid = paid_cents(person, service)
            return 0 if paid >= application.fee_cents else max(_due(session, application) - paid, 0)
    return None


def _due(session: Session, application: Application) -> int:
    """The fee by the table of today, when it is paid on another day than it was sealed.

    The application does not say which discount it had: today's full price is reduced by the same part.
    """
    today = session.today()
    if application.day in {None, today} or not application.fee_cents:
        return application.fee_cents
    service = session.catalog.services[application.service]
    then, now = (rules.fee_cents(session.catalog, service, application.years, day) for day in (application.day, today))
    due = Fraction(application.fee_cents * now, then) if then else Fraction(application.fee_cents)
    # A part that leaves fractions of a cent is of no table; what was sealed is what the person was told.
    return int(due) if due.denominator == 1 else application.fee_cents


def _receipt(session: Session, visit: str, typed: str) -> str:
    """The folio of the next receipt: given by the kit, or read from the printed one."""
    if (session.pack.receipts == "typed") != bool(typed.strip()):
        raise Problem(problems.BAD_RECEIPT)
    if not typed.strip():
        return tills.receipt(session.pack.letter, till.facts(session))
    folio = typed.strip().upper()
    if not _RECEIPT.fullmatch(folio):
        raise Problem(problems.BAD_RECEIPT)
    for fact in till.facts(session):
        if isinstance(fact.body, j.Paid | j.Refunded) and fact.body.receipt == folio and fact.header.subject != visit:
            raise Problem(problems.RECEIPT_TAKEN, receipt=folio)
    return folio
