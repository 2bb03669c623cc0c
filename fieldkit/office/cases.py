"""Protection cases at headquarters: sheets remembered, opened, held against what was signed, and handed on."""

from datetime import date

import msgspec

from fieldkit.domain import journal as j
from fieldkit.domain.protection import case as cases
from fieldkit.domain.protection import case_form
from fieldkit.domain.protection.case import CaseSheet, FollowUp, Intake
from fieldkit.locale import _
from fieldkit.office.keys import Office
from fieldkit.office.opening import SealedForm
from fieldkit.office.store.cases import CaseSaid
from fieldkit.office.store.claims import Claim, Claims
from fieldkit.office.unsealing import NotAsSaid


class ExportedSheet(msgspec.Struct, frozen=True):
    """One sheet of a case as it was opened; ``doubts`` are sentences about what does not agree in it."""

    revision: int
    device: str
    operator: str
    day: str
    captured_ms: int
    told: Intake | FollowUp
    doubts: tuple[str, ...]


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
    if isinstance(told, FollowUp):
        return told.hague, told.referral, told.closed
    persons = tuple((one.sex, one.age) for one in cases.counted(told.persons, day))
    return told.hague, told.referral, sheet.number, told.field, persons


def _said(said: j.CaseSealed | j.CaseFollowed) -> tuple[object, ...]:
    if isinstance(said, j.CaseFollowed):
        return said.hague, said.referral, said.closed
    persons = tuple((one.sex, one.age) for one in said.persons)
    return said.hague, said.referral, said.number, said.field, persons


def doubts(office: Office, sheet: CaseSheet) -> tuple[str, ...]:
    """What a person should look at, as of the day on which it was told; none of it keeps a case from being counted."""
    if isinstance(sheet.told, FollowUp):
        return ()
    numbers = range(1, len(sheet.told.persons) + 1)
    found = case_form.check(office.catalog.protection, sheet.told, date.fromisoformat(sheet.day), numbers)
    return tuple(one.sentence for one in found)


def exported(office: Office) -> list[ExportedCase]:
    """Every case of which a sheet was opened, by id."""
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
                sheets=tuple(_exported(office, sheet) for _claim, sheet in mine),
                conflicts=known.conflicts,
            )
        )
    return rows


def _exported(office: Office, sheet: CaseSheet) -> ExportedSheet:
    return ExportedSheet(
        revision=sheet.revision,
        device=sheet.device,
        operator=sheet.operator,
        day=sheet.day,
        captured_ms=sheet.captured_ms,
        told=sheet.told,
        doubts=doubts(office, sheet),
    )
