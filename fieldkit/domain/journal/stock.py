"""Facts about blank documents with a folio; the subject is the box: event and first letter of the laptop, like a till.

``item`` is a key of the table of blank documents, such as ``passport``. No kind says whose document it became: a
used folio names the application alone.
"""

from datetime import date

from fieldkit.domain.journal.base import Body, Count


class StockReceived(Body, frozen=True, tag="stock.received"):
    """Blanks from folio ``first`` to ``last``, both included, came into the box."""

    item: str
    first: str
    last: str


class StockUsed(Body, frozen=True, tag="stock.used"):
    """A folio became the document of an application."""

    item: str
    folio: str
    application: str


class StockFreed(Body, frozen=True, tag="stock.freed"):
    """A folio that was noted as used by mistake is blank and in the box; ``reason`` is a code."""

    item: str
    folio: str
    reason: str


class StockSpoiled(Body, frozen=True, tag="stock.spoiled"):
    """A folio, blank or used, can serve nobody; ``reason`` is a code."""

    item: str
    folio: str
    reason: str


class StockMissing(Body, frozen=True, tag="stock.missing"):
    """A supervisor says that this very folio is missing; ``reason`` is a code."""

    item: str
    folio: str
    reason: str


class StockReturned(Body, frozen=True, tag="stock.returned"):
    """Blanks from folio ``first`` to ``last``, both included, went back to the consulate."""

    item: str
    first: str
    last: str


class StockCounted(Body, frozen=True, tag="stock.counted"):
    """How many blanks somebody held in the hand at ``moment``, open or close."""

    item: str
    day: date
    moment: str
    left: Count


class StockSigned(Body, frozen=True, tag="stock.signed"):
    """A supervisor answers for ``difference`` (counted less computed) or for no count, for ``reason``, a code."""

    item: str
    day: date
    difference: int
    reason: str
