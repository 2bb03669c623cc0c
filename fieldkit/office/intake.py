"""Opening what came: batches into the journal, applications and their files into the office's store, each once.

Every step is one transaction and may be repeated, so a crash anywhere only means that the next run goes on. What
is broken is set aside with its reason, stays in the archive, and is tried again at the next run.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fieldkit.errors import Problem
from fieldkit.locale import _
from fieldkit.office.applications import SealedApplication
from fieldkit.office.cases import SealedCase
from fieldkit.office.keys import Office
from fieldkit.office.opening import SealedForm, open_claim
from fieldkit.office.store.claims import OpeningState
from fieldkit.office.store.events import EnrolledDevice
from fieldkit.office.store.opened import TakenBatch
from fieldkit.office.unsealing import NotAsSaid
from sync import sealed
from sync.archive.archive import Archive
from sync.journal import chain
from sync.protocol import batches

# Every kind of sealed form, in the order in which they are opened.
FORMS: tuple[SealedForm[Any, Any], ...] = (SealedApplication(), SealedCase())


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


_OFFICE_ONLY = frozenset({"application.accepted", "application.returned", "application.ready", "case.returned"})
# The office's own clock goes on from the highest it took: at the end of its range it could decide nothing more.
_LAST_CLOCK = chain.Hlc(1 << 62)
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
    batches = entries = 0
    for kit in office.store.events.kits():
        taken = {
            (batch.n, batch.sha256)
            for batch in office.store.opened.batches(kit.device)
            if batch.state is OpeningState.OPENED
        }
        for n, raw in _arrived(archive, kit.device, taken):
            digest = chain.sha256(raw)
            try:
                entries += _take(office, kit, n, raw, digest)
                batches += 1
            except _BROKEN as problem:
                reason = _why(problem)
                with office.store.atomic():
                    office.store.opened.note_batch(TakenBatch(kit.device, n, digest, OpeningState.QUARANTINED, reason))
                troubles.append(SetAside(kit.device, str(n), reason))
    forms = [_open_forms(office, archive, form, troubles) for form in FORMS]
    forks = office.store.log.quarantined()
    troubles += [
        SetAside(device, device, _("El disco fue copiado o restaurado ({n}).").format(n=at))
        for device, at in forks.items()
    ]
    return IntakeSummary(batches, entries, forms[0], tuple(troubles), forms[1])


def _open_forms(office: Office, archive: Archive, form: SealedForm[Any, Any], troubles: list[SetAside]) -> int:
    """Open every form of a kind that was not opened yet: how many; what is set aside is added to ``troubles``."""
    opened = 0
    for claim in form.claims(office).claims(OpeningState.PENDING, OpeningState.QUARANTINED):
        try:
            open_claim(office, archive, form, claim)
            opened += 1
        except _BROKEN as problem:
            reason = _why(problem)
            with office.store.atomic():
                form.claims(office).set_aside(claim, reason)
            troubles.append(SetAside(claim.device, claim.subject, reason))
    return opened


def _arrived(archive: Archive, device: str, taken: set[tuple[int, str]]) -> Iterator[tuple[int, bytes]]:
    """Batches not taken yet, in order; then those that came as a second content of a number."""
    for batch in archive.batches.of(device):
        if batch.status == "stored" and (batch.n, batch.sha256) not in taken:
            raw = archive.batches.raw(device, batch.n)
            if raw is not None:
                yield batch.n, raw
    for n, raw in archive.batches.disputed(device):
        if (n, chain.sha256(raw)) not in taken:
            yield n, raw


def _take(office: Office, kit: EnrolledDevice, n: int, raw: bytes, digest: str) -> int:
    """Import one batch into the journal and remember the applications that it tells of."""
    manifest, body = batches.read_batch(raw, kit.public_key)
    if manifest.n != n or office.store.events.event(manifest.event) is None:
        raise NotAsSaid(reason=_("El envío lleva otro número o es de otro evento."))
    run = batches.open_batch(body, office.identities)
    first = chain.read_header(run[0].header)
    head = chain.check_chain(run, kit.public_key, chain.Head(first.seq - 1, first.prev, chain.Hlc(0)))
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
            for form in FORMS:
                claim = form.claim(manifest.event, entry)
                if claim is not None:
                    form.claims(office).add_claim(claim)
        office.store.opened.note_batch(TakenBatch(kit.device, n, digest, OpeningState.OPENED, ""))
    return new


def _why(problem: Problem) -> str:
    return problem.wording.cause.format(**problem.facts)
