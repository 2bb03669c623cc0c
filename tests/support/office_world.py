"""A headquarters and a laptop in one folder, with the network left out: what a kit sent is put into the archive."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldkit.desk.access import enrolment as enrol
from fieldkit.desk.access import unlock
from fieldkit.desk.capture import application_form
from fieldkit.desk.exchange import batching, inbox
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain.queue.visit import Visit
from fieldkit.office import enrolment as packs
from fieldkit.office import keys, prepare
from fieldkit.office.inbox_delivery import post
from fieldkit.office.keys import Office
from fieldkit.people.names import PersonName
from fieldkit.platform.paths import Home
from fieldkit.store import DraftFile, Store
from fieldkit.store.outbox import BatchState
from sync.archive.archive import Archive
from sync.archive.batches import StoredBatch
from sync.errors import Problem
from sync.journal import chain
from sync.protocol import batches
from sync.protocol.envelope import check, parse, sign
from sync.protocol.messages import EnrolRequest, Refusal
from tests.support.damage import with_bit_flipped
from tests.support.kit import FLOOR, FirstSaltKnown, TestClock
from tests.support.narrowing import present

PASSPHRASE = "papel de china morado"
DAY = date(2026, 12, 12)
NINE_MS = 1_797_084_000_000  # 2026-12-12 09:00 in Durham
PLAN = Path(__file__).parents[2] / "fieldkit" / "office" / "event.example.toml"
PALE = {"given": "Évaristo", "surname1": "Nájera", "advice_matter": "labour"}
RENEWAL = {
    "given": "Maribel",
    "surname1": "Ochoa",
    "surname2": "Tinoco",
    "sex": "M",
    "born": "1984-03-09",
    "birth_country": "MEX",
    "birth_state": "JC",
    "prev_number": "G12345678",
    "prev_fate": "surrendered",
    "years": "10",
}


def set_up(
    folder: Path,
    wall: Callable[[], int],
    url: str = "https://localhost:8443",
    given: keys.GivenCertificate | None = None,
) -> str:
    return keys.create(
        folder,
        operator="hilda",
        passphrase=PASSPHRASE,
        url=url,
        hosts=["localhost", "127.0.0.1"],
        today=DAY,
        wall=wall,
        given=given,
        cost=FLOOR,
        random=FirstSaltKnown(),
    )


@dataclass
class World:
    """One office, its archive, and laptops that joined."""

    folder: Path
    clock: TestClock
    office: Office
    archive: Archive
    ready: prepare.JoiningPapers

    def join(self, letter: str = "A") -> Session:
        """A new laptop, enrolled as over the network, with its pack."""
        home = Home(self.folder / f"kit-{letter}")
        store = enrol.begin(
            home,
            invitation=self.ready.invitation,
            code=self.ready.codes[letter],
            operator="rosa",
            passphrase="correct horse battery",
            label=f"laptop {letter}",
            wall=self.clock.wall,
            cost=FLOOR,
            random=FirstSaltKnown(),
        )
        request = enrol.carried_request(store)
        asked = check(request, parse(request, EnrolRequest).public_key, EnrolRequest)
        answer = self.archive.devices.enrol(asked, request, self.clock.wall())
        assert not isinstance(answer, Refusal)
        packs.pack_all(self.office, self.archive)
        post(self.office, self.archive)
        take_inbox(self, store)
        return unlock.start(home, store, "rosa", wall=self.clock.wall, steady=self.clock.steady)

    def close(self) -> None:
        self.office.close()
        self.archive.close()


@contextlib.contextmanager
def world(folder: Path, archive_url: str = "") -> Iterator[World]:
    clock = TestClock(NINE_MS)
    set_up(folder / "hq", clock.wall)
    office = keys.open_office(folder / "hq", "hilda", PASSPHRASE, wall=clock.wall)
    archive = office.places.open_archive(archive_url)
    ready = prepare.prepare(office, archive, PLAN)
    made = World(folder, clock, office, archive, ready)
    yield made
    made.close()


def take_inbox(world: World, store: Store) -> list[Problem]:
    """What the laptop would fetch: items signed by the ingest, taken in order."""
    for item in world.archive.inboxes.after(store.device, store.outbox.inbox_position()):
        store.outbox.keep_inbox(item.number, item.kind, sign(item, Ed25519PrivateKey.generate()))
    return inbox.take_all(store, world.clock.wall())


def waiting(session: Session, *services: str) -> Visit:
    """A walk-in who waits."""
    return check_in.check_in(session, Arrival(name=PersonName("Canaria"), services=services, notice=True))


def somebody(session: Session, fields: dict[str, str]) -> dict[str, str]:
    """The same form for another person on every call: nobody is asked whether two of them are one."""
    n, letter = session.store.people.numbers(), session.pack.letter
    other = {"surname2": f"{fields.get('surname2', '')} {letter}{n}".strip()}
    if "born" in fields:
        born = date.fromisoformat(fields["born"]) + timedelta(days=n + 100 * (ord(letter) - ord("A")))
        other |= {"born": born.isoformat(), "prev_number": f"G{ord(letter)}{n:06}"}
    return fields | other


def captured(session: Session, service: str = "PALE", fields: dict[str, str] | None = None) -> str:
    """A person's whole way from the door to submit; the application's id."""
    fields = fields or somebody(session, PALE if service == "PALE" else RENEWAL)
    name = PersonName(fields["given"], fields.get("surname1", ""), fields.get("surname2", ""))
    visit = check_in.check_in(session, Arrival(name=name, services=(service,), notice=True))
    calls.call(session, visit.id, "urgent")
    calls.start(session, visit.id)
    draft = application_form.begin(session, visit.id, service)
    for key, value in fields.items():
        application_form.save(session, draft.id, key, value)
    for slot in session.catalog.services[service].slots:
        if slot.required:
            content = f"{slot.key} of {draft.id}".encode() * 100
            session.store.drafts("application").save_file(
                draft.id, DraftFile(slot.key, "image/jpeg", content), now_ms=NINE_MS
            )
    return present(application_form.submit(session, draft.id)).id


def send(world: World, session: Session) -> int:
    """Seal what is new and put it into the archive as the ingest does; returns how many batches went."""
    batching.seal(session)
    batches = session.store.outbox.batches(BatchState.WAITING)
    for batch in batches:
        for blob in batch.blobs:
            put_blob(world.archive, session.store.device, session.store.outbox.blob(blob.sha256, 0, blob.size))
        raw = session.store.outbox.batch_bytes(batch.n)
        store_batch(world.archive, raw, session.store.key.public_key().public_bytes_raw())
        session.store.outbox.keep_receipt(batch.n, b"receipt")
    return len(batches)


def store_batch(archive: Archive, raw: bytes, public_key: bytes) -> StoredBatch | Refusal:
    manifest, _ = batches.read_batch(raw, public_key)
    return archive.batches.store(manifest, raw, chain.sha256(raw), b"receipt", now_ms=NINE_MS)


def put_blob(archive: Archive, device: str, content: bytes) -> None:
    digest = chain.sha256(content)
    upload = archive.blobs.resume(digest, device)
    if not upload.progress.complete:
        archive.blobs.append(digest, device, upload.fence, offset=0, size=len(content), data=content)


def spoil_blob(world: World, sha256: str) -> None:
    """Flip one bit of a blob that the archive holds."""
    path = world.office.places.ingest / "blobs" / "whole" / sha256
    path.write_bytes(with_bit_flipped(path.read_bytes()))
