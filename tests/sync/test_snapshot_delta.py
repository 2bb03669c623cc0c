"""A snapshot sent as what changed: put together it is the whole one that was signed, or it is refused."""

import tracemalloc
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.domain.queue.visit import VisitState
from fieldkit.public import queue_snapshot
from fieldkit.public.queue_snapshot import EventName, QueueRow
from sync.archive import tables as t
from sync.archive.archive import Archive
from sync.client.exchange import Exchange
from sync.client.http import SyncClient
from sync.client.outbox import PublicState
from sync.ingest import app
from sync.ingest.requests import IngestContext, RequestRefused
from sync.protocol import snapshot_delta
from sync.protocol.envelope import BadMessage, BadSignature, sign
from sync.protocol.messages import MAX_SNAPSHOT_BYTES, Snapshot
from sync.protocol.problems import NoNetwork, Refused
from sync.protocol.snapshot_delta import Base, Change
from tests.support import sync_world as world
from tests.support.narrowing import present

KIT, OTHER = world.Kit(1), world.Kit(2)
KEYS = {KIT.device: KIT.public_key}
BODY = st.binary(max_size=400)


def told(as_of: int, body: bytes) -> Snapshot:
    return Snapshot(KIT.device, world.EVENT, as_of, body)


@settings(max_examples=80, deadline=None)
@given(BODY.filter(bool), BODY)
def test_any_body_comes_out_of_any_base_as_it_went_in_and_is_read_as_kept(before: bytes, after: bytes) -> None:
    base = Base(1, before)
    change = snapshot_delta.read_change(snapshot_delta.make(told(2, after), base, KIT.key))
    assert change is not None
    whole, kept = snapshot_delta.apply(change, base, KIT.public_key)
    assert whole == told(2, after) == snapshot_delta.read(kept, KEYS)
    assert snapshot_delta.read_change(sign(told(2, after), KIT.key)) is None
    assert snapshot_delta.read(sign(told(2, after), KIT.key), KEYS) == whole


def test_a_change_of_another_base_is_not_put_together() -> None:
    base = Base(1, b"A001 waiting A002 waiting")
    change = present(
        snapshot_delta.read_change(snapshot_delta.make(told(2, b"A001 called A002 waiting"), base, KIT.key))
    )
    for wrong in (None, Base(3, base.body), Base(1, b"A001 waiting A003 waiting"), Base(1, b"")):
        with pytest.raises(snapshot_delta.WrongBase):
            snapshot_delta.apply(change, wrong, KIT.public_key)


def test_what_another_key_signed_or_the_way_altered_is_refused() -> None:
    base = Base(1, b"before" * 9)
    change = present(snapshot_delta.read_change(snapshot_delta.make(told(2, b"after" * 9), base, KIT.key)))
    with pytest.raises(BadSignature):
        snapshot_delta.apply(change, base, OTHER.public_key)
    body = present(snapshot_delta.read_change(snapshot_delta.make(told(2, b"other" * 9), base, KIT.key)))
    with pytest.raises(snapshot_delta.WrongBase):
        snapshot_delta.apply(msgspec.structs.replace(change, packed=body.packed), base, KIT.public_key)
    _whole, kept = snapshot_delta.apply(change, base, KIT.public_key)
    with pytest.raises(BadMessage):
        snapshot_delta.read(kept.replace(b"after", b"other"), KEYS)
    with pytest.raises(KeyError):
        snapshot_delta.read(kept, {})
    with pytest.raises(BadSignature):
        snapshot_delta.read(kept, {KIT.device: OTHER.public_key})


def test_a_change_that_swells_is_inflated_no_further_than_it_said() -> None:
    base = Base(1, b"x")
    small = present(snapshot_delta.read_change(snapshot_delta.make(told(2, b"x"), base, KIT.key)))
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=base.body)
    bomb = msgspec.structs.replace(small, packed=deflate.compress(bytes(64 << 20)) + deflate.flush())
    assert len(bomb.packed) < 100_000
    tracemalloc.start()
    with pytest.raises(snapshot_delta.WrongBase):
        snapshot_delta.apply(bomb, base, KIT.public_key)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20
    huge = present(
        snapshot_delta.read_change(snapshot_delta.make(told(2, bytes(MAX_SNAPSHOT_BYTES + 1)), base, KIT.key))
    )
    with pytest.raises(BadMessage):
        snapshot_delta.apply(huge, base, KIT.public_key)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.binary(max_size=99).map(lambda raw: msgspec.msgpack.encode(Change(raw, 1, raw))))
def test_any_bytes_are_a_change_or_refused(raw: bytes) -> None:
    change = snapshot_delta.read_change(raw)
    if change is not None:
        with pytest.raises((BadMessage, BadSignature, snapshot_delta.WrongBase)):
            snapshot_delta.apply(change, Base(1, b"x"), KIT.public_key)


class Line:
    """A link to a real archive, on which a request or its answer may be lost; it counts what travelled."""

    def __init__(self, archive: Archive, kit: world.Kit = KIT) -> None:
        self.archive, self.kit, self.device = archive, kit, kit.device
        self.lost = ""
        self.bytes = self.wholes = 0
        world.register(archive, kit)

    def put_snapshot(self, event: str, as_of: int, body: bytes) -> None:
        self.wholes += 1
        self._put(sign(Snapshot(self.device, event, as_of, body), self.kit.key))

    def put_change(self, event: str, as_of: int, body: bytes, base: Base) -> None:
        self._put(snapshot_delta.make(Snapshot(self.device, event, as_of, body), base, self.kit.key))

    def _put(self, raw: bytes) -> None:
        self.bytes = len(raw)
        if self.lost == "request":
            raise NoNetwork
        desk = cast("IngestContext", SimpleNamespace(archive=self.archive))
        device = present(self.archive.devices.get(self.device))
        try:
            whole, kept = app._whole(desk, device, world.EVENT, raw)
        except RequestRefused as answer:
            raise Refused(reason=answer.refusal.reason) from answer
        self.archive.snapshots.put(whole, kept)
        if self.lost == "answer":
            raise NoNetwork

    def held(self) -> Snapshot | None:
        raw = self.archive.snapshots.get(world.EVENT, self.device)
        return None if raw is None else snapshot_delta.read(raw, {self.device: self.kit.public_key})


STEP = st.tuples(st.sampled_from(["sent", "request", "answer", "restore", "restart", "older"]), BODY)


@settings(max_examples=40, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=14))
def test_after_any_losses_restores_and_restarts_headquarters_holds_the_whole(steps: list[tuple[str, bytes]]) -> None:
    with TemporaryDirectory() as folder:
        line = Line(Archive(f"sqlite:///{folder}/hq.db", Path(folder) / "blobs"))
        outbox = world.MemoryOutbox()
        exchange = Exchange(cast("SyncClient", line), outbox)
        backup: tuple[Snapshot, bytes] | None = None
        made = {}
        for as_of, (what, body) in enumerate(steps, start=1):
            if what == "restore" and backup is not None:  # headquarters goes on from an older copy of its disk
                _forget(line.archive)
                line.archive.snapshots.put(*backup)
            elif what == "restart":
                exchange = Exchange(cast("SyncClient", line), outbox)
            elif what == "older":
                board = line.held()
                backup = (board, present(line.archive.snapshots.get(world.EVENT, KIT.device))) if board else None
            line.lost = what if what in {"request", "answer"} else ""
            outbox.public = PublicState(world.EVENT, as_of, body)
            made[as_of] = body
            outcome = exchange.show()
            held = line.held()
            assert held is None or held.body == made[held.as_of]
            if not line.lost:
                assert outcome.problem is None
                assert held == told(as_of, body)
        line.archive.close()


def test_two_laptops_of_one_event_never_get_each_others_lines(tmp_path: Path) -> None:
    archive = Archive(f"sqlite:///{tmp_path}/hq.db", tmp_path / "blobs")
    lines = [Line(archive, kit) for kit in (KIT, OTHER)]
    outboxes = [world.MemoryOutbox() for _line in lines]
    exchanges = [Exchange(cast("SyncClient", line), outbox) for line, outbox in zip(lines, outboxes, strict=True)]
    for as_of in range(1, 5):
        for line, outbox, exchange in zip(lines, outboxes, exchanges, strict=True):
            outbox.public = PublicState(world.EVENT, as_of, f"{line.device} {as_of}".encode())
            assert exchange.show().problem is None
        for line in lines:
            assert line.held() == Snapshot(line.device, world.EVENT, as_of, f"{line.device} {as_of}".encode())
    assert [line.wholes for line in lines] == [1, 1]
    archive.close()


def _forget(archive: Archive) -> None:
    with archive.database.write() as db:
        db.execute(t.status.delete())


def test_a_call_with_three_hundred_tickets_takes_a_few_hundred_bytes(tmp_path: Path) -> None:
    line = Line(Archive(f"sqlite:///{tmp_path}/hq.db", tmp_path / "blobs"))
    outbox = world.MemoryOutbox()
    exchange = Exchange(cast("SyncClient", line), outbox)
    sizes = []
    for called in (240, 241, 242, 243):
        outbox.public = PublicState(world.EVENT, called, board(called))
        assert exchange.show().problem is None
        sizes.append(line.bytes)
    assert present(line.held()).body == board(243)
    assert line.wholes == 1
    assert sizes[0] > 15_000
    assert max(sizes[1:]) < 900
    line.archive.close()


def board(called: int) -> bytes:
    """Three hundred tickets of a day: those before ``called`` are done, the others wait."""
    rows = []
    for n in range(300):
        key, services = world.blob_bytes(n, 16), (("PAS-AR",), ("PAS-AR", "MCAS-1"), ("PAS-M",))[n % 3]
        if n <= called:
            rows.append(
                QueueRow(
                    key, VisitState.CALLED if n == called else VisitState.DONE, services=services, table=str(n % 6)
                )
            )
        else:
            rows.append(
                QueueRow(
                    key, VisitState.WAITING, n - called - 1, (n - called) // 5 * 5, (n - called) // 3 * 5, services
                )
            )
    return queue_snapshot.make(
        rows, world.NOW_MS + called * 60_000, EventName(world.EVENT, "Jornada", "Salón", "America/Chicago")
    )


def test_a_body_that_is_too_long_for_a_base_goes_whole(tmp_path: Path) -> None:
    line = Line(Archive(f"sqlite:///{tmp_path}/hq.db", tmp_path / "blobs"))
    outbox = world.MemoryOutbox()
    exchange = Exchange(cast("SyncClient", line), outbox)
    for as_of in (1, 2):
        outbox.public = PublicState(world.EVENT, as_of, bytes([as_of]) * (snapshot_delta.MAX_BASE_BYTES + 1))
        assert exchange.show().problem is None
    assert line.wholes == 2
    line.archive.close()
