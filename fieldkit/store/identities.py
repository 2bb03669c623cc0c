"""Who may be one person: what identifies people, by CURP, passport, birth date and name, each behind an index.

Rows follow visits, the pack's bookings, half-filled forms and returned applications, and go when those can no longer
be read: what was sealed or purged leaves none behind.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from fieldkit.people.dates import iso_date, iso_text
from fieldkit.people.matching import Identity, Likeness, likeness

VISIT, BOOKING = "visit", "booking"
# Before an application's id: the form is not a draft here, it is what headquarters sent back.
RETURNED = "returned:"
_COLUMNS = "given, surname1, surname2, born, curp, passport, words"


class Alike(NamedTuple):
    """A record that may be the same person: whose it is, where it comes from, and why."""

    owner: str
    source: str
    identity: Identity
    likeness: Likeness


class Identities:
    """The index. A row is named by its owner, a visit or booking, and by its source: an application or one of these."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, owner: str, source: str, who: Identity | None) -> None:
        """Know a person anew; None takes the row away."""
        if who is None:
            self._db.execute("DELETE FROM identities WHERE owner = ? AND source = ?", [owner, source])
        elif who != self.get(owner, source):
            row = [owner, source, *_row(who)]
            self._db.execute("INSERT OR REPLACE INTO identities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def get(self, owner: str, source: str) -> Identity | None:
        """What is kept under these names."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM identities WHERE owner = ? AND source = ?", [owner, source]
        ).fetchone()
        return _identity(row) if row else None

    def forget(self, sources: Iterable[str]) -> None:
        """Take every row of these sources away."""
        for source in sources:
            self._db.execute("DELETE FROM identities WHERE source = ?", [source])

    def forget_projected(self) -> None:
        """Take away what the journal tells of, to be made again from it."""
        self._db.execute(
            "DELETE FROM identities WHERE source = ? OR substr(source, 1, ?) = ?", [VISIT, len(RETURNED), RETURNED]
        )

    def alike(self, who: Identity, *, only: str = "", without: str = "") -> list[Alike]:
        """Everybody who may be ``who``; the same owner may come more than once.

        ``only`` and ``without`` name a kind of form: persons of its drafts alone, or everybody but them.
        """
        keys = {"curp": who.curp, "passport": who.passport, "born": iso_text(who.born), "words": who.words}
        of_kind = f" AND source {'' if only else 'NOT'} IN (SELECT id FROM drafts WHERE form = ?)"
        drafts = (of_kind, [only or without]) if only or without else ("", [])
        rows = {
            tuple(row)
            for column, value in keys.items()
            if value
            for row in self._db.execute(
                f"SELECT owner, source, {_COLUMNS} FROM identities WHERE {column} = ?{drafts[0]}", [value, *drafts[1]]
            ).fetchall()
        }
        found = ((owner, source, _identity(rest)) for owner, source, *rest in sorted(rows))
        return [
            Alike(owner, source, one, why) for owner, source, one in found if (why := likeness(who, one)) is not None
        ]


def _row(who: Identity) -> Sequence[str]:
    return [who.given, who.surname1, who.surname2, iso_text(who.born), who.curp, who.passport, who.words]


def _identity(row: Sequence[str]) -> Identity:
    given, surname1, surname2, born, *rest = row
    return Identity(given, surname1, surname2, iso_date(born), *rest)
