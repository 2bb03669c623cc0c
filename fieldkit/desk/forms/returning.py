"""What headquarters sent back is opened again, with what was typed and the files that it holds already."""

from typing import Any

from fieldkit.desk.forms.form import Form
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j


def returned(session: Session, subject: str) -> j.Returned | j.CaseReturned | None:
    """The last return of a form; None when there is none, or its content was purged."""
    facts = j.in_order(session.store.log.facts(subject))
    return next((fact.body for fact in reversed(facts) if isinstance(fact.body, j.Returned | j.CaseReturned)), None)


def kept_files(form: Form[Any, Any]) -> list[j.PackedFile]:
    """Files of the revision that was returned and that nothing in this draft replaces or takes away."""
    session, draft = form.session, form.draft
    if not form.corrects():
        return []
    back = returned(session, draft.id)
    drafts = session.store.drafts(form.kind)
    here = {file.slot for file in drafts.files(draft.id)} | drafts.taken_away(draft.id)
    return [file for file in back.files if file.slot not in here] if back else []
