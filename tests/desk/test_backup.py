"""A copy on a stick: whole, encrypted, and going on from it never forks the journal nor repeats a number."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.desk.access import backup, enrolment, unlock
from fieldkit.desk.access import problems as access_problems
from fieldkit.desk.exchange import batching
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain.queue.visit import Visit
from fieldkit.event.letters import next_letter
from fieldkit.people.names import PersonName
from fieldkit.platform.paths import Home
from fieldkit.store import Store, StoreUnreadable
from fieldkit.store.outbox import BatchState
from fieldkit.vault import keyring, problems
from sync.journal import chain
from sync.protocol.envelope import parse
from sync.protocol.messages import Succession
from tests.support import kit
from tests.support.problems import raises


@pytest.fixture
def session(tmp_path: Path, hq: kit.Hands, clock: kit.TestClock) -> Iterator[Session]:
    made = kit.session(tmp_path / "kit", hq, clock)
    yield made
    made.store.close()


def arrive(session: Session, name: str = "Ana") -> Visit:
    return check_in.check_in(session, Arrival(name=PersonName(name), services=("PALE",), notice=True))


def back_up(session: Session, target: Path) -> Path:
    key = keyring.unlock(session.home.keys, kit.OPERATOR, kit.PASSPHRASE)
    return backup.back_up(session, target, key)


def going_on(tmp_path: Path, folder: Path, clock: kit.TestClock, name: str = "new") -> Session:
    home = Home(tmp_path / name)
    backup.restore(folder, home, kit.OPERATOR, kit.PASSPHRASE, wall=clock.wall)
    store = unlock.open_store(home, kit.OPERATOR, kit.PASSPHRASE, wall=clock.wall)
    return unlock.start(home, store, kit.OPERATOR, wall=clock.wall, steady=clock.steady)


def test_a_restored_laptop_goes_on_with_everything_and_other_numbers(
    tmp_path: Path, session: Session, clock: kit.TestClock
) -> None:
    arrive(session)
    folder = back_up(session, tmp_path / "stick")
    successor = going_on(tmp_path, folder, clock)
    assert successor.store.device != session.store.device
    assert [visit.number for visit in successor.store.people.visits(kit.DAY)] == ["A001"]
    assert arrive(successor).number == "AA001"
    assert arrive(session).number == "A002"
    successor.store.log.verify()
    successor.store.close()


def test_old_and_restored_laptop_may_both_go_on_without_a_fork(
    tmp_path: Path, session: Session, clock: kit.TestClock, hq: kit.Hands
) -> None:
    arrive(session)
    successor = going_on(tmp_path, back_up(session, tmp_path / "stick"), clock)
    arrive(session, "Eva")
    arrive(successor, "Luz")
    office = Store.create(
        tmp_path / "office.store", b"k" * 32, device_key=b"o" * 32, identity=hq.identity, role="office", wall=clock.wall
    )
    for one in (session, successor):
        office.log.add_device(one.store.key.public_key().public_bytes_raw(), "kit")
    for one in (successor, session):
        for device in (session.store.device, successor.store.device):
            office.log.take(one.store.log.entries(device, 1, 1_000))
    assert office.log.quarantined() == {}
    assert sorted(v.number for v in office.people.visits(kit.DAY)) == ["A001", "A002", "AA001"]
    office.log.verify()
    office.close()
    successor.store.close()


def test_two_restores_of_one_restore_get_letters_in_a_row() -> None:
    assert [next_letter(letter) for letter in ("A", "AA", "AB", "C")] == ["AA", "AB", "AC", "CA"]


def test_the_old_key_vouches_for_the_new_one_and_for_the_head_it_saw(
    tmp_path: Path, session: Session, clock: kit.TestClock
) -> None:
    arrive(session)
    head = session.store.log.head()
    successor = going_on(tmp_path, back_up(session, tmp_path / "stick"), clock)
    succession = parse(enrolment.open_request(successor.store).succession, Succession)
    assert (succession.old_device, succession.head_seq, succession.head_sha256) == (session.store.device, *head[:2])
    assert chain.device_id(succession.new_key) == successor.store.device
    successor.store.close()


def test_what_the_old_laptop_had_not_sent_is_carried_on_in_its_name(
    tmp_path: Path, session: Session, clock: kit.TestClock
) -> None:
    arrive(session)
    batching.seal(session)
    waiting = [batch.sha256 for batch in session.store.outbox.batches(BatchState.WAITING)]
    successor = going_on(tmp_path, back_up(session, tmp_path / "stick"), clock)
    carried = successor.store.outbox_of(session.store.device).batches(BatchState.WAITING)
    assert [batch.sha256 for batch in carried] == waiting
    assert backup.ancestors(successor.store) == (session.store.device,)
    successor.store.close()


def test_what_the_old_laptop_had_not_even_sealed_reaches_headquarters_too(
    tmp_path: Path, session: Session, clock: kit.TestClock
) -> None:
    arrive(session)
    successor = going_on(tmp_path, back_up(session, tmp_path / "stick"), clock)
    carried = successor.store.outbox_of(session.store.device)
    assert carried.sealed_seq() == session.store.log.head().seq
    successor.store.close()


def test_a_copy_is_not_restored_over_a_laptop_in_use(tmp_path: Path, session: Session, clock: kit.TestClock) -> None:
    folder = back_up(session, tmp_path / "stick")
    with raises(access_problems.NOT_EMPTY):
        backup.restore(folder, session.home, kit.OPERATOR, kit.PASSPHRASE, wall=clock.wall)


def test_a_folder_without_a_whole_copy_is_refused(tmp_path: Path, clock: kit.TestClock) -> None:
    with raises(access_problems.NO_BACKUP):
        backup.restore(tmp_path, Home(tmp_path / "new"), kit.OPERATOR, kit.PASSPHRASE, wall=clock.wall)


def test_a_copy_opens_only_with_a_passphrase(tmp_path: Path, session: Session, clock: kit.TestClock) -> None:
    folder = back_up(session, tmp_path / "stick")
    with raises(problems.WRONG_PASSPHRASE):
        backup.restore(folder, Home(tmp_path / "new"), kit.OPERATOR, "not the passphrase", wall=clock.wall)
    with pytest.raises(StoreUnreadable):
        Store.open(Home(folder).store, b"x" * 32, wall=clock.wall)


def test_a_failed_copy_leaves_the_one_before_it_in_place(
    tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = back_up(session, tmp_path / "stick")
    before = Home(folder).store.read_bytes()
    monkeypatch.setattr(Store, "copy_to", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    with raises(access_problems.COPY_FAILED):
        back_up(session, tmp_path / "stick")
    assert Home(folder).store.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
def test_what_is_restored_is_for_its_owner_only(session: Session, tmp_path: Path, clock: kit.TestClock) -> None:
    again = going_on(tmp_path, back_up(session, tmp_path / "stick"), clock)
    modes = {path.name: path.stat().st_mode & 0o077 for path in (again.home.store, again.home.keys)}
    again.store.close()
    assert modes == {again.home.store.name: 0, again.home.keys.name: 0}
