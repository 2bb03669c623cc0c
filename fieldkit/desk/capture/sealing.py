"""Sealing an application: every file and the package become age files that only headquarters opens.

The one gate to headquarters: where the event asks for a second person, nothing is sealed without one.
"""

from collections.abc import Sequence

import msgspec

from fieldkit.desk.accounts import cashier
from fieldkit.desk.capture import problems
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.forms.application import Application, EvidenceNote, ExceptionNote, Package
from fieldkit.domain.queue import visit as visits
from fieldkit.domain.queue.visit import Visit
from fieldkit.errors import Problem
from fieldkit.event.pack import Approval
from fieldkit.people import ages
from fieldkit.report import age_bands
from fieldkit.store import Draft
from sync import sealed
from sync.journal import chain


def send(session: Session, draft: Draft, kept: Sequence[j.PackedFile], approved_by: str = "") -> Application:
    """Seal a draft for headquarters and forget it, in one transaction, in the name of who captured it.

    Raises NOT_APPROVED.
    """
    review = session.store.reviews.get(draft.id)
    captor = review.captor if review is not None and approved_by else session.operator
    visit = session.visit(draft.visit)
    blobs, submitted = seal(session, draft, visit, kept, captor=captor, approved_by=approved_by)
    with session.store.atomic():
        for content in blobs:
            session.store.outbox.add_blob(chain.sha256(content), content)
        session.store.log.append(draft.id, submitted, operator=captor)
        end_line(session, visit, draft.service)
        session.store.drafts.delete(draft.id)
        session.store.log.purge([draft.id])
    application = session.store.people.application(draft.id)
    if application is None:  # the projection is written with the entry
        raise KeyError(draft.id)
    return application


def end_line(session: Session, visit: Visit, service: str) -> None:
    """The person is done with this service, if they still were at it."""
    done = j.LineDone(service=service, outcome=j.Outcome.SUBMITTED)
    if service in visit.open_services and visits.next_state(visit.state, done) is not None:
        session.append(visit.id, done)


def is_second(session: Session, draft: str, operator: str) -> bool:
    """Whether ``operator`` may approve a draft: by role, and because nothing in it is theirs."""
    rule = session.pack.approval or Approval()
    return rule.may(session.pack.roles_of(operator)) and operator not in session.store.reviews.hands(draft)


def seal(
    session: Session,
    draft: Draft,
    visit: Visit,
    kept: Sequence[j.PackedFile],
    *,
    captor: str,
    approved_by: str = "",
) -> tuple[list[bytes], j.Submitted]:
    """The sealed files of a draft, its package first, and the fact that names them. Raises NOT_APPROVED.

    ``kept`` are files that headquarters holds already from the revision before; they are named, not sent.
    """
    asked = session.pack.asks_approval(draft.service)
    if (asked or approved_by) and not is_second(session, draft.id, approved_by):
        raise Problem(problems.NOT_APPROVED)
    recipients = session.pack.hq_recipients
    blobs: list[bytes] = []
    files = list(kept)
    for file in session.store.drafts.files(draft.id):
        content = sealed.seal_bytes(file.content, recipients)
        blobs.append(content)
        plain, digest = chain.sha256(file.content), chain.sha256(content)
        files.append(j.PackedFile(file.slot, file.media, plain, digest, len(content)))
    package = _package(session, draft, visit, files, captor, approved_by)
    content = sealed.seal_bytes(msgspec.json.encode(package), recipients)
    born, today = cashier.born_in(draft.fields), session.today()
    refs = [j.FileRef(file.sealed_sha256, file.size, file.slot) for file in files]
    submitted = j.Submitted(
        visit=visit.id,
        number=visit.number,
        service=draft.service,
        revision=draft.revision,
        day=package.day,
        files=(j.FileRef(chain.sha256(content), len(content), "package"), *refs),
        years=package.years,
        fee_cents=package.fee_cents,
        sex=draft.fields.get("sex", ""),
        age_band=ages.age_band(born, today, age_bands.on(age_bands.shipped().documents, today)) if born else "",
        language=visit.language,
        topic=draft.fields.get("advice_matter", ""),
        approved_by=approved_by,
    )
    return [content, *blobs], submitted


def _package(
    session: Session, draft: Draft, visit: Visit, files: Sequence[j.PackedFile], captor: str, approved_by: str
) -> Package:
    return Package(
        application=draft.id,
        revision=draft.revision,
        visit=visit.id,
        number=visit.number,
        event=session.pack.event,
        device=session.store.device,
        operator=captor,
        service=draft.service,
        day=session.today().isoformat(),
        captured_ms=session.clock.now_ms(),
        fields=draft.fields,
        files=tuple(files),
        years=int(draft.fields.get("years") or 0),
        fee_cents=cashier.fee_cents(session, draft.service, draft.fields),
        language=visit.language,
        notice=visit.notice,
        documents=tuple(
            EvidenceNote(one.requirement, one.verdict, one.document)
            for one in visit.documents_of(draft.service).values()
        ),
        exceptions=tuple(
            ExceptionNote(one.rule, one.reason, one.by) for one in visit.exceptions_of(draft.service).values()
        ),
        approved_by=approved_by,
    )
