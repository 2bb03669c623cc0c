"""This program's kinds of entry, and the facts that folds are made of.

A kind is a frozen Struct whose tag is written into the entry's header; its JSON is the entry's body. Kinds marked
personal are purged from a laptop when the day is closed: everything else must never hold a word about a person.
"""

from collections.abc import Iterable
from typing import Annotated, NamedTuple

import msgspec

from fieldkit.people.names import PersonName
from sync import log

# Up to what every reader of JSON holds exactly; a file of the store holds no more than 64 bits.
Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 53) - 1)]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"):
    """The base of every kind."""


# --- visits: one person's way through the event; the subject is the visit's id -------------------------------


class CheckedIn(Body, frozen=True, tag="visit.checked_in"):
    """A person is here. ``slot_ms`` is the appointment's time; ``notice`` that the privacy notice was shown."""

    number: str
    services: tuple[str, ...]
    day: str
    notice: bool
    appointment: bool = False
    slot_ms: int = 0
    priority: str = ""
    language: str = "spa"
    interpreter: bool = False


class Identified(Body, frozen=True, tag="visit.identified"):
    """Who the person is, as staff wrote it. Personal."""

    name: PersonName
    curp: str = ""
    born: str = ""
    phone: str = ""


class Called(Body, frozen=True, tag="visit.called"):
    """Called to ``table``; ``override`` is the reason for leaving the order, empty when it was kept."""

    table: str
    override: str = ""


class Recalled(Body, frozen=True, tag="visit.recalled"):
    """Called once more."""

    table: str


class Started(Body, frozen=True, tag="visit.started"):
    """Sits at the table."""

    table: str


class Missed(Body, frozen=True, tag="visit.missed"):
    """Did not come after the recalls."""


class CameBack(Body, frozen=True, tag="visit.came_back"):
    """A missed person is at the desk again."""


class Held(Body, frozen=True, tag="visit.held"):
    """Stepped aside for ``reason``, a code of the catalogue's hold reasons."""

    reason: str


class Resumed(Body, frozen=True, tag="visit.resumed"):
    """What was missing is there; waits again with the old due time."""


class Transferred(Body, frozen=True, tag="visit.transferred"):
    """Waits for another table or service with the old due time."""

    service: str


class LineDone(Body, frozen=True, tag="visit.line_done"):
    """One service line ended with ``outcome``: ``done``, ``submitted``, ``not_possible`` or ``declined``."""

    service: str
    outcome: str


class Left(Body, frozen=True, tag="visit.left"):
    """Went away without being served to the end."""


class Cancelled(Body, frozen=True, tag="visit.cancelled"):
    """Taken out of the line by staff for ``reason``, a code."""

    reason: str


class NoShow(Body, frozen=True, tag="visit.no_show"):
    """An appointment on ``day`` nobody came for."""

    day: str = ""


class Expired(Body, frozen=True, tag="visit.expired"):
    """Still open when the day was closed."""


class Undone(Body, frozen=True, tag="visit.undone"):
    """Takes back the entry ``seq`` of ``device`` about the same visit."""

    device: str
    seq: int


class TicketPrint(Body, frozen=True, tag="ticket.print"):
    """A ticket's paper: ``state`` is queued, sent, confirmed or failed; ``copy`` is 0 for the first paper."""

    job: str
    state: str
    copy: int = 0


class EstimateShown(Body, frozen=True, tag="visit.estimate"):
    """What a person was told: how many before, and minutes."""

    ahead: int
    p50: int
    p80: int


class Paid(Body, frozen=True, tag="payment.recorded"):
    """Money taken, in cents of a US dollar, in ``form``: cash, card or money_order."""

    service: str
    cents: int
    form: str
    receipt: str = ""


# --- applications: the subject is the application's id ---------------------------------------------------------


class FileRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """A sealed file: its SHA-256 (hex), size in bytes, and what it is: ``package`` or a slot's key."""

    sha256: str
    size: Count
    role: str


class PackedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of an application: its slot, media type, the SHA-256 of its plain and of its sealed bytes, size."""

    slot: str
    media: str
    plain_sha256: str
    sealed_sha256: str
    size: Count


class Submitted(Body, frozen=True, tag="application.submitted"):
    """An application was sealed. Carries only what the event and the statistics need."""

    visit: str
    number: str
    service: str
    revision: Count
    day: str
    files: tuple[FileRef, ...]
    years: Count = 0
    fee_cents: Count = 0
    sex: str = ""
    age_band: str = ""
    language: str = ""


class Accepted(Body, frozen=True, tag="application.accepted"):
    """HQ accepted revision ``revision``."""

    revision: int


class Returned(Body, frozen=True, tag="application.returned"):
    """HQ sent revision ``revision`` back with ``reasons`` for staff, what was typed, and its ``files``. Personal.

    The files are named so that the correction can send them again unseen.
    """

    revision: int
    reasons: tuple[str, ...]
    fields: dict[str, str] = {}
    files: tuple[PackedFile, ...] = ()


class Discarded(Body, frozen=True, tag="application.discarded"):
    """A draft was thrown away on purpose, for ``reason``, a code; its content is gone."""

    visit: str
    service: str
    reason: str


# --- the device and the day; the subject is the device or the day ----------------------------------------------


class DayClosed(Body, frozen=True, tag="day.closed"):
    """What the supervisor saw and signed when the day was closed; counts by name."""

    day: str
    counts: dict[str, int]


class ClockDoubted(Body, frozen=True, tag="device.clock"):
    """The laptop's clock said ``wall_ms``, which cannot be."""

    wall_ms: int


class DeviceResumed(Body, frozen=True, tag="device.resumed"):
    """First entry of a restored laptop: it goes on from ``predecessor``'s backup, which ended at ``seq``."""

    predecessor: str
    seq: int
    head: str


class OperatorChanged(Body, frozen=True, tag="device.operator"):
    """An operator was ``added``, ``removed``, or changed a ``passphrase`` on this laptop."""

    operator: str
    change: str


VisitKind = (
    CheckedIn | Identified | Called | Recalled | Started | Missed | CameBack | Held | Resumed | Transferred
    | LineDone | Left | Cancelled | NoShow | Expired | Undone | TicketPrint | EstimateShown | Paid
)  # fmt: skip
ApplicationKind = Submitted | Accepted | Returned | Discarded
Kind = VisitKind | ApplicationKind | DayClosed | ClockDoubted | DeviceResumed | OperatorChanged

PERSONAL: frozenset[str] = frozenset({"visit.identified", "application.returned"})

_decoder: msgspec.json.Decoder[Kind] = msgspec.json.Decoder(Kind)


class Fact(NamedTuple):
    """An entry as folds see it; ``body`` is None when it was purged or is of a kind this version does not know."""

    header: log.Header
    body: Kind | None


def tag(body: Body) -> str:
    """The kind's name as it stands in a header."""
    return str(body.__struct_config__.tag)


def encode(body: Body) -> bytes:
    """The JSON of a body."""
    return msgspec.json.encode(body)


def read(entry: log.Entry) -> Fact:
    """Parse an entry that was checked before; a body that is not understood is kept and reads as None."""
    header = log.read_header(entry.header)
    payload = log.payload(entry)
    if payload is None:
        return Fact(header, None)
    try:
        body = _decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Fact(header, None)
    return Fact(header, body if tag(body) == header.kind else None)


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Facts in the one order in which every laptop folds them, each once."""
    unique = {(fact.header.device, fact.header.seq, fact.header.body_sha256): fact for fact in facts}
    return sorted(unique.values(), key=lambda fact: (*log.order(fact.header), fact.header.body_sha256))
