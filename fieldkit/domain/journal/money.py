"""Facts about money, in cents of a US dollar.

The subject of a payment or refund is the visit's id; that of a till's facts is the till: the event and the first
letter of the laptop, which a restored laptop keeps (``raleigh-2026-12-12/A``). No kind says whose money it was.
"""

from datetime import date

from fieldkit.domain.journal.base import Body, Count


class Paid(Body, frozen=True, tag="payment.recorded"):
    """Money taken in ``form``: cash, card or money_order. ``receipt`` is its folio, ``till`` where it lies."""

    service: str
    cents: int
    form: str
    receipt: str = ""
    till: str = ""


class CashReceived(Body, frozen=True, tag="payment.received"):
    """What was handed over for the payment with ``receipt``, change included; written only when there was change."""

    receipt: str
    cents: Count


class Refunded(Body, frozen=True, tag="payment.refunded"):
    """Money given back in the form in which it was paid, for ``reason``, a code."""

    service: str
    cents: Count
    form: str
    reason: str
    receipt: str = ""
    till: str = ""


class TillCounted(Body, frozen=True, tag="till.counted"):
    """Cash counted at ``moment``, open or close: how many of each note and coin, by its worth in cents."""

    day: date
    moment: str
    pieces: dict[Count, Count]

    @property
    def cents(self) -> int:
        """What the pieces come to."""
        return sum(worth * many for worth, many in self.pieces.items())


class TillNotCounted(Body, frozen=True, tag="till.not_counted"):
    """Cash is taken although nobody counted the till that day; the subject is the till."""

    day: date


class TillHandedOver(Body, frozen=True, tag="till.handed_over"):
    """Cash that left the till for the consulate's safe; ``reference`` is the number of the envelope or slip."""

    cents: Count
    reference: str = ""


class TillSigned(Body, frozen=True, tag="till.signed"):
    """A supervisor answers for ``difference`` (counted less expected), or for cash not counted: ``reason``, a code."""

    day: date
    difference: int
    reason: str
