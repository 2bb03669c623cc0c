"""What a newer program made is refused in words, and a laptop of another protocol learns which one is spoken."""

import os
from pathlib import Path

import msgspec
import pytest

from fieldkit.event import pack, problems
from fieldkit.vault import keyfile
from fieldkit.vault import problems as vault_problems
from sync import sealed
from sync.archive.archive import Archive
from sync.client import http
from sync.protocol import batches
from sync.protocol import problems as protocol_problems
from sync.protocol.envelope import BadMessage, sign
from tests.support import kit as laptops
from tests.support import sync_world as world
from tests.support.kit import Hands, TestClock
from tests.support.problems import raises
from tests.upgrades import v0_1_0 as old


@pytest.mark.parametrize("unknown_field", [True, False])
def test_a_newer_pack_is_refused_in_words(hq: Hands, clock: TestClock, unknown_field: bool) -> None:
    identity, recipient = sealed.generate()
    made = msgspec.structs.replace(laptops.pack(hq, "d" * 20), v=2)
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


def test_a_batch_with_something_unknown_is_refused(kit: world.Kit) -> None:
    kit.add_batch()
    manifest, body = batches.read_batch(kit.outbox.raw[1], kit.public_key)
    unknown = msgspec.defstruct("Manifest", [("tomorrow", str)], bases=(batches.Manifest,), kw_only=True, frozen=True)
    signed = sign(unknown(tomorrow="yes", **msgspec.structs.asdict(manifest)), kit.key)
    with pytest.raises(BadMessage):
        batches.read_batch(msgspec.msgpack.encode([signed, body]), kit.public_key)


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
