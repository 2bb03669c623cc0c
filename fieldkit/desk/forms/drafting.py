"""Filling a form at the desk: saved field by field, looked over, handed on, corrected, or given up with a reason.

Every save is durable; a form that was begun is gone on with, whoever comes back to it. The same for every definition.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from fieldkit import photos
from fieldkit.desk.forms import draft_pictures, problems, sealing
from fieldkit.desk.forms.draft_pictures import SlotPicture, TakenPictures
from fieldkit.desk.forms.form import Form
from fieldkit.desk.forms.returning import kept_files, returned
from fieldkit.desk.reception import duplicates
from fieldkit.desk.reception import problems as reception_problems
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.domain.catalog.field_values import tidy
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.forms.definition import FormDefinition, Guarantee
from fieldkit.domain.forms.pictures import slots_of
from fieldkit.domain.forms.review import missing_slots, stops
from fieldkit.errors import Problem
from fieldkit.store import Draft
from fieldkit.store.reviews import ReviewState

FORM_ID_BYTES = 10
Done = TypeVar("Done")


class Saved(NamedTuple):
    """An answer as kept, a sentence when it does not look right (it is kept all the same), and what followed from it.

    ``filled``: other questions that had no answer and have one now.
    """

    value: str
    doubt: str
    filled: Mapping[str, str] = {}


class Drafting(Generic[Done]):
    """The desk's work on one kind of form; it raises NOT_ALLOWED, or the subject's own, for those it is not for."""

    def __init__(self, form: type[Form[Any, Done]]) -> None:
        self.form = form

    def begin(self, session: Session, visit: str = "", about: str = "") -> Draft:
        """The form that was begun for a visit and a service, or a new one with what is known filled in.

        A count that was begun today is gone on with; a sealed form without a visit is always a new one. Raises
        NO_SUCH_VISIT, WAITS_FOR_SECOND, and why the subject cannot begin it.
        """
        self.form.enter(session)
        for draft in self._begun(session, visit, about):
            if visit or self.form(session, draft).begun_on() == session.today():
                return self._writable(session, draft.id)
        known = self.form.known(session, visit, about)
        return self.open(session, session.store.random(FORM_ID_BYTES).hex(), visit, about, 1, known)

    def left_over(self, session: Session, about: str = "") -> Draft | None:
        """A count that was begun on another day and written in; what was only opened then is thrown away."""
        self.form.enter(session)
        for draft in self._begun(session, "", about):
            if self.form(session, draft).begun_on() != session.today():
                if self.touched(session, draft.id):
                    return draft
                session.store.drafts(self.form.kind).delete(draft.id)
        return None

    def open(
        self, session: Session, draft_id: str, visit: str, about: str, revision: int, known: Mapping[str, str]
    ) -> Draft:
        """A form of that id and revision, with those of the ``known`` answers that it asks for."""
        self.form.enter(session)
        now_ms = session.clock.now_ms()
        drafts = session.store.drafts(self.form.kind)
        with session.store.atomic():
            draft = drafts.open(draft_id, visit=visit, service=about, revision=revision, now_ms=now_ms)
            asked = {field.key for field in self.form(session, draft).definition().fields(known)}
            for key, value in known.items():
                if value and key in asked:
                    drafts.save_field(draft_id, key, value, now_ms=now_ms)
            self._compare_later(session, draft_id)
        return self._form(session, draft_id)

    def correct(self, session: Session, subject: str) -> Draft:
        """Open a returned form again, with what was typed before, as its next revision. Raises NOT_RETURNED."""
        self.form.enter(session)
        about, content = self.form.returned(session, subject), returned(session, subject)
        if about is None or content is None:
            raise Problem(problems.NOT_RETURNED)
        if session.store.drafts(self.form.kind).has(subject):
            return self._writable(session, subject)  # begun before: what was put right since stays
        visit, service, revision = about
        return self.open(session, subject, visit, service, revision + 1, content.fields)

    def get(self, session: Session, draft_id: str) -> Draft:
        """A form as it stands. Raises NO_SUCH_FORM."""
        self.form.enter(session)
        return self._form(session, draft_id)

    def definition(self, workplace: Workplace, draft: Draft) -> FormDefinition:
        """What it asks."""
        return self.form.asks(workplace, draft)

    def touched(self, session: Session, draft_id: str) -> bool:
        """Whether somebody wrote in it since it was begun."""
        return bool(session.store.reviews.hands(draft_id))

    def save(self, session: Session, draft_id: str, key: str, text: str) -> Saved:
        """Keep an answer, as typed when it does not look right, tidied when it does.

        Raises NO_SUCH_FORM, WAITS_FOR_SECOND, NoSuchQuestion.
        """
        now = self._writable(session, draft_id)
        definition = self.form(session, now).definition()
        value, doubt = tidy(definition.field(key).narrowed(now.fields), text, today=session.today())
        filled = {} if doubt else definition.only_answers(key, now.fields | {key: value})
        self._keep(session, draft_id, {key: value, **filled})
        return Saved(value, doubt, filled)

    def fill(self, session: Session, draft_id: str, offered: Mapping[str, str]) -> dict[str, str]:
        """Keep those answers that the form asks for and has none of; what is already typed stays."""
        now = self._writable(session, draft_id)
        asked = {field.key for field in self.form(session, now).definition().fields(now.fields)}
        empty = {key: text for key, text in offered.items() if text and key in asked and not now.fields.get(key)}
        with session.store.atomic():
            return {key: self.save(session, draft_id, key, text).value for key, text in empty.items()}

    def pictures(self, session: Session, draft_id: str) -> list[SlotPicture]:
        """Every picture, by slot and place, those too that only headquarters still has."""
        return draft_pictures.pictures(self.form(session, self.get(session, draft_id)))

    def add_picture(
        self, session: Session, draft_id: str, slot: str, raw: bytes, *, more: bool = False
    ) -> TakenPictures:
        """Check, reduce and keep a photo or a scan: in place of what the slot holds, or after it if ``more``.

        Raises as ``photos.photo``, NO_PICTURE, SLOT_FULL.
        """
        form = self.form(session, self._writable(session, draft_id))
        pages = draft_pictures.reduced(draft_pictures.slot_of(form, slot), raw)
        return draft_pictures.add(form, slot, pages, more=more)

    def keep_pictures(
        self, session: Session, draft_id: str, slot: str, pages: Sequence[photos.ReducedPicture], *, more: bool
    ) -> TakenPictures:
        """The same for what was checked and reduced before, beside the store's thread. Raises NO_PICTURE, SLOT_FULL."""
        return draft_pictures.add(self.form(session, self._writable(session, draft_id)), slot, pages, more=more)

    def take_picture_away(self, session: Session, draft_id: str, name: str) -> None:
        """Remove a picture of a slot. Raises NO_PICTURE."""
        draft_pictures.take_away(self.form(session, self._writable(session, draft_id)), name)

    def move_picture_up(self, session: Session, draft_id: str, name: str) -> None:
        """Put a picture before the one before it. Raises NO_PICTURE."""
        draft_pictures.move_up(self.form(session, self._writable(session, draft_id)), name)

    def review(self, session: Session, draft_id: str) -> list[Finding]:
        """Everything that is missing or does not agree: ``stop`` keeps the form here, ``warn`` only asks."""
        return look_over(self.form(session, self.get(session, draft_id)))

    def submit(self, session: Session, draft_id: str) -> Done | None:
        """Seal or write the form and forget the draft, in one transaction.

        From here on nobody at this laptop can read what was sealed. Where the event asks for a second person nothing is
        sealed yet: the form waits, unchangeable, and the answer is None. Raises NOT_READY or the subject's refusal,
        NO_SUCH_FORM, WAITS_FOR_SECOND, and MAYBE_SAME until staff said who the person is.
        """
        now = self._writable(session, draft_id)
        found = stops(look_over(self.form(session, now)))
        if found:
            raise self.form(session, now).refusal(found)
        if now.visit and self.form(session, now).definition().has(Guarantee.ALIKE):
            double = duplicates.twice(session, draft_id, self.form.kind)
            if double is not None:
                raise Problem(reception_problems.MAYBE_SAME, why=double.sentence)
        if not sealing.waits(self.form(session, now)):
            return sealing.send(self.form(session, now))
        with session.store.atomic():
            session.store.reviews.hand_in(draft_id, session.operator, now_ms=session.clock.now_ms())
            self.form(session, now).handed_in()
        return None

    def discard(self, session: Session, draft_id: str, reason: str) -> None:
        """Throw a form away on purpose, for one of its reasons; that it happened stays in the journal.

        Raises DISCARD_WITHOUT_REASON, NO_SUCH_FORM, WAITS_FOR_SECOND.
        """
        now = self._writable(session, draft_id)
        if reason not in self.form.discard_reasons:
            raise Problem(problems.DISCARD_WITHOUT_REASON)
        fact = self.form(session, now).discarded(reason) if now.revision == 1 else None
        with session.store.atomic():
            if fact is not None:
                session.append(draft_id, fact)
            session.store.drafts(self.form.kind).delete(draft_id)

    def _begun(self, session: Session, visit: str, about: str) -> list[Draft]:
        """Forms of a visit and a service; without a visit, counts only."""
        return [
            draft
            for draft in session.store.drafts(self.form.kind).all()
            if (draft.visit, draft.service) == (visit, about)
            and (visit or not self.form(session, draft).definition().has(Guarantee.SEALED))
        ]

    def _form(self, session: Session, draft_id: str) -> Draft:
        return form_of(session, self.form, draft_id)

    def _writable(self, session: Session, draft_id: str) -> Draft:
        """A form that may be written in; raises WAITS_FOR_SECOND once it was handed in."""
        now = self.get(session, draft_id)
        review = session.store.reviews.get(draft_id)
        if review is not None and review.state is ReviewState.WAITING:
            raise Problem(problems.WAITS_FOR_SECOND)
        return now

    def _keep(self, session: Session, draft_id: str, answers: Mapping[str, str]) -> None:
        with session.store.atomic():
            for key, value in answers.items():
                session.store.drafts(self.form.kind).save_field(draft_id, key, value, now_ms=session.clock.now_ms())
            session.store.reviews.wrote(draft_id, session.operator)
            self._compare_later(session, draft_id)

    def _compare_later(self, session: Session, draft_id: str) -> None:
        """Write down what identifies the person, for a form whose person is compared with others."""
        now = session.store.drafts(self.form.kind).get(draft_id)
        if self.form(session, now).definition().has(Guarantee.ALIKE):
            for owner, who in self.form(session, now).persons().items():
                session.store.people.identities.put(owner, draft_id, who)


def form_of(session: Session, form: type[Form[Any, Any]], draft_id: str) -> Draft:
    """A draft with the slots that are filled, here or already at headquarters. Raises NO_SUCH_FORM."""
    try:
        now = session.store.drafts(form.kind).get(draft_id)
    except KeyError:
        raise Problem(problems.NO_SUCH_FORM) from None
    return now._replace(slots=(*now.slots, *(file.slot for file in kept_files(form(session, now)))))


def look_over(form: Form[Any, Any]) -> list[Finding]:
    """Everything that is missing or does not agree in a form, its pictures and papers included."""
    return form.settled([*form.findings(), *missing_slots(form.definition().slots, slots_of(form.draft.slots))])
