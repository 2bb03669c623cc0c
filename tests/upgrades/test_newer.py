"""What a newer program made is refused in words, and a laptop of another protocol learns which one is spoken."""

import os
from pathlib import Path

import httpx
import msgspec
import pytest

from fieldkit.domain import journal as j
from fieldkit.domain.queue.visit import VisitState
from fieldkit.event import invitation, pack, problems
from fieldkit.public import queue_snapshot
from fieldkit.vault import keyfile
from fieldkit.vault import problems as vault_problems
from sync import sealed
from sync.archive.archive import Archive
from sync.client import http
from sync.journal import chain
from sync.protocol import batches
from sync.protocol import problems as protocol_problems
from sync.protocol.envelope import BadMessage, NewerMessage, check, sign
from sync.protocol.messages import Hello, Limits, Refusal, Snapshot
from tests.support import kit as laptops
from tests.support import sync_world as world
from tests.support.kit import Hands, TestClock
from tests.support.problems import raises
from tests.upgrades import v0_1_0 as old

EVENT_NAME = queue_snapshot.EventName("e", "Jornada", "Salón", "America/New_York")


@pytest.mark.parametrize("unknown_field", [True, False])
def test_a_newer_pack_is_refused_in_words(hq: Hands, clock: TestClock, unknown_field: bool) -> None:
    identity, recipient = sealed.generate()
    made = msgspec.structs.replace(laptops.pack(hq, "d" * 20), v=pack.VERSION + 1)
    content = msgspec.to_builtins(made, builtin_types=(bytes,)) | ({"tomorrow": "yes"} if unknown_field else {})
    payload = msgspec.msgpack.encode(content)
    raw = msgspec.msgpack.encode([payload, hq.office.sign(b"fieldkit event pack v1\n" + payload)])
    with raises(problems.PACK_REFUSED) as refused:
        pack.read(
            sealed.seal_bytes(raw, [recipient]),
            identity=identity,
            device="d" * 20,
            office_key=hq.office.public_key().public_bytes_raw(),
            now_ms=clock.wall(),
        )
    assert "más nueva" in str(refused.value)


@pytest.mark.parametrize("more", [b"", b' "tomorrow": 1,'])
def test_a_newer_key_file_is_refused_in_words(tmp_path: Path, more: bytes) -> None:
    raw = (old.HERE / "laptop" / "fieldkit.keys.json").read_bytes()
    assert raw.endswith(b'"v": 1\n}\n')
    newer = tmp_path / "fieldkit.keys.json"
    newer.write_bytes(raw.replace(b'"v": 1\n}', more + b'"v": 2\n}'))
    with raises(vault_problems.KEY_FILE_NEWER) as refused:
        keyfile.read(newer)
    assert refused.value.facts == {"theirs": 2, "ours": 1}
    newer.write_bytes(raw.replace(b'"v": 1\n}', b'"v": 0\n}'))
    with raises(vault_problems.KEY_FILE_DAMAGED) as refused_too:
        keyfile.read(newer)
    assert refused_too.value.wording != vault_problems.KEY_FILE_NEWER


def with_unknown_field(message: msgspec.Struct) -> msgspec.Struct:
    """The message as a newer program might write it."""
    kind = type(message)
    newer = msgspec.defstruct(kind.__name__, [("tomorrow", str)], bases=(kind,), kw_only=True, frozen=True)
    made: msgspec.Struct = newer(tomorrow="yes", **msgspec.structs.asdict(message))
    return made


def newer_batch(kit: world.Kit) -> bytes:
    """The kit's next batch, with a manifest that says more than this program knows."""
    n = kit.add_batch().n
    manifest, body = batches.read_batch(kit.outbox.raw[n], kit.public_key)
    return msgspec.msgpack.encode([sign(with_unknown_field(manifest), kit.key), body])


def test_a_newer_batch_is_refused_in_words(kit: world.Kit) -> None:
    with pytest.raises(NewerMessage) as refused:
        batches.read_batch(newer_batch(kit), kit.public_key)
    assert isinstance(refused.value, BadMessage)
    assert "más nueva" in str(refused.value)
    assert "Actualice este programa" in str(refused.value)


def test_a_batch_that_is_wrong_but_not_newer_is_not_called_newer(kit: world.Kit) -> None:
    kit.add_batch()
    manifest, body = batches.read_batch(kit.outbox.raw[1], kit.public_key)
    wrong = msgspec.structs.replace(manifest, n=0)
    with pytest.raises(BadMessage) as refused:
        batches.read_batch(msgspec.msgpack.encode([sign(wrong, kit.key), body]), kit.public_key)
    assert type(refused.value) is BadMessage


def test_headquarters_says_that_a_batch_is_newer_and_the_next_goes_on(
    headquarters: int, kit: world.Kit, sqlite_archive: Archive
) -> None:
    raw = newer_batch(kit)
    kit.outbox.raw[1] = raw
    kit.outbox.batches[1] = kit.outbox.batches[1]._replace(sha256=chain.sha256(raw), size=len(raw))
    kit.add_batch()
    with kit.exchange(headquarters) as exchange:
        outcome = exchange.run_once()
    assert outcome.problem is None
    assert kit.outbox.waiting == {1: protocol_problems.REASONS["newer"]}
    assert "versión más nueva" in kit.outbox.waiting[1]
    assert outcome.sent == [2]
    assert sqlite_archive.overview()[0].holes == (1,)


def test_headquarters_says_that_a_message_is_newer(headquarters: int, kit: world.Kit) -> None:
    newer = with_unknown_field(Snapshot(kit.device, world.EVENT, 1, b""))
    with kit.client(headquarters) as client:
        raw = client._ask("PUT", f"/v1/events/{world.EVENT}/status", sign(newer, kit.key))[1]
    assert check(raw, world.RECEIPT_PUBLIC, Refusal).reason == "newer"


def test_a_laptop_says_that_headquarters_answer_is_newer(kit: world.Kit) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        nonce = bytes.fromhex(request.url.params["nonce"])
        hello = Hello(1, world.NOW_MS, Limits(), "a", nonce)
        return httpx.Response(200, content=iter([sign(with_unknown_field(hello), world.RECEIPT_KEY)]))

    with kit.client(1, transport=httpx.MockTransport(answer)) as client, pytest.raises(NewerMessage):
        client.hello()


@pytest.mark.parametrize("more", [[], ["tomorrow"]])
def test_a_newer_snapshot_is_refused_in_words(more: list[str]) -> None:
    event, as_of_ms, rows, _v = msgspec.msgpack.decode(
        queue_snapshot.make([queue_snapshot.QueueRow(b"k" * 16, VisitState.WAITING)], 5, EVENT_NAME)
    )
    newer = msgspec.msgpack.encode([event, as_of_ms, [[*row, *more] for row in rows], 2, *more])
    with pytest.raises(queue_snapshot.NewerSnapshot) as refused:
        queue_snapshot.read(newer)
    assert refused.value.facts == {"theirs": 2, "ours": 1}
    assert "Actualice este programa" in str(refused.value)
    with pytest.raises(queue_snapshot.BadSnapshot) as damaged:
        queue_snapshot.read(msgspec.msgpack.encode([event, as_of_ms, rows, 0]))
    assert not isinstance(damaged.value, queue_snapshot.NewerSnapshot)


@pytest.mark.parametrize("more", [b"", b'"tomorrow":1,'])
def test_a_newer_invitation_is_refused_in_words(more: bytes) -> None:
    raw = (old.HERE / "raleigh.invitation.json").read_bytes()
    assert raw.count(b'"v":1') == 1
    with raises(problems.INVITATION_NEWER) as refused:
        invitation.read(raw.replace(b'"v":1', more + b'"v":2'))
    assert refused.value.facts == {"theirs": 2, "ours": 1}
    assert "Actualice este programa" in str(refused.value)
    with raises(problems.BAD_INVITATION):
        invitation.read(raw.replace(b'"v":1', b'"v":0'))


class PaperPrintOf010(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="paper.print"):
    """``paper.print`` as 0.1.0 knew it."""

    paper: str
    job: str
    state: str
    copy: int = 0


def test_0_1_0_keeps_a_ticket_printed_today_and_cannot_decode_a_large_one() -> None:
    usual = j.encode(j.PaperPrint(j.TICKET, "1", j.PrintState.CONFIRMED))
    assert msgspec.json.decode(usual, type=PaperPrintOf010).paper == "ticket"
    large = j.encode(j.PaperPrint(j.TICKET, "1", j.PrintState.CONFIRMED, large=True))
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(large, type=PaperPrintOf010)


def test_each_side_tells_a_laptop_of_another_protocol_in_words(
    headquarters: int, sqlite_archive: Archive, kit: world.Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kit.client(headquarters) as client:
        assert client.hello().protocol == 1
        response, _body = client._ask("GET", f"/v2/hello?nonce={os.urandom(16).hex()}")
        assert response.status_code == 200
        monkeypatch.setattr(http, "PROTOCOL", 2)
        with raises(protocol_problems.OTHER_PROTOCOL) as refused:
            client.hello()
    assert refused.value.facts == {"theirs": 1, "ours": 2}
