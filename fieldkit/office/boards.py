"""Where tickets stand, as the laptops last told the ingest: looked up by the hash of a token, kept for seconds."""

import threading
from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldkit import snapshot
from fieldkit.page.place import Place
from printing import ticket_token
from printing.errors import BadScan
from sync.archive import Archive
from sync.messages import Snapshot
from sync.signed import BadMessage, BadSignature, check, parse

KEEP_MS = 5_000


class Boards:
    """Every laptop's newest board. May be asked from several threads at once."""

    def __init__(self, archive: Archive, now_ms: Callable[[], int]) -> None:
        self._archive = archive
        self.now_ms = now_ms
        self._lock = threading.Lock()
        self._places: dict[bytes, Place] = {}
        self._read_ms: int | None = None

    def find(self, token: str) -> Place | None:
        """Where a ticket stands; None for a token that no laptop told of, forged or not."""
        if len(token) != ticket_token.TOKEN_LENGTH:
            return None
        try:
            key = snapshot.status_key(ticket_token.parse_scan(token))
        except BadScan:
            return None
        return self._current().get(key)

    def _current(self) -> dict[bytes, Place]:
        now = self.now_ms()
        with self._lock:
            if self._read_ms is None or not 0 <= now - self._read_ms < KEEP_MS:
                self._places, self._read_ms = self._read(), now
            return self._places

    def _read(self) -> dict[bytes, Place]:
        devices = self._archive.devices()
        keys = {device.device: device.public_key for device in devices}
        places: dict[bytes, Place] = {}
        for event in dict.fromkeys(device.event for device in devices):
            for raw in self._archive.status_of(event):
                for key, place in _rows(raw, keys):
                    known = places.get(key)
                    if known is None or known.as_of_ms < place.as_of_ms:
                        places[key] = place
        return places


def _rows(raw: bytes, keys: dict[str, bytes]) -> list[tuple[bytes, Place]]:
    """The rows of one signed snapshot; none when it cannot be believed or read."""
    try:
        board = snapshot.read(check(raw, keys[parse(raw, Snapshot).device], Snapshot).body)
        zone = ZoneInfo(board.event.zone)
    except (BadMessage, BadSignature, snapshot.BadSnapshot, KeyError, ZoneInfoNotFoundError, ValueError):
        return []
    return [(row.key, Place(board.event, row, board.as_of_ms, zone)) for row in board.rows]
