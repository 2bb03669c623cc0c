"""From laptops to headquarters: sending over TLS, taking in, opening."""

import socket
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from http.client import HTTPSConnection
from pathlib import Path

import httpx

from fieldkit.desk.capture import application_form
from fieldkit.desk.exchange import batching as parcels
from fieldkit.desk.exchange.store_outbox import StoreOutbox, at_once
from fieldkit.desk.session import Session
from fieldkit.office import intake
from fieldkit.store.outbox import BatchState
from sync.archive.archive import Archive
from sync.client.exchange import Exchange
from sync.client.http import SyncClient
from sync.protocol import tls
from tests.bench import databases, plain, scene
from tests.bench.figures import Aim, Beside, Figure, median_ms
from tests.bench.sizes import Sizes
from tests.support import office_world, relay, sync_world

LINE, PAYLOAD = Aim(0.7, at_least=True, of_reference=True), Aim(0.98, at_least=True)
MB = 1_000_000
COUNTED = 20  # applications whose bytes are counted on the wire, where the counting may cost time
PATIENCE = 30.0
TURNS = 3
Put = Callable[[int, ssl.SSLContext, Sequence[bytes]], None]


def sending(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """Applications over TLS to a process that has every byte on its disk before it says so; three runs in turns.

    Two references put the same bytes, each file forced to disk: one by the libraries that the sync itself stands on,
    one by the least that Python has.
    """
    counted = min(COUNTED, sizes.applications)
    few = _sealed(folder / "few", counted)
    with _ingest(folder / "few-hq", few) as port, relay.relaying(lambda: port) as wire:
        payload = _send(few, wire.port)
        sent = wire.up
    few.store.close()
    many = _sealed(folder / "many", sizes.applications)
    ours, alike, bare = [], [], []
    for turn in range(TURNS):
        ours.append(_synced(folder / f"many-hq-{turn}", many))
        alike.append(_put(folder / f"alike-{turn}", many, "tests.bench.keep_server", _by_httpx))
        bare.append(_put(folder / f"bare-{turn}", many, "tests.bench.put_server", _by_http_client))
    size = sum(map(len, _everything(many)))
    many.store.close()
    what = f"sync of {sizes.applications} applications over TLS, {size / MB:.0f} MB"
    beside = Beside("plain PUT by the same client and web server", statistics.median(alike))
    yield Figure(what, statistics.median(ours), "MB/s", beside, LINE)
    least = Beside("plain PUT by the standard library alone", statistics.median(bare))
    yield Figure("the same client and web server, nothing else", statistics.median(alike), "MB/s", least)
    yield Figure(f"payload / sent, {counted} applications", payload / sent, "", aim=PAYLOAD)


def taking(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """Applications into headquarters' archive and out of it, opened, on both kinds of database; one run each."""
    bare = 1000 / median_ms(plain.durable_files(folder, scene.files(scene.FILES)), sizes.rounds)
    with databases.postgresql() as url:
        for name, archive_url in (("SQLite", ""), ("PostgreSQL", url)):
            with office_world.world(folder / name, archive_url) as world:
                session = world.join()
                for _ in range(sizes.taken_in):
                    application_form.submit(session, scene.filled_form(session))
                parcels.seal(session)
                start = time.perf_counter()
                office_world.send(world, session)
                stored = sizes.taken_in / (time.perf_counter() - start)
                start = time.perf_counter()
                summary = intake.open_new(world.office, world.archive)
                opened = summary.opened / (time.perf_counter() - start)
                session.store.close()
            yield Figure(
                f"HQ takes in applications, {name}", stored, "/s", Beside("bare write and fsync of its files", bare)
            )
            yield Figure(f"HQ opens applications, {name}", opened, "/s", Beside(f"HQ takes in, {name}", stored))


def _sealed(folder: Path, applications: int) -> Session:
    """A laptop with applications that wait in sealed batches."""
    session = scene.laptop(folder)
    for _ in range(applications):
        application_form.submit(session, scene.filled_form(session))
    parcels.seal(session)
    return session


@contextmanager
def _ingest(folder: Path, session: Session) -> Iterator[int]:
    """Headquarters' ingest as a process of its own that knows this laptop; its port."""
    folder.mkdir()
    archive = Archive(f"sqlite:///{(folder / 'hq.db').as_posix()}", folder / "blobs")
    key = session.store.key.public_key().public_bytes_raw()
    archive.devices.register(key, event=session.pack.event, label="bench")
    archive.close()
    with _process("tests.support.hq_process", folder) as port:
        yield port


@contextmanager
def _process(module: str, folder: Path) -> Iterator[int]:
    """A server of its own that takes folder and port, with its certificate in the folder; the port, once it answers."""
    sync_world.write_certificate(folder)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    server = subprocess.Popen([sys.executable, "-m", module, str(folder), str(port)])
    try:
        end = time.monotonic() + PATIENCE
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > end:
                raise TimeoutError(f"{module} never answered")
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _send(session: Session, port: int) -> int:
    """Everything that waits; how many bytes headquarters confirmed."""
    with SyncClient(
        f"https://127.0.0.1:{port}",
        ca_pem=sync_world.CREDENTIALS.ca_pem,
        receipt_key=sync_world.RECEIPT_PUBLIC,
        key=session.store.key,
        now_ms=session.clock.now_ms,
    ) as client:
        outbox = StoreOutbox(session.store.outbox, at_once, lambda: None)
        outcome = Exchange(client, outbox).run_once()
    if outcome.problem is not None:
        raise outcome.problem
    return outcome.bytes_acknowledged


def _synced(folder: Path, session: Session) -> float:
    """All of a laptop's batches to a headquarters that never saw them; MB/s."""
    session.store.outbox.mark_unsent([one.n for one in session.store.outbox.batches(BatchState.SENT)])
    with _ingest(folder, session) as port:
        start = time.perf_counter()
        size = _send(session, port)
        return size / MB / (time.perf_counter() - start)


def _everything(session: Session) -> list[bytes]:
    """The bytes of every batch and of every file."""
    outbox = session.store.outbox
    batches = outbox.batches(BatchState.SENT)
    return [outbox.batch_bytes(one.n) for one in batches] + [
        outbox.blob(ref.sha256, 0, ref.size) for one in batches for ref in one.blobs
    ]


def _put(folder: Path, session: Session, server: str, put: Put) -> float:
    """The same bytes by plain HTTPS PUT over one connection to a ``server`` that forces each to disk; MB/s."""
    folder.mkdir()
    files = _everything(session)
    with _process(server, folder) as port:
        context = tls.client_context(sync_world.CREDENTIALS.ca_pem)
        start = time.perf_counter()
        put(port, context, files)
        return sum(map(len, files)) / MB / (time.perf_counter() - start)


def _by_httpx(port: int, context: ssl.SSLContext, files: Sequence[bytes]) -> None:
    with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=context, trust_env=False) as client:
        for n, content in enumerate(files):
            client.put(f"/{n}", content=content).raise_for_status()


def _by_http_client(port: int, context: ssl.SSLContext, files: Sequence[bytes]) -> None:
    with closing(HTTPSConnection("127.0.0.1", port, context=context)) as connection:
        for n, content in enumerate(files):
            connection.request("PUT", f"/{n}", content)
            connection.getresponse().read()
