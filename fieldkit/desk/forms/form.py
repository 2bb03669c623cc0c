"""What a subject adds to a form's definition at the desk: who may fill it, what else must agree, what is written."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

import msgspec

from fieldkit.desk.evidence import EvidenceRow
from fieldkit.desk.forms.errors import NotReady
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.forms.definition import FormDefinition
from fieldkit.errors import KitProblem
from fieldkit.store import Draft

Done = TypeVar("Done", covariant=True)


class Approvals(msgspec.Struct, frozen=True):
    """In whose name a form is sealed: who captured it, and the second person who approved it, if one was asked for."""

    captor: str
    approved_by: str = ""


class Form(Generic[Done]):
    """A kind of form. What is written here holds for the simplest: another subject says only what is different.

    ``Done`` is what the desk knows of it once it is written.
    """

    kind: ClassVar[str]
    roles: ClassVar[tuple[str, ...]]
    discard_reasons: ClassVar[Mapping[str, str]] = {}

    def enter(self, session: Session) -> None:
        """Raise NotAllowed, or the subject's own, unless the operator may fill it."""
        session.need(*self.roles)

    def definition(self, session: Session, draft: Draft) -> FormDefinition:
        """What it asks and which guarantees it takes."""
        raise NotImplementedError

    def known(self, session: Session, visit: str, about: str) -> Mapping[str, str]:
        """What is filled in at its beginning; raises why it cannot begin."""
        return {}

    def findings(self, session: Session, draft: Draft) -> list[Finding]:
        """Everything that is missing or does not agree."""
        raise NotImplementedError

    def settled(self, session: Session, draft: Draft, found: list[Finding]) -> list[Finding]:
        """The findings with what the papers say, and after what a supervisor let pass."""
        return found

    def refusal(self, session: Session, draft: Draft, stops: Sequence[Finding]) -> KitProblem:
        """Why it is not written, in words."""
        return NotReady(count=len(stops))

    def asks_second(self, session: Session, draft: Draft) -> bool:
        """Whether this event asks for a second person, for a form whose definition has one."""
        return session.pack.asks_approval(draft.service)

    def number(self, session: Session, draft: Draft) -> str:
        """Under which number people speak of it; empty when it has none."""
        return session.visit(draft.visit).number if draft.visit else ""

    def papers(self, session: Session, draft: Draft) -> tuple[list[EvidenceRow], list[j.Excepted]]:
        """What the person brought for it, and what a supervisor let pass."""
        return [], []

    def sheet(
        self, session: Session, draft: Draft, files: Sequence[j.PackedFile], who: Approvals
    ) -> msgspec.Struct:
        """What headquarters opens; of a form that is not sealed, the entry itself."""
        raise NotImplementedError

    def fact(self, session: Session, draft: Draft, sheet: msgspec.Struct, files: tuple[j.FileRef, ...]) -> j.Body:
        """The entry that names the sealed ``files``, the sheet's first, and nobody."""
        raise NotImplementedError

    def sheet_role(self) -> str:
        """What the sheet's file is called in the entry."""
        return self.kind

    def subject(self, session: Session, draft: Draft) -> str:
        """What the entry is about."""
        return draft.id

    def handed_in(self, session: Session, draft: Draft) -> None:
        """The person is done with it; what else the journal says then."""

    def returned(self, session: Session, subject: str) -> tuple[str, str, int] | None:
        """Of what headquarters sent back: its visit, its service and the revision that came back."""
        return None

    def done(self, session: Session, subject: str) -> Done:
        """What the desk knows of it once it is written."""
        raise NotImplementedError

    def discarded(self, draft: Draft, reason: str) -> j.Body | None:
        """What the journal says of a form that was given up before anything of it was sealed."""
        return None
