"""Where tickets stand, for phones on the hall's own network: from the desk's public file, looked up by hash."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

from fieldkit.public import queue_snapshot
from fieldkit.public.web.ticket_lookup import TicketPlace, key_of, places


class HallTickets:
    """This laptop's newest file; what cannot be read leaves the last one standing."""

    def __init__(self, path: Path, now_ms: Callable[[], int]) -> None:
        self._path = path
        self.now_ms = now_ms
        self._seen = 0
        self._places: dict[bytes, TicketPlace] = {}

    def find(self, token: str) -> TicketPlace | None:
        """Where a ticket stands; None for a token that this laptop does not know, forged or not."""
        self._look()
        key = key_of(token)
        return self._places.get(key) if key else None

    def _look(self) -> None:
        try:
            mark = self._path.stat().st_mtime_ns
            if mark == self._seen:
                return
            found = places(queue_snapshot.read(self._path.read_bytes()))
        except (OSError, queue_snapshot.BadSnapshot, ZoneInfoNotFoundError, ValueError):
            return
        self._seen, self._places = mark, found
