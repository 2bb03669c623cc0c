"""The hall's board: what is called is seen, nothing is missed, and never a name."""

import threading
from collections.abc import Iterator
from pathlib import Path
from socket import create_server

import anyio
import httpx
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, sync_playwright

from fieldkit import hall
from fieldkit.board import serving
from fieldkit.catalog.load import load
from fieldkit.desk import board, line, reception
from fieldkit.desk.reception import Arrival
from fieldkit.home import Home
from fieldkit.people.names import PersonName
from printing import ticket_token
from tests import kit

CHROMIUM = Path("/usr/bin/chromium")
CATALOG = load()
CANARY = "Xochiquetzalli"


def get(home: Home, path: str, now_ms: int = 0) -> httpx.Response:
    """What the board's server answers."""

    async def ask() -> httpx.Response:
        web = httpx.ASGITransport(serving.application(home, CATALOG, lambda: now_ms))
        async with httpx.AsyncClient(transport=web, base_url="http://hall") as client:
            return await client.get(path)

    return anyio.run(ask)


class Desk:
    """A laptop's desk and its clock; ``publish`` is what the screens do after every change."""

    def __init__(self, folder: Path) -> None:
        self.clock = kit.TestClock()
        self.session = kit.session(folder, kit.hands(), self.clock)
        self.home = self.session.home

    def arrive(self, people: int) -> list[str]:
        name = PersonName(CANARY, "Peña")
        visits = [
            reception.check_in(self.session, Arrival(name, ("PAS-AR",), notice=True, curp="", phone=""))
            for _ in range(people)
        ]
        return [visit.number for visit in visits]

    def call(self) -> str:
        number = line.call_next(self.session).number
        self.publish()
        return number

    def publish(self) -> None:
        board.publish(self.session)


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.session.store.close()


@pytest.fixture
def address(desk) -> Iterator[str]:
    """The board's server, as the command runs it, on a free port."""
    web = uvicorn.Server(
        uvicorn.Config(
            serving.application(desk.home, CATALOG, desk.clock.wall),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            timeout_graceful_shutdown=1,
        )
    )
    with create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=web.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        web.should_exit = True
        thread.join()


@pytest.fixture
def television(desk, address) -> Iterator[Page]:
    """A real browser whose clock a test can wind on, showing a line in which nobody was called yet."""
    desk.publish()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": 1280, "height": 720}, bypass_csp=True
        )  # for the tests' own questions
        page.clock.install()
        page.add_init_script(
            "window.seen = []; document.addEventListener('announced', (e) => window.seen.push(e.detail.number));"
        )
        page.goto(address)
        page.wait_for_function("known !== null")
        yield page
        browser.close()


@pytest.mark.browser
def test_two_calls_in_one_second_are_both_announced_one_after_the_other(desk, television):
    first, second, third = desk.arrive(3)
    desk.call()
    television.wait_for_function("window.seen.length === 1")
    desk.call()
    desk.call()
    television.wait_for_function("document.querySelectorAll('#calls li').length === 3")
    assert television.inner_text("#number") == first
    television.clock.fast_forward(8_000)
    assert television.inner_text("#number") == second
    television.clock.fast_forward(8_000)
    assert television.inner_text("#number") == third
    assert television.evaluate("window.seen") == [first, second, third]


@pytest.mark.browser
def test_a_day_in_fast_motion_announces_every_call_and_lists_the_last_eight(desk, television):
    numbers = desk.arrive(40)
    for n, number in enumerate(numbers, 1):
        assert desk.call() == number
        desk.clock.advance(5)
        television.wait_for_function(f"document.querySelector('#calls li span')?.textContent === '{number}'")
        if n % 3 == 0:
            television.clock.run_for(30_000)
    television.clock.run_for(60_000)
    assert television.evaluate("window.seen") == numbers
    shown = television.locator("#calls li span:first-child").all_inner_texts()
    assert shown == numbers[:-9:-1]


@pytest.mark.browser
def test_the_last_truth_stays_with_its_age_when_the_laptop_falls_silent(desk, television):
    desk.arrive(2)
    number = desk.call()
    television.wait_for_function("window.seen.length === 1")
    assert television.inner_text("#age") == ""
    television.clock.fast_forward(5 * 60_000)
    assert "5 min" in television.inner_text("#age")
    assert television.inner_text("#number") == number


@pytest.mark.browser
def test_a_board_opened_late_shows_the_last_call_without_announcing_it_again(desk, address, television):
    desk.arrive(1)
    number = desk.call()
    television.wait_for_function("window.seen.length === 1")
    desk.clock.advance(10)
    desk.publish()
    television.reload()
    television.wait_for_function(f"document.getElementById('number').textContent === '{number}'")
    assert television.evaluate("window.seen") == []


@pytest.mark.browser
def test_the_board_passes_axe_and_never_scrolls(desk, television):
    desk.arrive(12)
    for _ in range(10):
        desk.call()
    television.wait_for_function("document.querySelectorAll('#calls li').length === 8")
    found = Axe().run(television)
    assert found.violations_count == 0, found.generate_report()
    assert television.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_those_who_did_not_come_are_shown_until_they_are_back(desk):
    desk.arrive(2)
    visit = line.call_next(desk.session)
    for _ in range(line.RECALLS_BEFORE_MISSED):
        line.recall(desk.session, visit.id)
    line.missed(desk.session, visit.id)
    assert board.look(desk.session).missed == (visit.number,)
    reception.came_back(desk.session, visit.id)
    assert board.look(desk.session).missed == ()


def test_a_call_that_was_taken_back_leaves_the_board(desk):
    desk.arrive(2)
    line.call_next(desk.session)
    line.undo_last(desk.session)
    assert board.look(desk.session).calls == ()


def test_neither_file_nor_any_page_names_anybody(desk):
    desk.arrive(3)
    desk.call()
    visit = desk.session.store.people.visits(desk.session.day())[0]
    token = reception.token(desk.session, visit)
    answers = [get(desk.home, path).text for path in ("/", "/state", f"/T/{token}", "/T/" + "0" * 29, "/x")]
    files = [desk.home.board.read_bytes(), desk.home.tickets.read_bytes()]
    assert not any(CANARY in answer for answer in answers)
    assert not any(CANARY.encode() in file or token.encode() in file for file in files)
    assert "A001" in answers[1]


def test_a_phone_in_the_hall_sees_its_own_ticket_without_internet(desk):
    desk.arrive(2)
    desk.publish()
    visits = desk.session.store.people.visits(desk.session.day())
    mine = get(desk.home, "/T/" + reception.token(desk.session, visits[1])).text
    assert "1</b> persona antes" in mine
    assert get(desk.home, "/T/" + ticket_token.encode(b"9" * 10, b"k")).status_code == 404


@pytest.mark.parametrize("content", [b"", b"{", b'{"v":2}', b"\xff" * 70_000])
def test_a_file_that_cannot_be_read_leaves_the_last_truth_standing(desk, content):
    desk.arrive(1)
    desk.call()
    watch = serving.Watch(desk.home.board, desk.clock.wall)
    assert watch.look()
    before = watch.message()
    desk.home.board.write_bytes(content)
    assert not watch.look()
    desk.home.board.unlink()
    assert not watch.look()
    assert watch.message() == before


def test_before_the_first_word_there_is_a_page_and_no_board(tmp_path):
    assert get(Home(tmp_path), "/state").json() == {}
    assert "EventSource" in get(Home(tmp_path), "/").text


@given(st.binary(max_size=300))
def test_any_bytes_are_a_board_or_refused(raw):
    try:
        board_read = hall.read(raw)
    except hall.BadBoard:
        return
    assert hall.read(hall.write(board_read)) == board_read
