"""Protection cases' half-filled forms.

They lie in tables of their own: no list, search or comparison of applications' forms can come upon them.
"""

from typing import NamedTuple

from sqlite_utils import Database

from fieldkit.store.file import atomic


class CaseDraft(NamedTuple):
    """A sheet being filled: ``id`` is the case's, ``revision`` 1 opens it, later ones follow it up."""

    id: str
    visit: str
    revision: int
    made_ms: int
    fields: dict[str, str]


class Cases:
    """The forms of this laptop. Saving a field is a durable transaction of its own."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def open(self, draft: str, *, visit: str, revision: int, now_ms: int) -> CaseDraft:
        """The form of a case's next sheet, made when it is not there yet."""
        self._db.execute(
            "INSERT INTO case_drafts VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING", [draft, visit, revision, now_ms]
        )
        return self.draft(draft)

    def draft(self, draft: str) -> CaseDraft:
        """One form; KeyError when it does not exist."""
        row = self._db.execute("SELECT id, visit, revision, made_ms FROM case_drafts WHERE id = ?", [draft]).fetchone()
        if row is None:
            raise KeyError(draft)
        return self._whole(row)

    def drafts(self) -> list[CaseDraft]:
        """Every form on this laptop, oldest first."""
        rows = self._db.execute("SELECT id, visit, revision, made_ms FROM case_drafts ORDER BY made_ms, id")
        return [self._whole(row) for row in rows.fetchall()]

    def count_drafts(self) -> int:
        """How many there are, for those who may not read them."""
        return int(self._db.execute("SELECT count(*) FROM case_drafts").fetchone()[0])

    def save_field(self, draft: str, key: str, value: str, *, now_ms: int) -> None:
        """Keep one field; an empty value takes it away."""
        with atomic(self._db):
            if value:
                self._db.execute(
                    "INSERT OR REPLACE INTO case_draft_fields VALUES (?, ?, ?, ?)", [draft, key, value, now_ms]
                )
            else:
                self._db.execute("DELETE FROM case_draft_fields WHERE draft = ? AND key = ?", [draft, key])

    def delete(self, draft: str) -> None:
        """Remove a form and all it holds; call inside the transaction that seals or discards it."""
        self._db.execute("DELETE FROM case_drafts WHERE id = ?", [draft])

    def _whole(self, row: tuple[str, str, int, int]) -> CaseDraft:
        fields = self._db.execute("SELECT key, value FROM case_draft_fields WHERE draft = ?", [row[0]]).fetchall()
        return CaseDraft(*row, dict(fields))
