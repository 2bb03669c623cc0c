"""The protection room: a case is taken down field by field, sealed for headquarters, and followed up unread.

Only whoever holds the role gets in, a supervisor no more than anybody else. Everybody may know that a case exists:
its number and how it stands.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from fieldkit.desk.forms import problems as form_problems
from fieldkit.desk.forms.drafting import Drafting
from fieldkit.desk.forms.form import Approvals, Form
from fieldkit.desk.protection import problems
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.forms.definition import FormDefinition, key_of
from fieldkit.domain.forms.review import stops
from fieldkit.domain.protection import case as cases
from fieldkit.domain.protection import case_form
from fieldkit.domain.protection.case import Case, CaseSheet, CaseState, FollowUp
from fieldkit.domain.protection.case_form import Read
from fieldkit.domain.queue import visit as visits
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.errors import Problem
from fieldkit.locale import N_
from fieldkit.people.dates import iso_text
from fieldkit.store import Draft

ROLE = "protection"
_KINDS = ("case.sealed", "case.followed", "case.discarded")
DISCARD_REASONS = {
    "left": N_("La persona se fue"),
    "mistake": N_("Se abrió por error"),
    "declined": N_("La persona prefirió no seguir"),
}
STATES = {
    CaseState.UNKNOWN: N_("sin noticia de su apertura"),
    CaseState.SEALED: N_("sellado"),
    CaseState.FOLLOWED: N_("sellado, con seguimiento"),
    CaseState.CLOSED: N_("sellado, concluido"),
    CaseState.DISCARDED: N_("desechado"),
}


class CaseCard(NamedTuple):
    """That a case exists: all that anybody at the event is told of it."""

    id: str
    number: str
    day: date | None
    state: CaseState


class ProtectionWork(NamedTuple):
    """What the room has before it: people who came for it, half-filled forms, and sealed cases."""

    visits: list[Visit]
    drafts: list[Draft]
    cases: list[CaseCard]


class CaseForm(Form[CaseSheet, Case]):
    """What a case is beside its questions: a room of its own, and an entry that points at nobody and no visit."""

    kind = case_form.KIND
    roles = (ROLE,)
    sheet_role = "case"
    discard_reasons = DISCARD_REASONS

    @classmethod
    def enter(cls, session: Session) -> None:
        """Only the role itself. Raises PROTECTION_ONLY."""
        _enter(session)

    @classmethod
    def asks(cls, workplace: Workplace, draft: Draft) -> FormDefinition:
        """The questions that open a case, or those of a follow-up."""
        ask = case_form.follow_up_form if draft.revision > 1 else case_form.intake_form
        return ask(workplace.catalog.protection)

    @classmethod
    def known(cls, session: Session, visit: str, about: str) -> Mapping[str, str]:
        """What the door knows. Raises NO_SUCH_VISIT."""
        if not visit:
            return {}
        person = session.visit(visit)
        known = {"born": iso_text(person.born)}
        if person.name is not None:
            known |= {"given": person.name.given, "surname1": person.name.surname1, "surname2": person.name.surname2}
        return {key_of(1, key): value for key, value in known.items()}

    def findings(self) -> list[Finding]:
        """What the tables ask, and what must agree."""
        return self._read().findings

    def number(self) -> str:
        """The case's own, once it has one."""
        return _case(self.session, self.draft.id).number or super().number()

    def sheet(self, files: Sequence[j.PackedFile], who: Approvals) -> CaseSheet:
        """The sheet. Raises NOT_READY."""
        read = self._read()
        if read.told is None:
            raise Problem(form_problems.NOT_READY, count=len(stops(read.findings)))
        return CaseSheet(
            case=self.draft.id,
            revision=self.draft.revision,
            number=_case(self.session, self.draft.id).number or _next_number(self.session),
            event=self.session.pack.event,
            device=self.session.store.device,
            operator=who.captor,
            day=self.session.today().isoformat(),
            captured_ms=self.session.clock.now_ms(),
            told=read.told,
        )

    def fact(self, sheet: CaseSheet, files: tuple[j.FileRef, ...]) -> j.CaseSealed | j.CaseFollowed:
        """Codes that statistics are made of."""
        told = sheet.told
        if isinstance(told, FollowUp):
            return j.CaseFollowed(
                revision=sheet.revision,
                day=sheet.day,
                files=files,
                hague=told.hague,
                referral=told.referral,
                closed=told.closed,
            )
        sealed_marks = {code for code, mark in self.session.catalog.protection.marks.items() if mark.sealed}
        return j.CaseSealed(
            number=sheet.number,
            day=sheet.day,
            field=told.field,
            persons=cases.counted(told.persons, self.session.today(), sealed_marks),
            files=files,
            hague=told.hague,
            referral=told.referral,
        )

    def handed_in(self) -> None:
        """The visit's own line for a case ends as any other does; it says no more than the ticket did."""
        if not self.draft.visit:
            return
        for code in _case_services(self.session, self.session.visit(self.draft.visit)):
            done = j.LineDone(service=code, outcome=j.Outcome.SUBMITTED)
            if visits.next_state(self.session.visit(self.draft.visit).state, done) is not None:
                self.session.append(self.draft.visit, done)

    def done(self, subject: str) -> Case:
        """That it exists, its number and how it stands."""
        return _case(self.session, subject)

    def discarded(self, reason: str) -> j.CaseDiscarded:
        """That a case was begun and given up."""
        return j.CaseDiscarded(reason=reason)

    def _read(self) -> Read:
        lists, today = self.session.catalog.protection, self.session.today()
        if self.draft.revision > 1:
            asked = bool(_case(self.session, self.draft.id).hague)
            return case_form.read_follow_up(lists, self.draft.fields, today=today, hague=asked)
        language = self.session.visit(self.draft.visit).language if self.draft.visit else ""
        return case_form.read_intake(lists, self.draft.fields, today=today, visit=self.draft.visit, language=language)


CASE = Drafting(CaseForm)
begin, draft, save, review = CASE.begin, CASE.get, CASE.save, CASE.review
submit, discard = CASE.submit, CASE.discard


def known(session: Session) -> list[CaseCard]:
    """Every sealed case of this laptop, for anybody."""
    return [CaseCard(one.id, one.number, one.day, one.state) for one in _cases(session) if one.sheets]


def work(session: Session) -> ProtectionWork:
    """What is to do. Raises PROTECTION_ONLY."""
    _enter(session)
    drafts = session.store.drafts(case_form.KIND).all()
    begun = {draft.visit for draft in drafts}
    today = session.store.people.visits(session.today())
    here = [one for one in today if one.state in {VisitState.SERVING, VisitState.CALLED, VisitState.WAITING}]
    wanting = [one for one in here if _case_services(session, one) and one.id not in begun]
    return ProtectionWork(wanting, drafts, known(session))


def follow_up(session: Session, case: str) -> Draft:
    """The form of a sealed case's next sheet; nothing of the sheets before can be read here.

    Raises PROTECTION_ONLY, NO_SUCH_CASE.
    """
    _enter(session)
    now = _case(session, case)
    if not now.sheets:
        raise Problem(problems.NO_SUCH_CASE)
    return CASE.open(session, case, "", "", now.revision + 1, {})


def _enter(session: Session) -> None:
    if not session.allows(ROLE):
        raise Problem(problems.PROTECTION_ONLY)


def _case_services(session: Session, visit: Visit) -> Sequence[str]:
    catalog = session.catalog.services
    return [code for code in visit.open_services if code in catalog and catalog[code].hq == "case"]


def _cases(session: Session) -> list[Case]:
    return cases.fold_all(fact for kind in _KINDS for fact in session.store.log.facts_of_kind(kind))


def _case(session: Session, case: str) -> Case:
    return cases.fold(case, session.store.log.facts(case))


def _next_number(session: Session) -> str:
    """Its own count before the device's letter, so that it neither is nor looks like anybody's ticket."""
    end = f"-{session.pack.letter}"
    counts = [one.number.removeprefix("P").removesuffix(end) for one in _cases(session) if one.number.endswith(end)]
    return f"P{max((int(count) for count in counts if count.isdecimal()), default=0) + 1:03}{end}"
