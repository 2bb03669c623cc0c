"""Accepting an application, sending it back, saying that its document is ready.

Each is an entry of the office's journal, sealed to the laptop that the application came from.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec

from fieldkit.domain import journal as j
from fieldkit.domain.catalog import documents, forms
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.forms import review
from fieldkit.domain.forms.application import ApplicationState, Package
from fieldkit.domain.forms.pictures import slots_of
from fieldkit.domain.journal import Submitted
from fieldkit.errors import Problem
from fieldkit.locale import _
from fieldkit.office import duplicates, picture_doubts, prepare, problems
from fieldkit.office.keys import Office
from fieldkit.office.store.claims import Claim, OpeningState
from fieldkit.office.store.events import EnrolledDevice
from fieldkit.public.application_progress import LONGEST_PLACE
from sync import sealed
from sync.journal import chain


class PendingApplication(NamedTuple):
    """An opened application before its decision, and what was found in it; not ``checked`` is for a person.

    ``doubts`` say of which other application it may be the same person's, and which returned picture came unchanged.
    """

    claim: Claim[Submitted]
    package: Package
    findings: list[Finding]
    checked: bool = True
    doubts: tuple[str, ...] = ()

    @property
    def stops(self) -> list[str]:
        """The reasons that keep it from being accepted, as sentences."""
        return [finding.sentence for finding in self.findings if finding.severity == "stop"]


class DecisionRound(NamedTuple):
    """What one round decided; ``left`` wait for a person."""

    accepted: int
    returned: int
    left: int


def open_cases(office: Office) -> list[PendingApplication]:
    """Every opened application whose newest revision nobody decided on yet."""
    return [
        case for claim in office.store.opened.claims(OpeningState.OPENED) if (case := _case(office, claim)) is not None
    ]


def accept(office: Office, application: str) -> None:
    """Accept the newest revision of an application. Raises NOT_TO_DECIDE."""
    case = _find(office, application)
    write(office, application, case.claim.device, j.Accepted(revision=case.package.revision))


def return_(office: Office, application: str, reasons: Sequence[str]) -> None:
    """Send the newest revision back to its laptop with reasons for staff and what was typed. Raises NOT_TO_DECIDE."""
    case = _find(office, application)
    if not reasons:
        raise Problem(problems.NOT_TO_DECIDE, reason=_("Falta el motivo."))
    package = case.package
    body = j.Returned(package.revision, tuple(reasons), package.fields, package.files)
    write(office, application, case.claim.device, body)


def ready(office: Office, application: str, day: date, where: str) -> bool:
    """Say from when and where the document of an accepted application can be collected.

    False when that was said already; another day or place replaces what was said. Raises NOT_TO_DECIDE.
    """
    where = " ".join(where.split())
    if not where.isprintable() or not 0 < len(where) <= LONGEST_PLACE:
        raise Problem(
            problems.NOT_TO_DECIDE, reason=_("Falta el lugar, o tiene más de {n} letras.").format(n=LONGEST_PLACE)
        )
    now, claim = office.store.people.application(application), office.store.opened.newest(application)
    if now is None or now.state is not ApplicationState.ACCEPTED or claim is None:
        raise Problem(problems.NOT_TO_DECIDE, reason=_("Todavía no está aceptada."))
    if (now.ready_day, now.ready_where) == (day, where):
        return False
    write(office, application, claim.device, j.Ready(now.revision, day, where))
    return True


def decide_all(
    office: Office, policy: Callable[[PendingApplication], Sequence[str]] = lambda case: case.stops
) -> DecisionRound:
    """Decide every case by ``policy``, which gives the reasons to send it back, none to accept it.

    What a person must look at is left: contradictory applications, two that may be of one person, those that could
    not be checked or answered, and those of a laptop whose disk was copied.
    """
    doubtful = office.store.log.quarantined()
    accepted = returned = left = 0
    for case in open_cases(office):
        known = office.store.people.application(case.package.application)
        unclear = case.doubts or not case.checked or case.claim.device in doubtful
        if unclear or (known is not None and known.conflicts):
            left += 1
        elif reasons := policy(case):
            try:
                return_(office, case.package.application, reasons)
            except chain.BadEntry:  # so much was typed that it does not fit into an answer
                left += 1
            else:
                returned += 1
        else:
            accept(office, case.package.application)
            accepted += 1
    return DecisionRound(accepted, returned, left)


def check(office: Office, package: Package) -> list[Finding]:
    """What is missing or does not agree in an opened application, as of the day on which it was captured."""
    catalog = prepare.catalog(office, package.event)
    service = catalog.services.get(package.service)
    if service is None:
        return [Finding("service", "stop", _("El servicio no está en el catálogo."))]
    day = date.fromisoformat(package.day)
    found = forms.check_form(catalog, service, package.fields, today=day)
    found += review.missing_slots(service.slots, slots_of(file.slot for file in package.files))
    found += picture_doubts.twice(service.slots, package)
    verdicts = {one.requirement: one.verdict for one in package.documents}
    found += documents.findings(catalog, service, package.fields, verdicts, day)
    found = review.unless_excepted(found, {one.rule for one in package.exceptions})
    if not package.notice:
        found.append(Finding("notice", "stop", _("No consta que se mostró el aviso de privacidad.")))
    return found


def check_second(
    office: Office, claim: Claim[Any], services: Sequence[str], only: frozenset[str] = frozenset()
) -> list[Finding]:
    """That a second person of the event's staff approved it, where the event as last prepared asks for one.

    ``only``: the roles of those who may, whatever the event says. A laptop that was made to skip the question sends an
    application that stops here.
    """
    _row, prepared = prepare.load(office, claim.event)
    rules, by = prepared.plan.approval_rules, claim.said.approved_by
    if rules is None or not any(map(rules.cover, services)):
        return []
    roles = next((member.roles for member in prepared.plan.staff if member.id == by), ())
    if by != claim.operator and (not only.isdisjoint(roles) if only else rules.allow(roles)):
        return []
    return [Finding("approval", "stop", _("El evento pide que otra persona la apruebe, y no consta que se hizo."))]


def _case(office: Office, claim: Claim[Submitted]) -> PendingApplication | None:
    now = office.store.people.application(claim.subject)
    package = office.store.opened.sheet(claim.sha256)
    if now is None or package is None or now.state is not ApplicationState.SEALED:
        return None
    if not now.files or now.files[0] != claim.said.files[0]:
        return None
    try:
        found = [*check_second(office, claim, [claim.said.service]), *check(office, package)]
        service = prepare.catalog(office, package.event).services.get(package.service)
        again = picture_doubts.sent_back_unchanged(office, service.slots if service else (), package)
        return PendingApplication(claim, package, found, doubts=(*duplicates.doubts(office, package), *again))
    except (Problem, ValueError, ArithmeticError, LookupError):
        # What one laptop wrote must never keep the others' applications from being decided.
        doubt = Finding("application", "stop", _("No se pudo revisar; debe verla una persona."))
        return PendingApplication(claim, package, [doubt], checked=False)


def _find(office: Office, application: str) -> PendingApplication:
    for claim in office.store.opened.claims(OpeningState.OPENED):
        if claim.subject == application and (case := _case(office, claim)) is not None:
            return case
    raise Problem(problems.NOT_TO_DECIDE, reason=_("No está abierta, o ya se decidió."))


def write(
    office: Office, subject: str, device: str, decision: j.Accepted | j.Returned | j.Ready | j.CaseReturned
) -> None:
    """The entry and the sealed copies of it, in one transaction: neither is ever without the other."""
    with office.store.atomic():
        office.store.log.append(subject, decision, operator=office.operator)
        seq = office.store.log.head().seq
        for entry in office.store.log.entries(office.store.device, seq, seq):
            for kit in _where(office, device):
                _tell(office, kit, entry)


def _tell(office: Office, kit: EnrolledDevice, entry: chain.Entry) -> None:
    content = sealed.seal_bytes(msgspec.msgpack.encode([entry]), [kit.recipient])
    office.store.events.add_outgoing(kit.device, "entries", content)


def _where(office: Office, device: str) -> list[EnrolledDevice]:
    """The laptop and those that went on from its backup."""
    kits = office.store.events.kits()
    line = {device}
    while more := {kit.device for kit in kits if kit.predecessor in line} - line:
        line |= more
    return [kit for kit in kits if kit.device in line]


def tell_again(office: Office, kit: EnrolledDevice) -> None:
    """Send a restored laptop every decision about what those before it sent; call where it is registered.

    Its copy may be older than a decision, and its inbox is its own. What it has already changes nothing there.
    """
    line: set[str] = set()
    before = office.store.events.kit(kit.predecessor)
    while before is not None:
        line.add(before.device)
        before = office.store.events.kit(before.predecessor)
    theirs = {
        claim.subject
        for kind in (office.store.opened, office.store.cases)
        for claim in kind.claims(OpeningState.PENDING, OpeningState.OPENED, OpeningState.QUARANTINED)
        if claim.device in line
    }
    for entry in office.store.log.entries(office.store.device, 1, office.store.log.head().seq):
        if chain.read_header(entry.header).subject in theirs:
            _tell(office, kit, entry)
