"""Sealed forms that devices say they sent, and what the office made of each: one table for each kind of form."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

import msgspec
from sqlite_utils import Database

from fieldkit.domain import journal as j

Said = TypeVar("Said", bound=j.Body)
Sheet = TypeVar("Sheet", bound=msgspec.Struct)


class OpeningState(StrEnum):
    """What the office made of something that a device sent; ``QUARANTINED``: set aside with a reason."""

    PENDING = "pending"
    OPENED = "opened"
    QUARANTINED = "quarantined"


class Claim(NamedTuple, Generic[Said]):
    """What a signed entry ``said`` of the form ``subject``; ``sha256`` names the sealed file of its sheet.

    ``reason`` is why it was set aside.
    """

    subject: str
    revision: int
    sha256: str
    device: str
    operator: str
    event: str
    said: Said
    state: OpeningState = OpeningState.PENDING
    reason: str = ""


class OpenedFile(NamedTuple):
    """A photo or scan in plain: its slot, media type and bytes."""

    slot: str
    media: str
    content: bytes


class ClaimTable(NamedTuple):
    """A table and its own names for the three columns that differ; ``files`` is that of plain files, by sheet."""

    name: str
    subject: str
    said: str
    sheet: str
    files: str


class Claims(Generic[Said, Sheet]):
    """Claims of one kind of form. Call inside the transaction that belongs to them."""

    def __init__(self, db: Database, table: ClaimTable, said: object, sheet: type[Sheet]) -> None:
        self._db = db
        self._table = table
        self._said: msgspec.json.Decoder[Said] = msgspec.json.Decoder(said)
        self._sheet = msgspec.json.Decoder(sheet)
        self._columns = f"{table.subject}, revision, sha256, device, operator, event, {table.said}, state, reason"
        self._one = f"{table.subject} = ? AND revision = ? AND sha256 = ? AND device = ?"

    def add_claim(self, claim: Claim[Said]) -> None:
        """Remember a form to open; the same one again changes nothing."""
        self._db.execute(
            f"INSERT OR IGNORE INTO {self._table.name} ({self._columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [*claim[:6], msgspec.json.encode(claim.said), *claim[7:]],
        )

    def claims(self, *states: OpeningState) -> list[Claim[Said]]:
        """Those in one of ``states``, in the order in which they came."""
        marks = ",".join("?" * len(states))
        rows = self._db.execute(
            f"SELECT {self._columns} FROM {self._table.name} WHERE state IN ({marks}) ORDER BY rowid", list(states)
        )
        return [self._claim(row) for row in rows.fetchall()]

    def keep(self, claim: Claim[Said], sheet: Sheet, files: Sequence[OpenedFile] = ()) -> None:
        """Keep what was opened for a claim."""
        for file in files:
            self._db.execute(f"INSERT OR REPLACE INTO {self._table.files} VALUES (?, ?, ?, ?)", [claim.sha256, *file])
        self._db.execute(
            f"UPDATE {self._table.name} SET state = 'opened', reason = '', {self._table.sheet} = ? WHERE {self._one}",
            [msgspec.json.encode(sheet), *claim[:4]],
        )

    def files(self, sha256: str) -> list[OpenedFile]:
        """The plain files that belong to a sheet, by slot."""
        rows = self._db.execute(
            f"SELECT slot, media, content FROM {self._table.files} WHERE package = ? ORDER BY slot", [sha256]
        )
        return [OpenedFile(*row) for row in rows.fetchall()]

    def newest(self, subject: str) -> Claim[Said] | None:
        """The opened claim of a form's newest revision; None when nothing of it was opened."""
        mine = [claim for claim in self.claims(OpeningState.OPENED) if claim.subject == subject]
        return max(mine, key=lambda claim: claim.revision, default=None)

    def set_aside(self, claim: Claim[Said], reason: str) -> None:
        """Quarantine what could not be opened."""
        self._db.execute(
            f"UPDATE {self._table.name} SET state = 'quarantined', reason = ? WHERE {self._one}", [reason, *claim[:4]]
        )

    def sheet(self, sha256: str) -> Sheet | None:
        """The opened sheet whose sealed file has this hash."""
        row = self._db.execute(
            f"SELECT {self._table.sheet} FROM {self._table.name} WHERE sha256 = ? AND state = 'opened'", [sha256]
        ).fetchone()
        return self._sheet.decode(row[0]) if row else None

    def sheets(self) -> list[tuple[Claim[Said], Sheet]]:
        """Every opened sheet, by form and revision."""
        rows = self._db.execute(
            f"SELECT {self._columns}, {self._table.sheet} FROM {self._table.name} WHERE state = 'opened'"
            f" ORDER BY {self._table.subject}, revision, rowid"
        )
        return [(self._claim(row[:9]), self._sheet.decode(row[9])) for row in rows.fetchall()]

    def _claim(self, row: tuple[str, int, str, str, str, str, bytes, str, str]) -> Claim[Said]:
        return Claim(*row[:6], self._said.decode(row[6]), OpeningState(row[7]), row[8])
