"""Where tickets stand, as the laptops last told the ingest: looked up by the hash of a token, kept for seconds."""

import threading
from collections.abc import Callable
from zoneinfo import ZoneInfoNotFoundError

from fieldkit.public import application_progress, queue_snapshot
from fieldkit.public.application_progress import ApplicationProgress
from fieldkit.public.web.ticket_lookup import TicketPlace, key_of, places
from sync.archive.archive import Archive
from sync.protocol import snapshot_delta
from sync.protocol.envelope import BadMessage, BadSignature, check
from sync.protocol.messages import Snapshot

KEEP_MS = 5_000
SHOWN_MS = 180 * 24 * 3_600_000


class Boards:
    """Every laptop's newest board. May be asked from several threads at once."""

    def __init__(self, archive: Archive, now_ms: Callable[[], int], office_key: bytes = b"") -> None:
        """``office_key``: whose word on the applications counts."""
        self._archive = archive
        self._office_key = office_key
        self.now_ms = now_ms
        self._lock = threading.Lock()
        self._places: dict[bytes, TicketPlace] = {}
        self._read_ms: int | None = None

    def find(self, token: str) -> TicketPlace | None:
        """Where a ticket stands; None for a token that no laptop told of, forged or not."""
        key = key_of(token)
        return self._current().get(key) if key else None

    def _current(self) -> dict[bytes, TicketPlace]:
        now = self.now_ms()
        with self._lock:
            if self._read_ms is None or not 0 <= now - self._read_ms < KEEP_MS:
                self._places, self._read_ms = self._read(), now
            return self._places

    def _read(self) -> dict[bytes, TicketPlace]:
        devices = self._archive.devices.all()
        keys = {device.device: device.public_key for device in devices}
        found: dict[bytes, TicketPlace] = {}
        steps: dict[bytes, tuple[ApplicationProgress, ...]] = {}
        for event in dict.fromkeys(device.event for device in devices):
            for raw in self._archive.snapshots.of_event(event):
                steps |= _steps(raw, self._office_key)
                for key, place in _rows(raw, keys).items():
                    known = found.get(key)
                    if known is None or known.as_of_ms < place.as_of_ms:
                        found[key] = place
        return {key: place._replace(steps=steps.get(key, ())) for key, place in found.items() if self._fresh(place)}

    def _fresh(self, place: TicketPlace) -> bool:
        """Whether an event is so long ago that its tickets are nobody's business any more."""
        return self.now_ms() - place.as_of_ms < SHOWN_MS


def _steps(raw: bytes, office_key: bytes) -> dict[bytes, tuple[ApplicationProgress, ...]]:
    """What the office signed of an event's applications; nothing for a laptop's snapshot."""
    try:
        told = application_progress.read(check(raw, office_key, Snapshot).body)
    except (BadMessage, BadSignature, application_progress.BadProgress, ValueError):
        return {}
    return {row.key: row.steps for row in told.rows}


def _rows(raw: bytes, keys: dict[str, bytes]) -> dict[bytes, TicketPlace]:
    """The rows of one signed snapshot; none when it cannot be believed or read."""
    try:
        return places(queue_snapshot.read(snapshot_delta.read(raw, keys).body))
    except (BadMessage, BadSignature, queue_snapshot.BadSnapshot, KeyError, ZoneInfoNotFoundError, ValueError):
        return {}
