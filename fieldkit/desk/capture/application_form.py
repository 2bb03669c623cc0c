"""Applications: the form of a service's table, with pictures and papers, for headquarters to decide on."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fieldkit.desk import evidence
from fieldkit.desk.accounts import cashier
from fieldkit.desk.capture import problems
from fieldkit.desk.evidence import EvidenceRow
from fieldkit.desk.forms.drafting import Drafting
from fieldkit.desk.forms.form import Approvals, Form
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.catalog.forms import check_form
from fieldkit.domain.catalog.model import Service
from fieldkit.domain.forms.application import (
    KIND,
    Application,
    ApplicationState,
    EvidenceNote,
    ExceptionNote,
    Package,
)
from fieldkit.domain.forms.definition import FormDefinition, Section
from fieldkit.domain.queue import visit as visits
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.errors import Problem
from fieldkit.locale import N_
from fieldkit.people import ages, mrz, names
from fieldkit.people.dates import iso_text
from fieldkit.report import age_bands
from fieldkit.store import Draft, Review

DISCARD_REASONS = {
    "left": N_("La persona se fue"),
    "mistake": N_("Se abrió por error"),
    "incomplete": N_("Le faltan documentos"),
}


class CaptureWork(NamedTuple):
    """What a capture table has before it; ``reviews`` of the drafts that were handed in, by id."""

    serving: list[Visit]
    drafts: list[Draft]
    returned: list[Application]
    reviews: dict[str, Review]


class ApplicationForm(Form[Package, Application]):
    """What an application is beside its fields: papers, fee, acknowledgement, and the line in the hall."""

    kind = KIND
    roles = ("capture",)
    sheet_role = "package"
    discard_reasons = DISCARD_REASONS

    @classmethod
    def asks(cls, workplace: Workplace, draft: Draft) -> FormDefinition:
        """The service's fields and slots, with every guarantee there is."""
        service = workplace.catalog.services[draft.service]
        sections = (Section(service.fields),)
        return FormDefinition(KIND, sections, service.slots)

    @classmethod
    def known(cls, session: Session, visit: str, about: str) -> Mapping[str, str]:
        """What reception knows. Raises NOT_CAPTURED, NO_SUCH_VISIT, ALREADY_SENT."""
        if not session.catalog.services[about].captured:
            raise Problem(problems.NOT_CAPTURED, service=about)
        for sent in session.store.people.applications(visit):
            if sent.service == about and sent.state is not ApplicationState.DISCARDED:
                raise Problem(problems.ALREADY_SENT, number=sent.number)
        person = session.visit(visit)
        known = {"curp": person.curp, "born": iso_text(person.born), "phone": person.phone, "language": person.language}
        if person.name is not None:
            known |= {"given": person.name.given, "surname1": person.name.surname1, "surname2": person.name.surname2}
        return known

    def findings(self) -> list[Finding]:
        """What the service's table asks."""
        return check_form(self.session.catalog, self._service(), self.draft.fields, today=self.session.today())

    def settled(self, found: list[Finding]) -> list[Finding]:
        """With what the list of papers says, after the visit's exceptions."""
        visit = self.session.visit(self.draft.visit)
        papers = evidence.findings(self.session, visit, self.draft.service, self.draft.fields)
        return evidence.settled(visit, self.draft.service, [*found, *papers])

    def papers(self) -> tuple[list[EvidenceRow], list[j.Excepted]]:
        """The list of what was to be brought, and the visit's exceptions."""
        rows = evidence.rows(self.session, self.draft.visit, self.draft.service, self.draft.fields)
        return rows, list(self.session.visit(self.draft.visit).exceptions_of(self.draft.service).values())

    def sheet(self, files: Sequence[j.PackedFile], who: Approvals) -> Package:
        """The package."""
        visit = self.session.visit(self.draft.visit)
        return Package(
            application=self.draft.id,
            revision=self.draft.revision,
            visit=visit.id,
            number=visit.number,
            event=self.session.pack.event,
            device=self.session.store.device,
            operator=who.captor,
            service=self.draft.service,
            day=self.session.today().isoformat(),
            captured_ms=self.session.clock.now_ms(),
            fields=self.draft.fields,
            files=tuple(files),
            years=int(self.draft.fields.get("years") or 0),
            fee_cents=cashier.fee_cents(self.session, self.draft.service, self.draft.fields),
            language=visit.language,
            notice=visit.notice,
            documents=tuple(
                EvidenceNote(one.requirement, one.verdict, one.document)
                for one in visit.documents_of(self.draft.service).values()
            ),
            exceptions=tuple(
                ExceptionNote(one.rule, one.reason, one.by) for one in visit.exceptions_of(self.draft.service).values()
            ),
            approved_by=who.approved_by,
        )

    def fact(self, sheet: Package, files: tuple[j.FileRef, ...]) -> j.Submitted:
        """What the event and the statistics need."""
        born, today = cashier.born_in(self.draft.fields), self.session.today()
        return j.Submitted(
            visit=sheet.visit,
            number=sheet.number,
            service=sheet.service,
            revision=sheet.revision,
            day=sheet.day,
            files=files,
            years=sheet.years,
            fee_cents=sheet.fee_cents,
            sex=self.draft.fields.get("sex", ""),
            age_band=ages.age_band(born, today, age_bands.on(age_bands.shipped().documents, today)) if born else "",
            language=sheet.language,
            topic=self.draft.fields.get("advice_matter", ""),
            approved_by=sheet.approved_by,
        )

    def handed_in(self) -> None:
        """The person is done with this service, if they still were at it."""
        visit = self.session.visit(self.draft.visit)
        done = j.LineDone(service=self.draft.service, outcome=j.Outcome.SUBMITTED)
        if self.draft.service in visit.open_services and visits.next_state(visit.state, done) is not None:
            self.session.append(visit.id, done)

    @classmethod
    def returned(cls, session: Session, subject: str) -> tuple[str, str, int] | None:
        """Of an application that headquarters returned."""
        now = session.store.people.application(subject)
        if now is None or now.state is not ApplicationState.RETURNED:
            return None
        return now.visit, now.service, now.revision

    def done(self, subject: str) -> Application:
        """The application, which can no longer be read here."""
        application = self.session.store.people.application(subject)
        if application is None:  # the projection is written with the entry
            raise KeyError(subject)
        return application

    def discarded(self, reason: str) -> j.Discarded:
        """That a form of this service was given up."""
        return j.Discarded(visit=self.draft.visit, service=self.draft.service, reason=reason)

    def _service(self) -> Service:
        return self.session.catalog.services[self.draft.service]


APPLICATION = Drafting(ApplicationForm)
begin, correct, get, save = APPLICATION.begin, APPLICATION.correct, APPLICATION.get, APPLICATION.save
add_picture, review, submit, discard = (
    APPLICATION.add_picture,
    APPLICATION.review,
    APPLICATION.submit,
    APPLICATION.discard,
)


def work(session: Session) -> CaptureWork:
    """People at the tables, half-filled forms, and applications that came back."""
    today = session.store.people.visits(session.today())
    drafts = session.store.drafts(KIND).all()
    open_drafts = {draft.id for draft in drafts}
    returned = [
        application
        for application in session.store.people.applications()
        if application.state is ApplicationState.RETURNED and application.id not in open_drafts
    ]
    serving = [visit for visit in today if visit.state is VisitState.SERVING]
    return CaptureWork(serving, drafts, returned, session.store.reviews.all())


def fill_from_mrz(session: Session, draft: str, text: str) -> dict[str, str]:
    """Fill the form from the lines of a passport or a card; what is already typed stays. Raises BadValue."""
    read = mrz.parse(text, today=session.today())
    surname1, surname2 = names.split_surnames(read.surname)
    offered = {
        "given": read.given,
        "surname1": surname1,
        "surname2": surname2,
        "born": iso_text(read.born),
        "sex": read.curp_sex,
        "prev_number": read.number if read.passport else "",
    }
    return APPLICATION.fill(session, draft, offered)
