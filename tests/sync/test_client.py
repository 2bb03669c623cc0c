"""The exchange against a real headquarters, and against everything that only looks like one."""

import contextlib
import datetime as dt
import re
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.archive.archive import Archive
from sync.archive.tables import batches
from sync.client.chunk_pacing import ChunkPacing
from sync.client.exchange import Exchange
from sync.client.outbox import PublicState
from sync.client.upload import Outcome
from sync.errors import Problem
from sync.journal import chain
from sync.protocol import problems, snapshot_delta, tls
from sync.protocol.batches import InboxItem, Receipt
from sync.protocol.envelope import BadMessage, check, sign
from sync.protocol.messages import (
    MAX_CHUNK_BYTES,
    MIN_CHUNK_BYTES,
    EnrolRequest,
    Hello,
    Lacks,
    Limits,
    Offer,
    Page,
    Refusal,
    Snapshot,
    Succession,
)
from sync.protocol.problems import DAMAGED_BATCH, DAMAGED_BLOB, REASONS, NoNetwork, Refused
from tests.support import sync_world as world
from tests.support.damage import with_bit_flipped
from tests.support.problems import raises


def test_batches_and_blobs_arrive_and_only_then_have_receipts(
    headquarters: int, sqlite_archive: Archive, kit: world.Kit
) -> None:
    kit.add_batch(200_000, 3_000)
    kit.add_batch()
    kit.add_batch(500_000)
    seen: list[tuple[int, int]] = []
    with kit.exchange(headquarters) as exchange:
        outcome = exchange.run_once(lambda done, total: seen.append((done, total)))
    assert outcome.problem is None, str(outcome.problem)
    assert outcome.sent == [1, 2, 3]
    world.assert_all_arrived_once(sqlite_archive, kit)
    world.assert_receipts_are_true(sqlite_archive, kit)
    assert sorted(kit.outbox.kept) == [1, 2, 3]
    assert seen[-1][0] == seen[-1][1]


def run(kit: world.Kit, port: int, **options: Any) -> Outcome:
    with kit.exchange(port, **options) as exchange:
        return exchange.run_once()


# What does not come from headquarters


@contextmanager
def portal(
    answer: Callable[[bytes], bytes], folder: Path, *, authority: tls.Pem | None = world.AUTHORITY
) -> Iterator[int]:
    """A server that says ``answer(request head)`` to everybody, with TLS under ``authority`` unless it is None."""
    context = None
    if authority is not None:
        context = tls.server_context(*world.write_certificate(folder, authority))

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            plain: socket.socket = self.request
            with contextlib.suppress(OSError):
                if context is None:
                    plain.recv(65_536)
                    plain.sendall(answer(b""))
                    return
                with context.wrap_socket(plain, server_side=True) as stream, stream.makefile("rwb") as file:
                    head = b""
                    while (line := file.readline(65_536)) not in (b"\r\n", b""):
                        head += line
                    length = re.search(rb"(?i)content-length: (\d+)", head)
                    file.read(int(length[1]) if length else 0)
                    file.write(answer(head))
                    file.flush()

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join(5)


def http(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode("ascii") + body


PAGE = b"<html><body><form action=/login>Bienvenido, acepte las condiciones</form></body></html>"
PORTALS = {
    "a page with 200": http("200 OK", PAGE, "Content-Type: text/html"),
    "a page with 201": http("201 Created", PAGE, "Content-Type: application/vnd.fieldkit.sync"),
    "a redirect": http("302 Found", b"", "Location: http://hotel.example/login"),
    "an empty answer": http("204 No Content", b""),
    "an upload said to be complete": http("200 OK", b"", "Upload-Offset: 99", "Upload-Complete: ?1"),
    "an error": http("503 Service Unavailable", b"busy"),
    "a long page": http("200 OK", b"<p>" * 2_000_000),
}


@pytest.mark.parametrize("answer", PORTALS.values(), ids=PORTALS.keys())
def test_a_login_page_never_counts(answer: bytes, kit: world.Kit, tmp_path: Path) -> None:
    kit.add_batch(100)
    with portal(lambda _head: answer, tmp_path) as port:
        outcome = run(kit, port)
    assert isinstance(outcome.problem, Problem)
    assert outcome.problem.wording == problems.NOT_HEADQUARTERS
    assert_nothing_changed(kit)


def assert_nothing_changed(kit: world.Kit) -> None:
    outbox = kit.outbox
    assert (outbox.kept, outbox.waiting, outbox.damaged, outbox.inbox) == ({}, {}, {}, {})
    assert len(outbox.batches_to_send()) == len(outbox.batches)


@pytest.mark.parametrize(
    "authority", [None, tls.make_authority("Hotel", world.TODAY)], ids=["plain text", "its own authority"]
)
def test_a_gateway_in_between_is_told_apart_from_no_network(
    authority: tls.Pem | None, kit: world.Kit, tmp_path: Path
) -> None:
    kit.add_batch()
    with portal(lambda _head: http("200 OK", PAGE), tmp_path, authority=authority) as port:
        outcome = run(kit, port)
    assert isinstance(outcome.problem, Problem)
    assert outcome.problem.wording == problems.NOT_HEADQUARTERS
    assert_nothing_changed(kit)


@pytest.mark.parametrize("cut", [1, 9, 30, 60])
def test_a_truncated_answer_never_counts(cut: int, kit: world.Kit, tmp_path: Path) -> None:
    kit.add_batch()
    with portal(lambda _head: http("200 OK", PAGE)[:cut], tmp_path) as port:
        outcome = run(kit, port)
    assert isinstance(outcome.problem, NoNetwork)
    assert_nothing_changed(kit)


FORGER = world.device_key(77)


def true_hello(head: bytes) -> bytes:
    nonce = re.search(rb"nonce=([0-9a-f]+)", head)
    assert nonce is not None
    hello = Hello(1, world.NOW_MS, Limits(), "a", bytes.fromhex(nonce[1].decode("ascii")))
    return sign(hello, world.RECEIPT_KEY)


def impostor(
    kit: world.Kit, receipt: bytes, *, hello: Callable[[bytes], bytes] = true_hello
) -> Callable[[bytes], bytes]:
    """Headquarters in every respect, but for the ``receipt`` that it answers to a batch."""

    def answer(head: bytes) -> bytes:
        if b"/v1/hello" in head:
            return http("200 OK", hello(head))
        if b"/inbox" in head:
            return http("200 OK", msgspec.msgpack.encode(Page(())))
        return http("201 Created", receipt)

    return answer


def test_forged_old_and_other_receipts_never_count(kit: world.Kit, tmp_path: Path) -> None:
    first, second = kit.add_batch(), kit.add_batch()
    other = world.Kit(2)

    def receipt(key: Ed25519PrivateKey, device: str, n: int, digest: str, status: str = "stored") -> bytes:
        return sign(Receipt(device, n, digest, 2, status, "", 1, "a"), key)  # type: ignore[arg-type]

    true = world.RECEIPT_KEY
    wrong = {
        "forged": receipt(FORGER, kit.device, 1, first.sha256),
        "of another batch": receipt(true, kit.device, 2, second.sha256),
        "with another batch's bytes": receipt(true, kit.device, 1, second.sha256),
        "of another device": receipt(true, other.device, 1, first.sha256),
        "a hole": receipt(true, kit.device, 1, first.sha256, "hole"),
        "stored, of no bytes": receipt(true, kit.device, 1, chain.GENESIS),
        "garbled": with_bit_flipped(receipt(true, kit.device, 1, first.sha256)),
        "another kind": sign(Limits(), true),
        "a signed hello": true_hello(b"nonce=" + b"00" * 16),
    }
    for name, raw in wrong.items():
        with portal(impostor(kit, raw), tmp_path) as port, kit.client(port) as client:
            client.have = lambda author, *_: Lacks(author, (1, 2), (), 1, bytes(16))  # type: ignore[method-assign]
            outcome = Exchange(client, kit.outbox).run_once()
        assert isinstance(outcome.problem, Problem), name
        assert outcome.problem.wording == problems.WRONG_HEADQUARTERS_KEY, name
        assert_nothing_changed(kit)


def test_a_client_believes_no_answer_to_another_question(kit: world.Kit, tmp_path: Path) -> None:
    ref = kit.add_batch()
    other = sign(Receipt(kit.device, 1, "0" * 63 + "1", 2, "stored", "", 1, "a"), world.RECEIPT_KEY)
    old = sign(Lacks(kit.device, (), (), 2, bytes(16)), world.RECEIPT_KEY)
    with portal(impostor(kit, other), tmp_path) as port, kit.client(port) as client:
        with raises(problems.WRONG_HEADQUARTERS_KEY):
            client.put_batch(kit.device, 1, *kit.batch(1))
        with raises(problems.WRONG_HEADQUARTERS_KEY):
            client.put_batch(kit.device, 2, *kit.batch(1))
    with portal(impostor(kit, old), tmp_path) as port, kit.client(port) as client:
        with raises(problems.WRONG_HEADQUARTERS_KEY):
            client.have(kit.device, (Offer(1, ref.sha256),), ())
        with raises(problems.WRONG_HEADQUARTERS_KEY):
            client.put_batch(kit.device, 1, *kit.batch(1))


def test_an_old_hello_played_back_never_counts(kit: world.Kit, tmp_path: Path) -> None:
    kit.add_batch()
    old = true_hello(b"nonce=" + b"00" * 16)
    with portal(impostor(kit, b"", hello=lambda _head: old), tmp_path) as port:
        outcome = run(kit, port)
    assert isinstance(outcome.problem, Problem)
    assert outcome.problem.wording == problems.WRONG_HEADQUARTERS_KEY
    assert_nothing_changed(kit)


def test_an_old_comparison_played_back_never_counts(kit: world.Kit, tmp_path: Path) -> None:
    kit.add_batch()
    old = sign(Lacks(kit.device, (), (), 2, bytes(16)), world.RECEIPT_KEY)
    with portal(impostor(kit, old), tmp_path) as port:
        outcome = run(kit, port)
    assert isinstance(outcome.problem, Problem)
    assert outcome.problem.wording == problems.WRONG_HEADQUARTERS_KEY
    assert_nothing_changed(kit)


def test_another_version_of_the_protocol_is_said_in_words(kit: world.Kit, tmp_path: Path) -> None:
    def hello(head: bytes) -> bytes:
        ours = check(true_hello(head), world.RECEIPT_PUBLIC, Hello)
        return sign(msgspec.structs.replace(ours, protocol=9), world.RECEIPT_KEY)

    with portal(impostor(kit, b"", hello=hello), tmp_path) as port:
        outcome = run(kit, port)
    assert isinstance(outcome.problem, Problem)
    assert outcome.problem.wording == problems.OTHER_PROTOCOL
    assert "9" in str(outcome.problem)


# The clock


def test_a_certificate_out_of_date_blames_the_clock(sqlite_archive: Archive, kit: world.Kit, tmp_path: Path) -> None:
    world.register(sqlite_archive, kit)
    expired = tls.make_authority("vieja", dt.date(2001, 1, 1), years=1)
    with (
        world.serving(
            sqlite_archive, tmp_path, certificate={"authority": expired, "today": dt.date(2001, 1, 1), "years": 1}
        ) as port,
        kit.client(port, ca_pem=expired.certificate.decode("ascii")) as client,
        raises(problems.CLOCK_BREAKS_TLS, match="fecha"),
    ):
        client.hello()


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_wrong_by_ten_years_is_noticed_and_refuses_nothing(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive, years: int
) -> None:
    wrong = years * 365 * 86_400_000
    kit.add_batch(100)
    outcome = run(kit, headquarters, now_ms=lambda: world.NOW_MS + wrong)
    assert outcome.problem is None
    assert outcome.clock_ahead_ms == wrong
    world.assert_all_arrived_once(sqlite_archive, kit)
    for pem in (world.AUTHORITY, tls.make_server_certificate(world.AUTHORITY, ["hq.example"], world.TODAY)):
        certificate = x509.load_pem_x509_certificate(pem.certificate)
        today = dt.datetime.combine(world.TODAY, dt.time(), dt.UTC)
        assert certificate.not_valid_before_utc < today + dt.timedelta(days=366 * years)
        assert certificate.not_valid_after_utc > today + dt.timedelta(days=366 * years)


# What is damaged, refused or lost never holds up the rest


def test_one_damaged_batch_of_many_waits_and_the_others_arrive(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive
) -> None:
    for _ in range(20):
        kit.add_batch()
    whole = kit.outbox.raw[7]
    kit.outbox.raw[7] = with_bit_flipped(whole)
    outcome = run(kit, headquarters)
    assert outcome.problem is None
    assert outcome.quarantined == [(7, DAMAGED_BATCH)]
    assert kit.outbox.waiting == {7: DAMAGED_BATCH}
    assert sorted(kit.outbox.kept) == [n for n in range(1, 21) if n != 7]
    assert sqlite_archive.overview()[0].holes == (7,)
    kit.outbox.raw[7] = whole  # a person brought the file back and let it go again
    kit.outbox.mark_unsent([7])
    assert run(kit, headquarters).sent == [7]
    assert sqlite_archive.overview()[0].holes == ()
    world.assert_all_arrived_once(sqlite_archive, kit)


@pytest.mark.parametrize("damage", [with_bit_flipped, lambda data: data[:50], lambda _data: b""])
def test_a_damaged_blob_is_declared_and_everything_else_arrives(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive, damage: Callable[[bytes], bytes]
) -> None:
    bad = kit.add_batch(300, 200).blobs[0]
    kit.add_batch(100)
    whole = kit.outbox.blobs[bad.sha256]
    kit.outbox.blobs[bad.sha256] = damage(whole)
    outcome = run(kit, headquarters)
    assert outcome.problem is None
    assert outcome.sent == [1, 2]
    assert kit.outbox.damaged == {bad.sha256: DAMAGED_BLOB}
    assert [(blob.sha256, blob.reason) for blob in sqlite_archive.batches.missing_blobs()] == [
        (bad.sha256, DAMAGED_BLOB)
    ]


def test_what_headquarters_refuses_is_said_with_its_reason_and_the_next_goes_on(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive
) -> None:
    kit.add_batch()
    clone = world.Kit(1)
    clone.add_batch(entries=3)
    clone.add_batch()
    assert run(kit, headquarters).sent == [1]
    outcome = run(clone, headquarters)
    assert outcome.problem is None
    assert clone.outbox.waiting == {1: REASONS["other-bytes"]}
    assert outcome.sent == [2]
    assert sqlite_archive.batches.raw(kit.device, 1) == kit.outbox.raw[1]
    assert sqlite_archive.batches.disputed(kit.device) == [(1, clone.outbox.raw[1])]
    assert sqlite_archive.overview()[0].device.state == "quarantined"


def test_a_batch_over_the_limit_waits_and_the_next_goes_on(
    sqlite_archive: Archive, kit: world.Kit, tmp_path: Path
) -> None:
    world.register(sqlite_archive, kit)
    kit.add_batch(entries=60)
    kit.add_batch()
    with world.serving(sqlite_archive, tmp_path, limits=Limits(batch=6_000)) as port:
        assert run(kit, port).sent == [2]
    assert kit.outbox.waiting == {1: REASONS["too-large"]}


def test_headquarters_restored_from_a_backup_is_refilled_without_a_person(kit: world.Kit, tmp_path: Path) -> None:
    def opened() -> Archive:
        return Archive(f"sqlite:///{(tmp_path / 'hq.db').as_posix()}", tmp_path / "blobs")

    archive = opened()
    world.register(archive, kit)
    kit.add_batch(400)
    with world.serving(archive, tmp_path) as port:
        assert run(kit, port).sent == [1]
    archive.close()
    backup = (tmp_path / "hq.db").read_bytes()
    archive = opened()
    for _ in range(3):
        kit.add_batch(50_000)
    with world.serving(archive, tmp_path) as port:
        assert run(kit, port).sent == [2, 3, 4]
    archive.close()
    for left in tmp_path.glob("hq.db*"):
        left.unlink()
    (tmp_path / "hq.db").write_bytes(backup)
    for blob in kit.outbox.blobs:
        (tmp_path / "blobs" / "whole" / blob).unlink()
    archive = opened()
    with world.serving(archive, tmp_path) as port, kit.exchange(port) as exchange:
        outcome = exchange.run_once()
        assert (outcome.sent_again, outcome.sent) == ([2, 3, 4], [2, 3, 4])
        assert exchange.run_once().sent == []
    world.assert_all_arrived_once(archive, kit)
    world.assert_receipts_are_true(archive, kit)
    archive.close()


def test_a_loss_at_headquarters_is_noticed_by_a_client_that_keeps_running(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive
) -> None:
    kit.add_batch()
    with kit.exchange(headquarters) as exchange:
        exchange.run_once()
        with sqlite_archive.database.write() as db:
            db.execute(batches.delete())
        kit.add_batch()
        outcome = exchange.run_once()
    assert (outcome.sent_again, sorted(outcome.sent)) == ([1], [1, 2])
    world.assert_all_arrived_once(sqlite_archive, kit)


def test_what_neither_side_has_any_more_becomes_a_hole(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive
) -> None:
    kit.add_batch()
    kit.add_batch()
    del kit.outbox.batches[1]  # purged after its receipt, before headquarters lost it
    outcome = run(kit, headquarters)
    assert outcome.sent == [2]
    assert sqlite_archive.overview()[0].holes == (1,)


def test_a_receipt_lost_on_the_way_is_fetched_without_sending_again(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive
) -> None:
    for _ in range(3):
        kit.add_batch(100)
    assert run(kit, headquarters).sent == [1, 2, 3]
    first = dict(kit.outbox.kept)
    kit.outbox.kept.clear()
    outcome = run(kit, headquarters)
    assert outcome.sent == [1, 2, 3]
    assert outcome.bytes_acknowledged == 0
    assert kit.outbox.kept == first


def test_a_revoked_device_still_gets_its_orders(headquarters: int, kit: world.Kit, sqlite_archive: Archive) -> None:
    kit.add_batch()
    sqlite_archive.inboxes.put(kit.device, "order", b"wipe")
    sqlite_archive.devices.set_state(kit.device, "revoked")
    outcome = run(kit, headquarters)
    assert isinstance(outcome.problem, Refused)
    assert outcome.inbox == 1
    assert check(kit.outbox.inbox[1], world.RECEIPT_PUBLIC, InboxItem).sealed == b"wipe"
    assert len(kit.outbox.batches_to_send()) == 1


def test_the_inbox_is_taken_once_and_in_order(headquarters: int, kit: world.Kit, sqlite_archive: Archive) -> None:
    for body in (b"one", b"two"):
        sqlite_archive.inboxes.put(kit.device, "decision", body)
    assert run(kit, headquarters).inbox == 2
    sqlite_archive.inboxes.put(kit.device, "decision", b"three")
    assert run(kit, headquarters).inbox == 1
    items = [check(raw, world.RECEIPT_PUBLIC, InboxItem) for raw in kit.outbox.inbox.values()]
    assert [(item.number, item.sealed) for item in items] == [(1, b"one"), (2, b"two"), (3, b"three")]


def test_the_public_state_is_shown_and_its_refusal_holds_up_nothing(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive
) -> None:
    kit.add_batch()
    kit.outbox.public = PublicState(world.EVENT, 3, b"lines")
    with kit.exchange(headquarters) as exchange:
        assert exchange.run_once().problem is None
        assert exchange.run_once().problem is None
    (raw,) = sqlite_archive.snapshots.of_event(world.EVENT)
    assert check(raw, kit.public_key, Snapshot).body == b"lines"
    with kit.exchange(headquarters) as exchange:
        for as_of, body in ((4, b"lines" * 40), (5, b"lines" * 41)):
            kit.outbox.public = PublicState(world.EVENT, as_of, body)
            assert exchange.run_once().problem is None
    (raw,) = sqlite_archive.snapshots.of_event(world.EVENT)
    assert snapshot_delta.read(raw, {kit.device: kit.public_key}) == Snapshot(kit.device, world.EVENT, 5, b"lines" * 41)
    with pytest.raises(BadMessage):
        check(raw, kit.public_key, Snapshot)  # the second came as a change
    kit.outbox.public = PublicState("another", 4, b"lines")
    kit.add_batch()
    outcome = run(kit, headquarters)
    assert isinstance(outcome.problem, Refused)
    assert outcome.sent == [2]


def test_a_restored_device_sends_what_its_old_key_left_and_speaks_for_it(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive
) -> None:
    new = world.Kit(5)
    claim = Succession(kit.device, new.public_key, kit.head.seq, kit.head.sha256)
    bad = kit.add_batch(500).blobs[0]
    kit.add_batch()
    kit.add_batch()
    kit.outbox.blobs[bad.sha256] = b""
    kit.outbox.raw[2] = b""
    sqlite_archive.inboxes.put(kit.device, "decision", b"for the old key")
    with new.client(headquarters) as client:
        client.enrol(EnrolRequest(new.public_key, "", "laptop", succession=sign(claim, kit.key)))
        outcome = Exchange(client, kit.outbox, author=kit.device).run_once()
    assert outcome.problem is None, str(outcome.problem)
    assert (outcome.sent, outcome.inbox) == ([1, 3], 0)
    overview = {row.device.device: row for row in sqlite_archive.overview()}
    assert overview[kit.device].holes == (2,)
    assert [blob.sha256 for blob in overview[kit.device].missing] == [bad.sha256]


def test_an_old_disk_put_back_is_noticed_before_anything_is_sent(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive
) -> None:
    kit.add_batch()
    old = world.MemoryOutbox(batches=dict(kit.outbox.batches), raw=dict(kit.outbox.raw), blobs=dict(kit.outbox.blobs))
    kit.add_batch()
    kit.add_batch()
    assert run(kit, headquarters).sent == [1, 2, 3]
    kit.outbox = old
    outcome = run(kit, headquarters)
    assert isinstance(outcome.problem, Problem)
    assert outcome.problem.wording == problems.ROLLED_BACK
    assert (outcome.problem.facts, outcome.sent) == ({"theirs": 3, "ours": 1}, [])
    assert old.kept == {}


def test_a_successor_keeps_the_letter_it_went_on_with(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive
) -> None:
    new = world.Kit(5)
    claim = Succession(kit.device, new.public_key, kit.head.seq, kit.head.sha256, "ZA")
    with new.client(headquarters) as client:
        answer = client.enrol(EnrolRequest(new.public_key, "", "laptop", succession=sign(claim, kit.key)))
    assert answer.letter == "ZA"


def test_nobody_else_speaks_for_a_device(headquarters: int, kit: world.Kit, sqlite_archive: Archive) -> None:
    other = world.Kit(2)
    world.register(sqlite_archive, other)
    with other.client(headquarters) as client:
        assert client.put_hole(kit.device, 1, "no") == Refusal("not-yours")
        with pytest.raises(Refused):
            client.put_lost(kit.device, "0" * 64, "no")
    assert sqlite_archive.batches.of(kit.device) == []


# How much at once


def test_chunks_grow_on_a_good_line_and_shrink_under_cuts() -> None:
    pace = ChunkPacing()
    for _ in range(9):
        pace.arrived(pace.chunk, 0.5)
    assert pace.chunk == MAX_CHUNK_BYTES
    assert pace.pipeline_depth > 0
    pace.cut()
    assert pace.pipeline_depth == 0
    for _ in range(9):
        pace.cut()
    assert pace.chunk == MIN_CHUNK_BYTES
    for _ in range(20):
        pace.arrived(pace.chunk, 0.5)
    assert pace.chunk == MIN_CHUNK_BYTES, "still wary"
    for _ in range(40):
        pace.arrived(pace.chunk, 0.5)
    assert pace.chunk == MAX_CHUNK_BYTES
    for _ in range(9):
        pace.arrived(pace.chunk, 60.0)
    assert pace.chunk == MIN_CHUNK_BYTES
