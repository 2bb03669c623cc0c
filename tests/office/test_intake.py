"""Opening at headquarters: each application once, broken ones aside with a reason, nothing held up, crashes resumed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fieldkit.desk.access import unlock
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.forms.application import ApplicationState, Package
from fieldkit.domain.journal import PackedFile
from fieldkit.office import decisions, export, intake, keys
from fieldkit.office.inbox_delivery import post
from fieldkit.office.status import status
from fieldkit.office.store.claims import OpeningState
from fieldkit.office.unsealing import MAX_SHEET_BYTES
from fieldkit.platform.paths import Home
from sync import sealed
from sync.archive.archive import Archive
from sync.archive.inboxes import Inboxes
from sync.journal import chain
from sync.journal.chain import Hlc
from sync.protocol import batches
from tests.conftest import SOAK
from tests.support import office_world as w
from tests.support.narrowing import present

HUGE = 1 << 70


@pytest.fixture
def world(tmp_path: Path) -> Iterator[w.World]:
    with w.world(tmp_path) as made:
        yield made


@pytest.fixture
def session(world: w.World) -> Iterator[Session]:
    made = world.join()
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[w.World, Session]]:
    """A world and a laptop for tests that only add to it."""
    with w.world(tmp_path_factory.mktemp("shared")) as made:
        session = made.join()
        yield made, session
        session.store.close()


def claim(
    session: Session,
    *,
    package: None = None,
    submitted: dict[str, object] | None = None,
    file: None = None,
    plain: bytes = b"a scan",
) -> str:
    """Write an application whose parts say what a test wants; its id."""
    application = session.store.random(10).hex()
    recipients = session.pack.hq_recipients
    content = sealed.seal_bytes(plain, recipients)
    digest = chain.sha256(content)
    packed = PackedFile("identity", "image/jpeg", chain.sha256(plain), digest, len(content))
    packed = msgspec.structs.replace(packed, **(file or {}))
    inside = Package(
        application=application,
        revision=1,
        visit="cd" * 10,
        number="A001",
        event=session.pack.event,
        device=session.store.device,
        operator=session.operator,
        service="PALE",
        day=session.today().isoformat(),
        captured_ms=w.NINE_MS,
        fields=w.PALE,
        files=(packed,),
        notice=True,
    )
    raw = sealed.seal_bytes(
        package
        if isinstance(package, bytes)
        else msgspec.json.encode(msgspec.structs.replace(inside, **(package or {}))),
        recipients,
    )
    refs = (j.FileRef(chain.sha256(raw), len(raw), "package"), j.FileRef(digest, len(content), "identity"))
    entry = j.Submitted(
        visit="cd" * 10, number="A001", service="PALE", revision=1, day=session.today().isoformat(), files=refs
    )
    entry = msgspec.structs.replace(entry, **(submitted or {}))
    with session.store.atomic():
        for blob in (raw, content):
            session.store.outbox.add_blob(chain.sha256(blob), blob)
        session.append(application, entry)
    return application


def open_new(world: w.World) -> intake.IntakeSummary:
    return intake.open_new(world.office, world.archive)


def test_an_honest_claim_is_opened(world: w.World, session: Session) -> None:
    claim(session)
    w.send(world, session)
    assert (open_new(world).opened, open_new(world).troubles) == (1, ())


@pytest.mark.parametrize(
    "wrong",
    [
        {"package": {"application": "cd" * 10}},
        {"package": {"revision": 2}},
        {"package": {"service": "PAS-AR"}},
        {"package": {"device": "00" * 10}},
        {"package": {"operator": "otra"}},
        {"package": {"event": "otro"}},
        {"package": {"number": "A002"}},
        {"package": {"visit": "ee" * 10}},
        {"package": {"fee_cents": 1}},
        {"package": {"files": ()}},
        {"package": b"{}"},
        {"package": b"\xff" * 50},
        {"package": b" " * (MAX_SHEET_BYTES + 1)},
        {"file": {"plain_sha256": "0" * 64}},
        {"file": {"size": 5}},
        {"file": {"slot": "../../x"}},
        {"file": {"slot": "photo"}},
        {"file": {"media": "text/html"}},
        {"package": {"day": "2026-99-99"}, "submitted": {"day": "2026-99-99"}},
        {"package": {"day": "20261212"}, "submitted": {"day": "20261212"}},
        {"package": {"day": "nunca"}, "submitted": {"day": "nunca"}},
        {"package": {"captured_ms": HUGE}},
        {"package": {"fee_cents": HUGE}, "submitted": {"fee_cents": HUGE}},
        {"package": {"years": -1}, "submitted": {"years": -1}},
        {"package": {"revision": 1 << 63}, "submitted": {"revision": 1 << 63}},
        {"submitted": {"revision": HUGE}},
        {"submitted": {"files": ()}},
        {"submitted": {"service": "PAS-AR"}},
    ],
)
def test_a_package_that_does_not_agree_is_set_aside_and_the_next_is_opened(
    shared: tuple[w.World, Session], wrong: dict[str, Any]
) -> None:
    world, session = shared
    bad = claim(session, **wrong)
    good = w.captured(session)
    w.send(world, session)
    done = open_new(world)
    assert done.opened == 1
    assert bad in {trouble.what for trouble in done.troubles}
    assert world.office.store.opened.claims(OpeningState.OPENED)[-1].subject == good
    assert decisions.decide_all(world.office) == (1, 0, 0)


def test_a_file_name_that_leads_elsewhere_is_never_followed(world: w.World, session: Session) -> None:
    outside = j.FileRef("../../../../../../../../etc/hostname", 10, "package")
    bad = claim(session, submitted={"files": (outside,)})
    run = session.store.log.entries(session.store.device, 1, 100)
    w.store_batch(world.archive, batch(session, run, 1), session.store.key.public_key().public_bytes_raw())
    done = open_new(world)
    assert [trouble.what for trouble in done.troubles] == [bad]
    assert "no tiene su nombre" in done.troubles[0].reason


def test_one_spoiled_file_of_many_holds_up_nothing_and_is_opened_once_it_is_whole(
    world: w.World, session: Session
) -> None:
    applications = [w.captured(session, "PAS-AR") for _ in range(4)]
    w.send(world, session)
    spoiled = present(session.store.people.application(applications[1])).files[1]
    w.spoil_blob(world, spoiled.sha256)
    done = open_new(world)
    assert (done.opened, [trouble.what for trouble in done.troubles]) == (3, [applications[1]])
    (row,) = status(world.office, world.archive).devices
    assert [trouble.what for trouble in row.troubles] == [applications[1]]
    w.spoil_blob(world, spoiled.sha256)
    done = open_new(world)
    assert (done.opened, done.troubles) == (1, ())


def test_a_lost_file_waits_in_quarantine(world: w.World, session: Session) -> None:
    application = w.captured(session, "PAS-AR")
    w.send(world, session)
    files = present(session.store.people.application(application)).files
    (world.office.places.ingest / "blobs" / "whole" / files[0].sha256).unlink()
    assert [trouble.what for trouble in open_new(world).troubles] == [application]
    (row,) = status(world.office, world.archive).devices
    assert row.blobs_missing == 1


def batch(session: Session, run: list[chain.Entry], n: int, **changes: Any) -> bytes:
    made: dict[str, Any] = {
        "n": n,
        "event": session.pack.event,
        "blobs": [],
        "recipients": session.pack.hq_recipients,
        "key": session.store.key,
        "made_ms": w.NINE_MS,
    }
    return batches.pack_batch(run, **(made | changes))


def test_batches_that_cannot_be_opened_are_set_aside_and_the_chain_is_shown_to_have_a_hole(
    world: w.World, session: Session
) -> None:
    for _ in range(3):
        w.waiting(session, "PALE")
    run = session.store.log.entries(session.store.device, 1, 100)
    key = session.store.key.public_key().public_bytes_raw()
    _, stranger = sealed.generate()
    w.store_batch(world.archive, batch(session, run[:2], 1), key)
    w.store_batch(world.archive, batch(session, run[2:4], 2, recipients=[stranger]), key)
    w.store_batch(world.archive, batch(session, run[4:], 3), key)
    done = open_new(world)
    assert (done.batches, [trouble.what for trouble in done.troubles]) == (2, ["2"])
    (row,) = status(world.office, world.archive).devices
    assert (row.batches, row.batches_opened, row.entries_missing) == (3, 2, 2)
    world.office.store.log.verify()


@pytest.mark.parametrize(
    "body",
    [
        j.Accepted(revision=1),
        j.Returned(revision=1, reasons=("x",)),
        j.Ready(revision=1, day=date(2026, 12, 19), where="x"),
        j.Submitted(visit="", number="", service="PALE", revision=HUGE, day="", files=(j.FileRef("0", HUGE, "x"),)),
        j.CheckedIn(number="A009", services=("PALE",), day=date(2026, 12, 12), notice=True, slot_ms=HUGE),
        j.Paid(service="PALE", cents=HUGE, form="cash"),
        j.DayClosed(day=date(2026, 12, 12), counts={"x": HUGE}),
    ],
    ids=lambda body: type(body).__name__,
)
def test_whatever_one_laptop_writes_the_office_decides_itself_and_opens_the_others(
    world: w.World, session: Session, body: j.Body
) -> None:
    """The entry is made by hand: this program's own store would not write it."""
    application = w.captured(session)
    w.send(world, session)
    entry, _head = chain.write(
        session.store.log.head(),
        session.store.key,
        hlc=Hlc(session.store.log.clock() + 1),
        operator="rosa",
        kind=j.tag(body),
        subject=application if j.tag(body).startswith("application") else "ab" * 10,
        body=j.encode(body),
        salt=b"s" * chain.SALT_BYTES,
    )
    n = session.store.outbox.last()[0] + 1
    w.store_batch(world.archive, batch(session, [entry], n), session.store.key.public_key().public_bytes_raw())
    other = world.join("B")
    good = w.captured(other)
    w.send(world, other)
    assert open_new(world).opened >= 1
    before = {case.package.application for case in decisions.open_cases(world.office)}
    assert good in before
    assert present(world.office.store.people.application(application)).state is ApplicationState.SEALED
    if isinstance(body, j.Accepted | j.Returned | j.Ready):
        assert [(one.device, one.what) for one in open_new(world).troubles] == [(session.store.device, str(n))]
        assert decisions.decide_all(world.office) == (2, 0, 0)
    world.office.store.log.verify()
    other.store.close()


def test_a_clock_at_the_end_of_its_range_does_not_end_the_offices_own(world: w.World, session: Session) -> None:
    w.captured(session)
    w.send(world, session)
    entry, _head = chain.write(
        session.store.log.head(),
        session.store.key,
        hlc=Hlc((1 << 63) - 1),
        operator="rosa",
        kind="visit.missed",
        subject="ab" * 10,
        body=j.encode(j.Missed()),
        salt=b"s" * chain.SALT_BYTES,
    )
    n = session.store.outbox.last()[0] + 1
    w.store_batch(world.archive, batch(session, [entry], n), session.store.key.public_key().public_bytes_raw())
    assert [trouble.what for trouble in open_new(world).troubles] == [str(n)]
    assert decisions.decide_all(world.office) == (1, 0, 0)


def test_a_batch_of_an_unknown_event_or_with_a_gap_inside_is_set_aside(world: w.World, session: Session) -> None:
    for _ in range(3):
        w.waiting(session, "PALE")
    run = session.store.log.entries(session.store.device, 1, 100)
    key = session.store.key.public_key().public_bytes_raw()
    w.store_batch(world.archive, batch(session, run[:2], 1, event="otro"), key)
    w.store_batch(world.archive, batch(session, [run[2], run[4]], 2), key)
    assert [trouble.what for trouble in open_new(world).troubles] == ["1", "2"]


def test_a_cloned_disk_is_noticed_both_halves_are_kept_and_left_to_a_person(world: w.World) -> None:
    session = world.join()
    w.captured(session)
    w.send(world, session)
    open_new(world)
    session.store.close()
    original = session.home.folder
    shutil.copytree(original, world.folder / "clone")
    both = []
    for folder in (original, world.folder / "clone"):
        home = Home(folder)
        store = unlock.open_store(home, "rosa", "correct horse battery", wall=world.clock.wall)
        twin = unlock.start(home, store, "rosa", wall=world.clock.wall, steady=world.clock.steady)
        both.append(w.captured(twin))
        w.send(world, twin)
        store.close()
    done = open_new(world)
    assert done.opened == 2
    assert {claim.subject for claim in world.office.store.opened.claims(OpeningState.OPENED)} >= set(both)
    assert [trouble.what for trouble in done.troubles] == [session.store.device]
    assert decisions.decide_all(world.office) == (0, 0, 3)
    decisions.accept(world.office, both[1])
    assert decisions.decide_all(world.office) == (0, 0, 2)
    world.office.store.log.verify()


class CutError(Exception):
    """The program dies here."""


class CutInboxes(Inboxes):
    """Inboxes after whose first item the program dies."""

    def put(self, device: str, kind: str, sealed: bytes) -> int:
        super().put(device, kind, sealed)
        raise CutError


def test_an_item_put_before_a_crash_is_not_put_again(world: w.World, session: Session) -> None:
    w.captured(session)
    w.send(world, session)
    open_new(world)
    decisions.decide_all(world.office)
    before = len(world.archive.inboxes.after(session.store.device, 0))
    ingest = world.office.places.ingest
    dying = Archive(f"sqlite:///{ingest / 'archive.sqlite'}", ingest / "blobs")
    dying.inboxes = CutInboxes(dying.database)
    with pytest.raises(CutError):
        post(world.office, dying)
    dying.close()
    assert post(world.office, world.archive) == 0
    assert len(world.archive.inboxes.after(session.store.device, 0)) == before + 1
    assert world.office.store.events.waiting() == 0


def test_an_archive_from_an_older_copy_gets_its_inboxes_back_at_the_same_numbers(
    world: w.World, session: Session
) -> None:
    ingest = world.office.places.ingest
    world.archive.close()
    shutil.copyfile(ingest / "archive.sqlite", ingest / "yesterday.sqlite")
    world.archive = world.office.places.open_archive()
    first, second = w.captured(session), w.captured(session)
    w.send(world, session)
    open_new(world)
    decisions.accept(world.office, first)
    decisions.accept(world.office, second)
    post(world.office, world.archive)
    full = world.archive.inboxes.after(session.store.device, 0)
    world.archive.close()
    for name in ("archive.sqlite-wal", "archive.sqlite-shm"):
        (ingest / name).unlink(missing_ok=True)
    shutil.copyfile(ingest / "yesterday.sqlite", ingest / "archive.sqlite")
    world.archive = world.office.places.open_archive()
    assert len(world.archive.inboxes.after(session.store.device, 0)) == 1
    assert post(world.office, world.archive) == 2
    assert world.archive.inboxes.after(session.store.device, 0) == full
    assert post(world.office, world.archive) == 0


_WORK = """
import sys, pathlib
from fieldkit.office import decisions, intake, keys
from fieldkit.office.inbox_delivery import post
office = keys.open_office(pathlib.Path(sys.argv[1]), "hilda", sys.argv[2], wall=lambda: int(sys.argv[3]))
archive = office.places.open_archive()
print("on", flush=True)
intake.open_new(office, archive)
decisions.decide_all(office)
post(office, archive)
"""


@pytest.mark.soak
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_at_any_moment_the_office_opens_decides_and_answers_each_once(
    world: w.World, session: Session, tmp_path: Path
) -> None:
    applications = [w.captured(session, "PAS-AR" if n % 2 else "PALE") for n in range(8)]
    w.send(world, session)
    folder, wall = world.office.places.folder, str(world.clock.wall())
    world.office.store.close()
    kills = 40 if SOAK else 4
    for n in range(kills):
        work = [sys.executable, "-c", _WORK, str(folder), w.PASSPHRASE, wall]
        with subprocess.Popen(work, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"on\n"
            time.sleep(0.3 * n / kills)
            process.send_signal(signal.SIGKILL)
    subprocess.run([*work], check=True, capture_output=True)
    world.office = keys.open_office(folder, "hilda", w.PASSPHRASE, wall=world.clock.wall)
    w.take_inbox(world, session.store)
    assert {present(session.store.people.application(one)).state.value for one in applications} == {"accepted"}
    entries = [item for item in world.archive.inboxes.after(session.store.device, 0) if item.kind == "entries"]
    assert len(entries) == len({item.sealed for item in entries}) == 8
    assert export.export(world.office, tmp_path / "out").applications == 8
    world.office.store.log.verify()
