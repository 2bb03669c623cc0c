"""Everything that a report counts, one after the other: memory does not grow with the store."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from sqlite_utils import Database

from fieldkit.domain import journal as j
from fieldkit.domain.forms.application import Application
from fieldkit.domain.queue.visit import Visit
from fieldkit.domain.stored_dates import DatedDecoder
from sync.journal import chain

T = TypeVar("T")

_visit = DatedDecoder(Visit)
_application = DatedDecoder(Application)


class Counting:
    """Streams of what the journal folds into, days included at both ends, in no order."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def visits(self, first: date, last: date) -> Iterator[Visit]:
        """Visits of days from ``first`` to ``last``."""
        return self._stream("SELECT data FROM visits WHERE day BETWEEN ? AND ?", first, last, _visit)

    def applications(self, first: date, last: date) -> Iterator[Application]:
        """Applications whose newest revision was sealed on these days."""
        where = "json_extract(CAST(data AS TEXT), '$.day') BETWEEN ? AND ?"
        return self._stream(f"SELECT data FROM applications WHERE {where}", first, last, _application)

    def subjects(self, *kinds: str, under: str = "") -> Iterator[tuple[str, list[j.Fact]]]:
        """Subjects whose name begins with ``under``, each with all its facts of ``kinds``."""
        marks = ",".join("?" * len(kinds))
        cursor = self._db.execute(
            f"SELECT subject, header, signature, body FROM entries WHERE kind IN ({marks})"
            " AND substr(subject, 1, ?) = ? ORDER BY subject",
            [*kinds, len(under), under],
        )
        for subject, rows in groupby(iter(cursor.fetchone, None), key=itemgetter(0)):
            yield subject, [j.read(chain.Entry(*row[1:])) for row in rows]

    def days(self) -> tuple[date, date] | None:
        """The first and the last day on which somebody came; None when nobody did."""
        row = self._db.execute("SELECT min(day), max(day) FROM visits WHERE day <> ''").fetchone()
        return (date.fromisoformat(row[0]), date.fromisoformat(row[1])) if row[0] else None

    def _stream(self, query: str, first: date, last: date, decoder: DatedDecoder[T]) -> Iterator[T]:
        cursor = self._db.execute(query, [first.isoformat(), last.isoformat()])
        return (decoder.decode(row[0]) for row in iter(cursor.fetchone, None))
