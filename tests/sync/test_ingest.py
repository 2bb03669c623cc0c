"""Headquarters' ingest over real TLS: every route, every refusal, and clients that misbehave."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sync import sealed
from sync.archive.archive import Archive
from sync.client.http import SyncClient, VerifiedReceipt
from sync.ingest.requests import RequestTimeouts
from sync.ingest.upload_lock import UploadLock
from sync.journal import chain
from sync.protocol import http_signatures, tls
from sync.protocol.batches import Receipt
from sync.protocol.envelope import check, sign
from sync.protocol.messages import EnrolRequest, Limits, Offer, Progress, Refusal, Succession
from sync.protocol.problems import NoNetwork, Refused
from tests.support import sync_world as world


@pytest.fixture
def client(headquarters: int, kit: world.Kit) -> Iterator[SyncClient]:
    with kit.client(headquarters) as opened:
        yield opened


def raw_request(
    port: int,
    kit: world.Kit,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    sent: dict[str, str] | None = None,
) -> httpx.Response:
    """A request signed as it should be, and then changed by ``sent``."""
    url = f"https://127.0.0.1:{port}{path}"
    signed = dict(headers or {})
    digest = world.digest_of(body)
    http_signatures.sign_request(
        method, url, signed, digest, device=kit.device, key=kit.key, created_ms=world.NOW_MS, nonce="n"
    )
    with httpx.Client(verify=tls.client_context(world.CREDENTIALS.ca_pem), timeout=10) as http:
        return http.request(method, url, content=body, headers=signed | (sent or {}))


def refusal(response: httpx.Response) -> str:
    return check(response.content, world.RECEIPT_PUBLIC, Refusal).reason


def test_hello_is_signed_for_this_question(client: SyncClient, sqlite_archive: Archive) -> None:
    hello = client.hello()
    assert (hello.time_ms, hello.archive, hello.limits) == (world.NOW_MS, sqlite_archive.name, Limits())


def test_put_batch_201_then_200_with_the_same_receipt_then_409(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive
) -> None:
    kit.add_batch()
    path = f"/v1/devices/{kit.device}/batches/1"
    first = raw_request(headquarters, kit, "PUT", path, kit.outbox.raw[1])
    again = raw_request(headquarters, kit, "PUT", path, kit.outbox.raw[1])
    clone = world.Kit(1)
    clone.add_batch(entries=3)
    other = raw_request(headquarters, kit, "PUT", path, clone.outbox.raw[1])
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.content == again.content
    receipt = check(other.content, world.RECEIPT_PUBLIC, Receipt)
    assert (receipt.status, receipt.reason) == ("refused", "other-bytes")
    assert sqlite_archive.batches.disputed(kit.device) == [(1, clone.outbox.raw[1])]


def test_a_gap_and_missing_blobs_are_named(client: SyncClient, kit: world.Kit) -> None:
    blob = kit.add_batch(500).blobs[0]
    kit.add_batch()
    assert client.put_batch(kit.device, 2, *kit.batch(2)) == Refusal("gap", expected=1)
    assert client.put_batch(kit.device, 1, *kit.batch(1)) == Refusal("blobs-missing", missing=(blob.sha256,))


def test_bytes_that_can_never_be_taken_get_a_refused_receipt(client: SyncClient, kit: world.Kit) -> None:
    other = world.Kit(7)
    other.add_batch()
    for raw, reason in ((b"\x00", "unreadable"), (other.outbox.raw[1], "bad-signature")):
        answer = client.put_batch(kit.device, 1, raw, chain.sha256(raw))
        assert isinstance(answer, VerifiedReceipt)
        assert (answer.receipt.status, answer.receipt.reason) == ("refused", reason)


def test_a_batch_under_the_wrong_number_is_refused(client: SyncClient, kit: world.Kit) -> None:
    kit.add_batch()
    answer = client.put_batch(kit.device, 2, *kit.batch(1))
    assert isinstance(answer, VerifiedReceipt)
    assert answer.receipt.reason == "not-yours"


def test_one_device_may_carry_another_ones_batch(client: SyncClient, kit: world.Kit, sqlite_archive: Archive) -> None:
    offline = world.Kit(2)
    world.register(sqlite_archive, offline)
    offline.add_batch()
    answer = client.put_batch(offline.device, 1, *offline.batch(1))
    assert isinstance(answer, VerifiedReceipt)
    assert answer.receipt.status == "stored"
    assert client.receipts(offline.device, 0) == [answer]


def test_who_is_unknown_or_signed_badly_is_refused(headquarters: int, kit: world.Kit) -> None:
    path = f"/v1/devices/{kit.device}/receipts?after=0"
    stranger = raw_request(headquarters, world.Kit(9), "GET", path)
    forged = raw_request(headquarters, kit, "GET", path, sent={"Signature": "sig1=:AAAA:"})
    unsigned = raw_request(headquarters, kit, "GET", path, sent={"Signature": "", "Signature-Input": ""})
    assert [r.status_code for r in (stranger, forged, unsigned)] == [401, 401, 401]
    assert refusal(stranger) == "unknown-device"
    assert refusal(forged) == "bad-signature"


def test_a_body_other_than_the_signed_one_is_refused(headquarters: int, kit: world.Kit) -> None:
    kit.add_batch()
    path = f"/v1/devices/{kit.device}/batches/1"
    url = f"https://127.0.0.1:{headquarters}{path}"
    signed: dict[str, str] = {}
    digest = world.digest_of(b"other")
    http_signatures.sign_request("PUT", url, signed, digest, device=kit.device, key=kit.key, created_ms=0, nonce="n")
    with httpx.Client(verify=tls.client_context(world.CREDENTIALS.ca_pem)) as http:
        response = http.put(url, content=kit.outbox.raw[1], headers=signed)
    assert response.status_code == 401
    assert refusal(response) == "bad-signature"


def test_a_revoked_device_gets_its_orders_and_nothing_else(
    client: SyncClient, kit: world.Kit, sqlite_archive: Archive
) -> None:
    kit.add_batch()
    sqlite_archive.inboxes.put(kit.device, "order", b"wipe")
    sqlite_archive.devices.set_state(kit.device, "revoked")
    assert [item.sealed for item, _ in client.inbox(0)] == [b"wipe"]
    with pytest.raises(Refused):
        client.have(kit.device, (Offer(1, "0" * 64),), ())
    assert client.put_batch(kit.device, 1, *kit.batch(1)) == Refusal("revoked")
    assert sqlite_archive.batches.of(kit.device) == []


def test_blob_upload_offsets_conflicts_and_wrong_hash(client: SyncClient, kit: world.Kit) -> None:
    data = world.blob_bytes(1, 3_000)
    sha256 = chain.sha256(data)
    assert client.blob_progress(sha256) == Progress(sha256, 0, complete=False)
    assert client.send_chunk(sha256, 0, 3_000, data[:1_000]) == Progress(sha256, 1_000, complete=False)
    assert client.blob_progress(sha256).offset == 1_000
    assert client.send_chunk(sha256, 0, 3_000, data[:500]) == Refusal("wrong-offset", expected=1_000)
    assert client.send_chunk(sha256, 1_000, 3_000, bytes(2_000)) == Refusal("wrong-hash")
    assert client.blob_progress(sha256).offset == 0
    assert client.send_chunk(sha256, 0, 3_000, data) == Progress(sha256, 3_000, complete=True)
    assert client.send_chunk(sha256, 0, 3_000, data) == Progress(sha256, 3_000, complete=True)
    assert client.blob_progress(sha256) == Progress(sha256, 3_000, complete=True)


def test_status_codes_of_the_upload(headquarters: int, kit: world.Kit) -> None:
    data = world.blob_bytes(2, 3_000)
    path = f"/v1/blobs/{chain.sha256(data)}"
    sizes = {"Upload-Offset": "0", "Upload-Length": "3000"}

    def patch(body: bytes, **headers: str) -> httpx.Response:
        return raw_request(headquarters, kit, "PATCH", path, body, sizes | headers)

    conflict = patch(data, **{"Upload-Offset": "5"})
    assert (conflict.status_code, refusal(conflict)) == (409, "wrong-offset")
    different = patch(bytes(3_000))
    assert (different.status_code, refusal(different)) == (422, "wrong-hash")
    huge = patch(b"x", **{"Upload-Length": str(1 << 40)})
    assert (huge.status_code, refusal(huge)) == (413, "too-large")
    for nonsense in ("-1", "x", "1" * 30, "1e3", ""):
        assert refusal(patch(b"x", **{"Upload-Length": nonsense})) == "bad-request"
    assert patch(b"").status_code == 400
    assert patch(data).status_code == 200
    assert raw_request(headquarters, kit, "HEAD", path).headers["Upload-Complete"] == "?1"
    assert raw_request(headquarters, kit, "HEAD", "/v1/blobs/nonsense").status_code == 400


def test_a_blob_that_comes_whole_gets_its_name_only_if_its_hash_is_right(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive
) -> None:
    data = world.blob_bytes(3, 3_000)
    sha256 = chain.sha256(data)
    sizes = {"Upload-Offset": "0", "Upload-Length": "3000"}
    other = raw_request(headquarters, kit, "PATCH", f"/v1/blobs/{sha256}", bytes(3_000), sizes)
    assert (other.status_code, refusal(other)) == (422, "wrong-hash")
    assert sqlite_archive.blobs.size(sha256) is None
    true = raw_request(headquarters, kit, "PATCH", f"/v1/blobs/{sha256}", data, sizes)
    assert check(true.content, world.RECEIPT_PUBLIC, Progress) == Progress(sha256, 3_000, complete=True)
    with sqlite_archive.blobs.open(sha256) as file:
        assert file.read() == data


def test_limits_are_checked_before_the_body_is_read(sqlite_archive: Archive, kit: world.Kit, tmp_path: Path) -> None:
    world.register(sqlite_archive, kit)
    kit.add_batch()
    with world.serving(sqlite_archive, tmp_path, limits=Limits(batch=100)) as port:
        with kit.client(port) as client:
            answer = client.put_batch(kit.device, 1, *kit.batch(1))
        assert isinstance(answer, VerifiedReceipt)
        assert (answer.receipt.status, answer.receipt.reason) == ("refused", "too-large")
        declared = _talk(
            port,
            b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
        )
        assert b"413" in declared.split(b"\r\n", 1)[0]


def _talk(port: int, sent: bytes) -> bytes:
    context = tls.client_context(world.CREDENTIALS.ca_pem)
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        secure.sendall(sent)
        received = b""
        while piece := secure.recv(65_536):
            received += piece
            if b"\r\n\r\n" in received:
                break
        return received


def test_a_silent_upload_is_ended_and_holds_up_nobody(sqlite_archive: Archive, kit: world.Kit, tmp_path: Path) -> None:
    world.register(sqlite_archive, kit)
    with world.serving(sqlite_archive, tmp_path, timeouts=RequestTimeouts(silence=0.2, body=5.0)) as port:
        answer = _talk(port, b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
        assert b" 408 " in answer.split(b"\r\n", 1)[0]
        with kit.client(port) as client:
            assert client.hello().time_ms == world.NOW_MS


def test_a_body_that_drips_is_ended(sqlite_archive: Archive, kit: world.Kit, tmp_path: Path) -> None:
    with world.serving(sqlite_archive, tmp_path, timeouts=RequestTimeouts(silence=5.0, body=0.2)) as port:
        answer = _talk(port, b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
    assert b" 408 " in answer.split(b"\r\n", 1)[0]


def test_a_newer_request_for_a_blob_ends_the_older_one_first() -> None:
    told: list[str] = []

    async def older(fence: UploadLock, began: asyncio.Event) -> None:
        async with fence.newest("blob", "device") as upload:
            try:
                async with asyncio.timeout(60) as patience:
                    upload.reads(patience)
                    began.set()
                    await asyncio.Event().wait()  # the line was cut, and nobody says so
            except TimeoutError:
                await asyncio.sleep(0)  # what came is being written
                told.append("older: kept what came")

    async def both() -> None:
        fence, began = UploadLock(), asyncio.Event()
        first = asyncio.create_task(older(fence, began))
        await began.wait()
        async with fence.newest("another blob", "device"):
            told.append("another")
        async with fence.newest("blob", "device"):
            told.append("newer")
        await first

    asyncio.run(both())
    assert told == ["another", "older: kept what came", "newer"]


def test_only_tls_1_3_is_spoken(headquarters: int) -> None:
    context = tls.client_context(world.CREDENTIALS.ca_pem)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with (
        socket.create_connection(("127.0.0.1", headquarters), timeout=10) as plain,
        pytest.raises(ssl.SSLError),
    ):
        context.wrap_socket(plain, server_hostname="127.0.0.1")


def test_have_names_what_is_lacking_and_where_to_go_on(client: SyncClient, kit: world.Kit) -> None:
    ref = kit.add_batch(2_000)
    blob = ref.blobs[0]
    client.send_chunk(blob.sha256, 0, blob.size, kit.outbox.blobs[blob.sha256][:700])
    lacks = client.have(kit.device, (Offer(1, ref.sha256),), (blob.sha256,))
    assert lacks.batches == (1,)
    assert [(wanted.sha256, wanted.offset) for wanted in lacks.blobs] == [(blob.sha256, 700)]
    assert lacks.expected == 1


def test_the_inbox_comes_in_order_and_only_to_its_device(
    client: SyncClient, kit: world.Kit, sqlite_archive: Archive, headquarters: int
) -> None:
    other = world.Kit(2)
    world.register(sqlite_archive, other)
    for body in (b"one", b"two", b"three"):
        sqlite_archive.inboxes.put(kit.device, "decision", body)
    assert [item.sealed for item, _ in client.inbox(1)] == [b"two", b"three"]
    stolen = raw_request(headquarters, other, "GET", f"/v1/devices/{kit.device}/inbox?after=0")
    assert refusal(stolen) == "not-yours"


def test_a_large_inbox_comes_in_pages(client: SyncClient, kit: world.Kit, sqlite_archive: Archive) -> None:
    for _ in range(4):
        sqlite_archive.inboxes.put(kit.device, "decision", bytes(900_000))
    numbers: list[int] = []
    while items := client.inbox(max(numbers, default=0)):
        assert len(items) < 4
        numbers += [item.number for item, _ in items]
    assert numbers == [1, 2, 3, 4]


def test_the_public_state_only_gets_newer_and_only_for_ones_own_event(
    client: SyncClient, sqlite_archive: Archive
) -> None:
    assert client.put_snapshot(world.EVENT, 5, b"five").as_of == 5
    assert client.put_snapshot(world.EVENT, 4, b"four").as_of == 5
    assert b"five" not in b"".join(sqlite_archive.snapshots.of_event("another"))
    with pytest.raises(Refused):
        client.put_snapshot("another", 6, b"six")
    assert len(sqlite_archive.snapshots.of_event(world.EVENT)) == 1


def test_enrolment_gives_the_keys_and_answers_a_retry_alike(headquarters: int, sqlite_archive: Archive) -> None:
    kit = world.Kit(3)
    sqlite_archive.devices.add_code(
        "c1", chain.sha256(b"auth"), event=world.EVENT, expires_ms=world.NOW_MS, grant=b"grant"
    )
    request = EnrolRequest(kit.public_key, "age1pq", "laptop", "c1", b"auth", b"proof")
    with kit.client(headquarters) as client:
        answer = client.enrol(request)
        assert client.enrol(request) == answer
        with pytest.raises(Refused) as caught:
            client.enrol(EnrolRequest(kit.public_key, "age1pq", "laptop", "c1", b"guess"))
        assert client.have(kit.device, (), ()).expected == 1
    assert "código" in str(caught.value)
    assert (answer.device, answer.event, answer.grant) == (kit.device, world.EVENT, b"grant")
    assert answer.credentials == world.CREDENTIALS
    known = sqlite_archive.devices.get(kit.device)
    assert known is not None
    assert check(known.request, kit.public_key, EnrolRequest).proof == b"proof"


def test_a_restored_device_goes_on_under_a_new_key(headquarters: int, kit: world.Kit, sqlite_archive: Archive) -> None:
    new = world.Kit(4)
    claim = Succession(kit.device, new.public_key, kit.head.seq, kit.head.sha256)
    good = EnrolRequest(new.public_key, "", "laptop", succession=sign(claim, kit.key))
    forged = EnrolRequest(new.public_key, "", "laptop", succession=sign(claim, new.key))
    with new.client(headquarters) as client:
        with pytest.raises(Refused):
            client.enrol(forged)
        assert client.enrol(good).device == new.device
        kit.add_batch()
        answer = client.put_batch(kit.device, 1, *kit.batch(1))
    assert isinstance(answer, VerifiedReceipt), "what the old key had made still arrives"
    known = sqlite_archive.devices.get(new.device)
    assert known is not None
    assert known.predecessor == kit.device


def test_headquarters_never_needs_a_key_that_opens(client: SyncClient, kit: world.Kit, sqlite_archive: Archive) -> None:
    kit.add_batch()
    assert isinstance(client.put_batch(kit.device, 1, *kit.batch(1)), VerifiedReceipt)
    stored = sqlite_archive.batches.raw(kit.device, 1)
    assert stored is not None
    assert b"entry 0" not in stored
    with pytest.raises(sealed.Damaged):
        sealed.open_bytes(stored, [world.HQ_PAIR.identity])


def test_a_client_that_does_not_trust_the_authority_does_not_connect(headquarters: int, kit: world.Kit) -> None:
    stranger = tls.make_authority("otra", world.TODAY).certificate.decode("ascii")
    with kit.client(headquarters, ca_pem=stranger) as client, pytest.raises(Exception, match="página"):
        client.hello()
    with kit.client(1) as client, pytest.raises(NoNetwork):
        client.hello()
