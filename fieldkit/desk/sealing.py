"""Sealing an application: every file and the package become age files that only headquarters opens."""

from collections.abc import Sequence

import msgspec

from fieldkit import journal as j
from fieldkit.applications import Exempted, Package, Shown
from fieldkit.desk import cashier
from fieldkit.desk.session import Session
from fieldkit.people import ages
from fieldkit.report import bands
from fieldkit.store import Draft
from fieldkit.visits import Visit
from sync import log, sealed


def seal(session: Session, draft: Draft, visit: Visit, kept: Sequence[j.PackedFile]) -> tuple[list[bytes], j.Submitted]:
    """The sealed files of a draft, its package first, and the fact that names them.

    ``kept`` are files that headquarters holds already from the revision before; they are named, not sent.
    """
    recipients = session.pack.hq_recipients
    blobs: list[bytes] = []
    files = list(kept)
    for file in session.store.drafts.files(draft.id):
        content = sealed.seal_bytes(file.content, recipients)
        blobs.append(content)
        plain, digest = log.sha256(file.content), log.sha256(content)
        files.append(j.PackedFile(file.slot, file.media, plain, digest, len(content)))
    package = _package(session, draft, visit, files)
    content = sealed.seal_bytes(msgspec.json.encode(package), recipients)
    born, today = cashier.born_in(draft.fields), session.today()
    refs = [j.FileRef(file.sealed_sha256, file.size, file.slot) for file in files]
    submitted = j.Submitted(
        visit=visit.id,
        number=visit.number,
        service=draft.service,
        revision=draft.revision,
        day=package.day,
        files=(j.FileRef(log.sha256(content), len(content), "package"), *refs),
        years=package.years,
        fee_cents=package.fee_cents,
        sex=draft.fields.get("sex", ""),
        age_band=ages.age_band(born, today, bands.on(bands.shipped().documents, today)) if born else "",
        language=visit.language,
        topic=draft.fields.get("advice_matter", ""),
    )
    return [content, *blobs], submitted


def _package(session: Session, draft: Draft, visit: Visit, files: Sequence[j.PackedFile]) -> Package:
    return Package(
        application=draft.id,
        revision=draft.revision,
        visit=visit.id,
        number=visit.number,
        event=session.pack.event,
        device=session.store.device,
        operator=session.operator,
        service=draft.service,
        day=session.day(),
        captured_ms=session.clock.now_ms(),
        fields=draft.fields,
        files=tuple(files),
        years=int(draft.fields.get("years") or 0),
        fee_cents=cashier.fee_cents(session, draft.service, draft.fields),
        language=visit.language,
        notice=visit.notice,
        documents=tuple(
            Shown(one.requirement, one.verdict, one.document) for one in visit.documents_of(draft.service).values()
        ),
        exceptions=tuple(Exempted(one.rule, one.reason, one.by) for one in visit.exceptions_of(draft.service).values()),
    )
