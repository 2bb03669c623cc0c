"""Facts about money; a payment's subject is the visit's id."""

from fieldkit.journal.base import Body


class Paid(Body, frozen=True, tag="payment.recorded"):
    """Money taken, in cents of a US dollar, in ``form``: cash, card or money_order."""

    service: str
    cents: int
    form: str
    receipt: str = ""
