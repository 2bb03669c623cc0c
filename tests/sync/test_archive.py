"""Headquarters' storage, the same on SQLite and PostgreSQL."""

import os
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sync.archive import database
from sync.archive.archive import Archive, EnrolledKey, StoredBatch
from sync.archive.upgrade import BAD_ARCHIVE_ADDRESS
from sync.journal import chain
from sync.protocol.batches import Manifest, Receipt, read_batch
from sync.protocol.envelope import sign
from sync.protocol.messages import EnrolRequest, Have, Hole, Lost, Offer, Progress, Refusal, Snapshot, Succession
from tests.support import sync_world as world
from tests.support.damage import with_bit_flipped
from tests.support.problems import raises

OTHER = world.Kit(2)


def receipt_for(manifest: Manifest, raw: bytes, mark: str = "") -> bytes:
    last = manifest.last_seq
    return sign(
        Receipt(manifest.device, manifest.n, chain.sha256(raw), last, "stored", mark, 1, "a"), world.RECEIPT_KEY
    )


def store(archive: Archive, kit: world.Kit, n: int, raw: bytes | None = None, mark: str = "") -> StoredBatch | Refusal:
    raw = raw or kit.outbox.raw[n]
    manifest, _ = read_batch(raw, kit.public_key)
    return archive.batches.store(manifest, raw, chain.sha256(raw), receipt_for(manifest, raw, mark), now_ms=5)


def bring_blob(archive: Archive, sha256: str, data: bytes, device: str = "a" * 20) -> Progress | Refusal:
    upload = archive.blobs.resume(sha256, device)
    return archive.blobs.append(
        sha256,
        device,
        upload.fence,
        offset=upload.progress.offset,
        size=len(data),
        data=data[upload.progress.offset :],
    )


def rival_batch(kit: world.Kit, n: int) -> bytes:
    """Another batch under a number that is taken, as a cloned disk would make it."""
    clone = world.Kit(kit.number)
    for _ in range(n):
        ref = clone.add_batch(entries=3)
    return clone.outbox.raw[ref.n]


def hole(archive: Archive, kit: world.Kit, n: int) -> StoredBatch | Refusal:
    word = Hole(kit.device, n, "dañado", 1)
    receipt = Receipt(kit.device, n, chain.GENESIS, 0, "hole", "dañado", 1, "a")
    return archive.batches.store_hole(word, sign(word, kit.key), sign(receipt, world.RECEIPT_KEY), now_ms=5)


def test_same_bytes_again_get_the_first_receipt(archive: Archive, kit: world.Kit) -> None:
    world.register(archive, kit)
    kit.add_batch()
    first = store(archive, kit, 1, mark="first")
    again = store(archive, kit, 1, mark="second")
    assert isinstance(first, StoredBatch)
    assert first.new
    assert again == StoredBatch(first.receipt, new=False)
    assert archive.batches.raw(kit.device, 1) == kit.outbox.raw[1]


def test_other_bytes_under_one_number_are_refused_and_both_kept(archive: Archive, kit: world.Kit) -> None:
    world.register(archive, kit)
    kit.add_batch()
    store(archive, kit, 1)
    rival = rival_batch(kit, 1)
    assert store(archive, kit, 1, rival) == Refusal("other-bytes")
    assert store(archive, kit, 1, rival) == Refusal("other-bytes")
    assert archive.batches.raw(kit.device, 1) == kit.outbox.raw[1]
    assert archive.batches.disputed(kit.device) == [(1, rival)]
    known = archive.devices.get(kit.device)
    assert known is not None
    assert known.state == "quarantined"
    assert archive.overview()[0].disputed == (1,)


def test_a_gap_is_answered_with_the_number_expected(archive: Archive, kit: world.Kit) -> None:
    world.register(archive, kit)
    for _ in range(3):
        kit.add_batch()
    store(archive, kit, 1)
    assert store(archive, kit, 3) == Refusal("gap", expected=2)
    assert [row.n for row in archive.batches.of(kit.device)] == [1]


def test_missing_blobs_are_named_and_the_batch_waits_for_them(archive: Archive, kit: world.Kit) -> None:
    world.register(archive, kit)
    first, second = kit.add_batch(1_000, 2_000).blobs
    bring_blob(archive, first.sha256, kit.outbox.blobs[first.sha256])
    assert store(archive, kit, 1) == Refusal("blobs-missing", missing=(second.sha256,))
    bring_blob(archive, second.sha256, kit.outbox.blobs[second.sha256])
    assert isinstance(store(archive, kit, 1), StoredBatch)
    assert archive.batches.missing_blobs() == []


def test_a_hole_lets_the_next_batch_in_and_the_true_one_may_still_come(archive: Archive, kit: world.Kit) -> None:
    world.register(archive, kit)
    for _ in range(2):
        kit.add_batch()
    noted = hole(archive, kit, 1)
    assert isinstance(noted, StoredBatch)
    assert hole(archive, kit, 1) == noted._replace(new=False)
    assert isinstance(store(archive, kit, 2), StoredBatch)
    assert archive.overview()[0].holes == (1,)
    assert archive.batches.raw(kit.device, 1) is None
    assert isinstance(store(archive, kit, 1), StoredBatch)
    assert archive.overview()[0].holes == ()
    assert archive.batches.raw(kit.device, 1) == kit.outbox.raw[1]


def test_a_hole_never_replaces_what_is_stored(archive: Archive, kit: world.Kit) -> None:
    world.register(archive, kit)
    kit.add_batch()
    stored = store(archive, kit, 1)
    assert isinstance(stored, StoredBatch)
    assert hole(archive, kit, 1) == StoredBatch(stored.receipt, new=False)
    assert archive.batches.raw(kit.device, 1) == kit.outbox.raw[1]


def test_what_was_lost_at_headquarters_is_named(archive: Archive, kit: world.Kit) -> None:
    world.register(archive, kit)
    refs = [kit.add_batch(100 + n) for n in range(3)]
    for ref in refs[:2]:
        bring_blob(archive, ref.blobs[0].sha256, kit.outbox.blobs[ref.blobs[0].sha256])
        store(archive, kit, ref.n)
    archive.blobs._files.path(refs[0].blobs[0].sha256).unlink()
    offers = tuple(Offer(ref.n, ref.sha256) for ref in refs)
    have = Have(kit.device, offers, tuple(ref.blobs[0].sha256 for ref in refs), bytes(16))
    lacks = archive.batches.lacks(have, kit.device)
    assert lacks.batches == (3,)
    assert {blob.sha256 for blob in lacks.blobs} == {refs[0].blobs[0].sha256, refs[2].blobs[0].sha256}
    assert lacks.expected == 3
    assert [blob.sha256 for blob in archive.batches.missing_blobs()] == [refs[0].blobs[0].sha256]


def begin_upload(archive: Archive, data: bytes, count: int, device: str) -> str:
    sha256 = chain.sha256(data)
    upload = archive.blobs.resume(sha256, device)
    archive.blobs.append(sha256, device, upload.fence, offset=0, size=len(data), data=data[:count])
    return sha256


def test_an_upload_resumes_where_it_is_durable(archive: Archive) -> None:
    data = world.blob_bytes(1, 10_000)
    sha256 = begin_upload(archive, data, 4_000, "b" * 20)
    assert archive.blobs.resume(sha256, "b" * 20).progress == Progress(sha256, 4_000, complete=False)
    assert archive.blobs.resume(sha256, "c" * 20).progress.offset == 0, "another device's upload is its own"
    assert bring_blob(archive, sha256, data, "b" * 20) == Progress(sha256, len(data), complete=True)
    with archive.blobs.open(sha256) as file:
        assert file.read() == data


def test_a_partial_file_older_than_the_database_starts_again(archive: Archive, tmp_path: Path) -> None:
    data = world.blob_bytes(1, 10_000)
    sha256 = begin_upload(archive, data, 4_000, "b" * 20)
    (partial,) = (tmp_path / "blobs" / "partial").iterdir()
    partial.write_bytes(data[:100])
    assert archive.blobs.resume(sha256, "b" * 20).progress.offset == 0
    assert bring_blob(archive, sha256, data, "b" * 20) == Progress(sha256, len(data), complete=True)


def test_bytes_that_were_never_acknowledged_are_dropped(archive: Archive, tmp_path: Path) -> None:
    data = world.blob_bytes(1, 10_000)
    sha256 = begin_upload(archive, data, 4_000, "b" * 20)
    (partial,) = (tmp_path / "blobs" / "partial").iterdir()
    partial.write_bytes(data[:4_000] + b"torn" * 3_000)
    assert bring_blob(archive, sha256, data, "b" * 20) == Progress(sha256, len(data), complete=True)


def test_a_newer_request_fences_an_older_one(archive: Archive) -> None:
    data = world.blob_bytes(1, 10_000)
    sha256, device = chain.sha256(data), "b" * 20
    half_open = archive.blobs.resume(sha256, device)
    archive.blobs.resume(sha256, device)
    late = archive.blobs.append(sha256, device, half_open.fence, offset=0, size=len(data), data=data[:5_000])
    assert late == Refusal("fenced", expected=0)
    assert bring_blob(archive, sha256, data, device) == Progress(sha256, len(data), complete=True)


def test_a_wrong_offset_and_a_wrong_size_are_refused(archive: Archive) -> None:
    data = world.blob_bytes(1, 10_000)
    sha256 = begin_upload(archive, data, 4_000, "b" * 20)
    upload = archive.blobs.resume(sha256, "b" * 20)
    late = archive.blobs.append(sha256, "b" * 20, upload.fence, offset=3_999, size=len(data), data=b"x")
    assert late == Refusal("wrong-offset", expected=4_000)
    long = archive.blobs.append(sha256, "b" * 20, upload.fence, offset=4_000, size=4_001, data=b"xx")
    assert long == Refusal("bad-request")


def test_a_blob_that_arrives_different_starts_again(archive: Archive) -> None:
    data = world.blob_bytes(1, 10_000)
    sha256, device = chain.sha256(data), "b" * 20
    assert bring_blob(archive, sha256, with_bit_flipped(data), device) == Refusal("wrong-hash")
    assert archive.blobs.size(sha256) is None
    assert bring_blob(archive, sha256, data, device) == Progress(sha256, len(data), complete=True)


def test_a_blob_declared_lost_is_not_waited_for_and_may_still_come(archive: Archive, kit: world.Kit) -> None:
    world.register(archive, kit)
    blob = kit.add_batch(1_000).blobs[0]
    lost = Lost(kit.device, blob.sha256, "dañado", 1)
    archive.blobs.put_lost(lost, sign(lost, kit.key))
    assert isinstance(store(archive, kit, 1), StoredBatch)
    assert [(row.sha256, row.reason) for row in archive.batches.missing_blobs()] == [(blob.sha256, "dañado")]
    bring_blob(archive, blob.sha256, kit.outbox.blobs[blob.sha256])
    assert archive.batches.missing_blobs() == []


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the real fsync saw: the sizes of files, -1 for a folder."""
    seen: list[int] = []
    true_fsync = os.fsync

    def fsync(descriptor: int) -> None:
        state = os.fstat(descriptor)
        seen.append(-1 if stat.S_ISDIR(state.st_mode) else state.st_size)
        true_fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return seen


def test_a_chunk_is_on_the_disk_before_it_is_acknowledged(archive: Archive, synced: list[int]) -> None:
    data = world.blob_bytes(1, 10_000)
    sha256 = begin_upload(archive, data, 4_000, "b" * 20)
    assert synced[-1:] == [4_000]
    assert bring_blob(archive, sha256, data, "b" * 20) == Progress(sha256, len(data), complete=True)
    assert synced[-1:] == [10_000]


def test_a_whole_blob_is_on_the_disk_before_it_is_acknowledged(archive: Archive, synced: list[int]) -> None:
    data = world.blob_bytes(1, 10_000)
    assert archive.blobs.put(chain.sha256(data), "b" * 20, data) == Progress(
        chain.sha256(data), len(data), complete=True
    )
    assert synced == [10_000]
    with archive.blobs.open(chain.sha256(data)) as file:
        assert file.read() == data


@pytest.mark.skipif(os.name == "nt", reason="Windows orders renames itself")
def test_names_of_blobs_are_on_the_disk_before_headquarters_says_that_it_holds_them(
    archive: Archive, kit: world.Kit, synced: list[int]
) -> None:
    world.register(archive, kit)
    blob = kit.add_batch(1_000).blobs[0]
    archive.blobs.put(blob.sha256, kit.device, kit.outbox.blobs[blob.sha256])
    synced.clear()
    assert isinstance(store(archive, kit, 1), StoredBatch)
    assert synced == [-1]
    archive.batches.lacks(Have(kit.device, (), (blob.sha256,), bytes(16)), kit.device)
    assert synced == [-1, -1]


def test_the_beginning_of_a_whole_blob_is_kept_unless_a_newer_request_began(archive: Archive) -> None:
    data = world.blob_bytes(1, 10_000)
    sha256, device = chain.sha256(data), "b" * 20
    archive.blobs.keep_beginning(sha256, device, size=len(data), data=data[:4_000])
    assert archive.blobs.begun(sha256, device)
    assert archive.blobs.resume(sha256, device).progress == Progress(sha256, 4_000, complete=False)
    archive.blobs.keep_beginning(sha256, device, size=len(data), data=data[:2_000])
    assert archive.blobs.resume(sha256, device).progress.offset == 4_000, "the older request came to its end too late"
    archive.blobs.put(sha256, device, data)
    assert not archive.blobs.begun(sha256, device)
    archive.blobs.keep_beginning(sha256, "c" * 20, size=len(data), data=data[:2_000])
    assert archive.blobs.resume(sha256, "c" * 20).progress == Progress(sha256, len(data), complete=True)


def test_without_full_synchronous_sqlite_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PRAGMAS", ("journal_mode=WAL", "synchronous=NORMAL"))
    with pytest.raises(RuntimeError, match="synchronous"):
        Archive(f"sqlite:///{(tmp_path / 'hq.db').as_posix()}", tmp_path / "blobs")


Together = Callable[[list[Callable[[Archive], object]]], list[object]]


@pytest.fixture
def together(archive_url: str, tmp_path: Path) -> Together:
    """Runs calls at once, each on a worker with a connection pool of its own, as separate processes have."""

    def run(calls: list[Callable[[Archive], object]]) -> list[object]:
        gate = threading.Barrier(len(calls))

        def work(call: Callable[[Archive], object]) -> object:
            worker = Archive(archive_url, tmp_path / "blobs")
            try:
                gate.wait(20)
                return call(worker)
            finally:
                worker.close()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(work, calls))

    return run


def test_concurrent_retries_on_several_workers_give_one_receipt(
    archive: Archive, kit: world.Kit, together: Together
) -> None:
    world.register(archive, kit)
    for n in range(1, 4):
        kit.add_batch()
        results = together(
            [
                lambda worker, mark=f"retry {index}", n=n: store(worker, kit, n, mark=mark)  # type: ignore[misc]
                for index in range(4)
            ]
        )
        receipts = {result.receipt for result in results if isinstance(result, StoredBatch)}
        assert len(receipts) == 1
        assert sum(isinstance(result, StoredBatch) and result.new for result in results) == 1
        assert archive.batches.receipts(kit.device, n - 1) == list(receipts)


def test_concurrent_rivals_leave_one_stored_and_one_kept_aside(
    archive: Archive, kit: world.Kit, together: Together
) -> None:
    world.register(archive, kit)
    kit.add_batch()
    rival = rival_batch(kit, 1)
    results = together([lambda worker: store(worker, kit, 1), lambda worker: store(worker, kit, 1, rival)])
    assert results.count(Refusal("other-bytes")) == 1
    kept = {archive.batches.raw(kit.device, 1), *(raw for _, raw in archive.batches.disputed(kit.device))}
    assert kept == {kit.outbox.raw[1], rival}


def test_inbox_numbers_have_no_gap_even_with_several_writers(
    archive: Archive, kit: world.Kit, together: Together
) -> None:
    world.register(archive, kit)
    numbers = together(
        [lambda worker, body=b"%d" % i: worker.inboxes.put(kit.device, "k", body) for i in range(4)]  # type: ignore[misc]
    )
    assert sorted(map(str, numbers)) == ["1", "2", "3", "4"]
    assert [item.number for item in archive.inboxes.after(kit.device, 1)] == [2, 3, 4]
    with pytest.raises(KeyError):
        archive.inboxes.put("0" * 20, "k", b"")


def test_a_snapshot_only_ever_gets_newer(archive: Archive, kit: world.Kit) -> None:
    def put(as_of: int) -> int:
        snapshot = Snapshot(kit.device, world.EVENT, as_of, b"%d" % as_of)
        return archive.snapshots.put(snapshot, b"signed %d" % as_of)

    assert [put(as_of) for as_of in (5, 3, 5, 9)] == [5, 5, 5, 9]
    assert archive.snapshots.of_event(world.EVENT) == [b"signed 9"]
    assert archive.snapshots.of_event("another") == []


def enrol_request(kit: world.Kit, code_id: str = "c1", auth: bytes = b"auth") -> EnrolRequest:
    return EnrolRequest(kit.public_key, "age1pq", f"laptop {kit.number}", code_id, auth)


def test_a_code_enrols_one_device_and_answers_its_retries_alike(archive: Archive, kit: world.Kit) -> None:
    archive.devices.add_code("c1", chain.sha256(b"auth"), event=world.EVENT, expires_ms=100, grant=b"grant")
    enrolled = archive.devices.enrol(enrol_request(kit), b"raw", 50)
    assert enrolled == EnrolledKey(kit.device, "A", world.EVENT, b"grant")
    assert archive.devices.enrol(enrol_request(kit), b"raw", 500) == enrolled, "the retry may come late"
    assert archive.devices.enrol(enrol_request(OTHER), b"raw", 50) == Refusal("used-code")
    assert [device.device for device in archive.devices.all()] == [kit.device]


def test_wrong_and_expired_codes_are_refused(archive: Archive, kit: world.Kit) -> None:
    archive.devices.add_code("c1", chain.sha256(b"auth"), event=world.EVENT, expires_ms=100)
    assert archive.devices.enrol(enrol_request(kit, auth=b"guess"), b"", 50) == Refusal("bad-code")
    assert archive.devices.enrol(enrol_request(kit, code_id="c2"), b"", 50) == Refusal("bad-code")
    assert archive.devices.enrol(enrol_request(kit), b"", 101) == Refusal("expired-code")
    assert archive.devices.all() == []


def test_no_two_devices_of_an_event_get_the_same_letter(archive: Archive, together: Together) -> None:
    archive.devices.add_code("named", chain.sha256(b"auth"), event=world.EVENT, letter="B", expires_ms=100)
    kits = [world.Kit(number) for number in range(1, 5)]
    for kit in kits:
        archive.devices.add_code(f"c{kit.number}", chain.sha256(b"auth"), event=world.EVENT, expires_ms=100)
    results = together(
        [
            lambda worker, kit=kit: worker.devices.enrol(enrol_request(kit, f"c{kit.number}"), b"", 1)  # type: ignore[misc]
            for kit in kits
        ]
    )
    assert sorted(result.letter for result in results if isinstance(result, EnrolledKey)) == ["A", "C", "D", "E"]
    named = archive.devices.enrol(enrol_request(world.Kit(9), "named"), b"", 1)
    assert isinstance(named, EnrolledKey)
    assert named.letter == "B"


def test_a_restored_device_has_one_successor_under_a_new_letter(archive: Archive, kit: world.Kit) -> None:
    world.register(archive, kit)
    new, twin = world.Kit(5), world.Kit(6)
    claim = Succession(kit.device, new.public_key, 7, "0" * 64)
    enrolled = archive.devices.succeed(enrol_request(new), b"", claim, 1)
    assert enrolled == EnrolledKey(new.device, "B", world.EVENT, b"")
    assert archive.devices.succeed(enrol_request(new), b"", claim, 2) == enrolled
    assert archive.devices.succeed(enrol_request(twin), b"", claim, 3) == Refusal("already-succeeded")
    states = {device.device: (device.state, device.predecessor) for device in archive.devices.all()}
    assert states == {kit.device: ("succeeded", None), new.device: ("active", kit.device)}


def test_what_was_stored_is_there_after_opening_again(archive_url: str, tmp_path: Path, kit: world.Kit) -> None:
    first = Archive(archive_url, tmp_path / "blobs")
    world.register(first, kit)
    kit.add_batch()
    store(first, kit, 1)
    name = first.name
    first.close()
    second = Archive(archive_url, tmp_path / "blobs")
    assert second.name == name
    assert second.batches.raw(kit.device, 1) == kit.outbox.raw[1]
    assert second.overview()[0].last_batch == 1
    second.close()


@pytest.mark.parametrize("url", ["garbage", "nosuch://user:secret@host/db"])
def test_an_address_that_is_no_database_is_told_without_repeating_it(url: str, tmp_path: Path) -> None:
    with raises(BAD_ARCHIVE_ADDRESS) as caught:
        Archive(url, tmp_path / "blobs")
    assert "secret" not in str(caught.value)
