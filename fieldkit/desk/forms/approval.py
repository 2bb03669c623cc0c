"""The second person: where the event asks for it, nothing is sealed before somebody else has looked and confirmed.

A form that was handed in waits in the encrypted store, as it is. It is approved with the passphrase of somebody who
wrote nothing in it, or given back with a reason; either way it is never in the journal before it is sealed.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fieldkit.desk.access.second_person import Confirmation
from fieldkit.desk.evidence import EvidenceRow
from fieldkit.desk.forms import drafting, problems, sealing
from fieldkit.desk.forms.form import Form
from fieldkit.desk.forms.registry import FORMS
from fieldkit.desk.forms.returning import kept_files
from fieldkit.desk.labels import ROLES
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import CONFIDENTIAL
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.forms.definition import FormDefinition
from fieldkit.domain.forms.review import stops
from fieldkit.errors import Problem, Wording
from fieldkit.locale import N_, _
from fieldkit.store import Draft, DraftFile, Review

MAX_WORDS = 500
REFUSALS = {
    "field": N_("Un dato no concuerda con el documento"),
    "picture": N_("Una foto o un escaneo no sirve"),
    "document": N_("Falta un documento"),
    "service": N_("Es otro servicio"),
    "captor": N_("Quien la capturó la quiere corregir"),
    "other": N_("Otro motivo"),
}


class NotSecond(Problem):
    wording = Wording(
        title=N_("Usted no puede aprobar esta solicitud"),
        cause=N_("La aprueba otra persona: alguien de {roles} que no haya escrito en ella."),
        remedy=N_("No se envió nada. Llame a otra persona; si no tiene contraseña en esta computadora, se le da una."),
    )


class ApprovalRequest(NamedTuple):
    """A form in the list: no name, because the list is seen from across the table."""

    draft: str
    number: str
    service: str
    captor: str
    since_ms: int


class ApprovalView(NamedTuple):
    """What the second person has before them. ``sent`` are slots whose file headquarters holds since before.

    ``papers`` is the list of what was to be brought, ``exceptions`` what a supervisor let pass.
    """

    draft: Draft
    form: str
    about: str
    definition: FormDefinition
    review: Review
    number: str
    files: list[DraftFile]
    sent: list[str]
    findings: list[Finding]
    papers: list[EvidenceRow]
    exceptions: list[j.Excepted]


def waiting(session: Session) -> list[ApprovalRequest]:
    """What waits for a second person, longest first; what is confidential only for those whose it is."""
    return [
        ApprovalRequest(form.draft.id, form.number(), form.about(), review.captor, review.handed_ms)
        for review, form in _waiting(session)
        if not CONFIDENTIAL.issuperset(form.roles) or session.allows(*form.roles)
    ]


def look(session: Session, draft: str) -> ApprovalView:
    """A form that waits, whole. Raises NOT_ALLOWED, NOT_WAITING."""
    found = next((one for one in _waiting(session) if one[0].draft == draft), None)
    if found is None:
        raise Problem(problems.NOT_WAITING)
    review, form = found
    session.need(*form.roles, *form.approvers())
    papers, exceptions = form.papers()
    return ApprovalView(
        draft=form.draft,
        form=form.kind,
        about=form.about(),
        definition=form.definition(),
        review=review,
        number=form.number(),
        files=session.store.drafts(form.kind).files(draft),
        sent=[file.slot for file in kept_files(form)],
        findings=drafting.look_over(type(form)(session, drafting.form_of(session, type(form), draft))),
        papers=papers,
        exceptions=exceptions,
    )


def check(session: Session, draft: str, operator: str) -> None:
    """Raise NotSecond when ``operator`` cannot approve a form whatever their passphrase."""
    form = next((form for review, form in _waiting(session) if review.draft == draft), None)
    if form is None:
        raise Problem(problems.NOT_WAITING)
    if not sealing.is_second(form, operator):
        roles = [role for role in ROLES if role in form.approvers()]
        raise NotSecond(roles=", ".join(_(ROLES[role]) for role in roles))


def approve(session: Session, looked: ApprovalView, who: Confirmation) -> object:
    """Seal what ``who`` has looked at, in one transaction, with their name in the entry.

    Raises NotSecond, NOT_WAITING when it is not what was looked at any more, and NOT_READY when a check that held when
    it was handed in holds no longer.
    """
    draft = looked.draft.id
    with session.store.atomic():
        now = look(session, draft)
        check(session, draft, who.operator)
        if now != looked:
            raise Problem(problems.NOT_WAITING)
        form, found = FORMS[now.form](session, now.draft), stops(now.findings)
        if found:
            raise form.refusal(found)
        return sealing.send(form, approved_by=who.operator)


def refuse(session: Session, draft: str, reason: str, words: str = "") -> None:
    """Give a form back to the capture table for a reason of REFUSALS, in words when it is another one.

    Whoever captures may take it back too. The words stay in the draft.
    Raises NOT_ALLOWED, NOT_WAITING, RETURN_WITHOUT_REASON.
    """
    look(session, draft)
    said = words.strip()
    if reason not in REFUSALS or (reason == "other" and not said) or len(said) > MAX_WORDS:
        raise Problem(problems.RETURN_WITHOUT_REASON, most=MAX_WORDS)
    session.store.reviews.refuse(draft, session.operator, reason, said)


def _waiting(session: Session) -> Iterator[tuple[Review, Form[Any, object]]]:
    """Every form that waits, longest first, as it is kept."""
    for review in session.store.reviews.waiting():
        for form in FORMS.values():
            if session.store.drafts(form.kind).has(review.draft):
                yield review, form(session, session.store.drafts(form.kind).get(review.draft))
