"""The cashier: what is owed on today's table, and what was taken."""

from fieldkit import journal as j
from fieldkit.desk.session import Session
from fieldkit.errors import KitProblem
from fieldkit.locale import N_
from fieldkit.visits import Visit

FORMS = {"cash": N_("Efectivo"), "card": N_("Tarjeta"), "money_order": N_("Giro postal")}


class NotTaken(KitProblem):
    title = N_("Ese pago no se puede anotar")
    cause = N_("En este evento no se recibe esa forma de pago, o la cantidad no es correcta.")
    remedy = N_("No se anotó nada. Elija otra forma de pago.")


def pay(session: Session, visit: str, service: str, cents: int, form: str, receipt: str = "") -> Visit:
    """Note money taken for a service, in cents. Raises NotTaken."""
    if form not in session.pack.payment_forms or cents <= 0:
        raise NotTaken
    session.append(visit, j.Paid(service=service, cents=cents, form=form, receipt=receipt))
    return session.visit(visit)


def paid_cents(visit: Visit, service: str) -> int:
    """What was taken for one service of a visit."""
    return sum(paid.cents for paid in visit.paid if paid.service == service)
