"""A laptop, an office, an archive, a pack, a batch and an invitation of version 0.1.0: all of it opens, and goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.desk.accounts import blank_stock, cashier
from fieldkit.desk.capture import application_form
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.event import invitation, pack
from fieldkit.office import decisions, enrolment, inbox_delivery, intake
from fieldkit.office.keys import Office
from fieldkit.office.prepare import JoiningPapers
from fieldkit.office.store.claims import OpeningState
from fieldkit.office.store.schema import office as office_migrations
from fieldkit.people.names import PersonName
from fieldkit.store.schema import laptop as laptop_migrations
from sync.archive.archive import Archive
from sync.protocol import batches
from tests.support import office_world
from tests.support.kit import TestClock
from tests.upgrades import v0_1_0 as old

TOLD = old.CONTENTS
# What entries fold into is compared with its fold by ``verify``, and with what was seen of it.
FOLDED = {"visits", "applications", "identities", "appointments"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return old.copied(tmp_path)


@pytest.fixture
def noon() -> TestClock:
    return TestClock(old.NINE_MS + 3 * 3_600_000)


@pytest.fixture
def laptop(folder: Path, noon: TestClock) -> Iterator[Session]:
    session = old.laptop(folder, noon)
    yield session
    session.store.close()


@pytest.fixture
def office(folder: Path, noon: TestClock) -> Iterator[Office]:
    opened = old.office(folder, noon)
    yield opened
    opened.close()


@pytest.fixture
def archive(folder: Path, office: Office) -> Iterator[Archive]:
    opened = office.places.open_archive()
    yield opened
    opened.close()


def test_the_laptop_has_everything_that_it_had(laptop: Session) -> None:
    told, store = TOLD["laptop"], laptop.store
    assert store.device == told["device"]
    assert store.log.head().seq == told["head"]
    assert {v.number: [str(v.name), v.state.value] for v in laptop.store.people.visits(old.DAY)} == told["visits"]
    assert {one.id: [one.number, one.service, one.state.value] for one in store.people.applications()} == told[
        "applications"
    ]
    assert {one.id: [one.service, one.fields, list(one.slots)] for one in store.drafts("application").all()} == told[
        "drafts"
    ]
    assert {one.id: one.fields for one in store.drafts("case").all()} == told["case_drafts"]
    assert [one.cents for one in cashier.payments(laptop)] == told["payments"]
    assert {folio: blank_stock.find(laptop, folio).state.value for folio in told["blanks"]} == told["blanks"]
    assert {state: [one.n for one in store.outbox.batches(state)] for state in told["batches"]} == told["batches"]
    assert len(store.people.appointments(old.DAY)) == told["appointments"]
    store.check_file()
    store.log.verify()


def test_no_row_of_the_laptop_was_lost_or_changed(laptop: Session) -> None:
    told = TOLD["laptop"]["rows"]
    kept = {name: old.rows(laptop.store._db.execute, name) for name in told.keys() - FOLDED}
    assert kept == {name: told[name] for name in kept}


def test_the_office_has_everything_that_it_had(office: Office) -> None:
    told, store = TOLD["office"], office.store
    assert [row.event for row in store.events.events()] == told["events"]
    assert [kit.device for kit in store.events.kits()] == told["laptops"]
    assert len(store.events.codes(told["events"][0])) == told["codes"]
    assert store.events.waiting() == told["outgoing"]
    claims = store.opened.claims(OpeningState.OPENED)
    found = {}
    for claim in claims:
        known, package = store.people.application(claim.subject), store.opened.sheet(claim.sha256)
        assert known is not None
        assert package is not None
        found[claim.subject] = [known.state.value, package.fields]
    assert found == told["applications"]
    assert sum(len(store.opened.files(claim.sha256)) for claim in claims) == told["files"]
    assert [case.package.application for case in decisions.open_cases(office)] == told["undecided"]
    assert [sheet.number for _claim, sheet in store.cases.sheets()] == told["cases"]
    store.check_file()
    store.log.verify()


def test_no_row_of_the_office_was_lost_or_changed(office: Office) -> None:
    told = TOLD["office"]["rows"]
    kept = {name: old.rows(office.store._db.execute, name) for name in told.keys() - FOLDED}
    assert kept == {name: told[name] for name in kept}


def test_each_store_is_upgraded_once_and_has_only_its_own_tables(folder: Path, noon: TestClock) -> None:
    for _again in range(2):
        session, opened = old.laptop(folder, noon), old.office(folder, noon)
        laptops, offices = set(session.store._db.table_names()), set(opened.store._db.table_names())
        assert not laptops & {"events", "codes", "kits", "outgoing", "packages", "package_files", "case_sheets"}
        assert not offices & {"drafts", "reviews", "case_drafts", "batches", "blobs", "inbox"}
        assert laptop_migrations.pending(session.store._db) == office_migrations.pending(opened.store._db) == []
        session.store.close()
        opened.close()


def test_pack_batch_and_invitation_are_read(laptop: Session, office: Office, noon: TestClock) -> None:
    invited = invitation.read((old.HERE / "raleigh.invitation.json").read_bytes())
    assert invited.event == TOLD["office"]["events"][0]
    found = pack.read(
        (old.HERE / "a.pack").read_bytes(),
        identity=laptop.store.identity,
        device=laptop.store.device,
        office_key=invited.office_key,
        now_ms=noon.wall(),
    )
    assert (found.letter, found.event, len(found.appointments)) == ("A", invited.event, TOLD["laptop"]["appointments"])
    raw = (old.HERE / "a-1.batch").read_bytes()
    manifest, body = batches.read_batch(raw, laptop.store.key.public_key().public_bytes_raw())
    assert (manifest.device, manifest.n, manifest.first_seq) == (laptop.store.device, 1, 1)
    assert len(batches.open_batch(body, office.identities)) == manifest.last_seq


def test_laptop_archive_and_office_go_on_together(
    laptop: Session, office: Office, archive: Archive, noon: TestClock
) -> None:
    half = next(iter(TOLD["laptop"]["drafts"]))
    assert application_form.save(laptop, half, "occupation", "Costurera").value == "Costurera"
    arrival = Arrival(name=PersonName("Tomás", "Urrutia"), services=("PALE",), notice=True)
    assert check_in.check_in(laptop, arrival).number not in TOLD["laptop"]["visits"]
    made = office_world.captured(laptop, "PALE")
    world = office_world.World(office.places.folder, noon, office, archive, _nothing_to_join())
    assert office_world.send(world, laptop) > len(TOLD["laptop"]["batches"]["waiting"])
    done = intake.open_new(office, archive)
    assert (done.troubles, done.opened) == ((), 2)
    for application in (*TOLD["office"]["undecided"], made):
        decisions.accept(office, application)
    assert enrolment.pack_all(office, archive).refused == ()
    inbox_delivery.post(office, archive)
    office_world.take_inbox(world, laptop.store)
    known = laptop.store.people.application(made)
    assert known is not None
    assert known.state.value == "accepted"
    laptop.store.log.verify()
    office.store.log.verify()


def _nothing_to_join() -> JoiningPapers:
    return JoiningPapers("", 0, b"", {})


def test_the_archive_has_everything_that_it_had(archive: Archive, folder: Path) -> None:
    told = TOLD["archive"]
    device = TOLD["laptop"]["device"]
    assert archive.name == told["name"]
    assert [one.device for one in archive.devices.all()] == told["devices"]
    assert [[one.n, one.status, one.sha256] for one in archive.batches.of(device)] == told["batches"]
    assert [[one.number, one.kind] for one in archive.inboxes.after(device, 0)] == told["inbox"]
    assert all(archive.blobs.size(sha256) for sha256 in told["blobs"])
    assert archive.batches.missing_blobs() == []
    with archive.database.read() as db:
        kept = {
            name: old.rows(lambda ask: [tuple(row) for row in db.exec_driver_sql(ask)], name) for name in told["rows"]
        }
    assert kept == told["rows"]
