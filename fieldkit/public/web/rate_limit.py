"""Slows whoever guesses tickets: unknown tickets are counted by address, and after too many all wait a minute.

An address is kept for a minute, in memory only. People who share one, as phones of one carrier do, are far below the
limit: it counts only tickets that do not exist.
"""

import threading
from collections.abc import Callable

MINUTE_MS = 60_000
MISSES = 60
ADDRESSES = 10_000


class Guessing:
    """May be asked from several threads at once."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._began_ms = 0
        self._misses: dict[str, int] = {}

    def blocked(self, address: str) -> bool:
        """Whether this address has missed too often in the minute that runs."""
        with self._lock:
            self._turn()
            return self._misses.get(address, 0) >= MISSES

    def missed(self, address: str) -> None:
        """One more ticket that does not exist. With too many addresses at once, new ones share one count."""
        with self._lock:
            self._turn()
            key = address if address in self._misses or len(self._misses) < ADDRESSES else ""
            self._misses[key] = self._misses.get(key, 0) + 1

    def _turn(self) -> None:
        now = self._now_ms()
        if not 0 <= now - self._began_ms < MINUTE_MS:
            self._began_ms, self._misses = now, {}
