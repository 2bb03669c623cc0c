"""What headquarters opened of protection cases."""

from typing import NamedTuple

import msgspec
from sqlite_utils import Database

from fieldkit.domain.journal import CaseFollowed, CaseSealed
from fieldkit.domain.protection.case import CaseSheet

_said: msgspec.json.Decoder[CaseSealed | CaseFollowed] = msgspec.json.Decoder(CaseSealed | CaseFollowed)
_sheet = msgspec.json.Decoder(CaseSheet)


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


class CaseSheets:
    """Sheets of cases. Call inside the transaction that belongs to them."""

    def __init__(self, db: Database) -> None:
        self._db = db

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


def _claim(row: tuple[str, int, str, str, str, str, bytes, str, str]) -> CaseClaim:
    case, revision, sha256, device, operator, event, said, state, reason = row
    return CaseClaim(case, revision, sha256, device, operator, event, _said.decode(said), state, reason)
