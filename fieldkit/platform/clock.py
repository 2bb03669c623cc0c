"""The time the kit believes: the laptop's clock when it can be true, else the event's own time running on."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

Milliseconds = Callable[[], int]


def wall_ms() -> int:
    """The laptop's clock in milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def steady_ms() -> int:
    """Milliseconds that only ever grow, for when the clock cannot be believed."""
    return time.monotonic_ns() // 1_000_000


class Reading(NamedTuple):
    """A time in milliseconds since 1970 UTC, whether the laptop's clock was believed, and what it said."""

    ms: int
    believed: bool
    wall_ms: int


class EventClock:
    """Reads ``wall``; outside ``valid`` it is not believed, and time goes on from ``anchor_ms`` by ``steady``.

    ``anchor_ms`` is the latest time known to be past: the last entry's, or the event's opening. So a clock that is
    years off changes neither the order of the line nor anybody's age, and nothing is refused because of it.
    """

    def __init__(
        self, *, wall: Milliseconds, steady: Milliseconds, valid: tuple[int, int], anchor_ms: int, zone: str
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._valid = valid
        self._anchor_ms = min(max(anchor_ms, valid[0]), valid[1])
        self._started = steady()
        self.zone = ZoneInfo(zone)

    def read(self) -> Reading:
        """The time now, and whether the laptop's clock agrees."""
        wall = self._wall()
        if self._valid[0] <= wall <= self._valid[1]:
            return Reading(wall, True, wall)
        return Reading(self._anchor_ms + self._steady() - self._started, False, wall)

    def now_ms(self) -> int:
        """The believed time."""
        return self.read().ms

    def today(self) -> date:
        """The believed day at the venue."""
        return self.local(self.now_ms()).date()

    def local(self, ms: int) -> datetime:
        """A moment as the venue's clocks show it."""
        return datetime.fromtimestamp(ms / 1000, UTC).astimezone(self.zone)
