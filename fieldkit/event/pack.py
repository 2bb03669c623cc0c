"""The event pack: headquarters' signed preparation of one event for one device."""

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.errors import BadCatalog
from fieldkit.domain.catalog.load import load, parse
from fieldkit.domain.catalog.model import Bilingual
from fieldkit.domain.catalog.privacy_notice import ConsulateDetails
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.calling_order import CallingRule
from fieldkit.domain.queue.wait_estimate import Residuals
from fieldkit.domain.stored_dates import as_first_version, typed
from fieldkit.errors import Problem, Wording
from fieldkit.event import problems
from fieldkit.event.approval_rules import ApprovalRules
from fieldkit.locale import N_
from sync import sealed

MAX_PACK_BYTES = 16 << 20
VERSION = 2  # 2: with the privacy notice; what has none is written as 1
_CONTEXT = b"fieldkit event pack v1\n"


class PackExpired(Problem):
    wording = Wording(
        title=N_("El paquete del evento ya venció"),
        cause=N_("O el reloj de esta computadora va adelantado."),
        remedy=N_(
            "No se cambió nada. Corrija la fecha y la hora y repita; si están bien, pida a la oficina central otro"
            " paquete."
        ),
    )


class StaffMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member of staff: id as typed at unlock, name as shown, roles."""

    id: str
    name: str
    roles: tuple[str, ...]


class EventDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One day of the event, its opening hours and pauses (from, until) on the clocks of the event's time zone.

    Doors that close at or before the hour at which they open close on the next day.
    """

    date: dt.date
    opens: dt.time
    closes: dt.time
    pauses: tuple[tuple[dt.time, dt.time], ...] = ()

    @property
    def overnight(self) -> bool:
        """Whether the doors close after midnight."""
        return self.closes <= self.opens

    def at_ms(self, hour: dt.time, zone: ZoneInfo) -> int:
        """An hour of this day in milliseconds since 1970 UTC; before the doors open, it is that of a night's end."""
        day = self.date + dt.timedelta(days=1) if self.overnight and hour < self.opens else self.date
        return int(dt.datetime.combine(day, hour, zone).timestamp() * 1000)

    def closing_ms(self, zone: ZoneInfo) -> int:
        """When the doors close, in milliseconds since 1970 UTC."""
        day = self.date + dt.timedelta(days=1) if self.overnight else self.date
        return int(dt.datetime.combine(day, self.closes, zone).timestamp() * 1000)


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything a laptop needs for an event. Keys are raw bytes; times are milliseconds since 1970 UTC.

    ``catalog``: the consulate's tables of services by file name; empty when the kit's own are used.
    ``receipts``: ``kit`` when the program gives each receipt its folio, ``typed`` when they come printed with one.
    ``slip_endorsement``: headquarters' word that this laptop signs acknowledgements (``tokens/receipt_code.py``).
    ``collection``: when and where documents are collected; ``names_on_labels``: that envelopes may show a name.
    ``privacy``: what the consulate states in its privacy notice; None in packs of version 0.1.0.
    """

    event: str
    name: str
    consulate: str
    venue: str
    time_zone: str
    days: tuple[EventDay, ...]
    services: tuple[str, ...]
    staff: tuple[StaffMember, ...]
    tables: tuple[str, ...]
    device: str
    letter: str
    ticket_key: bytes
    ticket_host: str
    hq_url: str
    hq_ca_pem: str
    hq_recipients: tuple[str, ...]
    hq_receipt_key: bytes
    office_key: bytes
    valid_from_ms: int
    valid_until_ms: int
    appointments: tuple[Appointment, ...] = ()
    payment_forms: tuple[str, ...] = ("cash", "card", "money_order")
    receipts: str = "kit"
    rule: CallingRule = CallingRule()
    residuals: Residuals = Residuals()
    approval: ApprovalRules | None = None
    number: int = 1
    catalog: dict[str, str] = {}
    slip_endorsement: bytes = b""
    collection: Bilingual | None = None
    names_on_labels: bool = False
    privacy: ConsulateDetails | None = None
    v: int = VERSION

    def tables_of_services(self) -> Catalog:
        """The tables that came with the pack, or else the kit's own. Raises BadCatalog."""
        return parse(self.catalog) if self.catalog else load()

    def asks_approval(self, service: str) -> bool:
        """Whether nothing of ``service`` leaves before a second person has confirmed it."""
        return self.approval is not None and self.approval.cover(service)

    def roles_of(self, operator: str) -> tuple[str, ...]:
        """The roles of a member of staff; none for anybody else."""
        return next((member.roles for member in self.staff if member.id == operator), ())

    def opening_ms(self) -> int:
        """When the event's first day opens."""
        first = self.days[0]
        return first.at_ms(first.opens, ZoneInfo(self.time_zone))


class _Signed(msgspec.Struct, frozen=True, array_like=True):
    payload: bytes
    signature: bytes


class _Version(msgspec.Struct, frozen=True):
    """What is read first of a pack: a newer one may hold what this program does not know."""

    v: int = VERSION


_version = msgspec.msgpack.Decoder(_Version)
_signed = msgspec.msgpack.Decoder(_Signed)


def encode(pack: Pack) -> bytes:
    """The MessagePack of a pack; without a privacy notice the same bytes for the same facts as version 0.1.0."""
    facts = as_first_version(msgspec.to_builtins(pack, builtin_types=(bytes,)))
    if facts["privacy"] is None:
        facts = {**facts, "v": 1}
        del facts["privacy"]
    return msgspec.msgpack.encode(facts)


def decode(raw: bytes) -> Pack:
    """The pack that ``encode`` wrote, of this or any earlier version; raises msgspec.DecodeError."""
    try:
        return msgspec.convert(typed(msgspec.msgpack.decode(raw)), Pack, builtin_types=(bytes,))
    except RecursionError as error:
        raise msgspec.DecodeError("nested too deeply") from error


def make(pack: Pack, office: Ed25519PrivateKey, recipient: str) -> bytes:
    """Sign a pack with the office's key and seal it to the one device it is for."""
    payload = encode(pack)
    signed = _Signed(payload, office.sign(_CONTEXT + payload))
    return sealed.seal_bytes(msgspec.msgpack.encode(signed), [recipient])


def read(raw: bytes, *, identity: str, device: str, office_key: bytes, now_ms: int | None) -> Pack:
    """Open a pack and believe it only if it is whole, signed by the office, for this device, in date and consistent.

    A clock that is behind costs nothing, for the event's own clock notices it; ``now_ms`` None skips the date, for a
    laptop whose clock is known to be wrong. Raises PACK_REFUSED, TABLES_REFUSED, PackExpired.
    """
    if len(raw) > MAX_PACK_BYTES:
        raise Problem(problems.PACK_REFUSED, reason=N_("es demasiado grande"))
    try:
        signed = _signed.decode(sealed.open_bytes(raw, [identity]))
        Ed25519PublicKey.from_public_bytes(office_key).verify(signed.signature, _CONTEXT + signed.payload)
        if _version.decode(signed.payload).v > VERSION:
            raise Problem(
                problems.PACK_REFUSED, reason=N_("es de una versión más nueva del programa; instálela primero")
            )
        pack = decode(signed.payload)
    except sealed.NotForUs as error:
        raise Problem(problems.PACK_REFUSED, reason=N_("es para otra computadora")) from error
    except (sealed.BadKey, sealed.Damaged) as error:
        raise Problem(problems.PACK_REFUSED, reason=N_("está dañado o fue cambiado")) from error
    except InvalidSignature as error:
        raise Problem(problems.PACK_REFUSED, reason=N_("no lo firmó la oficina central de este evento")) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(
            problems.PACK_REFUSED, reason=N_("no se entiende; quizá es de otra versión del programa")
        ) from error
    if pack.device != device:
        raise Problem(problems.PACK_REFUSED, reason=N_("es para otra computadora"))
    if now_ms is not None and now_ms > pack.valid_until_ms:
        raise PackExpired
    try:
        known = pack.tables_of_services().services
    except BadCatalog as error:
        raise Problem(problems.TABLES_REFUSED, **error.facts) from error
    if not set(pack.services) <= known.keys():
        raise Problem(
            problems.PACK_REFUSED,
            reason=N_("ofrece un servicio que no está en sus tablas; quizá es de otra versión del programa"),
        )
    return pack
