"""A protection case as a form at the desk: who fills it, who approves it, what is sealed, and what is written of it.

Only whoever holds the role gets in, a supervisor no more than anybody else.
"""

from collections.abc import Mapping, Sequence

from fieldkit.desk.forms import problems as form_problems
from fieldkit.desk.forms.drafting import Drafting
from fieldkit.desk.forms.form import Approvals, Form
from fieldkit.desk.forms.returning import returned
from fieldkit.desk.protection import problems
from fieldkit.desk.reception import duplicates
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.forms.definition import FormDefinition, key_of, persons_in
from fieldkit.domain.forms.review import stops
from fieldkit.domain.protection import case as cases
from fieldkit.domain.protection import case_form
from fieldkit.domain.protection.case import Case, CaseSheet, FollowUp
from fieldkit.domain.protection.case_form import Read
from fieldkit.domain.queue import visit as visits
from fieldkit.domain.queue.same_person import WHY
from fieldkit.domain.queue.visit import Visit
from fieldkit.errors import Problem
from fieldkit.locale import N_, _
from fieldkit.people.dates import iso_text
from fieldkit.people.matching import Identity, of_form
from fieldkit.store import Draft

ROLE = "protection"
_KINDS = ("case.sealed", "case.followed", "case.discarded", "case.returned")
# What a correction is about: the form that it opens again.
INTAKE, FOLLOW_UP = "intake", "follow_up"
DISCARD_REASONS = {
    "left": N_("La persona se fue"),
    "mistake": N_("Se abrió por error"),
    "declined": N_("La persona prefirió no seguir"),
}


class CaseForm(Form[CaseSheet, Case]):
    """What a case is beside its questions: a room of its own, and an entry that points at nobody and no visit."""

    kind = case_form.KIND
    roles = (ROLE,)
    sheet_role = "case"
    discard_reasons = DISCARD_REASONS

    @classmethod
    def enter(cls, session: Session) -> None:
        """Only the role itself. Raises PROTECTION_ONLY."""
        enter_room(session)

    @classmethod
    def asks(cls, workplace: Workplace, draft: Draft) -> FormDefinition:
        """The questions that open a case, or those of a follow-up."""
        ask = case_form.follow_up_form if _follows(draft) else case_form.intake_form
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

    def settled(self, found: list[Finding]) -> list[Finding]:
        """With who may be the same person."""
        return [*found, *alike(self.session, self)]

    def approvers(self) -> frozenset[str]:
        """Whoever holds the role: nobody else reads a case."""
        return frozenset(self.roles)

    def asks_second(self) -> bool:
        """Where the event asks it for cases, and somebody else holds the role; else headquarters is told of a doubt."""
        holders = [one for one in self.session.pack.staff if not self.approvers().isdisjoint(one.roles)]
        return len(holders) > 1 and any(map(self.session.pack.asks_approval, _case_codes(self.session)))

    def corrects(self) -> bool:
        """A follow-up is no correction."""
        return bool(self.draft.service)

    def persons(self) -> Mapping[str, Identity | None]:
        """Everybody in it; under their visit, or under no name."""
        if _follows(self.draft):
            return {}
        fields, keys = self.draft.fields, [field.key for field in self.session.catalog.protection.asks_person]
        return {
            f"{self.draft.visit}{f'#{n}' if n > 1 else ''}": of_form(
                {key: fields.get(key_of(n, key), "") for key in keys}
            )
            for n in range(1, max(persons_in(fields), default=1) + 1)
        }

    def about(self) -> str:
        """The service that a case belongs to."""
        return next(iter(_case_codes(self.session)), "")

    def number(self) -> str:
        """The case's own, once it has one."""
        return case_of(self.session, self.draft.id).number or super().number()

    def sheet(self, files: Sequence[j.PackedFile], who: Approvals) -> CaseSheet:
        """The sheet. Raises NOT_READY."""
        read = self._read()
        if read.told is None:
            raise Problem(form_problems.NOT_READY, count=len(stops(read.findings)))
        return CaseSheet(
            case=self.draft.id,
            revision=self.draft.revision,
            number=case_of(self.session, self.draft.id).number or _next_number(self.session),
            event=self.session.pack.event,
            device=self.session.store.device,
            operator=who.captor,
            day=self.session.today().isoformat(),
            captured_ms=self.session.clock.now_ms(),
            told=read.told,
            files=tuple(files),
            corrects=self._corrected(),
            approved_by=who.approved_by,
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
                corrects=sheet.corrects,
                approved_by=sheet.approved_by,
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
            revision=sheet.revision,
            corrects=sheet.corrects,
            approved_by=sheet.approved_by,
        )

    @classmethod
    def returned(cls, session: Session, subject: str) -> tuple[str, str, int] | None:
        """Of a sheet that headquarters sent back and nothing corrects yet."""
        body, now = returned(session, subject), case_of(session, subject)
        if not isinstance(body, j.CaseReturned) or body.revision not in now.sent_back:
            return None
        return body.visit, FOLLOW_UP if "standing" in body.fields else INTAKE, now.revision

    def handed_in(self) -> None:
        """The visit's own line for a case ends as any other does; it says no more than the ticket did."""
        if not self.draft.visit:
            return
        for code in case_services(self.session, self.session.visit(self.draft.visit)):
            done = j.LineDone(service=code, outcome=j.Outcome.SUBMITTED)
            if visits.next_state(self.session.visit(self.draft.visit).state, done) is not None:
                self.session.append(self.draft.visit, done)

    def done(self, subject: str) -> Case:
        """That it exists, its number and how it stands."""
        return case_of(self.session, subject)

    def discarded(self, reason: str) -> j.CaseDiscarded:
        """That a case was begun and given up."""
        return j.CaseDiscarded(reason=reason)

    def _corrected(self) -> int:
        body = returned(self.session, self.draft.id) if self.corrects() else None
        return body.revision if body is not None else 0

    def _read(self) -> Read:
        lists, today = self.session.catalog.protection, self.session.today()
        if _follows(self.draft):
            asked = bool(case_of(self.session, self.draft.id).hague)
            return case_form.read_follow_up(lists, self.draft.fields, today=today, hague=asked)
        language = self.session.visit(self.draft.visit).language if self.draft.visit else ""
        return case_form.read_intake(lists, self.draft.fields, today=today, visit=self.draft.visit, language=language)


def alike(session: Session, form: CaseForm) -> list[Finding]:
    """Who else the persons of a case may be: people at the event and other cases begun, never the other way round."""
    found = []
    for number, who in enumerate(form.persons().values(), 1):
        said = [double.sentence for double in duplicates.find(session, who, form.draft.visit)]
        others = session.store.people.identities.alike(who, only=case_form.KIND) if who else []
        begun = {one.source: one for one in others if one.source != form.draft.id}
        said += [_(WHY[one.likeness]).format(who=_("un caso a medio llenar")) for one in begun.values()]
        sentences = (_("Quizá es la misma persona: {why}.").format(why=why) for why in said)
        found += [Finding(key_of(number, "given"), "warn", sentence) for sentence in sentences]
    return found


def _follows(draft: Draft) -> bool:
    return draft.service == FOLLOW_UP or (draft.revision > 1 and not draft.service)


def _case_codes(session: Session) -> list[str]:
    """The services of the event whose forms are cases."""
    return [code for code, service in session.catalog.services.items() if service.hq == "case"]


def enter_room(session: Session) -> None:
    """Raise PROTECTION_ONLY unless the operator holds the role."""
    if not session.allows(ROLE):
        raise Problem(problems.PROTECTION_ONLY)


def case_services(session: Session, visit: Visit) -> Sequence[str]:
    """The services of a visit that are still open and whose forms are cases."""
    catalog = session.catalog.services
    return [code for code in visit.open_services if code in catalog and catalog[code].hq == "case"]


def all_cases(session: Session) -> list[Case]:
    """Every case that this laptop knows, by number."""
    return cases.fold_all(fact for kind in _KINDS for fact in session.store.log.facts_of_kind(kind))


def case_of(session: Session, case: str) -> Case:
    """One case as the journal tells of it."""
    return cases.fold(case, session.store.log.facts(case))


def _next_number(session: Session) -> str:
    """Its own count before the device's letter, so that it neither is nor looks like anybody's ticket."""
    end = f"-{session.pack.letter}"
    counts = [one.number.removeprefix("P").removesuffix(end) for one in all_cases(session) if one.number.endswith(end)]
    return f"P{max((int(count) for count in counts if count.isdecimal()), default=0) + 1:03}{end}"


CASE = Drafting(CaseForm)
