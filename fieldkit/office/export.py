"""What was opened as files for other systems: JSON Lines, CSV, and photos and scans beside them."""

import csv
import io
from pathlib import Path
from typing import NamedTuple

import msgspec

from fieldkit.domain import journal as j
from fieldkit.domain.forms.application import Application
from fieldkit.domain.journal import Submitted
from fieldkit.office import cases, exported_files
from fieldkit.office.exported_files import ExportedFile
from fieldkit.office.keys import Office
from fieldkit.office.paths import write_private
from fieldkit.office.store.claims import Claim, OpeningState
from fieldkit.report.spreadsheet import harmless
from sync.journal import chain


class ExportedApplication(msgspec.Struct, frozen=True):
    """One line: an application as headquarters holds it. Times are milliseconds since 1970 UTC, money is cents."""

    id: str
    revision: int
    state: str
    service: str
    number: str
    event: str
    device: str
    operator: str
    approved_by: str
    visit: str
    day: str
    captured_ms: int
    decided_ms: int
    years: int
    fee_cents: int
    language: str
    notice: bool
    fields: dict[str, str]
    files: tuple[ExportedFile, ...]
    reasons: tuple[str, ...]
    conflicts: tuple[str, ...]


class Written(NamedTuple):
    """How much was exported."""

    applications: int
    files: int
    cases: int = 0


def export(office: Office, out: Path) -> Written:
    """Write every opened application, each once, in its newest opened revision, and every opened case.

    Files come first and the lists last, each replaced whole, so whoever reads a list finds every file it names.
    Nothing in ``out`` is deleted, and only its owner can read it.
    """
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    newest: dict[str, Claim[Submitted]] = {}
    for claim in office.store.opened.claims(OpeningState.OPENED):
        known = office.store.people.application(claim.subject)
        if known is None or not _is_older(claim, newest.get(claim.subject), known):
            newest[claim.subject] = claim
    rows = [_row(office, claim, out) for claim in newest.values()]
    write_private(out / "applications.csv", _csv(rows).encode("utf-8-sig"))
    write_private(out / "applications.jsonl", b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    cases_rows = cases.exported(office, out)
    write_private(out / "cases.jsonl", b"".join(msgspec.json.encode(row) + b"\n" for row in cases_rows))
    return Written(len(rows), sum(len(row.files) for row in rows), len(cases_rows))


def _is_older(claim: Claim[Submitted], other: Claim[Submitted] | None, known: Application) -> bool:
    """Whether ``other`` is to be exported rather than ``claim``: the newer, then the one the fold stands on."""
    if other is None or claim.revision != other.revision:
        return other is not None and claim.revision < other.revision
    return bool(known.files) and known.files[0] == other.said.files[0]


def _row(office: Office, claim: Claim[Submitted], out: Path) -> ExportedApplication:
    package = office.store.opened.sheet(claim.sha256)
    known = office.store.people.application(claim.subject)
    if package is None or known is None:  # both were written in the transactions that opened it
        raise KeyError(claim.subject)
    decided = [
        fact.header.hlc
        for fact in office.store.log.facts(claim.subject)
        if isinstance(fact.body, j.Accepted | j.Returned) and fact.body.revision == claim.revision
    ]
    files = exported_files.write(out, Path("files") / claim.subject, office.store.opened.files(claim.sha256))
    return ExportedApplication(
        id=claim.subject,
        revision=package.revision,
        state=known.state.value if known.revision == claim.revision else "superseded",
        service=package.service,
        number=package.number,
        event=package.event,
        device=package.device,
        operator=package.operator,
        approved_by=package.approved_by,
        visit=package.visit,
        day=package.day,
        captured_ms=package.captured_ms,
        decided_ms=chain.clock_ms(max(decided, default=chain.Hlc(0))),
        years=package.years,
        fee_cents=package.fee_cents,
        language=package.language,
        notice=package.notice,
        fields=package.fields,
        files=files,
        reasons=known.reasons,
        conflicts=known.conflicts,
    )


def _csv(rows: list[ExportedApplication]) -> str:
    """One column a fact and a field; a cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    facts = [
        name
        for name in ExportedApplication.__struct_fields__
        if name not in {"fields", "files", "reasons", "conflicts"}
    ]
    keys = sorted({key for row in rows for key in row.fields})
    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*facts, *keys, "files", "reasons", "conflicts"])
    for row in rows:
        cells = [str(getattr(row, name)) for name in facts]
        cells += [row.fields.get(key, "") for key in keys]
        cells += [" ".join(file.path for file in row.files), " ".join(row.reasons), " ".join(row.conflicts)]
        writer.writerow([harmless(cell) for cell in cells])
    return target.getvalue()
