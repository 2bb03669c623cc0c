"""Where tickets stand, for phones on the hall's own network: from the desk's public file, looked up by hash."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldkit import snapshot
from fieldkit.page.place import Place
from printing import ticket_token
from printing.errors import BadScan


class Tickets:
    """This laptop's newest file; what cannot be read leaves the last one standing."""

    def __init__(self, path: Path, now_ms: Callable[[], int]) -> None:
        self._path = path
        self.now_ms = now_ms
        self._seen = 0
        self._places: dict[bytes, Place] = {}

    def find(self, token: str) -> Place | None:
        """Where a ticket stands; None for a token that this laptop does not know, forged or not."""
        self._look()
        try:
            return self._places.get(snapshot.status_key(ticket_token.parse_scan(token)))
        except BadScan:
            return None

    def _look(self) -> None:
        try:
            mark = self._path.stat().st_mtime_ns
            if mark == self._seen:
                return
            board = snapshot.read(self._path.read_bytes())
            zone = ZoneInfo(board.event.zone)
        except (OSError, snapshot.BadSnapshot, ZoneInfoNotFoundError, ValueError):
            return
        self._seen = mark
        self._places = {row.key: Place(board.event, row, board.as_of_ms, zone) for row in board.rows}
