"""The second person: where the event asks for it, nothing is sealed before somebody else has looked and confirmed.

A form that was handed in waits in the encrypted store, as it is. It is approved with the passphrase of somebody who
wrote nothing in it, or given back with a reason; either way it is never in the journal before it is sealed.
"""

from typing import NamedTuple

from fieldkit.desk import evidence
from fieldkit.desk.capture import application_form, problems, sealing
from fieldkit.desk.evidence import EvidenceRow
from fieldkit.desk.labels import ROLES
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.forms import Finding
from fieldkit.domain.forms.application import Application
from fieldkit.errors import Problem, Wording
from fieldkit.event.pack import Approval
from fieldkit.locale import N_, _
from fieldkit.platform.paths import Home
from fieldkit.store import Draft, DraftFile, Review
from fieldkit.store.reviews import ReviewState
from fieldkit.vault import keyring

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
    review: Review
    number: str
    files: list[DraftFile]
    sent: list[str]
    findings: list[Finding]
    papers: list[EvidenceRow]
    exceptions: list[j.Excepted]


class Confirmation(NamedTuple):
    """Somebody whose passphrase was right just now; only ``confirm`` makes one."""

    operator: str


def waiting(session: Session) -> list[ApprovalRequest]:
    """What waits for a second person, longest first."""
    found = []
    for review in session.store.reviews.waiting():
        draft = session.store.drafts.get(review.draft)
        number = session.visit(draft.visit).number
        found.append(ApprovalRequest(draft.id, number, draft.service, review.captor, review.handed_ms))
    return found


def look(session: Session, draft: str) -> ApprovalView:
    """A form that waits, whole. Raises NOT_ALLOWED, NOT_WAITING."""
    rule = session.pack.approval or Approval()
    session.need("capture", *rule.roles)
    review = session.store.reviews.get(draft)
    if review is None or review.state is not ReviewState.WAITING:
        raise Problem(problems.NOT_WAITING)
    now = session.store.drafts.get(draft)
    visit = session.visit(now.visit)
    return ApprovalView(
        draft=now,
        review=review,
        number=visit.number,
        files=session.store.drafts.files(draft),
        sent=[file.slot for file in application_form.kept(session, draft)],
        findings=application_form.review(session, draft),
        papers=evidence.rows(session, visit.id, now.service, now.fields),
        exceptions=list(visit.exceptions_of(now.service).values()),
    )


def check(session: Session, draft: str, operator: str) -> None:
    """Raise NotSecond when ``operator`` cannot approve a form whatever their passphrase."""
    if not sealing.is_second(session, draft, operator):
        roles = (session.pack.approval or Approval()).roles
        raise NotSecond(roles=", ".join(_(ROLES[role]) for role in roles))


def confirm(home: Home, operator: str, passphrase: str) -> Confirmation:
    """Believe ``operator`` by their own slot of the key file, at the same cost and with the same refusals as at the
    door. Slow on purpose, and without the store: call it beside the store's thread. Raises what vault.unlock raises.
    """
    keyring.unlock(home.keys, operator, passphrase)
    return Confirmation(operator)


def approve(session: Session, looked: ApprovalView, who: Confirmation) -> Application:
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
        stops = sum(finding.severity == "stop" for finding in now.findings)
        if stops:
            raise Problem(problems.NOT_READY, count=stops)
        return sealing.send(session, now.draft, application_form.kept(session, draft), approved_by=who.operator)


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
