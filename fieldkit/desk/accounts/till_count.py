"""The till's count as a form: how many there are of each note and coin, kept line by line while it is counted."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from fieldkit.desk.accounts import problems, till
from fieldkit.desk.forms.drafting import Drafting
from fieldkit.desk.forms.form import Approvals, Form
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.domain import journal as j
from fieldkit.domain.accounts import denominations
from fieldkit.domain.accounts.till import Till
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.forms.definition import FormDefinition
from fieldkit.domain.forms.review import check_answers
from fieldkit.errors import Problem
from fieldkit.locale import N_
from fieldkit.store import Draft


class CountForm(Form[j.TillCounted, Till]):
    """A count at the moment that the draft is about, ``open`` or ``close``."""

    kind = denominations.COUNT
    roles = ("cashier",)
    discard_reasons: ClassVar[Mapping[str, str]] = {"mistake": N_("Se abrió por error")}

    @classmethod
    def asks(cls, workplace: Workplace, draft: Draft) -> FormDefinition:
        """What can lie in a till today."""
        return denominations.count_form(denominations.shipped(), workplace.today())

    @classmethod
    def known(cls, session: Session, visit: str, about: str) -> Mapping[str, str]:
        """Nothing: what should be there is not shown. Raises BAD_COUNT for another moment."""
        if about not in till.MOMENTS:
            raise Problem(problems.BAD_COUNT)
        return {}

    def findings(self) -> list[Finding]:
        """What is no number."""
        fields = self.definition().fields(self.draft.fields)
        return check_answers(fields, self.draft.fields, today=self.session.today())[1]

    def refusal(self, stops: Sequence[Finding]) -> Problem:
        """As for any count."""
        return Problem(problems.BAD_COUNT)

    def sheet(self, files: Sequence[j.PackedFile], who: Approvals) -> j.TillCounted:
        """The count. Raises BAD_COUNT."""
        pieces = {int(worth): int(many) for worth, many in self.draft.fields.items()}
        return till.counted(self.session, self.draft.service, pieces)

    def fact(self, sheet: j.TillCounted, files: tuple[j.FileRef, ...]) -> j.TillCounted:
        """The same."""
        return sheet

    def subject(self) -> str:
        """The till."""
        return self.session.place

    def done(self, subject: str) -> Till:
        """The till as it stands."""
        return till.state(self.session)


COUNT = Drafting(CountForm)
