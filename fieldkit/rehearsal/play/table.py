"""The drill's capture table: forms are filled, a rule is let pass, a second person looks, a correction is made."""

from collections.abc import Iterator

from fieldkit.desk import evidence
from fieldkit.desk.access import second_person
from fieldkit.desk.capture import application_form
from fieldkit.desk.forms import approval
from fieldkit.desk.session import Session
from fieldkit.domain.forms.application import KIND as APPLICATION
from fieldkit.domain.forms.application import Application
from fieldkit.domain.journal import Verdict
from fieldkit.domain.queue.visit import Visit
from fieldkit.rehearsal.plan import pictures
from fieldkit.rehearsal.plan.plan import DrillPlan, Filing, PlannedPerson
from fieldkit.rehearsal.plan.roles import EXCEPTIONS
from fieldkit.rehearsal.play.steps import Step
from fieldkit.store import Review
from fieldkit.store.reviews import ReviewState

RETURN_REASON = "other"


class CaptureTable:
    """Captures what ``plan`` says; ``second`` is who approves, by the passphrase ``theirs``.

    ``who`` tells whose a visit is (its id → the place in the plan).
    """

    def __init__(self, session: Session, plan: DrillPlan, second: str, theirs: str, who: dict[str, int]) -> None:
        self._session = session
        self._plan = plan
        self._second, self._theirs = second, theirs
        self._who = who

    def capture(self, person: PlannedPerson, visit: Visit, filing: Filing) -> Iterator[Step]:
        """Fill a form and hand it in."""
        draft = application_form.begin(self._session, visit.id, filing.service)
        if person.role.lacks and not visit.documents_of(filing.service):
            self._lacks(visit, filing.service, person.role.lacks)
        yield from self._fill(person.at, draft.id, filing, filing.fields)

    def correct(self, application: Application) -> Iterator[Step]:
        """What HQ sent back: the form as it was, the value put right, one picture taken again, the others kept."""
        begun = next((one for one in self._session.store.drafts(APPLICATION).all() if one.id == application.id), None)
        draft = begun or application_form.correct(self._session, application.id)
        yield Step("decided", f"{application.id}.{draft.revision - 1}.returned", service=application.service)
        # After the close only the returned form still says whose it is.
        given = draft.fields["given"]
        returned = (one for _person, one in self._plan.filings() if one.corrected)
        filing = next(one for one in returned if one.fields["given"] == given)
        again = filing._replace(pictures=filing.retaken)
        yield from self._fill(self._who.get(application.visit, -1), draft.id, again, filing.final)

    def look_again(self, review: Review) -> Iterator[Step]:
        """The second person gives every form back once, in words, and approves it the second time."""
        if review.state is ReviewState.REFUSED:
            application_form.submit(self._session, review.draft)
        elif review.times == 1:
            words = f"Otra vez, por favor: {self._plan.canary}"
            approval.refuse(self._session, review.draft, RETURN_REASON, words)
        else:
            looked = approval.look(self._session, review.draft)
            who = second_person.confirm(self._session.home, self._second, self._theirs)
            approval.approve(self._session, looked, who)
            draft = looked.draft
            yield Step("sealed", f"{draft.id}.{draft.revision}", self._who.get(draft.visit, -1), draft.service)

    def _lacks(self, visit: Visit, service: str, requirement: str) -> None:
        if requirement in self._session.catalog.services[service].requirements:
            evidence.mark(self._session, visit.id, service, requirement, Verdict.MISSING)

    def _fill(self, who: int, draft_id: str, filing: Filing, wanted: dict[str, str]) -> Iterator[Step]:
        store = self._session.store
        draft = store.drafts(APPLICATION).get(draft_id)
        stem = f"{draft_id}.{draft.revision}"
        for key, value in wanted.items():
            if draft.fields.get(key) != value:
                application_form.save(self._session, draft_id, key, value)
            yield Step("saved", f"{stem}.{key}", who, filing.service)
        kinds = {slot.key: slot.kind for slot in self._session.catalog.services[filing.service].slots}
        for slot, seed in filing.pictures.items():
            if slot not in draft.slots:
                application_form.add_picture(self._session, draft_id, slot, pictures.raw(seed, kinds[slot]))
            yield Step("saved", f"{stem}.{slot}", who, filing.service)
        for finding in application_form.review(self._session, draft_id):
            if finding.severity == "stop" and finding.rule in EXCEPTIONS:
                evidence.allow(self._session, draft.visit, filing.service, finding, EXCEPTIONS[finding.rule])
        if application_form.submit(self._session, draft_id) is not None:
            yield Step("sealed", stem, who, filing.service)
