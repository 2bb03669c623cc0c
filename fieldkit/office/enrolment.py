"""Who joins, and each laptop's pack.

A laptop is believed because it knows its code's secret, never because the ingest says so.
"""

import hmac
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from fieldkit.domain.queue.wait_estimate import Residuals
from fieldkit.errors import Problem, Wording
from fieldkit.event import invitation as inv
from fieldkit.event import pack
from fieldkit.event.letters import next_letter
from fieldkit.event.pack import EventDay, Pack, StaffMember
from fieldkit.locale import N_
from fieldkit.office import decisions, prepare, wait_calibration
from fieldkit.office.event_plan import EventPlan, PlanDay
from fieldkit.office.keys import Office
from fieldkit.office.paths import write_private
from fieldkit.office.store.events import EnrolledDevice
from fieldkit.tokens import receipt_code
from sync.archive.archive import Archive, Device
from sync.journal import chain
from sync.protocol.envelope import BadMessage, BadSignature, check, parse
from sync.protocol.messages import EnrolRequest, Refusal, Succession


class EnrolRefused(Problem):
    wording = Wording(
        title=N_("Esta computadora no se puede dar de alta"),
        cause=N_("{reason}"),
        remedy=N_("No se cambió nada. Revise el archivo y el código, o dé un código nuevo."),
    )


class RefusedDevice(NamedTuple):
    """A laptop that the ingest enrolled and that the office does not believe."""

    device: str
    reason: str


class PackRound(NamedTuple):
    """What one round did: laptops that joined, packs made, laptops refused."""

    joined: tuple[EnrolledDevice, ...]
    packs: int
    refused: tuple[RefusedDevice, ...]


def pack_all(office: Office, archive: Archive) -> PackRound:
    """Believe the laptops that joined since, and make a pack for each that lacks the newest one."""
    joined, refused = [], []
    # A restored laptop is vouched for by the one before it, so predecessors come first.
    waiting = [one for one in archive.devices.all() if office.store.events.kit(one.device) is None]
    for device in sorted(waiting, key=lambda one: one.predecessor is not None):
        try:
            joined.append(_join(office, device))
        except EnrolRefused as problem:
            refused.append(RefusedDevice(device.device, str(problem.facts["reason"])))
    revoked = {one.device for one in archive.devices.all() if one.state == "revoked"}
    numbers = {kit: _number(office, kit) for kit in office.store.events.kits() if kit.device not in revoked}
    lacking = [kit for kit, number in numbers.items() if kit.packed < number]
    waits = wait_calibration.learned(office) if lacking else Residuals()
    for kit in lacking:
        with office.store.atomic():
            office.store.events.add_outgoing(kit.device, "pack", seal_pack(office, kit, waits))
            office.store.events.note_packed(kit.device, numbers[kit])
    return PackRound(tuple(joined), len(lacking), tuple(refused))


def enrol_by_file(office: Office, archive: Archive, request: bytes, out: Path, *, now_ms: int) -> Path:
    """Enrol a laptop that has never been online from its request; its pack is written to ``out``.

    Raises EnrolRefused. The same request again writes the pack again.
    """
    try:
        asked = check(request, parse(request, EnrolRequest).public_key, EnrolRequest)
    except (BadMessage, BadSignature) as error:
        raise EnrolRefused(reason=N_("El archivo de la solicitud está dañado.")) from error
    answer = archive.devices.enrol(asked, request, now_ms)
    if isinstance(answer, Refusal):
        raise EnrolRefused(reason=_REFUSALS.get(answer.reason, answer.reason))
    kit = office.store.events.kit(answer.device)
    if kit is None:
        device = archive.devices.get(answer.device)
        if device is None:
            raise EnrolRefused(reason=answer.device)
        kit = _join(office, device)
    path = out / f"{kit.event}-{kit.letter}.pack"
    write_private(path, seal_pack(office, kit, wait_calibration.learned(office)))
    return path


def _number(office: Office, kit: EnrolledDevice) -> int:
    """How often the laptop's event was prepared; 0 for one that is not known."""
    row = office.store.events.event(kit.event)
    return row.number if row is not None else 0


def seal_pack(office: Office, kit: EnrolledDevice, waits: Residuals) -> bytes:
    """A laptop's pack of its event as last prepared, signed and sealed to it; ``waits``: what past events taught."""
    row, prepared = prepare.load(office, kit.event)
    plan, public = prepared.plan, office.public
    valid_from_ms, valid_until_ms = prepared.valid_ms()
    made = Pack(
        event=plan.event,
        name=plan.name,
        consulate=plan.consulate,
        venue=plan.venue,
        time_zone=plan.time_zone,
        days=tuple(_day(day) for day in plan.days),
        services=plan.services,
        staff=tuple(StaffMember(member.id, member.name, member.roles) for member in plan.staff),
        tables=plan.tables,
        device=kit.device,
        letter=kit.letter,
        ticket_key=row.ticket_key,
        ticket_host=plan.ticket_host or urlsplit(public.url).netloc,
        hq_url=public.url,
        hq_ca_pem=public.ca_pem,
        hq_recipients=public.recipients,
        hq_receipt_key=public.receipt_key,
        office_key=public.office_key,
        valid_from_ms=valid_from_ms,
        valid_until_ms=valid_until_ms,
        appointments=prepared.appointments,
        payment_forms=plan.payment_forms,
        receipts=plan.receipts,
        rule=plan.rule,
        residuals=waits,
        approval=plan.approval_rules,
        number=row.number,
        catalog=prepared.catalog,
        slip_endorsement=_endorsement(office, kit, plan),
        collection=plan.collection,
        names_on_labels=plan.names_on_labels,
        privacy=plan.privacy,
    )
    return pack.make(made, office.store.key, kit.recipient)


def _endorsement(office: Office, kit: EnrolledDevice, plan: EventPlan) -> bytes:
    """That this laptop signs acknowledgements from the first day on, and for as long as its pack is good."""
    first, last = plan.days[0].date, plan.days[-1].date + prepare.AFTER
    return receipt_code.endorse(plan.event, first, last, kit.public_key, office.store.key)


_REFUSALS = {
    "bad-code": N_("El código no es de este evento."),
    "used-code": N_("El código ya se usó en otra computadora."),
    "expired-code": N_("El código ya venció."),
}


def _join(office: Office, device: Device) -> EnrolledDevice:
    """Believe a device that the archive knows; raises EnrolRefused when its proof does not hold."""
    try:
        asked = check(device.request, device.public_key, EnrolRequest)
    except (BadMessage, BadSignature) as error:
        raise EnrolRefused(reason=N_("Su solicitud está dañada o la firmó otra llave.")) from error
    if (asked.public_key, asked.recipient) != (device.public_key, device.recipient):
        raise EnrolRefused(reason=N_("Sus llaves no son las que pidió."))
    kit = EnrolledDevice(device.device, device.event, device.letter, asked.label, asked.public_key, asked.recipient)
    if chain.device_id(kit.public_key) != kit.device:
        raise EnrolRefused(reason=N_("Su nombre no es el de su llave."))
    kit = _follow(office, asked, kit) if asked.succession else _by_code(office, asked, kit)
    if any((other.event, other.letter) == (kit.event, kit.letter) for other in office.store.events.kits()):
        raise EnrolRefused(reason=N_("Otra computadora ya tiene su letra."))
    with office.store.atomic():
        office.store.events.add_kit(kit)
        office.store.log.add_device(kit.public_key, "kit")
        decisions.tell_again(office, kit)
    return kit


def _by_code(office: Office, asked: EnrolRequest, kit: EnrolledDevice) -> EnrolledDevice:
    row = office.store.events.code(asked.code_id)
    if row is None:
        raise EnrolRefused(reason=N_("El código no es de este evento."))
    event, _ = prepare.load(office, row.event)
    proof = inv.proof(inv.read_code(row.code, event.invitation), asked.public_key, asked.recipient)
    if not hmac.compare_digest(proof, asked.proof):
        raise EnrolRefused(reason=N_("No demostró que conoce su código."))
    return kit._replace(event=row.event, letter=row.letter)


def _follow(office: Office, asked: EnrolRequest, kit: EnrolledDevice) -> EnrolledDevice:
    try:
        old = office.store.events.kit(parse(asked.succession, Succession).old_device)
        if old is None:
            raise EnrolRefused(reason=N_("Sigue a una computadora desconocida."))
        claim = check(asked.succession, old.public_key, Succession)
    except (BadMessage, BadSignature) as error:
        raise EnrolRefused(reason=N_("La computadora anterior no la reconoce.")) from error
    if claim.new_key != asked.public_key:
        raise EnrolRefused(reason=N_("La computadora anterior no la reconoce."))
    # The laptop chose its letter by this rule without a network, and may have given out numbers under it.
    return kit._replace(event=old.event, letter=next_letter(old.letter), predecessor=old.device)


def _day(day: PlanDay) -> EventDay:
    return EventDay(day.date, day.opens, day.closes, day.pauses)
