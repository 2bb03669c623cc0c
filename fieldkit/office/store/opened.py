"""What the office has opened: which batches were taken, and every application with its plain files."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlite_utils import Database

from fieldkit.domain.forms.application import Package
from fieldkit.domain.journal import Submitted
from fieldkit.people.matching import of_form
from fieldkit.store.identities import Identities

_submitted = msgspec.json.Decoder(Submitted)
_package = msgspec.json.Decoder(Package)


class TakenBatch(NamedTuple):
    """A batch by its device, number and hash: ``opened``, or ``quarantined`` for ``reason``."""

    device: str
    n: int
    sha256: str
    state: str
    reason: str


class ApplicationClaim(NamedTuple):
    """An application that a device says it sent, and what the office made of it.

    ``sha256`` names its sealed package; ``state`` is ``pending``, ``opened`` or ``quarantined`` for ``reason``.
    """

    application: str
    revision: int
    sha256: str
    device: str
    operator: str
    event: str
    submitted: Submitted
    state: str
    reason: str


class OpenedFile(NamedTuple):
    """A photo or scan in plain: its slot, media type and bytes."""

    slot: str
    media: str
    content: bytes


_CLAIM = "application, revision, sha256, device, operator, event, submitted, state, reason"


def source_of(package: Package) -> str:
    """Where people of the same event and service are found in the index of identities."""
    return f"opened:{package.event} {package.service}"


class OpenedApplications:
    """Rows about batches, applications and files. Call inside the transaction that belongs to them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._identities = Identities(db)

    def batches(self, device: str) -> list[TakenBatch]:
        """Every batch of a device that was looked at."""
        rows = self._db.execute(
            "SELECT device, n, sha256, state, reason FROM opened_batches WHERE device = ? ORDER BY n, sha256", [device]
        )
        return [TakenBatch(*row) for row in rows.fetchall()]

    def note_batch(self, batch: TakenBatch) -> None:
        """Write down what became of a batch, in place of what was written before."""
        self._db.execute("INSERT OR REPLACE INTO opened_batches VALUES (?, ?, ?, ?, ?)", list(batch))

    def add_claim(self, claim: ApplicationClaim) -> None:
        """Remember an application to open; the same one again changes nothing."""
        self._db.execute(
            f"INSERT OR IGNORE INTO packages ({_CLAIM}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [*claim[:6], msgspec.json.encode(claim.submitted), *claim[7:]],
        )

    def claims(self, *states: str) -> list[ApplicationClaim]:
        """Applications in one of ``states``, in the order in which they came."""
        marks = ",".join("?" * len(states))
        rows = self._db.execute(f"SELECT {_CLAIM} FROM packages WHERE state IN ({marks}) ORDER BY rowid", list(states))
        return [
            ApplicationClaim(
                application, revision, sha256, device, operator, event, _submitted.decode(submitted), state, reason
            )
            for application, revision, sha256, device, operator, event, submitted, state, reason in rows.fetchall()
        ]

    def keep(self, claim: ApplicationClaim, package: Package, files: Sequence[OpenedFile]) -> None:
        """Keep what was opened for a claim."""
        for file in files:
            self._db.execute("INSERT OR REPLACE INTO package_files VALUES (?, ?, ?, ?)", [claim.sha256, *file])
        self._db.execute(
            "UPDATE packages SET state = 'opened', reason = '', package = ?"
            " WHERE application = ? AND revision = ? AND sha256 = ? AND device = ?",
            [msgspec.json.encode(package), *_key(claim)],
        )
        self._identities.put(package.application, source_of(package), of_form(package.fields))

    def set_aside(self, claim: ApplicationClaim, reason: str) -> None:
        """Quarantine an application that could not be opened."""
        self._db.execute(
            "UPDATE packages SET state = 'quarantined', reason = ?"
            " WHERE application = ? AND revision = ? AND sha256 = ? AND device = ?",
            [reason, *_key(claim)],
        )

    def package(self, sha256: str) -> Package | None:
        """The opened package whose sealed file has this hash."""
        row = self._db.execute(
            "SELECT package FROM packages WHERE sha256 = ? AND state = 'opened'", [sha256]
        ).fetchone()
        return _package.decode(row[0]) if row else None

    def files(self, sha256: str) -> list[OpenedFile]:
        """The plain files that belong to a package, by slot."""
        rows = self._db.execute(
            "SELECT slot, media, content FROM package_files WHERE package = ? ORDER BY slot", [sha256]
        )
        return [OpenedFile(*row) for row in rows.fetchall()]

    def entries_held(self, device: str) -> tuple[int, int]:
        """How many of a device's entries are here, and the highest number among them."""
        row = self._db.execute(
            "SELECT count(DISTINCT seq), coalesce(max(seq), 0) FROM entries WHERE device = ?", [device]
        ).fetchone()
        return row[0], row[1]


def _key(claim: ApplicationClaim) -> tuple[str, int, str, str]:
    return claim.application, claim.revision, claim.sha256, claim.device
