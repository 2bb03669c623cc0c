"""What a subject adds to a form's definition at the desk: who may fill it, what else must agree, what is written."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar, Generic, TypeVar

import msgspec

from fieldkit.desk.evidence import EvidenceRow
from fieldkit.desk.forms import problems
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.forms.definition import FormDefinition
from fieldkit.errors import Problem
from fieldkit.event.approval_rules import ApprovalRules
from fieldkit.people.matching import Identity, of_form
from fieldkit.store import Draft

Sheet = TypeVar("Sheet", bound=msgspec.Struct)
Done_co = TypeVar("Done_co", covariant=True)


class Approvals(msgspec.Struct, frozen=True):
    """In whose name a form is sealed: who captured it, and the second person who approved it, if one was asked for."""

    captor: str
    approved_by: str = ""


class Form(Generic[Sheet, Done_co]):
    """One form in somebody's hands. This is the simplest there can be; a subject says only what is different.

    ``Sheet`` is what headquarters opens, ``Done_co`` what the desk knows of it once it is written.
    """

    kind: ClassVar[str]
    roles: ClassVar[tuple[str, ...]]
    sheet_role: ClassVar[str] = ""  # what the sheet's file is called in the entry
    discard_reasons: ClassVar[Mapping[str, str]] = {}
    dated: ClassVar[bool] = False  # its entry says of which day it is, so that it can be written on a later one

    def __init__(self, session: Session, draft: Draft) -> None:
        self.session = session
        self.draft = draft

    @classmethod
    def enter(cls, session: Session) -> None:
        """Raise NOT_ALLOWED, or the subject's own, unless the operator may fill it."""
        session.need(*cls.roles)

    @classmethod
    def asks(cls, workplace: Workplace, draft: Draft) -> FormDefinition:
        """What it asks and which guarantees it takes."""
        raise NotImplementedError

    def definition(self) -> FormDefinition:
        """The same for this one."""
        return self.asks(self.session, self.draft)

    def begun_on(self) -> date:
        """The day at the venue on which it was begun."""
        return self.session.clock.local(self.draft.made_ms).date()

    @classmethod
    def known(cls, session: Session, visit: str, about: str) -> Mapping[str, str]:
        """What is filled in at its beginning; raises why it cannot begin."""
        return {}

    def findings(self) -> list[Finding]:
        """Everything that is missing or does not agree."""
        raise NotImplementedError

    def settled(self, found: list[Finding]) -> list[Finding]:
        """The findings with what the papers say, and after what a supervisor let pass."""
        return found

    def refusal(self, stops: Sequence[Finding]) -> Problem:
        """Why it is not written, in words."""
        return Problem(problems.NOT_READY, count=len(stops))

    def asks_second(self) -> bool:
        """Whether this event asks for a second person, for a form whose definition has one."""
        return self.session.pack.asks_approval(self.draft.service)

    def approvers(self) -> frozenset[str]:
        """The roles whose people may be that second person."""
        return (self.session.pack.approval or ApprovalRules()).approvers

    def corrects(self) -> bool:
        """Whether it puts right what headquarters sent back."""
        return self.draft.revision > 1

    def persons(self) -> Mapping[str, Identity | None]:
        """Whoever it is about, to be compared with others, by what the record is called."""
        return {self.draft.visit: of_form(self.draft.fields)}

    def about(self) -> str:
        """The service it is about; empty when it is about none."""
        return self.draft.service

    def number(self) -> str:
        """Under which number people speak of it; empty when it has none."""
        return self.session.visit(self.draft.visit).number if self.draft.visit else ""

    def papers(self) -> tuple[list[EvidenceRow], list[j.Excepted]]:
        """What the person brought for it, and what a supervisor let pass."""
        return [], []

    def sheet(self, files: Sequence[j.PackedFile], who: Approvals) -> Sheet:
        """What headquarters opens; of a form that is not sealed, the entry itself."""
        raise NotImplementedError

    def fact(self, sheet: Sheet, files: tuple[j.FileRef, ...]) -> j.Body:
        """The entry that names the sealed ``files``, the sheet's first, and nobody."""
        raise NotImplementedError

    def subject(self) -> str:
        """What the entry is about."""
        return self.draft.id

    def handed_in(self) -> None:
        """The person is done with it; what else the journal says then."""

    @classmethod
    def returned(cls, session: Session, subject: str) -> tuple[str, str, int] | None:
        """Of what headquarters sent back: its visit, its service and the revision that came back."""
        return None

    def done(self, subject: str) -> Done_co:
        """What the desk knows of it once it is written."""
        raise NotImplementedError

    def discarded(self, reason: str) -> j.Body | None:
        """What the journal says of a form that was given up before anything of it was sealed."""
        return None
