"""Sessions and contacts as forms: kept answer by answer, and one entry of codes and numbers when it is right."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeVar

import msgspec

from fieldkit.desk import outreach, problems
from fieldkit.desk.forms.drafting import Drafting
from fieldkit.desk.forms.form import Approvals, Form
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.catalog.problems import COUNT_UNREADABLE
from fieldkit.domain.forms import outreach as definitions
from fieldkit.domain.forms.definition import FormDefinition
from fieldkit.domain.forms.review import check_answers, stops
from fieldkit.domain.outreach import Activity
from fieldkit.errors import Problem
from fieldkit.locale import N_, _
from fieldkit.people.errors import BadValue
from fieldkit.store import Draft

Counted = TypeVar("Counted", j.SessionHeld, j.ContactCounted)


class ActivityForm(Form[Counted, Activity]):
    """What both have in common."""

    roles = outreach.ROLES
    dated = True
    discard_reasons: ClassVar[Mapping[str, str]] = {"mistake": N_("Se abrió por error")}

    def findings(self) -> list[Finding]:
        """What is missing or cannot be read; else why it cannot be counted so."""
        asked = list(self.definition().fields(self.draft.fields))
        found = [self._told(one) for one in check_answers(asked, self.draft.fields, today=self.session.today())[1]]
        if not stops(found):
            try:
                self.counted()
            except Problem as why:
                found.append(Finding(asked[0].key, "stop", str(why.facts["reason"])))
        return found

    def refusal(self, stops: Sequence[Finding]) -> Problem:
        """The first reason."""
        return Problem(problems.NOT_COUNTED, reason=stops[0].sentence)

    def _told(self, one: Finding) -> Finding:
        """The finding in words that name the question."""
        sentence = one.sentence
        if one.field == "mode":
            sentence = _("Falta decir si fue presencial o virtual.")
        elif sentence == str(BadValue(COUNT_UNREADABLE)):
            sentence = _("«{field}» lleva un número.").format(field=self.definition().field(one.field).label)
        return msgspec.structs.replace(one, sentence=sentence)

    def counted(self) -> Counted:
        """The entry that right answers come to. Raises NOT_COUNTED."""
        raise NotImplementedError

    def sheet(self, files: Sequence[j.PackedFile], who: Approvals) -> Counted:
        """The entry, of the day on which the form was begun."""
        return msgspec.structs.replace(self.counted(), day=self.begun_on())

    def fact(self, sheet: Counted, files: tuple[j.FileRef, ...]) -> Counted:
        """The same."""
        return sheet

    def done(self, subject: str) -> Activity:
        """What was counted."""
        return outreach.activity(self.session, subject)


class SessionForm(ActivityForm[j.SessionHeld]):
    """A session that was held today."""

    kind = definitions.SESSION

    @classmethod
    def asks(cls, workplace: Workplace, draft: Draft) -> FormDefinition:
        """Kind, mode, topic and numbers."""
        return definitions.session_form(workplace.catalog)

    def counted(self) -> j.SessionHeld:
        """The session. Raises NOT_COUNTED."""
        answers, begin = self.draft.fields, definitions.REFERRED
        return outreach.session_held(
            self.session,
            answers.get("session", ""),
            answers.get("topic", ""),
            int(answers.get("people") or 0),
            virtual=answers.get("mode") == definitions.VIRTUAL,
            consultations=int(answers.get("consultations") or 0),
            referrals={key.removeprefix(begin): int(n) for key, n in answers.items() if key.startswith(begin)},
        )


class ContactForm(ActivityForm[j.ContactCounted]):
    """People attended at a desk."""

    kind = definitions.CONTACT

    @classmethod
    def asks(cls, workplace: Workplace, draft: Draft) -> FormDefinition:
        """Desk, topic, and what may be known of one person."""
        return definitions.contact_form(workplace.catalog)

    @classmethod
    def known(cls, session: Session, visit: str, about: str) -> Mapping[str, str]:
        """The desk that was counted last today."""
        last = (one.counted for one in reversed(outreach.today(session)))
        return {"desk": next((one.desk for one in last if isinstance(one, j.ContactCounted)), "")}

    def counted(self) -> j.ContactCounted:
        """The contact. Raises NOT_COUNTED."""
        answers = self.draft.fields
        return outreach.contact_counted(
            self.session,
            answers.get("desk", ""),
            answers.get("topic", ""),
            people=int(answers.get("people") or 1),
            sex=answers.get("sex", ""),
            age=int(answers["age"]) if answers.get("age") else None,
            language=answers.get("language", ""),
            referral=answers.get("referral", ""),
        )


SESSION = Drafting(SessionForm)
CONTACT = Drafting(ContactForm)
