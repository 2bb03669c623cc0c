"""The receipt of what somebody paid for a service: each payment with its number, and the change of the last one."""

from fieldkit.desk.accounts import cashier
from fieldkit.desk.printing.wording import Filled, named
from fieldkit.desk.session import Session
from fieldkit.domain.accounts.money import money
from fieldkit.domain.journal import code_words
from fieldkit.domain.queue.visit import Visit
from fieldkit.locale import translate
from printing.blocks import Words


def payment_receipt(session: Session, visit: Visit, service: str) -> Filled | None:
    """None when nothing was paid for the service; it names nobody but the number."""
    paid = [one for one in visit.paid if one.service == service]
    if not paid:
        return None
    given = [one for one in visit.refunded if one.service == service]
    lines = [_line(one.receipt, one.form, one.cents) for one in paid]
    lines += [_line(one.receipt, one.form, -one.cents) for one in given]
    received = cashier.received_cents(session, visit.id, paid[-1].receipt)
    facts = {
        "service": named(session.catalog.services[service].name),
        "receipt": Words(paid[-1].receipt),
        "total": Words(money(cashier.paid_cents(visit, service))),
        "received": Words(money(received) if received else ""),
        "change": Words(money(received - paid[-1].cents) if received else ""),
    }
    return facts, {"payments": tuple(lines)}


def _line(receipt: str, form: str, cents: int) -> Words:
    words = code_words.PAYMENT_FORMS.get(form, form)
    return Words(*(f"{receipt} · {translate(words, language)} · {money(cents)}" for language in ("es", "en")))
