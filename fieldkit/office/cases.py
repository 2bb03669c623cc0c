"""Protection cases at headquarters: sheets remembered, opened, held against what was signed, and handed on."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from fieldkit.domain import journal as j
from fieldkit.domain.protection import case as cases
from fieldkit.domain.protection import case_form
from fieldkit.domain.protection.case import CaseSheet, FollowUp, Intake
from fieldkit.errors import Problem
from fieldkit.locale import _
from fieldkit.office import decisions, exported_files, prepare, problems
from fieldkit.office.exported_files import ExportedFile
from fieldkit.office.keys import Office
from fieldkit.office.opening import SealedForm
from fieldkit.office.store.cases import CaseSaid
from fieldkit.office.store.claims import Claim, Claims
from fieldkit.office.unsealing import NotAsSaid

ROLE = "protection"


class ExportedSheet(msgspec.Struct, frozen=True):
    """One sheet of a case as it was opened; ``doubts`` are sentences about what does not agree in it.

    ``corrects`` is the sheet it replaces, 0 for none; ``approved_by`` the second person who looked at it.
    """

    revision: int
    device: str
    operator: str
    day: str
    captured_ms: int
    told: Intake | FollowUp
    doubts: tuple[str, ...]
    files: tuple[ExportedFile, ...]
    corrects: int
    approved_by: str


class ExportedCase(msgspec.Struct, frozen=True):
    """One line: a case with all its opened sheets. Birth dates are in them: bands are computed by whoever counts."""

    id: str
    number: str
    state: str
    event: str
    sheets: tuple[ExportedSheet, ...]
    conflicts: tuple[str, ...]


class SealedCase(SealedForm[CaseSaid, CaseSheet]):
    """A sheet of a case."""

    kinds = frozenset({"case.sealed", "case.followed"})
    sheet_role = "case"
    bodies = (j.CaseSealed, j.CaseFollowed)
    unknown = j.CaseFollowed(revision=0, day="", files=())

    def claims(self, office: Office) -> Claims[CaseSaid, CaseSheet]:
        """In their own table."""
        return office.store.cases

    def read(self, raw: bytes) -> CaseSheet:
        """The sheet."""
        return cases.read_sheet(raw)

    def pictures(self, sheet: CaseSheet) -> Sequence[j.PackedFile]:
        """What was shown."""
        return sheet.files

    def check(self, claim: Claim[CaseSaid], sheet: CaseSheet) -> None:
        """Raise NotAsSaid unless it is of the same case and says the codes that were signed."""
        entry = (claim.subject, claim.revision, claim.device, claim.operator, claim.event, claim.said.day)
        if entry != (sheet.case, sheet.revision, sheet.device, sheet.operator, sheet.event, sheet.day):
            raise NotAsSaid(reason=_("La hoja sellada es de otro caso o de otra computadora."))
        try:
            day = date.fromisoformat(sheet.day)
            same = _says(sheet, day) == _said(claim.said)
        except ValueError as error:  # NotYetBorn is one
            raise NotAsSaid(reason=_("El día o una fecha de nacimiento de la hoja no puede ser.")) from error
        if not same:
            raise NotAsSaid(reason=_("La hoja sellada no dice lo que se anotó de ella."))
        if isinstance(sheet.told, Intake) and not any(one.counted for one in sheet.told.persons):
            raise NotAsSaid(reason=_("El caso no lleva ninguna persona."))


def _says(sheet: CaseSheet, day: date) -> tuple[object, ...]:
    """What the journal's entry should have said of a sheet. Raises NOT_YET_BORN."""
    told = sheet.told
    signed = (told.hague, told.referral, sheet.corrects, sheet.approved_by)
    if isinstance(told, FollowUp):
        return *signed, told.closed
    persons = tuple((one.sex, one.age) for one in cases.counted(told.persons, day))
    return *signed, sheet.number, told.field, persons


def _said(said: j.CaseSealed | j.CaseFollowed) -> tuple[object, ...]:
    signed = (said.hague, said.referral, said.corrects, said.approved_by)
    if isinstance(said, j.CaseFollowed):
        return *signed, said.closed
    persons = tuple((one.sex, one.age) for one in said.persons)
    return *signed, said.number, said.field, persons


def doubts(office: Office, claim: Claim[CaseSaid], sheet: CaseSheet) -> tuple[str, ...]:
    """What a person should look at, as of the day on which it was told; none of it keeps a case from being counted."""
    services = prepare.catalog(office, claim.event).services
    codes = [code for code, service in services.items() if service.hq == "case"]
    found = decisions.check_second(office, claim, codes, frozenset({ROLE}))
    if isinstance(sheet.told, Intake):
        numbers = range(1, len(sheet.told.persons) + 1)
        found += case_form.check(office.catalog.protection, sheet.told, date.fromisoformat(sheet.day), numbers)
    return tuple(one.sentence for one in found)


def return_(office: Office, case: str, reasons: Sequence[str]) -> None:
    """Send a case's newest sheet back to its laptop, with reasons for the protection staff and what was told.

    Raises NOT_TO_DECIDE: also while another of its sheets is sent back and not yet corrected.
    """
    claim, known = office.store.cases.newest(case), cases.fold(case, office.store.log.facts(case))
    sheet = office.store.cases.sheet(claim.sha256) if claim is not None else None
    if claim is None or sheet is None or claim.revision != known.revision:
        raise Problem(problems.NOT_TO_DECIDE, reason=_("No está abierta, o ya se decidió."))
    if known.sent_back:
        raise Problem(problems.NOT_TO_DECIDE, reason=_("Ya se devolvió y falta que la corrijan."))
    if not reasons:
        raise Problem(problems.NOT_TO_DECIDE, reason=_("Falta el motivo."))
    visit = sheet.told.visit if isinstance(sheet.told, Intake) else ""
    body = j.CaseReturned(sheet.revision, tuple(reasons), case_form.answers(sheet.told), sheet.files, visit)
    decisions.write(office, case, claim.device, body)


def exported(office: Office, out: Path) -> list[ExportedCase]:
    """Every case of which a sheet was opened, by id; what was shown is written below ``out``."""
    sheets: dict[str, list[tuple[Claim[CaseSaid], CaseSheet]]] = {}
    for opened, sheet in office.store.cases.sheets():
        sheets.setdefault(opened.subject, []).append((opened, sheet))
    rows = []
    for case, mine in sheets.items():
        known = cases.fold(case, office.store.log.facts(case))
        rows.append(
            ExportedCase(
                id=case,
                number=known.number or mine[0][1].number,
                state=known.state.value,
                event=mine[0][0].event,
                sheets=tuple(_exported(office, claim, sheet, out) for claim, sheet in mine),
                conflicts=known.conflicts,
            )
        )
    return rows


def _exported(office: Office, claim: Claim[CaseSaid], sheet: CaseSheet, out: Path) -> ExportedSheet:
    folder = Path("case-files") / claim.subject / claim.sha256[:16]
    return ExportedSheet(
        revision=sheet.revision,
        device=sheet.device,
        operator=sheet.operator,
        day=sheet.day,
        captured_ms=sheet.captured_ms,
        told=sheet.told,
        doubts=doubts(office, claim, sheet),
        files=exported_files.write(out, folder, office.store.cases.files(claim.sha256)),
        corrects=sheet.corrects,
        approved_by=sheet.approved_by,
    )
