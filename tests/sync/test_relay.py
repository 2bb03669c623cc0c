"""The line between a kit and headquarters is cut, held, slowed and repeated; nothing is lost, nothing doubled."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.archive.archive import Archive
from sync.client.exchange import Exchange
from sync.client.http import Timeouts
from sync.client.upload import Outcome
from sync.ingest.requests import RequestTimeouts
from sync.journal import chain
from sync.protocol import tls
from sync.protocol.problems import NoNetwork
from tests.support import sync_world as world
from tests.support.relay import Plan, Relay, relaying

SOAK = os.environ.get("FIELDKIT_SOAK") == "1"
BLOB = 1_500  # bytes: small, so that every byte of a whole exchange has its turn
SHARES = 32
IMPATIENT = Timeouts(connect=0.4, piece=0.4, answer=0.8)


@contextmanager
def opened(folder: Path, **options: Any) -> Iterator[tuple[Archive, Relay]]:
    """Headquarters in ``folder`` and a relay to it."""
    archive = Archive(f"sqlite:///{(folder / 'hq.db').as_posix()}", folder / "blobs")
    with world.serving(archive, folder, **options) as port, relaying(lambda: port) as relay:
        yield archive, relay
    archive.close()


@pytest.fixture
def line(sqlite_archive: Archive, tmp_path: Path) -> Iterator[Relay]:
    with world.serving(sqlite_archive, tmp_path) as port, relaying(lambda: port) as relay:
        yield relay


def new_kit(archive: Archive, number: int, *blob_sizes: int) -> world.Kit:
    kit = world.Kit(number % 150)
    kit.key = Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))
    kit.public_key = kit.key.public_key().public_bytes_raw()
    kit.device, kit.number = chain.device_id(kit.public_key), number
    archive.devices.register(kit.public_key, event=f"e{number}")
    kit.add_batch(*blob_sizes)
    return kit


def run(kit: world.Kit, relay: Relay, patience: Timeouts = world.SHORT) -> Outcome:
    with kit.exchange(relay.port, patience=patience) as exchange:
        return exchange.run_once()


def recovers(archive: Archive, kit: world.Kit, relay: Relay) -> None:
    """Whatever happened before: no false receipt, and one clean run completes."""
    world.assert_receipts_are_true(archive, kit)
    relay.reset(Plan())
    assert run(kit, relay).problem is None
    world.assert_all_arrived_once(archive, kit)
    world.assert_receipts_are_true(archive, kit)
    assert sorted(kit.outbox.kept) == sorted(kit.outbox.batches)


def bytes_of_an_exchange(folder: Path, direction: str) -> int:
    """How many bytes one clean exchange takes."""
    folder.mkdir()
    with opened(folder) as (archive, line):
        assert run(new_kit(archive, 1, BLOB), line).problem is None
        return line.up if direction == "up" else line.down


def cut_at_each(folder: Path, direction: str, positions: Sequence[int]) -> int:
    """One exchange for each position, cut there and then taken up again; how many were cut."""
    folder.mkdir()
    cut_short = 0
    with opened(folder) as (archive, line):
        for number, position in enumerate(positions, 1):
            kit = new_kit(archive, number, BLOB)
            line.reset(Plan(cut_up=position) if direction == "up" else Plan(cut_down=position))
            outcome = run(kit, line)
            assert outcome.problem is None or isinstance(outcome.problem, NoNetwork)
            cut_short += line.cuts
            recovers(archive, kit, line)
        assert archive.batches.missing_blobs() == []
    return cut_short


@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_cut_at_any_byte_loses_and_doubles_nothing(tmp_path: Path, direction: str) -> None:
    total = bytes_of_an_exchange(tmp_path / "clean", direction)
    spread = sorted(random.Random(total).sample(range(1, total + 1), 28))
    assert cut_at_each(tmp_path / "cut", direction, spread) >= 20


@pytest.mark.soak
@pytest.mark.only_soak
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_cut_at_every_byte_loses_and_doubles_nothing(tmp_path: Path, direction: str) -> None:
    """Every position, shared out among as many processes as there are cores, each with a headquarters of its own."""
    total = bytes_of_an_exchange(tmp_path / "clean", direction)
    shares = [range(1 + start, total + 1, SHARES) for start in range(SHARES)]
    folders = [tmp_path / f"share{start}" for start in range(SHARES)]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as workers:
        cut_short = sum(workers.map(cut_at_each, folders, [direction] * SHARES, shares))
    # A few exchanges are shorter than the one that was counted: lengths of signatures of TLS differ by some bytes.
    assert cut_short >= total * 0.98
    print(f"{direction}: {total} positions, {cut_short} exchanges cut, 0 lost, 0 doubled")


@pytest.mark.soak
def test_a_line_that_goes_silent_ends_in_time_and_loses_nothing(line: Relay, sqlite_archive: Archive) -> None:
    clean = new_kit(sqlite_archive, 1, 1_500)
    assert run(clean, line).problem is None
    total = line.up
    for number in range(40 if SOAK else 4):
        kit = new_kit(sqlite_archive, number + 2, 1_500)
        line.reset(Plan(hole_up=total * number // (40 if SOAK else 4)))
        outcome = run(kit, line, IMPATIENT)
        assert isinstance(outcome.problem, NoNetwork)
        recovers(sqlite_archive, kit, line)


class Recorder(httpx.BaseTransport):
    """Sends every request ``times`` times and remembers what was asked and answered."""

    def __init__(self, times: int = 1) -> None:
        self.inner = httpx.HTTPTransport(verify=tls.client_context(world.CREDENTIALS.ca_pem))
        self.times = times
        self.lock = threading.Lock()
        self.asked: list[tuple[httpx.Request, int | None]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        with self.lock:  # several at once on a good line
            place = len(self.asked)
            self.asked.append((request, None))
        for _ in range(self.times - 1):
            self.again(request)
        response = self.inner.handle_request(request)
        self.asked[place] = (request, response.status_code)
        return response

    def again(self, request: httpx.Request) -> bytes:
        response = self.inner.handle_request(request)
        content = response.read()
        response.close()
        return content

    def close(self) -> None:
        self.inner.close()


def test_repeated_and_reordered_requests_change_nothing(line: Relay, sqlite_archive: Archive) -> None:
    kit = new_kit(sqlite_archive, 1, 150_000, 900)
    kit.add_batch()
    recorder = Recorder(times=2)
    with kit.client(line.port, transport=recorder) as client:
        assert Exchange(client, kit.outbox).run_once().problem is None
        receipts = dict(kit.outbox.kept)
        rows = sqlite_archive.batches.of(kit.device)
        requests = [request for request, _ in recorder.asked]
        for request in [*reversed(requests), *random.Random(1).sample(requests, len(requests))]:
            recorder.again(request)
    assert sqlite_archive.batches.of(kit.device) == rows
    world.assert_all_arrived_once(sqlite_archive, kit)
    assert [sqlite_archive.batches.receipts(kit.device, n - 1)[0] for n in receipts] == list(receipts.values())


def assert_nothing_acknowledged_was_sent_again(asked: list[tuple[httpx.Request, int | None]]) -> None:
    acknowledged: dict[str, int] = {}
    for request, status in asked:
        if request.method != "PATCH":
            continue
        offset = int(request.headers["upload-offset"])
        assert offset >= acknowledged.get(request.url.path, 0)
        if status == 200:
            acknowledged[request.url.path] = offset + len(request.content)
    assert acknowledged


@pytest.mark.parametrize(("every", "least"), [(None, 0.98), (1 << 20, 0.90)])
def test_nearly_every_byte_sent_is_payload(
    line: Relay, sqlite_archive: Archive, every: int | None, least: float
) -> None:
    kit = new_kit(sqlite_archive, 1, 300_000, 250_000, 2_400_000)
    for _ in range(5):
        kit.add_batch(300_000, 200_000, 700_000)
    payload = sum(len(data) for data in (*kit.outbox.blobs.values(), *kit.outbox.raw.values()))
    line.reset(Plan(every_up=every))
    recorder = Recorder()
    with kit.client(line.port, transport=recorder) as client:
        exchange = Exchange(client, kit.outbox)
        for _ in range(40):
            if exchange.run_once().problem is None:
                break
    world.assert_all_arrived_once(sqlite_archive, kit)
    assert line.cuts == (line.up // every if every else 0)
    assert_nothing_acknowledged_was_sent_again(recorder.asked)
    assert payload / line.up >= least


@pytest.mark.parametrize("cut", [None, 6 << 20])
def test_blobs_go_ahead_on_a_good_line_and_nothing_is_lost(
    line: Relay, sqlite_archive: Archive, cut: int | None
) -> None:
    kit = new_kit(sqlite_archive, 1, 500_000)
    refs = [kit.add_batch(200_000, 300_000) for _ in range(20)]
    damaged = refs[-2].blobs[0].sha256
    true = kit.outbox.blobs[damaged]
    kit.outbox.blobs[damaged] = bytes(len(true))
    line.reset(Plan(cut_up=cut))
    recorder = Recorder()
    lost: list[str] = []
    with kit.client(line.port, transport=recorder) as client:
        exchange = Exchange(client, kit.outbox)
        for _ in range(5):
            outcome = exchange.run_once()
            lost += outcome.damaged_blobs
            if outcome.problem is None:
                break
    paths = [request.url.path for request, _ in recorder.asked]
    assert line.cuts == (1 if cut else 0)
    if not cut:
        last_batch = paths.index(f"/v1/devices/{kit.device}/batches/{refs[-1].n - 1}")
        assert paths.index(f"/v1/blobs/{refs[-1].blobs[0].sha256}") < last_batch, "before its batch's turn"
    assert set(lost) == {damaged}
    kit.outbox.blobs[damaged] = true
    sqlite_archive.blobs.put(damaged, kit.device, true)
    world.assert_all_arrived_once(sqlite_archive, kit)
    world.assert_receipts_are_true(sqlite_archive, kit)
    assert [receipt.n for receipt in kit.receipts()] == [ref.n for ref in kit.outbox.batches.values()]


@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_a_poor_line_is_enough(tmp_path: Path) -> None:
    """50 kbit/s, 300 ms there and back, a cut every MB; in the short run forty times as fast and as near."""
    haste = 1 if SOAK else 40
    with opened(tmp_path, timeouts=RequestTimeouts()) as (archive, line):
        kit = new_kit(archive, 1, *((300_000, 400_000, 400_000) * (2 if SOAK else 1)))
        line.reset(Plan(every_up=1 << 20, up_per_second=6_250.0 * haste, delay=0.15 / haste))
        payload = sum(len(data) for data in (*kit.outbox.blobs.values(), *kit.outbox.raw.values()))
        with kit.exchange(line.port, patience=Timeouts()) as exchange:
            runs = next(runs for runs in range(1, 21) if exchange.run_once().problem is None)
        world.assert_all_arrived_once(archive, kit)
        print(f"payload/sent {payload / line.up:.3f} with {line.cuts} cuts in {runs} runs")
        assert line.cuts >= 1
        assert payload / line.up >= 0.90


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def process(folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Headquarters as its own process, ready to answer; killed at the end if it still lives."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "tests.support.hq_process", str(folder), str(port)]) as child:
        try:
            for _ in range(400):
                if child.poll() is not None:
                    raise RuntimeError("headquarters did not start")
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                try:
                    child.wait(0.05)
                except subprocess.TimeoutExpired:
                    continue
            yield port, child
        finally:
            child.kill()
            child.wait(10)


@pytest.mark.soak
@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX signal")
def test_headquarters_killed_at_any_moment_loses_and_doubles_nothing(tmp_path: Path) -> None:
    world.write_certificate(tmp_path)
    archive = Archive(f"sqlite:///{(tmp_path / 'hq.db').as_posix()}", tmp_path / "blobs")
    kits = [new_kit(archive, number, 120_000, 2_000) for number in (1, 2)]
    for kit in kits:
        for _ in range(3):
            kit.add_batch(30_000)
    dice = random.Random(20)
    ports: list[int] = [0]
    with relaying(lambda: ports[0]) as relay:
        for _ in range(60 if SOAK else 4):
            with process(tmp_path) as (port, child):
                ports[0] = port
                position = dice.randrange(1, 60_000)
                at_answer = dice.random() < 0.5
                stop = lambda child=child: child.send_signal(signal.SIGKILL)  # noqa: E731 - one step of the plan
                relay.reset(
                    Plan(cut_down=position // 8, at_cut=stop) if at_answer else Plan(cut_up=position, at_cut=stop)
                )
                for kit in kits:
                    kit.add_batch(30_000)
                    with kit.exchange(relay.port, patience=IMPATIENT) as exchange:
                        exchange.run_once()
                    world.assert_receipts_are_true(archive, kit)
        with process(tmp_path) as (port, _):
            ports[0] = port
            for kit in kits:
                recovers(archive, kit, relay)
    archive.close()
