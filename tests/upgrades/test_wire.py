"""What a laptop and a headquarters of 0.1.0 said to each other, recorded: today each side says the same again.

Clock, keys and nonces are those of the recording, so that every signed byte is too.
"""

import asyncio
import hashlib
import itertools
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from sync.archive.archive import Archive
from sync.client.exchange import Exchange
from sync.client.http import SyncClient
from sync.client.outbox import BatchRef, PublicState
from sync.ingest import app
from sync.journal import chain
from sync.protocol.batches import read_batch
from sync.protocol.envelope import parse
from sync.protocol.messages import Credentials, EnrolRequest, Limits
from tests.support import sync_world as world
from tests.upgrades import v0_1_0 as old

SIGNED = ("content-digest", "upload-offset", "upload-length", "signature-input", "signature")


class Step(msgspec.Struct, frozen=True):
    """A request and its answer."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: int
    answer_headers: dict[str, str]
    answer: bytes


class Code(msgspec.Struct, frozen=True):
    """What headquarters kept of the laptop's one-time code."""

    id: str
    auth_sha256: str
    expires_ms: int
    grant: bytes


class Round(msgspec.Struct, frozen=True):
    """What the laptop of 0.1.0 said of one exchange."""

    sent: list[int]
    sent_again: list[int]
    quarantined: list[tuple[int, str]]
    damaged: list[str]
    inbox: int


class Recording(msgspec.Struct, frozen=True):
    """All of it, and what both sides began with."""

    now_ms: int
    host: str
    archive: str
    chunk: int
    code: Code
    credentials: Credentials
    batches: dict[int, bytes]
    rounds: list[Round]
    steps: list[Step]


@pytest.fixture(scope="module")
def recording() -> Recording:
    return msgspec.json.decode((old.HERE / "wire" / "exchange.json").read_bytes(), type=Recording)


@pytest.fixture
def archive(recording: Recording, archive_url: str, tmp_path: Path) -> Iterator[Archive]:
    """An empty archive of the recorded name."""
    opened = Archive(archive_url, tmp_path / "blobs", new_name=lambda: recording.archive)
    yield opened
    opened.close()


def test_headquarters_serves_a_laptop_of_0_1_0_as_0_1_0_did(
    recording: Recording, archive: Archive, kit: world.Kit
) -> None:
    code = recording.code
    archive.devices.add_code(
        code.id, code.auth_sha256, event=world.EVENT, letter="A", expires_ms=code.expires_ms, grant=code.grant
    )
    ingest = app.app(
        archive,
        world.RECEIPT_KEY,
        credentials=recording.credentials,
        now_ms=lambda: recording.now_ms,
        limits=Limits(chunk=recording.chunk),
    )

    async def replay() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=ingest)) as laptop:
            for number, step in enumerate(recording.steps):
                url = f"https://{recording.host}{step.path}"
                answer = await laptop.request(step.method, url, headers=step.headers, content=step.body)
                assert (answer.status_code, answer.content) == (step.status, step.answer), number
                assert answer.headers.items() >= step.answer_headers.items(), number
                if step.path == "/v1/enrol":
                    archive.inboxes.put(kit.device, "pack", b"an age file")

    asyncio.run(replay())
    assert [(row.n, row.status) for row in archive.batches.of(kit.device)] == [(n, "stored") for n in (1, 2, 3, 4)]
    assert {n: archive.batches.raw(kit.device, n) for n in recording.batches} == recording.batches
    assert [one.sha256 for one in archive.batches.missing_blobs()] == recording.rounds[2].damaged


class Headquarters(httpx.BaseTransport):
    """Gives the recorded answers, in their order, to a laptop that asks for them byte for byte."""

    def __init__(self, steps: list[Step]) -> None:
        self.left = iter(steps)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        step = next(self.left)
        asked = (request.method, request.url.raw_path.decode("ascii"), request.read())
        assert asked == (step.method, step.path, step.body)
        assert [request.headers.get(name) for name in SIGNED] == [step.headers.get(name) for name in SIGNED]
        return httpx.Response(step.status, headers=step.answer_headers, content=iter([step.answer]))


def nonces() -> Iterator[bytes]:
    """Those of the recording, one after another."""
    return (hashlib.shake_256(b"nonce %d" % number).digest(16) for number in itertools.count())


def fill(kit: world.Kit, recording: Recording, *numbers: int) -> None:
    """Put the recorded batches into the laptop's outbox."""
    for n in numbers:
        raw = recording.batches[n]
        manifest, _ = read_batch(raw, kit.public_key)
        kit.outbox.batches[n], kit.outbox.raw[n] = BatchRef(n, chain.sha256(raw), len(raw), manifest.blobs), raw


def test_a_laptop_understands_a_headquarters_of_0_1_0_and_asks_it_as_0_1_0_did(
    recording: Recording, kit: world.Kit
) -> None:
    answers, random, outbox = Headquarters(recording.steps), nonces(), kit.outbox
    for number, size in enumerate((5_000, 700, 900), 10_001):
        data = world.blob_bytes(number, size)
        outbox.blobs[chain.sha256(data)] = data
    with SyncClient(
        f"https://{recording.host}",
        ca_pem=recording.credentials.ca_pem,
        receipt_key=world.RECEIPT_PUBLIC,
        key=kit.key,
        now_ms=lambda: recording.now_ms,
        random=lambda _size: next(random),
        transport=answers,
    ) as client:
        enrolled = client.enrol(parse(recording.steps[0].body, EnrolRequest))
        assert (enrolled.device, enrolled.letter, enrolled.credentials) == (kit.device, "A", recording.credentials)
        exchange, done = Exchange(client, outbox), []

        def run() -> None:
            outcome = exchange.run_once()
            assert outcome.problem is None
            done.append(
                Round(
                    *(outcome.sent, outcome.sent_again, outcome.quarantined, outcome.damaged_blobs),
                    inbox=outcome.inbox,
                )
            )

        fill(kit, recording, 1, 2)
        outbox.public = PublicState(world.EVENT, 1, b"line " * 40)
        run()
        outbox.public = PublicState(world.EVENT, 2, b"line " * 40 + b"moved")
        outbox.kept.clear()  # the receipts are asked for once more
        run()
        fill(kit, recording, 3, 4)
        (bad,) = outbox.batches[3].blobs
        whole, outbox.blobs[bad.sha256] = outbox.blobs[bad.sha256], b""
        outbox.raw[4] += b"!"
        run()
        outbox.raw[4], outbox.blobs[bad.sha256] = recording.batches[4], whole
        outbox.mark_unsent([4])
        run()
        assert client.blob_progress(bad.sha256).offset == 0
    assert next(answers.left, None) is None
    assert done == recording.rounds
    assert list(outbox.inbox) == [1]
    assert [(one.n, one.status) for one in kit.receipts()] == [(n, "stored") for n in (1, 2, 3, 4)]
