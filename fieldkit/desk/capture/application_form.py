"""The capture table: a form from the service's table, saved field by field, reviewed, sealed for headquarters."""

from collections.abc import Mapping
from typing import NamedTuple

from fieldkit import photos
from fieldkit.desk import evidence
from fieldkit.desk.capture import problems as capture_problems
from fieldkit.desk.capture import sealing
from fieldkit.desk.reception import duplicates, problems
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.catalog import forms
from fieldkit.domain.forms.application import Application, ApplicationState
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.errors import Problem
from fieldkit.locale import N_
from fieldkit.people import mrz, names
from fieldkit.people.dates import iso_text
from fieldkit.people.errors import BadValue
from fieldkit.store import Draft, DraftFile, Review
from fieldkit.store.reviews import ReviewState

APPLICATION_ID_BYTES = 10
DISCARD_REASONS = {
    "left": N_("La persona se fue"),
    "mistake": N_("Se abrió por error"),
    "incomplete": N_("Le faltan documentos"),
}


class Saved(NamedTuple):
    """A field as kept, and a sentence when it does not look right; it is kept all the same."""

    value: str
    doubt: str


class CaptureWork(NamedTuple):
    """What a capture table has before it; ``reviews`` of the drafts that were handed in, by id."""

    serving: list[Visit]
    drafts: list[Draft]
    returned: list[Application]
    reviews: dict[str, Review]


def work(session: Session) -> CaptureWork:
    """People at the tables, half-filled forms, and applications that came back."""
    today = session.store.people.visits(session.today())
    drafts = session.store.drafts.all()
    open_drafts = {draft.id for draft in drafts}
    returned = [
        application
        for application in session.store.people.applications()
        if application.state is ApplicationState.RETURNED and application.id not in open_drafts
    ]
    serving = [visit for visit in today if visit.state is VisitState.SERVING]
    return CaptureWork(serving, drafts, returned, session.store.reviews.all())


def begin(session: Session, visit: str, service: str) -> Draft:
    """The draft of a visit's service; made, with what reception knows filled in, when there is none yet."""
    session.need("capture")
    if not session.catalog.services[service].captured:
        raise Problem(capture_problems.NOT_CAPTURED, service=service)
    for draft in session.store.drafts.all():
        if (draft.visit, draft.service) == (visit, service):
            return _open_form(session, draft.id)
    for sent in session.store.people.applications(visit):
        if sent.service == service and sent.state is not ApplicationState.DISCARDED:
            raise Problem(capture_problems.ALREADY_SENT, number=sent.number)
    person = session.visit(visit)
    known = {"curp": person.curp, "born": iso_text(person.born), "phone": person.phone, "language": person.language}
    if person.name is not None:
        known |= {"given": person.name.given, "surname1": person.name.surname1, "surname2": person.name.surname2}
    draft_id = session.store.random(APPLICATION_ID_BYTES).hex()
    return _open(session, draft_id, visit, service, 1, known)


def correct(session: Session, application: str) -> Draft:
    """Open a returned application again, with what was typed before, as its next revision."""
    session.need("capture")
    now = session.store.people.application(application)
    returned = _returned(session, application)
    if now is None or now.state is not ApplicationState.RETURNED or returned is None:
        raise Problem(capture_problems.NOT_RETURNED)
    if any(draft.id == application for draft in session.store.drafts.all()):
        return _open_form(session, application)  # begun before: what was put right since stays
    return _open(session, application, now.visit, now.service, now.revision + 1, returned.fields)


def save(session: Session, draft: str, key: str, text: str) -> Saved:
    """Keep what was typed in a field, as typed when it does not look right, tidied when it does."""
    _open_form(session, draft)
    value, doubt = text.strip(), ""
    if value:
        try:
            value = forms.check_value(session.catalog.fields[key], value, today=session.today())
        except BadValue as wrong:
            doubt = str(wrong)
    with session.store.atomic():
        session.store.drafts.save_field(draft, key, value, now_ms=session.clock.now_ms())
        session.store.reviews.wrote(draft, session.operator)
    return Saved(value, doubt)


def fill_from_mrz(session: Session, draft: str, text: str) -> dict[str, str]:
    """Fill the form from the lines of a passport or a card; what is already typed stays. Raises BadValue."""
    read = mrz.parse(text, today=session.today())
    surname1, surname2 = names.split_surnames(read.surname)
    offered = {
        "given": read.given,
        "surname1": surname1,
        "surname2": surname2,
        "born": read.born.isoformat(),
        "sex": read.curp_sex,
        "prev_number": read.number if read.passport else "",
    }
    now = _open_form(session, draft)
    service = session.catalog.services[now.service]
    filled = {
        key: value
        for key, value in offered.items()
        if value and service.field(key) is not None and not now.fields.get(key)
    }
    with session.store.atomic():
        for key, value in filled.items():
            save(session, draft, key, value)
    return filled


def add_picture(session: Session, draft: str, slot: str, raw: bytes) -> photos.ReducedPicture:
    """Check, reduce and keep a photo or a scan. Raises NOT_A_PICTURE, TOO_BIG or PDF_GIVEN."""
    service = session.catalog.services[_open_form(session, draft).service]
    kind = next(one.kind for one in service.slots if one.key == slot)
    picture = photos.photo(raw) if kind == "photo" else photos.scan(raw)
    file = DraftFile(slot, "image/jpeg", picture.content)
    with session.store.atomic():
        session.store.drafts.save_file(draft, file, now_ms=session.clock.now_ms())
        session.store.reviews.wrote(draft, session.operator)
    return picture


def review(session: Session, draft: str) -> list[forms.Finding]:
    """Everything that is missing or does not agree: ``stop`` keeps the form here, ``warn`` only asks."""
    now = _form(session, draft)
    service = session.catalog.services[now.service]
    found = forms.check_form(session.catalog, service, now.fields, today=session.today())
    found += forms.missing_slots(service, now.slots)
    visit = session.visit(now.visit)
    found += evidence.findings(session, visit, now.service, now.fields)
    return evidence.settled(visit, now.service, found)


def submit(session: Session, draft: str) -> Application | None:
    """Seal the application for headquarters and forget the draft, in one transaction.

    Raises NOT_READY, NO_SUCH_FORM, and MAYBE_SAME until staff said who the person is.

    From here on nobody at this laptop can read it. Where the event asks for a second person nothing is sealed yet:
    the form waits, unchangeable, and the answer is None.
    """
    session.need("capture")
    now = _open_form(session, draft)
    stops = [finding for finding in review(session, draft) if finding.severity == "stop"]
    if stops:
        raise Problem(capture_problems.NOT_READY, count=len(stops))
    double = duplicates.twice(session, draft)
    if double is not None:
        raise Problem(problems.MAYBE_SAME, why=double.sentence)
    if not session.pack.asks_approval(now.service):
        return sealing.send(session, now, kept(session, draft))
    with session.store.atomic():
        session.store.reviews.hand_in(draft, session.operator, now_ms=session.clock.now_ms())
        sealing.end_line(session, session.visit(now.visit), now.service)
    return None


def discard(session: Session, draft: str, reason: str) -> None:
    """Throw a draft away on purpose, for a reason of DISCARD_REASONS; that it happened stays in the journal.

    Raises DISCARD_WITHOUT_REASON, NO_SUCH_FORM.
    """
    session.need("capture")
    if reason not in DISCARD_REASONS:
        raise Problem(capture_problems.DISCARD_WITHOUT_REASON)
    now = _open_form(session, draft)
    with session.store.atomic():
        if now.revision == 1:
            session.append(draft, j.Discarded(visit=now.visit, service=now.service, reason=reason))
        session.store.drafts.delete(draft)


def form_of(session: Session, draft: str) -> Draft:
    """A form that is open here. Raises NO_SUCH_FORM."""
    return _form(session, draft)


def _form(session: Session, draft: str) -> Draft:
    """A draft with the slots that are filled, here or already at headquarters."""
    try:
        now = session.store.drafts.get(draft)
    except KeyError:
        raise Problem(capture_problems.NO_SUCH_FORM) from None
    return now._replace(slots=(*now.slots, *(file.slot for file in kept(session, draft))))


def _open_form(session: Session, draft: str) -> Draft:
    """A draft that may be written in; raises WAITS_FOR_SECOND once it was handed in."""
    now = _form(session, draft)
    review = session.store.reviews.get(draft)
    if review is not None and review.state is ReviewState.WAITING:
        raise Problem(capture_problems.WAITS_FOR_SECOND)
    return now


def kept(session: Session, draft: str) -> list[j.PackedFile]:
    """Files of the revision that was returned and that nothing in this draft replaces."""
    now = session.store.drafts.get(draft)
    returned = _returned(session, draft) if now.revision > 1 else None
    return [file for file in returned.files if file.slot not in now.slots] if returned else []


def _returned(session: Session, application: str) -> j.Returned | None:
    facts = j.in_order(session.store.log.facts(application))
    return next((fact.body for fact in reversed(facts) if isinstance(fact.body, j.Returned)), None)


def _open(session: Session, draft: str, visit: str, service: str, revision: int, known: Mapping[str, str]) -> Draft:
    form = session.catalog.services[service]
    now_ms = session.clock.now_ms()
    with session.store.atomic():
        session.store.drafts.open(draft, visit=visit, service=service, revision=revision, now_ms=now_ms)
        for key, value in known.items():
            if value and form.field(key) is not None:
                session.store.drafts.save_field(draft, key, value, now_ms=now_ms)
    return _form(session, draft)
