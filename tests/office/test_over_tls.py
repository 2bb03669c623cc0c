"""A laptop and headquarters over real TLS: joining, sending, the decision coming back, the applicants' page."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

import pytest

from fieldkit.cli.secrets import VARIABLE
from fieldkit.desk.access import enrolment as enrol
from fieldkit.desk.access import unlock
from fieldkit.desk.exchange.headquarters_link import HeadquartersLink
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.domain.forms.application import ApplicationState
from fieldkit.office import decisions, inbox_delivery, intake, keys, prepare, problems, publish_progress
from fieldkit.office import enrolment as packs
from fieldkit.office import server as serving
from fieldkit.office.paths import Places
from fieldkit.platform.paths import Home
from fieldkit.store.outbox import BatchState
from sync.archive.archive import Archive
from sync.ingest import app
from sync.protocol import tls
from tests.support import office_world as w
from tests.support.kit import FLOOR, FirstSaltKnown, TestClock
from tests.support.narrowing import present
from tests.support.problems import raises


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def serving_hq(folder: Path, clock: TestClock) -> Iterator[int]:
    """The whole web server of headquarters in a thread, on the port of its own address."""
    places = Places(folder)
    archive = places.open_archive()
    web = app.web_server(
        serving.application(places, archive, clock.wall), places.tls_certificate, places.tls_key, host="", port=0
    )
    port = int(places.read_public().url.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)) as listener:
        thread = threading.Thread(target=web.run, kwargs={"sockets": [listener]})
        thread.start()
        yield port
        web.should_exit = True
        thread.join()
    archive.close()


def get(folder: Path, port: int, path: str) -> tuple[int, dict[str, str], str]:
    public = Places(folder).read_public()
    connection = HTTPSConnection("127.0.0.1", port, context=tls.client_context(public.ca_pem), timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


@pytest.fixture
def hq(tmp_path: Path) -> Path:
    """A headquarters' folder whose address is a free port of this machine."""
    folder = tmp_path / "hq"
    w.set_up(folder, TestClock(w.NINE_MS).wall, url=f"https://127.0.0.1:{free_port()}")
    return folder


def test_a_laptop_joins_sends_and_learns_the_decision_and_the_page_follows(hq: Path, tmp_path: Path) -> None:
    clock = TestClock(w.NINE_MS)
    office = keys.open_office(hq, "hilda", w.PASSPHRASE, wall=clock.wall)
    archive = office.places.open_archive()
    ready = prepare.prepare(office, archive, w.PLAN)
    home = Home(tmp_path / "kit")
    store = enrol.begin(
        home,
        invitation=ready.invitation,
        code=ready.codes["B"],
        operator="rosa",
        passphrase="correct horse battery",
        label="prueba",
        wall=clock.wall,
        cost=FLOOR,
        random=FirstSaltKnown(),
    )
    with serving_hq(hq, clock) as port:
        link = HeadquartersLink(store, clock.wall)
        assert link.run_once(None).problem is None
        joined = packs.pack_all(office, archive)
        assert [kit.letter for kit in joined.joined] == ["B"]
        inbox_delivery.post(office, archive)
        assert link.run_once(None).problem is None
        session = unlock.start(home, store, "rosa", wall=clock.wall, steady=clock.steady)
        application = w.captured(session, "PAS-AR")
        visit = w.waiting(session, "PAS-AR")
        assert link.run_once(session).problem is None
        assert intake.open_new(office, archive).opened == 1
        assert decisions.decide_all(office) == (1, 0, 0)
        inbox_delivery.post(office, archive)
        assert link.run_once(session).problem is None
        known = store.people.application(application)
        assert known is not None
        assert known.state is ApplicationState.ACCEPTED
        status, headers, text = get(hq, port, f"/T/{check_in.token(session, visit)}")
        assert (status, headers["cache-control"]) == (200, "no-store")
        assert "Está en la fila" in text
        calls.call(session, visit.id, "urgent")
        clock.advance(1)
        assert link.show(session).problem is None  # no batch, only the line's public state
        assert "¡Es su turno!" in get(hq, port, f"/T/{check_in.token(session, visit)}")[2]
        assert intake.open_new(office, archive).opened == 0
        token = next(check_in.token(session, session.visit(one.visit)) for one in store.people.applications())
        assert publish_progress.tell(office, archive, clock.wall()) == 1
        clock.advance(1)
        assert "La oficina central la aceptó" in get(hq, port, f"/T/{token}")[2]
        assert "la aceptó" not in get(hq, port, f"/T/{check_in.token(session, visit)}")[2]
        _is_ready(office, archive, application, clock)
        told = get(hq, port, f"/T/{token}")[2]
        assert "documento está listo. Recójalo desde el 19/12/2026, en: Consulado, ventanilla &lt;4&gt;." in told
        assert ("from 2026-12-19" in told, "la aceptó" in told) == (True, False)
        assert "ventanilla" not in get(hq, port, f"/T/{check_in.token(session, visit)}")[2]
        assert link.run_once(session).problem is None
        assert present(store.people.application(application)).ready_day == date(2026, 12, 19)
        link.close()
        assert get(hq, port, "/T/" + "0" * 29)[0] == 404
        assert get(hq, port, "/v1/nothing")[0] == 404
    store.close()
    office.close()
    archive.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_sending_keeps_on_without_screens_and_ends_calmly_with_what_was_sent(hq: Path, tmp_path: Path) -> None:
    clock = TestClock(w.NINE_MS)
    office = keys.open_office(hq, "hilda", w.PASSPHRASE, wall=clock.wall)
    archive = office.places.open_archive()
    ready = prepare.prepare(office, archive, w.PLAN)
    home, secret = Home(tmp_path / "kit"), "correct horse battery"
    invitation, code = ready.invitation, ready.codes["B"]
    joining: dict[str, Any] = {
        "operator": "rosa",
        "passphrase": secret,
        "label": "prueba",
        "wall": clock.wall,
        "cost": FLOOR,
        "random": FirstSaltKnown(),
    }
    store = enrol.begin(home, invitation=invitation, code=code, **joining)
    store.close()
    with kept_on(home, secret) as process:  # no pack yet: it says so and what to do
        assert process.wait(60) == 1
    with serving_hq(hq, clock):
        store = unlock.open_store(home, "rosa", secret, wall=clock.wall)
        link = HeadquartersLink(store, clock.wall)
        assert link.run_once(None).problem is None
        packs.pack_all(office, archive)
        inbox_delivery.post(office, archive)
        assert link.run_once(None).problem is None
        link.close()
        w.captured(unlock.start(home, store, "rosa", wall=clock.wall, steady=clock.steady), "PALE")
        store.close()
        with kept_on(home, secret) as process:
            assert process.stdout is not None
            assert "Enviando y recibiendo" in process.stdout.readline()
            confirmed = process.stdout.readline()
            process.send_signal(signal.SIGINT)
            last = process.communicate(timeout=60)[0]
        assert confirmed.startswith("✓ Envíos confirmados: ")
        sent = int(confirmed.rstrip(".\n").rpartition(" ")[2])
        assert sent >= 1
        assert (process.returncode, last) == (0, f"✓ Detenido. Envíos confirmados: {sent}.\n")
    store = unlock.open_store(home, "rosa", secret, wall=clock.wall)
    assert len(store.outbox.batches(BatchState.SENT)) == sent
    assert not store.outbox.batches(BatchState.WAITING)
    store.close()
    with kept_on(home, secret) as process:  # and without headquarters
        assert process.stdout is not None
        assert process.stderr is not None
        assert "Enviando y recibiendo" in process.stdout.readline()
        assert process.stderr.readline().startswith("! ")
        process.send_signal(signal.SIGTERM)
        last = process.communicate(timeout=60)[0]
    assert (process.returncode, last) == (0, "✓ Detenido. Envíos confirmados: 0.\n")
    office.close()
    archive.close()


@contextmanager
def kept_on(home: Home, secret: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "fieldkit", "--home", str(home.folder), "sync", "--operator", "rosa", "--keep-on"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {VARIABLE: secret, "PYTHONUTF8": "1"},
    )
    try:
        with process:
            yield process
    finally:
        process.kill()


def _is_ready(office: keys.Office, archive: Archive, application: str, clock: TestClock) -> None:
    assert decisions.ready(office, application, date(2026, 12, 19), "Consulado, ventanilla <4>")
    publish_progress.tell(office, archive, clock.wall())
    inbox_delivery.post(office, archive)
    clock.advance(1)


def test_the_ingest_speaks_no_older_tls_and_cannot_open_anything(hq: Path) -> None:
    ingest = {path.name for path in Places(hq).ingest.iterdir()}
    assert ingest == {"receipt.key", "tls.key.pem", "tls.pem", "public.json"}
    for path in Places(hq).ingest.iterdir():
        assert b"AGE-SECRET-KEY" not in path.read_bytes().upper()
    with serving_hq(hq, TestClock(w.NINE_MS)) as port:
        context = tls.client_context(Places(hq).read_public().ca_pem)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_connection(("127.0.0.1", port)) as raw, pytest.raises(ssl.SSLError):
            context.wrap_socket(raw, server_hostname="127.0.0.1")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_serving_says_where_and_stops_when_asked(hq: Path, how: signal.Signals) -> None:
    code = (
        "import sys, time, pathlib\n"
        "from fieldkit.office.server import serve\n"
        "serve(pathlib.Path(sys.argv[1]), host='127.0.0.1', port=0, now_ms=lambda: time.time_ns() // 10**6,"
        " say=lambda line: print(line, flush=True))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(hq)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().rpartition(":")[2])
        assert get(hq, port, "/T/x")[0] == 404
        process.send_signal(how)
        process.communicate(timeout=20)
        assert process.returncode is not None


def test_a_taken_port_is_said_in_words(hq: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, raises(problems.PORT_TAKEN):
        serving.serve(hq, host="127.0.0.1", port=listener.getsockname()[1], now_ms=lambda: w.NINE_MS)
