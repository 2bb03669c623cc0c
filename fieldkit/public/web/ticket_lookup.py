"""Where one ticket stands, and who is asked for it."""

from collections.abc import Callable
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from fieldkit.public import queue_snapshot
from fieldkit.public.application_progress import ApplicationProgress
from fieldkit.public.queue_snapshot import EventName, QueueRow
from fieldkit.tokens import ticket_token
from fieldkit.tokens.errors import BadScan


class TicketPlace(NamedTuple):
    """One ticket's row, the event it belongs to, and when that was so (milliseconds since 1970 UTC).

    ``steps``: how far its applications have come at headquarters, as far as that told.
    """

    event: EventName
    row: QueueRow
    as_of_ms: int
    zone: ZoneInfo
    steps: tuple[ApplicationProgress, ...] = ()


def key_of(token: str) -> bytes | None:
    """The name under which a ticket is told of; None for what is no token."""
    if len(token) != ticket_token.TOKEN_LENGTH:
        return None
    try:
        return queue_snapshot.status_key(ticket_token.parse_scan(token))
    except BadScan:
        return None


def places(board: queue_snapshot.QueueSnapshot) -> dict[bytes, TicketPlace]:
    """Every ticket of a board. Raises ZoneInfoNotFoundError or ValueError for a time zone that is none."""
    zone = ZoneInfo(board.event.zone)
    return {row.key: TicketPlace(board.event, row, board.as_of_ms, zone) for row in board.rows}


class TicketSource(Protocol):
    """Where tickets stand, and the clock that their age is told by."""

    now_ms: Callable[[], int]

    def find(self, token: str) -> TicketPlace | None:
        """Where a ticket stands; None for one that nobody told of, forged or not."""
