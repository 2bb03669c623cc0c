"""Promise 7: nothing that headquarters has not confirmed can be deleted, whatever is done with the laptop."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
import sqlcipher3

from fieldkit.desk.access import backup, enrolment, problems, staff, unlock
from fieldkit.desk.capture import application_form
from fieldkit.desk.closing import day_close
from fieldkit.desk.closing import problems as closing_problems
from fieldkit.desk.exchange import batching
from fieldkit.desk.forms import problems as form_problems
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.event import invitation
from fieldkit.event import pack as packs
from fieldkit.platform.paths import Home
from fieldkit.store import Outbox, Store
from fieldkit.store.outbox import BatchState
from sync import sealed
from sync.journal import chain
from sync.protocol import batches
from tests.promises import hall
from tests.support import kit
from tests.support.problems import raises

Thing = tuple[str, bytes]


def reaches(store: Store, identity: str) -> set[Thing]:
    """Every fact and file that headquarters (``identity``) would still get from this laptop, and every draft."""
    things: set[Thing] = set()
    for outbox in (store.outbox, *(store.outbox_of(device) for device in backup.ancestors(store))):
        for batch in outbox.batches(BatchState.WAITING, BatchState.QUARANTINED):
            things |= {
                thing for entry in opened(outbox, batch.n, identity) for thing in carried(store, entry, identity)
            }
    for entry in store.log.entries(store.device, store.outbox.sealed_seq() + 1, store.log.head().seq):
        things |= carried(store, entry, identity)
    for draft in store.drafts("application").all():
        things |= {("field", f"{draft.id} {key} {value}".encode()) for key, value in draft.fields.items()}
        things |= {("picture", file.content) for file in store.drafts("application").files(draft.id)}
    return things


def opened(outbox: Outbox, n: int, identity: str) -> list[chain.Entry]:
    """The entries of a batch, as headquarters opens them."""
    _, body = msgspec.msgpack.decode(outbox.batch_bytes(n), type=tuple[bytes, bytes])
    return batches.open_batch(body, [identity])


def carried(store: Store, entry: chain.Entry, identity: str) -> set[Thing]:
    """A fact with its content, and the sealed files it names; a fact without its content is worth nothing."""
    body = j.read(entry).body
    things = set() if entry.body is None else {("fact", entry.header + entry.body)}
    if isinstance(body, j.Submitted):
        for ref in body.files:
            content = store.outbox.blob(ref.sha256, 0, ref.size)
            if content:
                things.add(("file", ref.sha256.encode() + sealed.open_bytes(content, [identity])))
    return things


class Laptop(NamedTuple):
    """A laptop in the afternoon: applications sealed and unsealed, a batch set aside, a half-filled form."""

    session: Session
    hq: kit.Hands
    clock: kit.TestClock
    key: bytes
    draft: str
    sent: str

    def start(self, store: Store) -> Session:
        return unlock.start(self.session.home, store, kit.OPERATOR, wall=self.clock.wall, steady=self.clock.steady)

    def open(self) -> Store:
        return Store.open(self.session.home.store, self.key, wall=self.clock.wall)


@pytest.fixture(scope="module")
def afternoon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    """The laptop's folder, made once; its store is left open, as a power cut leaves it."""
    folder = tmp_path_factory.mktemp("afternoon") / "kit"
    hq, clock = kit.hands(), kit.TestClock()
    session = kit.session(folder, hq, clock)
    first = hall.submitted(session)
    batching.seal(session)
    session.store.outbox.quarantine(1, "llegó dañado")
    visit = hall.serving(session)
    draft = application_form.begin(session, visit.id, "PAS-AR")
    application_form.add_picture(session, draft.id, "photo", hall.picture())
    hall.submitted(session, "MCAS-1")
    yield Laptop(session, hq, clock, hall.raw_key(folder), draft.id, first.id)
    session.store.close()


@pytest.fixture
def laptop(afternoon: Laptop, tmp_path: Path) -> Iterator[Laptop]:
    """A laptop of one's own, in the same state."""
    home, clock = Home(tmp_path / "kit"), kit.TestClock(afternoon.clock.ms)
    shutil.copytree(afternoon.session.home.folder, home.folder)
    store = Store.open(home.store, afternoon.key, wall=clock.wall)
    session = unlock.start(home, store, kit.OPERATOR, wall=clock.wall, steady=clock.steady)
    yield afternoon._replace(session=session, clock=clock)
    with contextlib.suppress(sqlcipher3.ProgrammingError):  # some paths close it themselves
        store.close()


def close_the_day(laptop: Laptop) -> Store:
    hall.close_day(laptop.session)
    return laptop.session.store


def close_it_twice(laptop: Laptop) -> Store:
    hall.close_day(laptop.session)
    laptop.clock.advance(24 * 60)
    hall.walk_in(laptop.session)
    hall.close_day(laptop.session)
    day_close.finish(laptop.session)
    return laptop.session.store


def lock_and_unlock(laptop: Laptop) -> Store:
    laptop.session.store.close()
    return unlock.open_store(laptop.session.home, kit.OPERATOR, kit.PASSPHRASE, wall=laptop.clock.wall)


def cut_the_power(laptop: Laptop) -> Store:
    return laptop.open()


def submit_twice(laptop: Laptop) -> Store:
    with raises(form_problems.NO_SUCH_FORM):
        application_form.submit(laptop.session, laptop.sent)
    return laptop.session.store


def submit_what_is_not_ready(laptop: Laptop) -> Store:
    with raises(form_problems.NOT_READY):
        application_form.submit(laptop.session, laptop.draft)
    return laptop.session.store


def discard_without_a_reason(laptop: Laptop) -> Store:
    with raises(form_problems.DISCARD_WITHOUT_REASON):
        application_form.discard(laptop.session, laptop.draft, "")
    return laptop.session.store


def discard_what_was_sent(laptop: Laptop) -> Store:
    with raises(form_problems.NO_SUCH_FORM):
        application_form.discard(laptop.session, laptop.sent, "mistake")
    return laptop.session.store


def rebuild_and_scrub(laptop: Laptop) -> Store:
    laptop.session.store.log.rebuild()
    laptop.session.store.scrub()
    return laptop.session.store


def seal_and_scrub(laptop: Laptop) -> Store:
    batching.seal(laptop.session)
    laptop.session.store.scrub()
    return laptop.session.store


def change_who_works_here(laptop: Laptop) -> Store:
    session = laptop.session
    staff.add(session, laptop.key, "beto", "otra frase bien larga")
    beto = unlock.start(session.home, session.store, "beto", wall=laptop.clock.wall, steady=laptop.clock.steady)
    assert application_form.work(beto).drafts
    staff.remove(session, laptop.key, "beto")
    return session.store


def take_a_new_pack(laptop: Laptop) -> Store:
    store = laptop.session.store
    made = kit.pack(laptop.hq, store.device, number=2, appointments=(), services=("PALE",))
    enrolment.take_pack(
        store, packs.make(made, laptop.hq.office, sealed.recipient_of(store.identity)), now_ms=laptop.clock.ms
    )
    return store


def join(laptop: Laptop) -> None:
    invited = kit.invitation(laptop.hq)
    enrolment.begin(
        laptop.session.home,
        invitation=invited,
        code=invitation.make_code(invited, bytes(10)),
        operator=kit.OPERATOR,
        passphrase=kit.PASSPHRASE,
        label="",
        wall=laptop.clock.wall,
        cost=kit.FLOOR,
        random=kit.FirstSaltKnown(),
    ).close()


def join_again_in_the_same_folder(laptop: Laptop) -> Store:
    with raises(problems.ALREADY_ENROLLED):
        join(laptop)
    return laptop.open()


def join_again_without_the_key_file(laptop: Laptop) -> Store:
    """The key file was lost; a copy of it on a stick still opens what is here."""
    keys = laptop.session.home.keys
    keys.rename(keys.with_suffix(".stick"))
    with raises(problems.ALREADY_ENROLLED):
        join(laptop)
    return laptop.open()


def back_up_and_restore(laptop: Laptop) -> Store:
    session = laptop.session
    copy = backup.back_up(session, session.home.folder.parent / "stick", laptop.key)
    new = Home(session.home.folder.parent / "new")
    backup.restore(copy, new, kit.OPERATOR, kit.PASSPHRASE, wall=laptop.clock.wall)
    return Store.open(new.store, laptop.key, wall=laptop.clock.wall)


def restore_the_folder_of_a_laptop_that_died(laptop: Laptop) -> Store:
    """No copy was made: the folder itself is taken from the disk, with its write-ahead log, nothing sealed."""
    home = laptop.session.home
    shutil.copytree(home.folder, home.folder.parent / "disk")
    new = Home(home.folder.parent / "new")
    backup.restore(Home(home.folder.parent / "disk").folder, new, kit.OPERATOR, kit.PASSPHRASE, wall=laptop.clock.wall)
    return Store.open(new.store, laptop.key, wall=laptop.clock.wall)


def restore_over_it(laptop: Laptop) -> Store:
    session = laptop.session
    copy = backup.back_up(session, session.home.folder.parent / "stick", laptop.key)
    with raises(problems.NOT_EMPTY):
        backup.restore(copy, session.home, kit.OPERATOR, kit.PASSPHRASE, wall=laptop.clock.wall)
    return laptop.open()


def headquarters_lost_it(laptop: Laptop) -> Store:
    store = laptop.session.store
    batching.seal(laptop.session)
    store.outbox.mark_unsent([batch.n for batch in store.outbox.batches(BatchState.WAITING)])
    blobs = [ref for batch in store.outbox.batches(BatchState.WAITING) for ref in batch.blobs]
    store.outbox.damage_blob(blobs[0].sha256, "dañado")
    return store


def break_things(laptop: Laptop) -> Store:
    """Take the one thing away by hand: the check must see it."""
    with hall.raw(laptop.session.home.store, laptop.key) as db:
        db.execute("DELETE FROM blobs WHERE sha256 = (SELECT sha256 FROM blobs LIMIT 1)")
    return laptop.session.store


PATHS = (
    close_the_day,
    close_it_twice,
    lock_and_unlock,
    cut_the_power,
    submit_twice,
    submit_what_is_not_ready,
    discard_without_a_reason,
    discard_what_was_sent,
    rebuild_and_scrub,
    seal_and_scrub,
    change_who_works_here,
    take_a_new_pack,
    join_again_in_the_same_folder,
    join_again_without_the_key_file,
    back_up_and_restore,
    restore_the_folder_of_a_laptop_that_died,
    restore_over_it,
    headquarters_lost_it,
)


def missing_after(laptop: Laptop, path: Callable[[Laptop], Store]) -> list[str]:
    before = reaches(laptop.session.store, laptop.hq.identity)
    assert {kind for kind, _ in before} == {"fact", "file", "field", "picture"}
    store = path(laptop)
    try:
        return sorted(kind for kind, _ in before - reaches(store, laptop.hq.identity))
    finally:
        if store is not laptop.session.store:
            store.close()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_nothing_unsent_is_gone(laptop: Laptop, path: Callable[[Laptop], Store]) -> None:
    assert missing_after(laptop, path) == []


def test_twin_a_deleted_file_is_caught(laptop: Laptop) -> None:
    assert missing_after(laptop, break_things) == ["file"]


def test_twin_a_day_that_is_purged_before_it_is_sealed_is_caught(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "seal", lambda _session: 0)
    assert missing_after(laptop, close_the_day).count("fact") >= 1


def test_a_discarded_form_stays_in_the_journal_with_its_reason(laptop: Laptop) -> None:
    application_form.discard(laptop.session, laptop.draft, "left")
    told = laptop.session.store.log.facts(laptop.draft)
    assert [fact.body.reason for fact in told if isinstance(fact.body, j.Discarded)] == ["left"]
    assert ("photo",) not in [draft.slots for draft in laptop.session.store.drafts("application").all()]


def test_a_day_closed_with_half_filled_forms_says_so_and_keeps_them(laptop: Laptop) -> None:
    codes = [notice.code for notice in day_close.summary(laptop.session).notices]
    assert "drafts" in codes
    with raises(closing_problems.NOT_CLOSABLE):
        day_close.close_day(laptop.session, seen=set(codes) - {"drafts"})
    hall.close_day(laptop.session)
    assert laptop.session.store.drafts("application").get(laptop.draft).slots == ("photo",)
    assert laptop.session.visit(laptop.session.store.drafts("application").get(laptop.draft).visit).name is not None
