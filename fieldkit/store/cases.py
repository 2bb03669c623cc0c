"""Protection cases' half-filled forms, and what headquarters opened of cases.

The forms lie in tables of their own: no list, search or comparison of applications' forms can come upon them.
"""

from typing import NamedTuple

import msgspec
from sqlite_utils import Database

from fieldkit.domain.journal import CaseFollowed, CaseSealed
from fieldkit.domain.protection.case import CaseSheet
from fieldkit.store.file import atomic

_said: msgspec.json.Decoder[CaseSealed | CaseFollowed] = msgspec.json.Decoder(CaseSealed | CaseFollowed)
_sheet = msgspec.json.Decoder(CaseSheet)


class CaseDraft(NamedTuple):
    """A sheet being filled: ``id`` is the case's, ``revision`` 1 opens it, later ones follow it up."""

    id: str
    visit: str
    revision: int
    made_ms: int
    fields: dict[str, str]


class CaseClaim(NamedTuple):
    """A sheet that a device says it sent, and what the office made of it: pending, opened, quarantined for a reason."""

    case: str
    revision: int
    sha256: str
    device: str
    operator: str
    event: str
    said: CaseSealed | CaseFollowed
    state: str
    reason: str


_CLAIM = "case_id, revision, sha256, device, operator, event, said, state, reason"
_KEY = "case_id = ? AND revision = ? AND sha256 = ? AND device = ?"


class Cases:
    """Rows about protection cases. Saving a field is a durable transaction of its own."""

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

    def add_claim(self, claim: CaseClaim) -> None:
        """Remember a sheet to open; the same one again changes nothing."""
        self._db.execute(
            f"INSERT OR IGNORE INTO case_sheets ({_CLAIM}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [*claim[:6], msgspec.json.encode(claim.said), *claim[7:]],
        )

    def claims(self, *states: str) -> list[CaseClaim]:
        """Sheets in one of ``states``, in the order in which they came."""
        marks = ",".join("?" * len(states))
        rows = self._db.execute(
            f"SELECT {_CLAIM} FROM case_sheets WHERE state IN ({marks}) ORDER BY rowid", list(states)
        )
        return [_claim(row) for row in rows.fetchall()]

    def keep(self, claim: CaseClaim, sheet: CaseSheet) -> None:
        """Keep what was opened for a claim."""
        self._db.execute(
            f"UPDATE case_sheets SET state = 'opened', reason = '', sheet = ? WHERE {_KEY}",
            [msgspec.json.encode(sheet), *claim[:4]],
        )

    def set_aside(self, claim: CaseClaim, reason: str) -> None:
        """Quarantine a sheet that could not be opened."""
        self._db.execute(f"UPDATE case_sheets SET state = 'quarantined', reason = ? WHERE {_KEY}", [reason, *claim[:4]])

    def sheets(self) -> list[tuple[CaseClaim, CaseSheet]]:
        """Every opened sheet, by case and revision."""
        rows = self._db.execute(
            f"SELECT {_CLAIM}, sheet FROM case_sheets WHERE state = 'opened' ORDER BY case_id, revision, rowid"
        )
        return [(_claim(row[:9]), _sheet.decode(row[9])) for row in rows.fetchall()]

    def _whole(self, row: tuple[str, str, int, int]) -> CaseDraft:
        fields = self._db.execute("SELECT key, value FROM case_draft_fields WHERE draft = ?", [row[0]]).fetchall()
        return CaseDraft(*row, dict(fields))


def _claim(row: tuple[str, int, str, str, str, str, bytes, str, str]) -> CaseClaim:
    case, revision, sha256, device, operator, event, said, state, reason = row
    return CaseClaim(case, revision, sha256, device, operator, event, _said.decode(said), state, reason)
