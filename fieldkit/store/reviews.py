"""Drafts that wait for a second person, those that came back, and who wrote in each. Deleted with the draft."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlite_utils import Database

from fieldkit.store.file import atomic

_COLUMNS = "draft, state, captor, handed_ms, times, refused_by, reason, words"


class ReviewState(StrEnum):
    """How a draft that was handed in stands."""

    WAITING = "waiting"
    REFUSED = "refused"


class Review(NamedTuple):
    """How a draft that was handed in stands; ``captor`` handed it in, ``times`` counts how often that was done.

    ``reason``, a code, and ``words`` are the last refusal's, by ``refused_by``; they stay when it is handed in again.
    """

    draft: str
    state: ReviewState
    captor: str
    handed_ms: int
    times: int
    refused_by: str = ""
    reason: str = ""
    words: str = ""


class Reviews:
    """What stands beside a draft. Every change is its own durable transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def wrote(self, draft: str, operator: str) -> None:
        """Remember that ``operator`` wrote in a draft."""
        self._db.execute("INSERT OR IGNORE INTO draft_hands VALUES (?, ?)", [draft, operator])

    def hands(self, draft: str) -> frozenset[str]:
        """Everybody who wrote in a draft or handed it in."""
        rows = self._db.execute("SELECT operator FROM draft_hands WHERE draft = ?", [draft])
        return frozenset(operator for (operator,) in rows.fetchall())

    def hand_in(self, draft: str, operator: str, *, now_ms: int) -> None:
        """From here on the draft waits for a second person."""
        with atomic(self._db):
            self.wrote(draft, operator)
            self._db.execute(
                f"INSERT INTO reviews ({_COLUMNS}) VALUES (?, 'waiting', ?, ?, 1, '', '', '') ON CONFLICT (draft)"
                " DO UPDATE SET state = 'waiting', captor = excluded.captor, handed_ms = excluded.handed_ms,"
                " times = times + 1",
                [draft, operator, now_ms],
            )

    def refuse(self, draft: str, operator: str, reason: str, words: str) -> None:
        """Give the draft back to the capture table."""
        with atomic(self._db):
            self._db.execute(
                "UPDATE reviews SET state = 'refused', refused_by = ?, reason = ?, words = ? WHERE draft = ?",
                [operator, reason, words, draft],
            )

    def get(self, draft: str) -> Review | None:
        """How one draft stands; None when it was never handed in."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM reviews WHERE draft = ?", [draft]).fetchone()
        return _review(row) if row else None

    def all(self) -> dict[str, Review]:
        """Every draft that was handed in, by id, the one that waits longest first."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM reviews ORDER BY handed_ms, draft").fetchall()
        return {row[0]: _review(row) for row in rows}

    def waiting(self) -> list[Review]:
        """Those that wait, longest first."""
        return [one for one in self.all().values() if one.state is ReviewState.WAITING]


def _review(row: Sequence[Any]) -> Review:
    draft, state, *rest = row
    return Review(draft, ReviewState(state), *rest)
