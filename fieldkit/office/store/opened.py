"""What the office has opened: which batches were taken, and every application with its plain files."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlite_utils import Database

from fieldkit.domain.forms.application import Package
from fieldkit.domain.journal import Submitted
from fieldkit.office.store.claims import Claim, Claims, ClaimTable, OpenedFile, OpeningState
from fieldkit.people.matching import of_form
from fieldkit.store.identities import Identities


class TakenBatch(NamedTuple):
    """A batch by its device, number and hash: opened, or quarantined for ``reason``."""

    device: str
    n: int
    sha256: str
    state: OpeningState
    reason: str


def source_of(package: Package) -> str:
    """Where people of the same event and service are found in the index of identities."""
    return f"opened:{package.event} {package.service}"


class OpenedApplications(Claims[Submitted, Package]):
    """Rows about batches, applications and files. Call inside the transaction that belongs to them."""

    def __init__(self, db: Database) -> None:
        super().__init__(
            db, ClaimTable("packages", "application", "submitted", "package", "package_files"), Submitted, Package
        )
        self._identities = Identities(db)

    def batches(self, device: str) -> list[TakenBatch]:
        """Every batch of a device that was looked at."""
        rows = self._db.execute(
            "SELECT device, n, sha256, state, reason FROM opened_batches WHERE device = ? ORDER BY n, sha256", [device]
        )
        return [
            TakenBatch(of, n, sha256, OpeningState(state), reason) for of, n, sha256, state, reason in rows.fetchall()
        ]

    def note_batch(self, batch: TakenBatch) -> None:
        """Write down what became of a batch, in place of what was written before."""
        self._db.execute("INSERT OR REPLACE INTO opened_batches VALUES (?, ?, ?, ?, ?)", list(batch))

    def keep(self, claim: Claim[Submitted], sheet: Package, files: Sequence[OpenedFile] = ()) -> None:
        """Keep what was opened for a claim, and who may be the same person."""
        super().keep(claim, sheet, files)
        self._identities.put(sheet.application, source_of(sheet), of_form(sheet.fields))

    def entries_held(self, device: str) -> tuple[int, int]:
        """How many of a device's entries are here, and the highest number among them."""
        row = self._db.execute(
            "SELECT count(DISTINCT seq), coalesce(max(seq), 0) FROM entries WHERE device = ?", [device]
        ).fetchone()
        return row[0], row[1]
