"""Promise 1 on a disk that forgets: unsynced writes dropped, torn and reordered, and nothing acknowledged is lost."""

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlcipher3

from fieldkit.domain import journal as j
from fieldkit.errors import Problem
from fieldkit.store import DraftFile, Store, StoreUnreadable
from fieldkit.store import file as store_file
from fieldkit.store.connection import Connection
from sync import sealed
from sync.journal import chain
from tests.power import disk
from tests.promises import hall
from tests.support import kit

POINTS = 5_000 if hall.SOAK else 120
FILES = ("day.store", "day.store-wal")
pytestmark = pytest.mark.skipif(not disk.can_record(), reason="this build of SQLCipher hides its file layer")


def work(path: Path, key: bytes, *, synchronous: str) -> list[disk.Act]:
    """Fields, pictures, visits, submits, checkpoints and a rewriting of the file; around each deed ``try``, ``ack``."""
    dice = random.Random(4)
    with disk.recording() as acts:
        store = Store.open(path, key, wall=kit.TestClock().wall)
        store._db.execute(f"PRAGMA synchronous = {synchronous}")
        store._db.execute("PRAGMA wal_autocheckpoint = 40").fetchone()
        acts.clear()

        @contextmanager
        def said(what: str, value: str) -> Iterator[None]:
            acts.append(disk.Act("say", "", word=("try", what, value)))
            yield
            acts.append(disk.Act("say", "", word=("ack", what, value)))

        for turn in range(90):
            draft, person, application = f"d{turn % 5}", f"{turn:020x}", f"a{turn}"
            picture = dice.randbytes(9_000)
            with said(f"draft {draft}", "there"):
                store.drafts("application").open(draft, visit="v", service="PALE", revision=1, now_ms=turn)
            with said(f"field {draft}", f"{turn}"):
                store.drafts("application").save_field(draft, "given", f"{turn}", now_ms=turn)
            if turn % 3 == 0:
                body = j.CheckedIn(number=f"A{turn:03}", services=("PALE",), day=kit.DAY, notice=True)
                with said(f"visit {person}", f"A{turn:03}"):
                    store.log.append(person, body, operator="ana")
            if turn % 7 == 0:
                with said(f"photo {draft}", chain.sha256(picture)):
                    store.drafts("application").save_file(draft, DraftFile("photo", "image/jpeg", picture), now_ms=turn)
            if turn % 11 == 10:
                with said(f"submit {application}", chain.sha256(picture)), store.atomic():
                    store.outbox.add_blob(chain.sha256(picture), picture)
                    store.log.append(application, submitted(chain.sha256(picture)), operator="ana")
            if turn == 60:
                store.scrub()
        done = list(acts)
        store.close()
    return done


def submitted(digest: str) -> j.Submitted:
    files = (j.FileRef(digest, 9_000, "package"),)
    return j.Submitted(visit="v", number="A001", service="PALE", revision=1, day=kit.DAY.isoformat(), files=files)


def there(store: Store) -> dict[str, str]:
    """What the store holds, under the names in which it was said."""
    found = {}
    for draft in store.drafts("application").all():
        found[f"draft {draft.id}"] = "there"
        found[f"field {draft.id}"] = draft.fields.get("given", "")
        found |= {
            f"photo {draft.id}": chain.sha256(file.content) for file in store.drafts("application").files(draft.id)
        }
    found |= {f"visit {visit.id}": visit.number for visit in store.people.visits(kit.DAY)}
    for one in store.people.applications():
        found[f"submit {one.id}"] = chain.sha256(store.outbox.blob(one.files[0].sha256, 0, one.files[0].size))
    return found


def lost(store: Store, said: Sequence[tuple[str, ...]]) -> list[str]:
    """What was acknowledged and is not there, nor anything that was tried after it."""
    allowed: dict[str, set[str]] = {}
    for kind, what, value in said:
        allowed[what] = {value} if kind == "ack" else allowed.get(what, {""}) | {value}
    held = there(store)
    return [what for what, values in allowed.items() if held.get(what, "") not in values]


def campaign(folder: Path, points: int, *, synchronous: str) -> list[str]:
    """What ``points`` power cuts lost, or made unreadable."""
    key = bytes(range(32))
    identity, _ = sealed.generate()
    path = folder / FILES[0]
    Store.create(path, key, device_key=b"k" * 32, identity=identity, role="kit", wall=kit.TestClock().wall).close()
    start = {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}
    acts = work(path, key, synchronous=synchronous)
    assert {act.kind for act in acts} >= {"write", "sync", "truncate", "say"}
    faults = []
    for at, cut in enumerate(disk.cuts(start, acts, points, random.Random(9))):
        left = folder / "after"
        left.mkdir()
        for name, content in cut.files.items():
            (left / name).write_bytes(content)
        try:
            store = Store.open(left / FILES[0], key, wall=kit.TestClock().wall)
            faults += [f"cut {at}: {fault}" for fault in lost(store, cut.said)]
            store.check_file()
            store.log.verify()
            store.close()
        except (Problem, sqlcipher3.DatabaseError) as problem:
            faults.append(f"cut {at}: {problem!r} {problem}")
        shutil.rmtree(left)
    return faults


@pytest.mark.soak
def test_no_power_cut_loses_what_was_acknowledged(tmp_path: Path) -> None:
    assert campaign(tmp_path, POINTS, synchronous="FULL") == []


def test_twin_with_less_than_full_syncing_the_same_cuts_lose_something(tmp_path: Path) -> None:
    faults = campaign(tmp_path, 60, synchronous="NORMAL")
    assert any("field" in fault or "visit" in fault for fault in faults)


def test_a_store_that_does_not_sync_every_save_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, key = tmp_path / FILES[0], bytes(32)
    identity, _ = sealed.generate()
    Store.create(path, key, device_key=b"k" * 32, identity=identity, role="kit", wall=kit.TestClock().wall).close()

    class Lax(Connection):
        def execute(self, sql: str, *more: object) -> object:
            return super().execute(sql.replace("synchronous = FULL", "synchronous = NORMAL"), *more)

    monkeypatch.setattr(store_file, "Connection", Lax)
    with pytest.raises(StoreUnreadable, match="FULL"):
        Store.open(path, key, wall=kit.TestClock().wall)
