"""Promise 9: no personal byte lies in clear on the disk; promise 10: after the close not even the keys read it."""

import base64
import contextlib
import mmap
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3

from fieldkit.desk.access import unlock
from fieldkit.desk.capture import application_form
from fieldkit.desk.exchange import inbox
from fieldkit.desk.protection import cases
from fieldkit.desk.session import Session
from fieldkit.domain.catalog.load import load
from fieldkit.event import pack as packs
from fieldkit.platform.paths import Home
from fieldkit.store import Store
from fieldkit.store.outbox import BatchState
from sync import sealed
from sync.age import keys as age_keys
from sync.protocol import batches, envelope
from tests.promises import canaries, canary_day, hall
from tests.support import kit
from tests.support.narrowing import present

ROOT = Path(__file__).parents[2]
NEEDLES = canaries.needles()
PLAIN = canaries.needles(encodings=("utf-8",))


def run_a_day(machine: Path, ending: str) -> None:
    """A whole day in a process that has this folder for everything: home, temporary files, output, core."""
    folders = {name: machine / name for name in ("home", "temp", "work")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    places = {name: str(folders["temp"]) for name in ("TMPDIR", "TMP", "TEMP", "SQLITE_TMPDIR", "XDG_RUNTIME_DIR")}
    environment = {**os.environ, **places, "HOME": str(folders["home"]), "PYTHONPATH": str(ROOT)}
    with (machine / "out.log").open("wb") as out, (machine / "err.log").open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.promises.canary_day", str(machine / "kit"), ending],
            cwd=folders["work"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=err,
        )
        with process:
            if ending == "wait":
                while b"lived" not in (machine / "out.log").read_bytes() and process.poll() is None:
                    present(process.stdin).flush()
                process.kill()
            process.wait()
    assert b"lived" in (machine / "out.log").read_bytes(), (machine / "err.log").read_text(encoding="utf-8")


def test_every_question_that_takes_words_has_its_canary() -> None:
    typed = {"name", "text", "email", "phone"}
    catalog = load()
    captured = [one for one in catalog.services.values() if one.captured]
    asked = {field.key for one in captured for field in one.fields if field.kind in typed}
    played = [catalog.services[code] for code in (canary_day.SEALED, *canary_day.FORMS)]
    assert asked == {field.key for one in played for field in one.fields if field.kind in typed}
    assert asked <= canaries.FIELDS.keys()
    about = {ask.key for ask in catalog.protection.asks_case if ask.kind in typed}
    about |= {f"p1-{ask.key}" for ask in catalog.protection.asks_person if ask.kind in typed}
    assert about <= canaries.CASE.keys()


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("machine")
    run_a_day(folder, "abort")
    return folder


def test_no_file_that_the_day_wrote_names_anybody(machine: Path) -> None:
    written = {path.name for path in machine.rglob("*") if path.is_file()}
    assert {"fieldkit.store", "fieldkit.keys.json", "out.log", "err.log"} <= written
    assert (machine / "kit" / "fieldkit.store-wal").stat().st_size > 0
    assert {path.suffix for path in (machine / "kit" / "printed").iterdir()} == {".pdf", ".png"}
    last_words = (machine / "err.log").read_text(encoding="utf-8")
    assert last_words.startswith("Traceback")
    assert "Fatal Python error" in last_words
    assert canaries.scan(machine, NEEDLES) == {}


@pytest.mark.soak
@pytest.mark.only_soak
def test_a_killed_day_leaves_nothing_in_clear(tmp_path: Path) -> None:
    run_a_day(tmp_path, "wait")
    assert canaries.scan(tmp_path, NEEDLES) == {}


ASK = """
import resource, fieldkit.cli
most = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
try:
    fieldkit.cli.main(["no such command"])
except SystemExit:
    print(resource.getrlimit(resource.RLIMIT_CORE)[0])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="core files are a thing of Unix")
def test_every_command_asks_for_no_core_file() -> None:
    said = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "0\n"


def _keeps_cores() -> bool:
    pattern = Path("/proc/sys/kernel/core_pattern")
    if not pattern.exists() or pattern.read_text(encoding="ascii").strip() != "core":
        return False
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)[1] in {-1, resource.RLIM_INFINITY}


@pytest.mark.skipif(not _keeps_cores(), reason="this machine writes no core file beside the program")
def test_twin_without_that_word_the_core_names_everybody(tmp_path: Path) -> None:
    run_a_day(tmp_path, "core")
    cores = [path for path in (tmp_path / "work").iterdir() if path.name.startswith("core")]
    assert len(cores) == 1
    with cores[0].open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as core:
        assert core.find(canaries.NAME.given.encode()) >= 0
    cores[0].unlink()


def test_twin_the_same_store_without_encryption_names_everybody(machine: Path, tmp_path: Path) -> None:
    key = hall.raw_key(machine / "kit")
    with hall.raw(machine / "kit" / "fieldkit.store", key) as db:
        db.execute("ATTACH DATABASE ? AS plain KEY ''", [str(tmp_path / "plain.db")])
        db.execute("SELECT sqlcipher_export('plain')")
        db.execute("DETACH DATABASE plain")
    found = canaries.scan(tmp_path, NEEDLES)["plain.db"]
    assert found >= {canaries.NAME.given, canaries.CURP, canaries.BORN, canaries.PHONE, "picture as kept"}
    assert found >= {canaries.BOOKED.surname2, canaries.FIELDS["us_street"]}


@pytest.mark.parametrize("encode", ["utf-8", "utf-16-le", "latin-1", "hex", "base64", "pdf", "name"])
def test_twin_one_planted_word_is_found(tmp_path: Path, encode: str) -> None:
    word = canaries.NAME.surname2
    if encode == "name":
        (tmp_path / f"{word}.txt").write_text("", encoding="utf-8")
    else:
        plain = {
            "hex": lambda: b"x" + word.encode().hex().encode(),
            "base64": lambda: base64.b64encode(b"algo antes " + word.encode() + b" y algo"),
            "pdf": lambda: (
                b"1 0 obj\nstream\n" + zlib.compress(b"BT " + word.encode("latin-1") + b" ET") + b"\nendstream"
            ),
        }.get(encode, lambda: word.encode(encode))()
        (tmp_path / "some.file").write_bytes(os.urandom(999) + plain + os.urandom(999))
    assert [*canaries.scan(tmp_path, NEEDLES).values()] == [{word}]


# --- promise 10 --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, bytes, kit.Hands]]:
    """A laptop on which everything was submitted, not yet closed: folder, key, headquarters."""
    folder, hq = tmp_path_factory.mktemp("evening") / "kit", kit.hands()
    session = canary_day.laptop(folder, hq)
    lived = canary_day.live(session)
    application_form.save(session, lived.drafts[0], "curp", canaries.CURP)
    for draft in lived.drafts:
        application_form.submit(session, draft)
    cases.submit(session, lived.case)
    yield folder, hall.raw_key(folder), hq
    session.store.close()


@pytest.fixture
def laptop(evening: tuple[Path, bytes, kit.Hands], tmp_path: Path) -> Iterator[tuple[Session, bytes, kit.Hands]]:
    """A copy of that laptop, with what its owner has: session, key; and headquarters."""
    folder, key, hq = evening
    shutil.copytree(folder, tmp_path / "kit")
    home, clock = Home(tmp_path / "kit"), kit.TestClock()
    store = Store.open(home.store, key, wall=clock.wall)
    yield unlock.start(home, store, kit.OPERATOR, wall=clock.wall, steady=clock.steady), key, hq
    with contextlib.suppress(sqlcipher3.ProgrammingError):  # one test closes it itself
        store.close()


def readable(session: Session, key: bytes) -> set[str]:
    """What whoever has the laptop's keys reads in the pages of its store and of its write-ahead log."""
    pages = [*canaries.decrypted(session.home.store, key)]
    assert pages[0].startswith(b"\x10\x00\x02\x02P@  ")  # page size, WAL, 80 bytes reserved: the key reads it
    return canaries.hits([b"".join(pages)], PLAIN)  # joined, for a long value runs over several pages


def test_after_submit_and_close_the_keys_read_nothing_that_was_captured(
    laptop: tuple[Session, bytes, kit.Hands],
) -> None:
    session, key, _ = laptop
    assert canaries.NAME.given in readable(session, key)
    hall.close_day(session)
    assert readable(session, key) == set()
    session.store.close()
    again = Store.open(session.home.store, key, wall=kit.TestClock().wall)
    assert readable(session, key) == set()
    again.check_file()
    again.log.verify()
    again.close()


def test_what_was_sealed_opens_with_no_key_of_the_laptop(laptop: tuple[Session, bytes, kit.Hands]) -> None:
    session, key, hq = laptop
    hall.close_day(session)
    store = session.store
    device = store.key.private_bytes_raw()
    mine = [store.identity, age_keys.encode_identity(key), age_keys.encode_identity(device)]
    blobs = [store.outbox.blob(ref.sha256, 0, ref.size) for one in store.people.applications() for ref in one.files]
    assert len(blobs) >= 7
    for content in blobs:
        with pytest.raises(sealed.NotForUs):
            sealed.open_bytes(content, mine)
        assert sealed.open_bytes(content, [hq.identity])
    public = store.key.public_key().public_bytes_raw()
    for batch in store.outbox.batches(BatchState.WAITING):
        _, body = batches.read_batch(store.outbox.batch_bytes(batch.n), public)
        with pytest.raises(sealed.NotForUs):
            batches.open_batch(body, mine)
        assert batches.open_batch(body, [hq.identity])


def test_no_pack_in_the_inbox_tells_the_keys_who_was_expected(laptop: tuple[Session, bytes, kit.Hands]) -> None:
    session, key, hq = laptop
    store, mine = session.store, sealed.recipient_of(session.store.identity)
    for number, (pack, to) in enumerate(
        [
            (kit.pack(hq, store.device, number=3, appointments=(canary_day.booking(),)), mine),
            (kit.pack(hq, store.device, number=2, appointments=(canary_day.booking(),)), mine),
            (kit.pack(hq, "0" * 20, number=4, appointments=(canary_day.booking(),)), mine),
        ],
        start=1,
    ):
        item = batches.InboxItem(store.device, number, "pack", packs.make(pack, hq.office, to))
        store.outbox.keep_inbox(number, "pack", envelope.sign(item, hq.office))
    assert len(inbox.take_all(store, kit.NOON_MS)) == 2
    assert [number for number, _ in store.outbox.refused_inbox()] == [2, 3]
    hall.close_day(session)
    with hall.raw(session.home.store, key) as db:
        assert [bytes(content) for (content,) in db.execute("SELECT content FROM inbox")] == [b""] * 3
    assert readable(session, key) == set()


def test_twin_a_close_that_does_not_scrub_is_caught(
    laptop: tuple[Session, bytes, kit.Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, key, _ = laptop
    monkeypatch.setattr(Store, "scrub", lambda _store: None)
    hall.close_day(session)
    assert canaries.NAME.given in readable(session, key)


def test_twin_a_close_that_does_not_purge_is_caught(
    laptop: tuple[Session, bytes, kit.Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, key, _ = laptop
    monkeypatch.setattr(type(session.store.log), "purge", lambda *_: 1)
    hall.close_day(session)
    assert canaries.NAME.given in readable(session, key)
