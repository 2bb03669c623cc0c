"""The applicants' page in a real browser at phone size, over real TLS."""

import base64
import hashlib
import subprocess
import threading
from pathlib import Path
from socket import create_server

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from PIL import Image

from fieldkit import snapshot
from fieldkit.office import serving
from fieldkit.office.places import Places
from fieldkit.snapshot import Event, Row
from fieldkit.visits import State
from printing import ticket_token
from sync import server
from sync.messages import Snapshot
from sync.signed import sign
from tests import office_world, sync_world

CHROMIUM = Path("/usr/bin/chromium")
NOW = office_world.NINE_MS
CALLED, WAITS = ticket_token.encode(b"1" * 10, b"k"), ticket_token.encode(b"2" * 10, b"k")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here")]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Address of a headquarters that heard of two tickets an hour ago, and the hash of its certificate's key."""
    folder = tmp_path_factory.mktemp("hq") / "hq"
    office_world.set_up(folder, lambda: NOW)
    places = Places(folder)
    archive = places.open_archive()
    kit = sync_world.Kit()
    sync_world.register(archive, kit)
    event = Event(sync_world.EVENT, "Jornada Sabatina en Durham", "Salón San Isidro", "America/New_York")
    rows = [
        Row(snapshot.status_key(CALLED), State.CALLED, services=("PALE",), table="3"),
        Row(snapshot.status_key(WAITS), State.WAITING, 12, 45, 70, ("PAS-M", "MCAS-1")),
    ]
    as_of_ms = NOW - 3_600_000
    shown = Snapshot(kit.device, sync_world.EVENT, as_of_ms, snapshot.make(rows, as_of_ms, event))
    archive.put_status(shown, sign(shown, kit.key))
    web = server.web_server(
        serving.application(places, archive, lambda: NOW), places.tls_certificate, places.tls_key, host="", port=0
    )
    with create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=web.run, kwargs={"sockets": [listener]})
        thread.start()
        certificate = x509.load_pem_x509_certificate(places.tls_certificate.read_bytes())
        key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        spki = base64.b64encode(hashlib.sha256(key).digest()).decode()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}", spki
        web.should_exit = True
        thread.join()
    archive.close()


def chromium(tmp_path, site, path: str, *what: str) -> str:
    address, spki = site
    command = [
        str(CHROMIUM),
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"),
        f"--ignore-certificate-errors-spki-list={spki}",  # the phone's own list has no authority of a test
        f"--user-data-dir={tmp_path / 'profile'}",
        *what,
        address + path,
    ]
    return subprocess.run(command, capture_output=True, check=True, timeout=90).stdout.decode("utf-8")


def picture(tmp_path, site, path: str, size: tuple[int, int]) -> Image.Image:
    file = tmp_path / "page.png"
    chromium(tmp_path, site, path, f"--window-size={size[0]},{size[1]}", f"--screenshot={file}")
    with Image.open(file) as opened:
        return opened.convert("L").copy()


def test_a_browser_reads_the_words_and_runs_nothing(tmp_path, site):
    text = chromium(tmp_path, site, f"/T/{WAITS}", "--dump-dom")
    assert "<b>12</b> personas antes que usted" in text
    assert "hace 1 hora" in text
    assert "dato viejo" in text


@pytest.mark.parametrize("size", [(412, 915), (360, 640)])
def test_a_call_stands_out_in_black_and_white_and_nothing_runs_over_the_edge(tmp_path, site, size):
    shot = picture(tmp_path, site, f"/T/{CALLED}", size)
    assert shot.size == size
    # The style was not blocked: the call is a black bar across the upper half of the screen.
    width, height = size
    bar = max(sum(shot.getpixel((x, y)) < 40 for x in range(width)) for y in range(height // 2))
    assert bar > width * 0.75
    assert all(shot.getpixel((x, y)) > 240 for x in (0, 3, width - 4, width - 1) for y in range(height))
    tones = shot.histogram()
    assert sum(tones[:60]) + sum(tones[200:]) > 0.93 * width * height


def test_a_forged_ticket_gets_the_calm_page(tmp_path, site):
    text = chromium(tmp_path, site, "/T/" + "0" * 29, "--dump-dom")
    assert "No encontramos este boleto" in text
    assert "Durham" not in text
