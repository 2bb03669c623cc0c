"""The applicants' page in a real browser at phone size, over real TLS."""

import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from socket import create_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page

from fieldkit.domain.queue.visit import VisitState
from fieldkit.office import server as serving
from fieldkit.office.paths import Places
from fieldkit.office.public_snapshots import KEEP_MS
from fieldkit.public import queue_snapshot
from fieldkit.public.queue_snapshot import EventName, QueueRow
from fieldkit.tokens import ticket_token
from sync.ingest import app
from sync.protocol.envelope import sign
from sync.protocol.messages import Snapshot
from tests.support import office_world, sync_world
from tests.support.narrowing import of_kind

NOW = office_world.NINE_MS
CALLED, WAITS, LATER, COMES = (ticket_token.encode(one * 10, b"k") for one in (b"1", b"2", b"3", b"4"))
ROWS = {
    CALLED: QueueRow(queue_snapshot.status_key(CALLED), VisitState.CALLED, services=("PALE",), table="3"),
    WAITS: QueueRow(queue_snapshot.status_key(WAITS), VisitState.WAITING, 12, 45, 70, ("PAS-M", "MCAS-1")),
    LATER: QueueRow(queue_snapshot.status_key(LATER), VisitState.WAITING, 3, 15, 20, ("PALE",)),
}
pytestmark = pytest.mark.browser


class Headquarters:
    """A headquarters on the network that hears of tickets, and a clock that moves with every word."""

    def __init__(self, folder: Path) -> None:
        self.now_ms = NOW
        office_world.set_up(folder, lambda: NOW)
        places = Places(folder)
        self.archive = places.open_archive()
        self.kit = sync_world.Kit()
        sync_world.register(self.archive, self.kit)
        application = serving.application(places, self.archive, lambda: self.now_ms)
        self.web = app.web_server(application, places.tls_certificate, places.tls_key, host="", port=0)
        self.address = ""

    def hear(self, rows: list[QueueRow], as_of_ms: int) -> None:
        event = EventName(sync_world.EVENT, "Jornada Sabatina en Durham", "Salón San Isidro", "America/New_York")
        shown = Snapshot(self.kit.device, sync_world.EVENT, as_of_ms, queue_snapshot.make(rows, as_of_ms, event))
        self.archive.snapshots.put(shown, sign(shown, self.kit.key))
        self.now_ms += KEEP_MS


@pytest.fixture(scope="module")
def hq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Headquarters]:
    """It heard of three tickets an hour ago."""
    one = Headquarters(tmp_path_factory.mktemp("hq") / "hq")
    one.hear(list(ROWS.values()), NOW - 3_600_000)
    with create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=one.web.run, kwargs={"sockets": [listener]})
        thread.start()
        one.address = f"https://127.0.0.1:{listener.getsockname()[1]}"
        yield one
        one.web.should_exit = True
        thread.join()
    one.archive.close()


@pytest.fixture
def phone(browser: Browser, hq: Headquarters) -> Iterator[Page]:
    """A phone; its own list of authorities has none of a test."""
    context = browser.new_context(viewport={"width": 412, "height": 915}, ignore_https_errors=True, base_url=hq.address)
    yield context.new_page()
    context.close()


def picture(phone: Page, path: str, size: tuple[int, int]) -> Image.Image:
    phone.set_viewport_size({"width": size[0], "height": size[1]})
    phone.goto(path)
    with Image.open(io.BytesIO(phone.screenshot())) as opened:
        return opened.convert("L").copy()


def test_a_browser_reads_the_words_and_runs_nothing(phone: Page) -> None:
    phone.goto(f"/T/{WAITS}")
    text = phone.content()
    assert "<b>12</b> personas antes que usted" in text
    assert "hace 1 hora" in text
    assert "dato viejo" in text


@pytest.mark.parametrize("size", [(412, 915), (360, 640)])
def test_a_call_stands_out_in_black_and_white_and_nothing_runs_over_the_edge(
    phone: Page, size: tuple[int, int]
) -> None:
    shot = picture(phone, f"/T/{CALLED}", size)
    assert shot.size == size
    # The style was not blocked: the call is a black bar across the upper half of the screen.
    width, height = size
    bar = max(sum(of_kind(int, shot.getpixel((x, y))) < 40 for x in range(width)) for y in range(height // 2))
    assert bar > width * 0.75
    assert all(of_kind(int, shot.getpixel((x, y))) > 240 for x in (0, 3, width - 4, width - 1) for y in range(height))
    tones = shot.histogram()
    assert sum(tones[:60]) + sum(tones[200:]) > 0.93 * width * height


def test_an_open_page_tells_of_the_call_by_itself(phone: Page, hq: Headquarters) -> None:
    phone.clock.install()
    phone.goto(f"/T/{LATER}")
    assert "personas antes" in phone.inner_text("main")
    called = QueueRow(queue_snapshot.status_key(LATER), VisitState.CALLED, services=("PALE",), table="7")
    hq.hear([*({**ROWS, LATER: called}.values())], NOW)
    phone.clock.run_for(21_000)
    phone.wait_for_selector("h1.go")
    assert "Mesa 7" in phone.inner_text("main")
    assert phone.title() == "¡Es su turno!"


@pytest.mark.parametrize("year", [2009, 2041])
def test_a_phone_whose_clock_is_off_by_years_that_opened_its_page_too_early_sees_its_turn(
    phone: Page, hq: Headquarters, year: int
) -> None:
    phone.clock.install(time=datetime(year, 2, 3, 4, 5, tzinfo=UTC))
    hq.hear([*ROWS.values()], hq.now_ms)
    phone.goto(f"/T/{COMES}")
    assert "No encontramos este boleto" in phone.inner_text("main")
    for state, words in ((VisitState.WAITING, "Usted sigue"), (VisitState.CALLED, "Mesa 7")):
        row = QueueRow(queue_snapshot.status_key(COMES), state, services=("PALE",), table="7")
        hq.hear([*ROWS.values(), row], hq.now_ms)
        phone.clock.run_for(21_000)
        phone.wait_for_function("words => document.querySelector('main').innerText.includes(words)", arg=words)
        text = phone.inner_text("main")
        assert "hace un momento" in text
        assert str(year) not in text


def test_a_forged_ticket_gets_the_calm_page(phone: Page) -> None:
    phone.goto("/T/" + "0" * 29)
    text = phone.content()
    assert "No encontramos este boleto" in text
    assert "Durham" not in text


@pytest.mark.parametrize("path", [f"/T/{WAITS}", f"/T/{CALLED}", "/T/" + "0" * 29])
def test_every_kind_of_page_passes_axe(browser: Browser, hq: Headquarters, path: str) -> None:
    # The rules are a script of their own, which the page would not let in.
    context = browser.new_context(ignore_https_errors=True, base_url=hq.address, bypass_csp=True)
    page = context.new_page()
    page.goto(path)
    found = Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()
