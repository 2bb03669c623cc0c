"""Promise 19: whatever bytes come in, the kit's readers give a value or say in words what is wrong; never more.

Each is fed noise, cut and bent versions of something real, and the worst that its format allows (depth, length,
huge figures). The coverage-guided campaigns are apart.
"""

import io
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from fieldkit import photos
from fieldkit.domain import journal as j
from fieldkit.domain.forms import application
from fieldkit.domain.queue.visit import VisitState
from fieldkit.errors import Problem
from fieldkit.event import invitation as inv
from fieldkit.event import pack
from fieldkit.people import curp, mrz, phones
from fieldkit.people import names as people_names
from fieldkit.platform import config
from fieldkit.public import queue_snapshot
from fieldkit.tokens import ticket_token
from fieldkit.tokens.errors import TokenProblem
from fieldkit.vault import keyfile, keyring
from sync import sealed
from sync.journal import chain
from sync.journal.chain import Hlc
from sync.protocol import batches, envelope, messages, snapshot_delta
from tests.promises import hall
from tests.support import kit

HQ = kit.hands()
IDENTITY, RECIPIENT = sealed.generate()
KEY = HQ.office
PUBLIC = KEY.public_key().public_bytes_raw()
DEVICE = chain.device_id(PUBLIC)
TODAY = date(2026, 11, 21)
EXAMPLES = 3_000 if hall.SOAK else 40
MOST_MEMORY = 96 << 20


def entry() -> chain.Entry:
    made, _ = chain.write(
        chain.EMPTY,
        KEY,
        hlc=Hlc(1),
        operator="ana",
        kind="visit.called",
        subject="v",
        body=j.encode(j.Called(table="1")),
        salt=bytes(16),
    )
    return made


def batch() -> bytes:
    return batches.pack_batch([entry()], n=1, event="E", blobs=(), recipients=[HQ.recipient], key=KEY, made_ms=1)


def changed() -> bytes:
    """A snapshot of the line as headquarters keeps it after a change."""
    base = snapshot_delta.Base(1, b"before")
    change = snapshot_delta.read_change(snapshot_delta.make(messages.Snapshot(DEVICE, "E", 2, b"after"), base, KEY))
    assert change is not None
    return snapshot_delta.apply(change, base, PUBLIC)[1]


def package() -> bytes:
    made = application.Package("a", 1, "v", "A001", "E", DEVICE, "ana", "PALE", "2026-11-21", 1, {"given": "Ana"}, ())
    return msgspec.json.encode(made)


def an_image(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "red").save(out, kind)
    return out.getvalue()


def through_a_file(read: Callable[[Path], object]) -> Callable[[bytes, Path], object]:
    """A reader of files as a reader of bytes."""

    def reader(raw: bytes, folder: Path) -> object:
        path = folder / "file"
        path.write_bytes(raw)
        return read(path)

    return reader


def on_bytes(read: Callable[[bytes], object]) -> Callable[[bytes, Path], object]:
    return lambda raw, _folder: read(raw)


def on_text(read: Callable[[str], object]) -> Callable[[bytes, Path], object]:
    return lambda raw, _folder: read(raw.decode("utf-8", "replace"))


class Reader(NamedTuple):
    """A reader of bytes, what it may raise, and something real that it accepts."""

    read: Callable[[bytes, Path], object]
    refuses: tuple[type[Exception], ...]
    real: bytes


def _entry_of(raw: bytes) -> chain.Entry:
    """A true header over any body: what a hostile colleague could sign."""
    good = entry()
    return (
        good._replace(body=bytes(16) + raw)
        if hasattr(good, "_replace")
        else msgspec.structs.replace(good, body=bytes(16) + raw)
    )


def _sealed_pack(raw: bytes) -> object:
    """Bytes that are well sealed and well signed, and nonsense inside."""
    body = msgspec.msgpack.encode((raw, KEY.sign(b"fieldkit event pack v1\n" + raw)))
    content = sealed.seal_bytes(body, [RECIPIENT])
    return pack.read(content, identity=IDENTITY, device=DEVICE, office_key=PUBLIC, now_ms=None)


READERS: dict[str, Reader] = {
    "entry header": Reader(on_bytes(chain.read_header), (Problem,), entry().header),
    "entry body": Reader(on_bytes(lambda raw: j.read(_entry_of(raw))), (), (entry().body or b"")[16:]),
    "package": Reader(on_bytes(application.read_package), (ValueError,), package()),
    "invitation": Reader(on_bytes(inv.read), (Problem,), kit.invitation(HQ)),
    "one-time code": Reader(
        on_text(lambda text: inv.read_code(text, kit.invitation(HQ))),
        (Problem,),
        inv.make_code(kit.invitation(HQ), bytes(10)).encode(),
    ),
    "pack": Reader(
        on_bytes(lambda raw: pack.read(raw, identity=IDENTITY, device=DEVICE, office_key=PUBLIC, now_ms=None)),
        (Problem,),
        pack.make(kit.pack(HQ, DEVICE), KEY, RECIPIENT),
    ),
    "pack inside": Reader(on_bytes(_sealed_pack), (Problem,), pack.encode(kit.pack(HQ, DEVICE))),
    "batch": Reader(on_bytes(lambda raw: batches.read_batch(raw, PUBLIC)), (Problem,), batch()),
    "batch inside": Reader(
        on_bytes(lambda raw: batches.open_batch(sealed.seal_bytes(raw, [HQ.recipient]), [HQ.identity])),
        (Problem,),
        msgspec.msgpack.encode((entry(),)),
    ),
    "inbox item": Reader(
        on_bytes(lambda raw: envelope.parse(raw, batches.InboxItem)),
        (Problem,),
        envelope.sign(batches.InboxItem(DEVICE, 1, "pack", b"x"), KEY),
    ),
    "snapshot": Reader(
        on_bytes(queue_snapshot.read),
        (Problem,),
        queue_snapshot.make(
            [queue_snapshot.QueueRow(bytes(16), VisitState.WAITING)], 1, queue_snapshot.EventName("E", "N", "V", "UTC")
        ),
    ),
    "kept snapshot": Reader(
        on_bytes(lambda raw: snapshot_delta.read(raw, {DEVICE: PUBLIC})), (Problem, KeyError), changed()
    ),
    "settings": Reader(through_a_file(config.load), (Problem,), b'table = "2"\n[printer]\nkind = "folder"\n'),
    "photo": Reader(on_bytes(photos.photo), (Problem,), an_image("JPEG")),
    "scan": Reader(on_bytes(photos.scan), (Problem,), an_image("PNG")),
    "scan in TIFF": Reader(on_bytes(photos.scan), (Problem,), an_image("TIFF")),
    "scan in WebP": Reader(on_bytes(photos.scan), (Problem,), an_image("WEBP")),
    "CURP": Reader(on_text(lambda text: curp.parse(text, today=TODAY)), (ValueError,), b"HELX040817MZSRPMA5"),
    "passport lines": Reader(
        on_text(lambda text: mrz.parse(text, today=TODAY)),
        (ValueError,),
        b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ),
    "telephone": Reader(on_text(phones.parse), (ValueError,), b"(919) 555-0147"),
    "name": Reader(on_text(people_names.parse), (ValueError,), "María José".encode()),
    "ticket": Reader(
        on_text(lambda text: ticket_token.verify(ticket_token.parse_scan(text), b"key")),
        (TokenProblem,),
        ticket_token.encode(bytes(10), b"key").encode(),
    ),
}


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    keyring.create(path, operator="ana", passphrase=kit.PASSPHRASE, recovery=[RECIPIENT], cost=kit.FLOOR)
    return path.read_bytes()


def nasty() -> Iterator[bytes]:
    """What formats break on: depth, length prefixes without the bytes, huge figures, half of a character."""
    yield from (b"", b"\0" * 64, b"\xff" * 64, b"[" * 100_000, b'{"a":' * 50_000, b"\x91" * 100_000, b"\x81" * 100_000)
    yield from (b"\xdd\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\x92\xc6\x7f\xff\xff\xff")
    yield from (b'"' + b"A" * 3_000_000 + b'"', b"9" * 100_000, b"1e999999999", b"-0", b"\xed\xa0\x80", b"\xc3")
    yield from (b"age-encryption.org/v1\n" + b"-> x y\n" * 5_000, b"age-encryption.org/v1\n-> " + b"A" * 1_000_000)
    yield from (b"a = [" + b"[" * 5_000, b"a." * 2_000 + b"a = 1", b"printer = 1", b"language = 3", b"\xef\xbb\xbf")
    yield from (b"%PDF-1.7", b"\xff\xd8\xff\xe0" + b"\0" * 1_000, b"\x89PNG\r\n\x1a\n" + b"\xff" * 100, b"II*\0" * 500)
    yield b"A" * (batches.MAX_BATCH_BYTES + 1)


def offered(reader: Reader, raw: bytes, folder: Path) -> str:
    """What became of the bytes: ``read`` or ``refused`` in words; anything else goes through."""
    try:
        reader.read(raw, folder)
    except reader.refuses as refused:
        return "refused" if str(refused) else "refused without a word"
    return "read"


def bent(data: st.DataObject, real: bytes) -> bytes:
    """Something real with a few bytes changed, cut out, doubled or put in."""
    raw = bytearray(real)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, 9))
        raw[at : at + length] = data.draw(st.binary(max_size=9))
    return bytes(raw)


@pytest.mark.parametrize("name", READERS)
def test_what_is_real_is_read(name: str, tmp_path: Path) -> None:
    assert offered(READERS[name], READERS[name].real, tmp_path) == "read"


@pytest.mark.soak
@pytest.mark.parametrize("name", READERS)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_noise_and_bent_bytes_are_refused_in_words(name: str, data: st.DataObject, tmp_path: Path) -> None:
    reader = READERS[name]
    raw = data.draw(st.one_of(st.binary(max_size=300), st.builds(lambda: bent(data, reader.real))))
    assert offered(reader, raw, tmp_path) in {"read", "refused"}


@pytest.mark.soak
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@example(data=None)
def test_a_bent_key_file_is_refused_before_anything_is_derived(
    data: st.DataObject | None, key_file: bytes, tmp_path: Path
) -> None:
    reader = Reader(through_a_file(keyfile.read), (Problem,), key_file)
    raw = key_file[: len(key_file) // 2] if data is None else bent(data, key_file)
    offered(reader, raw, tmp_path)


@pytest.mark.parametrize("name", [*READERS, "key file"])
def test_the_worst_that_a_format_allows_stays_within_bounds(name: str, tmp_path: Path) -> None:
    reader = READERS.get(name) or Reader(through_a_file(keyfile.read), (Problem,), b"")
    for raw in nasty():
        tracemalloc.start()
        try:
            offered(reader, raw, tmp_path)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert most < MOST_MEMORY, (name, raw[:20], most)


def test_a_picture_that_would_fill_the_memory_is_refused_on_its_header() -> None:
    """A PNG of a few bytes that claims 60,000 × 60,000 pixels."""
    bomb = bytearray(an_image("PNG"))
    bomb[16:24] = (60_000).to_bytes(4) * 2
    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4)
    with pytest.raises(Problem):
        photos.scan(bytes(bomb))


def test_twin_a_reader_that_lets_an_error_through_is_caught(tmp_path: Path) -> None:
    careless = Reader(on_bytes(lambda raw: msgspec.json.decode(raw, type=inv.Invitation)), (Problem,), b"")
    with pytest.raises(msgspec.DecodeError):
        offered(careless, b"[", tmp_path)
