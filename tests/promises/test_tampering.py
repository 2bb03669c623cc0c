"""Promise 11: a flipped bit, a page put back, a piece cut off, a forked journal: each is noticed."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlcipher3

from fieldkit.desk.access import unlock
from fieldkit.desk.capture import application_form
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.errors import Problem
from fieldkit.platform.paths import Home
from fieldkit.store import Store, StoreDamaged, StoreUnreadable, problems
from sync.journal import chain
from sync.journal.chain import BrokenLog, Hlc
from tests.promises import hall
from tests.support import kit
from tests.support.damage import with_bit_flipped
from tests.support.narrowing import present
from tests.support.problems import Expected, is_one

PAGE = 4096


class Sample(NamedTuple):
    """A closed store with a little of everything, and its key."""

    home: Home
    key: bytes
    hq: kit.Hands


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder, hq = tmp_path_factory.mktemp("sample") / "kit", kit.hands()
    session = kit.session(folder, hq, kit.TestClock())
    hall.submitted(session)
    visit = hall.serving(session)
    draft = application_form.begin(session, visit.id, "PAS-AR")
    application_form.save(session, draft.id, "occupation", "Panadera")
    session.store.close()
    return Sample(session.home, hall.raw_key(folder), hq)


@pytest.fixture
def sample(made: Sample, tmp_path: Path) -> Sample:
    shutil.copytree(made.home.folder, tmp_path / "kit")
    return made._replace(home=Home(tmp_path / "kit"))


def opened(sample: Sample) -> Store:
    return Store.open(sample.home.store, sample.key, wall=kit.TestClock().wall)


def started(sample: Sample, clock: kit.TestClock) -> Session:
    return unlock.start(sample.home, opened(sample), kit.OPERATOR, wall=clock.wall, steady=clock.steady)


def noticed(sample: Sample) -> Problem | None:
    """What a person is told who opens this store and asks for ``fieldkit verify``; None when all seems well."""
    try:
        store = opened(sample)
    except Problem as problem:
        return problem
    try:
        store.check_file()
        store.log.verify()
    except Problem as problem:
        return problem
    finally:
        store.close()
    return None


def test_an_untouched_store_is_sound(sample: Sample) -> None:
    assert noticed(sample) is None


def offsets(size: int) -> Iterator[int]:
    """Bytes to flip: in a page its content, its IV or its seal; in the long run many more, and three pages whole."""
    dice = random.Random(5)
    whole = {0, size // PAGE // 2, size // PAGE - 1} if hall.SOAK else set()
    for page in range(size // PAGE):
        start = page * PAGE
        if page in whole:
            yield from range(start, start + PAGE)
        elif hall.SOAK:
            yield from (place + dice.randrange(64) for place in range(start, start + PAGE, 64))
        elif page % 2 == 0 or page < 8:
            yield start + dice.randrange(PAGE - 80) if page % 8 else start + PAGE - 80 + dice.randrange(80)


@pytest.mark.soak
def test_any_flipped_byte_is_noticed(sample: Sample) -> None:
    path = sample.home.store
    size = path.stat().st_size
    assert size % PAGE == 0
    unnoticed = []
    for offset in offsets(size):
        with path.open("rb+") as file:
            file.seek(offset)
            before = file.read(1)
            file.seek(offset)
            file.write(with_bit_flipped(before, mask=1 << offset % 8))
        if type(noticed(sample)) not in {StoreDamaged, StoreUnreadable}:
            unnoticed.append(offset)
        with path.open("rb+") as file:
            file.seek(offset)
            file.write(before)
    assert unnoticed == []
    assert noticed(sample) is None


@pytest.mark.parametrize("keep", [0, 1, 100, PAGE - 1, PAGE, 5 * PAGE, 20 * PAGE + 17, -PAGE, -1])
def test_a_truncated_store_is_noticed(sample: Sample, keep: int) -> None:
    size = sample.home.store.stat().st_size
    with sample.home.store.open("rb+") as file:
        file.truncate(keep if keep >= 0 else size + keep)
    assert type(noticed(sample)) in {StoreDamaged, StoreUnreadable}


def test_the_store_of_another_laptop_is_refused(sample: Sample, tmp_path: Path) -> None:
    other = tmp_path / "other"
    kit.enrolled(other, kit.hands(), kit.TestClock()).close()
    shutil.copyfile(Home(other).store, sample.home.store)
    assert type(noticed(sample)) is StoreUnreadable


def in_use(sample: Sample, whole: bytes, at: int) -> bool:
    """Whether the page at ``at`` holds anything: a page that was freed may say what it likes, nobody reads it."""
    sample.home.store.write_bytes(whole[:at] + bytes(PAGE) + whole[at + PAGE :])
    try:
        with hall.raw(sample.home.store, sample.key) as db:
            return [row[0] for row in db.execute("PRAGMA integrity_check")] != ["ok"]
    except sqlcipher3.DatabaseError:
        return True
    finally:
        sample.home.store.write_bytes(whole)


def test_a_page_put_back_from_an_older_copy_is_noticed(sample: Sample) -> None:
    """Every old page is rightly encrypted with the right key: only what it says gives it away."""
    path = sample.home.store
    old = path.read_bytes()
    session = started(sample, kit.TestClock())
    for _ in range(6):
        hall.walk_in(session)
    session.store.close()
    new = path.read_bytes()
    changed = [at for at in range(0, min(len(old), len(new)), PAGE) if old[at : at + PAGE] != new[at : at + PAGE]]
    assert len(changed) > 5
    verdicts = {}
    for at in [at for at in changed if in_use(sample, new, at)]:
        path.write_bytes(new[:at] + old[at : at + PAGE] + new[at + PAGE :])
        verdicts[at] = noticed(sample)
    path.write_bytes(new)
    assert noticed(sample) is None
    assert [at for at, verdict in verdicts.items() if verdict is None] == []


EDITS: dict[str, tuple[str, Expected]] = {
    "the last entries cut off": ("DELETE FROM entries WHERE seq > (SELECT max(seq) - 3 FROM entries)", BrokenLog),
    "an entry in the middle": ("DELETE FROM entries WHERE seq = 2", BrokenLog),
    "all entries": ("DELETE FROM entries", BrokenLog),
    "a body rewritten": (
        "UPDATE entries SET body = CAST(body || x'20' AS BLOB) WHERE kind = 'visit.called'",
        BrokenLog,
    ),
    "a header rewritten": (
        "UPDATE entries SET header = CAST(replace(CAST(header AS TEXT), 'ana', 'eva') AS BLOB)",
        BrokenLog,
    ),
    "a signature swapped": (
        "UPDATE entries SET signature = (SELECT signature FROM entries WHERE seq = 1) WHERE seq = 3",
        BrokenLog,
    ),
    "an entry under another subject": (
        (
            "UPDATE entries SET subject = (SELECT max(subject) FROM entries e WHERE e.subject <> entries.subject)"
            " WHERE seq = 5"
        ),
        Problem,
    ),
    "an entry at another time": ("UPDATE entries SET hlc = hlc + 1000000 WHERE seq = 2", Problem),
    "an entry of another kind": (
        "UPDATE entries SET kind = 'day.closed' WHERE kind = 'application.submitted'",
        Problem,
    ),
    "a visit rewritten": ("UPDATE visits SET number = 'A099'", problems.PROJECTIONS_DIFFER),
    "a visit taken away": ("DELETE FROM visits", problems.PROJECTIONS_DIFFER),
    "an application taken away": ("DELETE FROM applications", problems.PROJECTIONS_DIFFER),
    "a visit nobody wrote": (
        "INSERT INTO visits SELECT 'ff', state, number, day, name_key, curp, data FROM visits LIMIT 1",
        problems.PROJECTIONS_DIFFER,
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_a_thief_with_the_key_edits_is_noticed(sample: Sample, edit: str) -> None:
    statement, problem = EDITS[edit]
    with hall.raw(sample.home.store, sample.key) as db:
        assert db.execute(statement).rowcount > 0
    verdict = noticed(sample)
    assert verdict is not None
    assert is_one(verdict, problem)


def test_twin_a_verification_that_does_not_look_at_signatures_is_caught(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "check_chain", lambda run, *_: chain.Head(len(run), "", Hlc(0)))
    with hall.raw(sample.home.store, sample.key) as db:
        db.execute(EDITS["a signature swapped"][0])
    assert noticed(sample) is None


def test_a_cloned_disk_is_noticed_and_both_sides_are_kept(sample: Sample, tmp_path: Path) -> None:
    shutil.copytree(sample.home.folder, tmp_path / "clone")
    clone = sample._replace(home=Home(tmp_path / "clone"))
    one, two = started(sample, kit.TestClock()), started(clone, kit.TestClock())
    first = hall.walk_in(one)
    second, third = hall.walk_in(two), hall.walk_in(two)
    with_both = kit.enrolled(tmp_path / "office", sample.hq, kit.TestClock())
    with_both.log.add_device(one.store.key.public_key().public_bytes_raw(), "kit")
    runs = [session.store.log.entries(session.store.device, 1, 10_000) for session in (one, two)]
    for run in (runs[0], runs[1], runs[0]):
        with_both.log.take(run)
    assert set(with_both.log.quarantined()) == {one.store.device}
    here = {fact.header.subject for fact in with_both.log.facts_of_kind("visit.checked_in")}
    assert {first.id, second.id, third.id} <= here
    assert [present(with_both.people.visit(visit.id)).number for visit in (first, second)] == [
        first.number,
        second.number,
    ]
    with_both.log.verify()
    for store in (one.store, two.store, with_both):
        store.close()


def test_twin_two_honest_laptops_are_not_taken_for_a_clone(sample: Sample, tmp_path: Path) -> None:
    one = started(sample, kit.TestClock())
    two = kit.session(tmp_path / "two", sample.hq, kit.TestClock(), letter="B")
    hall.walk_in(one)
    hall.walk_in(two)
    two.store.log.add_device(one.store.key.public_key().public_bytes_raw(), "kit")
    two.store.log.take(one.store.log.entries(one.store.device, 1, 10_000))
    assert two.store.log.quarantined() == {}
    one.store.close()
    two.store.close()


def test_an_entry_of_a_stranger_is_not_taken(sample: Sample, tmp_path: Path) -> None:
    one, other = started(sample, kit.TestClock()), kit.session(tmp_path / "two", kit.hands(), kit.TestClock())
    hall.walk_in(other)
    before = one.store.log.verify()
    with pytest.raises(Problem):
        one.store.log.take(other.store.log.entries(other.store.device, 1, 100))
    assert one.store.log.verify() == before
    assert not [fact for fact in one.store.log.recent(5) if isinstance(fact.body, j.DayClosed)]
    one.store.close()
    other.store.close()
