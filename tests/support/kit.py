"""A real kit for tests: keys, SQLCipher store, pack and session in a folder; every name in it is invented."""

import os
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldkit.desk.access import enrolment, unlock
from fieldkit.desk.session import Session
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.event import invitation as inv
from fieldkit.event import pack as packs
from fieldkit.event.pack import EventDay, Pack, StaffMember
from fieldkit.people.names import PersonName
from fieldkit.platform.paths import Home
from fieldkit.store import Store
from fieldkit.tokens import receipt_code
from fieldkit.vault import keyring
from fieldkit.vault.keyfile import SALT_BYTES
from sync import sealed
from sync.protocol import tls

FLOOR = keyring.Cost(64 * 1024, 3, 4)
PASSPHRASE = "correct horse battery"
OPERATOR = "ana"
DAY = date(2026, 11, 21)
HOURS = (time(8), time(17))
NOON_MS = 1_795_284_000_000  # 2026-11-21 12:00 in Chicago
HOUR = 3_600_000
AUTHORITY = tls.make_authority("Prueba", date(2026, 11, 1)).certificate.decode()


class FirstSaltKnown:
    """Random bytes, but the first salt asked for is always the same.

    So a passphrase's slow derivation is worked out once in a test run (``conftest.derivations_once``), not once a kit.
    """

    def __init__(self) -> None:
        self._given = False

    def __call__(self, size: int) -> bytes:
        if size != SALT_BYTES or self._given:
            return os.urandom(size)
        self._given = True
        return bytes(SALT_BYTES)


class Hands(NamedTuple):
    """The office's side of a test: its signing key, HQ's identity and the recovery identity."""

    office: Ed25519PrivateKey
    identity: str
    recipient: str
    recovery: str
    recovery_recipient: str


class TestClock:
    """A wall clock and a steady clock that only move when a test says so."""

    __test__ = False

    def __init__(self, ms: int = NOON_MS) -> None:
        self.ms = ms
        self.steady_ms = 0

    def wall(self) -> int:
        return self.ms

    def steady(self) -> int:
        return self.steady_ms

    def advance(self, minutes: float) -> None:
        self.ms += int(minutes * 60_000)
        self.steady_ms += int(minutes * 60_000)


def hands() -> Hands:
    return Hands(Ed25519PrivateKey.generate(), *sealed.generate(), *sealed.generate())


def invitation(hq: Hands) -> bytes:
    return msgspec.json.encode(
        inv.Invitation(
            event="EV-TEST",
            name="Jornada de prueba",
            hq_url="https://127.0.0.1:1",
            hq_ca_pem=AUTHORITY,
            hq_receipt_key=hq.office.public_key().public_bytes_raw(),
            office_key=hq.office.public_key().public_bytes_raw(),
            recovery_recipients=(hq.recovery_recipient,),
        )
    )


def appointment(n: int, minutes: int = 0, **more: Any) -> Appointment:
    """The n-th invented booking, ``minutes`` after noon."""
    names = [("María José", "Ñúñez", "Peña"), ("Luis", "Pérez", ""), ("Ximena", "Hernández", "López")]
    given, surname1, surname2 = names[n % 3]
    return Appointment(
        id=f"{n:020x}",
        day=DAY,
        slot_ms=NOON_MS + minutes * 60_000,
        services=("PAS-AR",),
        name=PersonName(f"{given}{'' if n < 3 else f' {n}'}", surname1, surname2),
        **more,
    )


def pack(hq: Hands, device: str, **changes: Any) -> Pack:
    made = Pack(
        event="EV-TEST",
        name="Jornada de prueba",
        consulate="CHI",
        venue="Salón parroquial, Waukegan",
        time_zone="America/Chicago",
        days=(EventDay(DAY, *HOURS), EventDay(DAY + timedelta(days=1), time(8), time(12))),
        services=("PAS-A1", "PAS-AR", "PAS-M", "MCAS-1", "MCAS-R", "PALE", "PROT"),
        staff=(
            StaffMember("ana", "Ana", ("reception", "capture", "cashier", "supervisor")),
            StaffMember("beto", "Beto", ("reception", "capture")),
            StaffMember("pilar", "Pilar", ("protection",)),
        ),
        tables=("1", "2"),
        device=device,
        letter="A",
        ticket_key=b"t" * 32,
        ticket_host="127.0.0.1:8443",
        hq_url="https://127.0.0.1:1",
        hq_ca_pem="",
        hq_recipients=(hq.recipient,),
        hq_receipt_key=hq.office.public_key().public_bytes_raw(),
        office_key=hq.office.public_key().public_bytes_raw(),
        valid_from_ms=NOON_MS - 30 * 24 * HOUR,
        valid_until_ms=NOON_MS + 60 * 24 * HOUR,
        appointments=tuple(appointment(n, minutes=15 * n) for n in range(3)),
    )
    return msgspec.structs.replace(made, **changes)


def enrolled(folder: Path, hq: Hands, clock: TestClock, **changes: Any) -> Store:
    """A store that joined the event and holds its pack."""
    invited = invitation(hq)
    store = enrolment.begin(
        Home(folder),
        invitation=invited,
        code=inv.make_code(invited, os.urandom(inv.SECRET_BYTES)),
        operator=OPERATOR,
        passphrase=PASSPHRASE,
        label="prueba",
        wall=clock.wall,
        cost=FLOOR,
        random=FirstSaltKnown(),
    )
    public = store.key.public_key().public_bytes_raw()
    endorsed = receipt_code.endorse("EV-TEST", date(2026, 11, 1), date(2027, 1, 20), public, hq.office)
    changes = {"slip_endorsement": endorsed} | changes
    raw = packs.make(pack(hq, store.device, **changes), hq.office, sealed.recipient_of(store.identity))
    enrolment.take_pack(store, raw, now_ms=clock.wall())
    return store


def session(folder: Path, hq: Hands, clock: TestClock, **changes: Any) -> Session:
    """A session of the supervisor on a new laptop."""
    store = enrolled(folder, hq, clock, **changes)
    return unlock.start(Home(folder), store, OPERATOR, wall=clock.wall, steady=clock.steady)
