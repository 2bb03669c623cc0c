"""Where one ticket stands, and who is asked for it."""

from collections.abc import Callable
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from fieldkit.snapshot import Event, Row
from fieldkit.ways import Step


class Place(NamedTuple):
    """One ticket's row, the event it belongs to, and when that was so (milliseconds since 1970 UTC).

    ``steps``: how far its applications have come at headquarters, as far as that told.
    """

    event: Event
    row: Row
    as_of_ms: int
    zone: ZoneInfo
    steps: tuple[Step, ...] = ()


class Tickets(Protocol):
    """Where tickets stand, and the clock that their age is told by."""

    now_ms: Callable[[], int]

    def find(self, token: str) -> Place | None:
        """Where a ticket stands; None for one that nobody told of, forged or not."""
