"""Opening what came: batches into the journal, applications and their files into the office's store, each once.

Every step is one transaction and may be repeated, so a crash anywhere only means that the next run goes on. What
is broken is set aside with its reason, stays in the archive, and is tried again at the next run.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from fieldkit.domain import journal as j
from fieldkit.domain.forms import application
from fieldkit.domain.forms.application import Package
from fieldkit.domain.journal import PackedFile
from fieldkit.errors import Problem
from fieldkit.locale import _
from fieldkit.office import cases
from fieldkit.office.keys import Office
from fieldkit.office.store.events import EnrolledDevice
from fieldkit.office.store.opened import ApplicationClaim, OpenedFile, TakenBatch
from fieldkit.office.unsealing import MAX_SHEET_BYTES, NotAsSaid, is_id, unseal
from sync import sealed
from sync.archive.archive import Archive
from sync.journal import chain
from sync.protocol import batches

_SLOT = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)
MEDIA = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


class SetAside(NamedTuple):
    """Something set aside: the device, what it is (a batch's number or an application's id), and why."""

    device: str
    what: str
    reason: str


class IntakeSummary(NamedTuple):
    """What one run did, and everything that is set aside after it; ``cases`` counts sheets of protection cases."""

    batches: int
    entries: int
    opened: int
    troubles: tuple[SetAside, ...]
    cases: int = 0


_OFFICE_ONLY = frozenset({"application.accepted", "application.returned", "application.ready"})
# The office's own clock goes on from the highest it took: at the end of its range it could decide nothing more.
_LAST_CLOCK = 1 << 62
_UNKNOWN = j.Submitted(visit="", number="", service="", revision=0, day="", files=())
_BROKEN = (
    NotAsSaid,
    chain.BadEntry,
    chain.BrokenLog,
    sealed.Damaged,
    sealed.NotForUs,
    batches.BadMessage,
    batches.BadSignature,
)


def open_new(office: Office, archive: Archive) -> IntakeSummary:
    """Open every batch and application that was not opened yet. Raises DiskTrouble, with all before it kept."""
    troubles: list[SetAside] = []
    batches = entries = opened = 0
    for kit in office.store.events.kits():
        taken = {
            (batch.n, batch.sha256) for batch in office.store.opened.batches(kit.device) if batch.state == "opened"
        }
        for n, raw in _arrived(archive, kit.device, taken):
            digest = chain.sha256(raw)
            try:
                entries += _take(office, kit, n, raw, digest)
                batches += 1
            except _BROKEN as problem:
                reason = _why(problem)
                with office.store.atomic():
                    office.store.opened.note_batch(TakenBatch(kit.device, n, digest, "quarantined", reason))
                troubles.append(SetAside(kit.device, str(n), reason))
    for claim in office.store.opened.claims("pending", "quarantined"):
        try:
            _open(office, archive, claim)
            opened += 1
        except _BROKEN as problem:
            reason = _why(problem)
            with office.store.atomic():
                office.store.opened.set_aside(claim, reason)
            troubles.append(SetAside(claim.device, claim.application, reason))
    sheets, broken = _open_cases(office, archive)
    forks = office.store.log.quarantined()
    troubles += [
        SetAside(device, device, _("El disco fue copiado o restaurado ({n}).").format(n=at))
        for device, at in forks.items()
    ]
    return IntakeSummary(batches, entries, opened, (*troubles, *broken), sheets)


def _open_cases(office: Office, archive: Archive) -> tuple[int, list[SetAside]]:
    """Open every sheet of a protection case that was not opened yet: how many, and what was set aside."""
    opened, troubles = 0, []
    for claim in office.store.cases.claims("pending", "quarantined"):
        try:
            cases.open_sheet(office, archive, claim)
            opened += 1
        except _BROKEN as problem:
            reason = _why(problem)
            with office.store.atomic():
                office.store.cases.set_aside(claim, reason)
            troubles.append(SetAside(claim.device, claim.case, reason))
    return opened, troubles


def _arrived(archive: Archive, device: str, taken: set[tuple[int, str]]) -> Iterator[tuple[int, bytes]]:
    """Batches not taken yet, in order; then those that came as a second content of a number."""
    for batch in archive.batches(device):
        if batch.status == "stored" and (batch.n, batch.sha256) not in taken:
            raw = archive.batch_bytes(device, batch.n)
            if raw is not None:
                yield batch.n, raw
    for n, raw in archive.disputed(device):
        if (n, chain.sha256(raw)) not in taken:
            yield n, raw


def _take(office: Office, kit: EnrolledDevice, n: int, raw: bytes, digest: str) -> int:
    """Import one batch into the journal and remember the applications that it tells of."""
    manifest, body = batches.read_batch(raw, kit.public_key)
    if manifest.n != n or office.store.events.event(manifest.event) is None:
        raise NotAsSaid(reason=_("El envío lleva otro número o es de otro evento."))
    run = batches.open_batch(body, office.identities)
    first = chain.read_header(run[0].header)
    head = chain.check_chain(run, kit.public_key, chain.Head(first.seq - 1, first.prev, 0))
    if (first.seq, head.seq, head.sha256) != (manifest.first_seq, manifest.last_seq, manifest.head):
        raise NotAsSaid(reason=_("El envío no trae las anotaciones que dice."))
    headers = [chain.read_header(entry.header) for entry in run]
    if any(header.hlc >= _LAST_CLOCK for header in headers):
        raise NotAsSaid(reason=_("Trae una cifra imposible."))
    if any(header.kind in _OFFICE_ONLY for header in headers):
        raise NotAsSaid(reason=_("Trae una decisión que sólo la oficina central puede tomar."))
    before = office.store.log.entries(kit.device, first.seq - 1, first.seq - 1)
    if before and first.prev not in {chain.sha256(entry.header) for entry in before}:
        raise NotAsSaid(reason=_("No continúa lo que esta computadora envió antes: su disco fue copiado o restaurado."))
    with office.store.atomic():
        new = office.store.log.take(run)
        for entry in run:
            claim = _claim(manifest.event, entry)
            if claim is not None:
                office.store.opened.add_claim(claim)
            sheet = cases.claim(manifest.event, entry)
            if sheet is not None:
                office.store.cases.add_claim(sheet)
        office.store.opened.note_batch(TakenBatch(kit.device, n, digest, "opened", ""))
    return new


def _claim(event: str, entry: chain.Entry) -> ApplicationClaim | None:
    fact = j.read(entry)
    header, body = fact.header, fact.body
    if header.kind != "application.submitted":
        return None
    if not isinstance(body, j.Submitted):  # of a later version: set aside when it is opened, the entry is kept
        body = _UNKNOWN
    package = next((ref.sha256 for ref in body.files if ref.role == "package"), "")
    return ApplicationClaim(
        application=header.subject,
        revision=body.revision,
        sha256=package,
        device=header.device,
        operator=header.operator,
        event=event,
        submitted=body,
        state="pending",
        reason="",
    )


def _open(office: Office, archive: Archive, claim: ApplicationClaim) -> None:
    """Open an application and its files, and keep them if all agree with the signed entry."""
    if not is_id(claim.application):
        raise NotAsSaid(reason=_("El número de la solicitud no es válido."))
    refs = {ref.sha256: ref for ref in claim.submitted.files}
    if claim.sha256 not in refs or len(refs) != len(claim.submitted.files):
        raise NotAsSaid(reason=_("La solicitud no dice cuáles son sus archivos."))
    plain = unseal(office, archive, refs.pop(claim.sha256))
    if len(plain) > MAX_SHEET_BYTES:
        raise NotAsSaid(reason=_("La solicitud es demasiado grande."))
    try:
        package = application.read_package(plain)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotAsSaid(reason=_("La solicitud no se entiende; quizá es de otra versión.")) from error
    _check_agrees(claim, package)
    if {file.sealed_sha256: (file.slot, file.size) for file in package.files} != {
        sha256: (ref.role, ref.size) for sha256, ref in refs.items()
    }:
        raise NotAsSaid(reason=_("Los archivos de la solicitud no son los que se anotaron."))
    files = [_open_file(office, archive, file, refs[file.sealed_sha256]) for file in package.files]
    with office.store.atomic():
        office.store.opened.keep(claim, package, files)


def _check_agrees(claim: ApplicationClaim, package: Package) -> None:
    said = claim.submitted
    entry = (claim.application, claim.device, claim.operator, claim.event, said.revision, said.visit, said.number)
    inside = (package.application, package.device, package.operator, package.event, package.revision)
    rest = (said.service, said.day, said.years, said.fee_cents, said.approved_by)
    if entry != (*inside, package.visit, package.number):
        raise NotAsSaid(reason=_("La solicitud sellada es de otra persona o de otra computadora."))
    if rest != (package.service, package.day, package.years, package.fee_cents, package.approved_by):
        raise NotAsSaid(reason=_("La solicitud sellada dice otro servicio, día, vigencia, derechos o revisión."))
    if not _is_date(package.day):
        raise NotAsSaid(reason=_("El día de la solicitud no es una fecha."))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _open_file(office: Office, archive: Archive, file: PackedFile, ref: j.FileRef) -> OpenedFile:
    if not _SLOT.fullmatch(file.slot) or file.media not in MEDIA:
        raise NotAsSaid(reason=_("Un archivo no es foto, imagen ni PDF."))
    content = unseal(office, archive, ref)
    if chain.sha256(content) != file.plain_sha256:
        raise NotAsSaid(reason=_("Una foto o un escaneo no es el que se selló."))
    return OpenedFile(file.slot, file.media, content)


def _why(problem: Problem) -> str:
    return problem.wording.cause.format(**problem.facts)
