"""The board in a real browser: every call is seen and heard in turn, its age is told, everybody can read it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from fieldkit.desk.queue import calls
from fieldkit.domain.catalog.load import load
from fieldkit.domain.queue.calling_order import MINUTE
from fieldkit.platform.clock import wall_ms
from fieldkit.platform.paths import Home
from fieldkit.public import board_state
from fieldkit.public.board import board_server
from tests.support.board_process import kept
from tests.support.hall_desk import Desk

CATALOG = load()
pytestmark = pytest.mark.browser
# What leaves the page for the people in the hall: numbers announced, tones begun, sentences given to the voice.
LISTEN = """
window.seen = []; window.tones = 0; window.said = [];
document.addEventListener('announced', (e) => window.seen.push(e.detail.number));
const tone = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) { window.tones += 1; return tone.apply(this, at); };
SpeechSynthesis.prototype.speak = (said) => window.said.push(said.text);
"""
# Whether an element is seen whole within its frame and the screen.
INSIDE = """(part) => {
  const node = document.querySelector(part), inner = node.getBoundingClientRect();
  const frame = node.closest('section').getBoundingClientRect();
  return inner.height > 0 && inner.bottom <= frame.bottom && frame.bottom <= innerHeight
    && node.scrollWidth <= node.clientWidth;
}"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.session.store.close()


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    with served(desk.home, desk.clock.wall) as here:
        yield here


@contextmanager
def served(home: Home, now_ms: Callable[[], int]) -> Iterator[str]:
    """The board's server, as the command runs it, on a free port."""
    web = uvicorn.Server(
        uvicorn.Config(
            board_server.application(home, CATALOG, now_ms),
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
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            web.should_exit = True
            thread.join()


@pytest.fixture
def television(browser: Browser, desk: Desk, address: str) -> Iterator[Page]:
    """A real browser whose clock a test can wind on, showing a line in which nobody was called yet."""
    desk.publish()
    with television_at(browser, address) as page:
        page.wait_for_function("known !== null")
        yield page


@contextmanager
def television_at(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 720}, bypass_csp=True)  # for the tests' own questions
    page.clock.install()
    page.add_init_script(LISTEN)
    try:
        page.goto(address)
        yield page
    finally:
        page.close()


def announced(page: Page, number: str) -> None:
    """Wait until a number was announced; a call is heard when it is seen."""
    page.wait_for_function(f"window.seen.includes('{number}')")


def test_two_calls_in_one_second_are_both_announced_one_after_the_other(desk: Desk, television: Page) -> None:
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


def test_a_day_in_fast_motion_announces_every_call_and_lists_the_last_eight(desk: Desk, television: Page) -> None:
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


def test_the_last_truth_stays_with_its_age_when_the_laptop_falls_silent(desk: Desk, television: Page) -> None:
    desk.arrive(2)
    number = desk.call()
    television.wait_for_function("window.seen.length === 1")
    assert television.inner_text("#age") == ""
    television.clock.fast_forward(5 * 60_000)
    assert "5 min" in television.inner_text("#age")
    assert television.inner_text("#number") == number


def test_a_board_opened_late_shows_the_last_call_without_announcing_it_again(
    desk: Desk, address: str, television: Page
) -> None:
    desk.arrive(1)
    number = desk.call()
    television.wait_for_function("window.seen.length === 1")
    desk.clock.advance(10)
    desk.publish()
    television.reload()
    television.wait_for_function(f"document.getElementById('number').textContent === '{number}'")
    assert television.evaluate("window.seen") == []


def test_three_days_on_end_leave_nothing_behind_and_no_number_of_yesterday(desk: Desk, television: Page) -> None:
    def elements() -> int:
        return int(television.evaluate("document.querySelectorAll('*').length"))

    seen: list[str] = []
    before = elements()
    for _day in range(3):
        numbers = desk.arrive(9)
        for number in numbers:
            desk.call()
            desk.clock.advance(1)
            announced(television, number)
            television.clock.fast_forward(MINUTE)
        assert television.locator("#calls li").count() == 8
        seen += numbers
        desk.clock.advance(14 * 60)
        television.clock.fast_forward(14 * 60 * MINUTE)
        assert "14 horas" in television.inner_text("#age")
        assert television.inner_text("#number") == "—"
        assert television.inner_text("#calls") == television.inner_text("#wait") == ""
        desk.clock.advance(10 * 60 - 9)
        desk.publish()
        television.clock.fast_forward((10 * 60 - 9) * MINUTE)
        television.wait_for_function("document.getElementById('age').textContent === ''")
        assert television.inner_text("#number") == "—"
        assert elements() <= before + 3
    assert television.evaluate("window.seen") == seen
    assert television.evaluate("[queue.length, busy, known.size]") == [0, False, 0]


def test_a_board_opened_in_the_morning_does_not_show_yesterday_s_file(
    browser: Browser, desk: Desk, address: str
) -> None:
    desk.arrive(1)
    desk.call()
    desk.clock.advance(14 * 60)
    with television_at(browser, address) as page:
        page.wait_for_function("document.getElementById('age').textContent.includes('14 horas')")
        assert page.inner_text("#number") == "—"
        assert page.locator("#calls li").count() == 0


def test_after_a_silence_calls_long_past_are_listed_and_not_announced(desk: Desk, television: Page) -> None:
    old, late = desk.arrive(2)
    calls.call_next(desk.session)
    desk.clock.advance(20)
    desk.call()
    announced(television, late)
    television.clock.run_for(MINUTE)
    assert television.evaluate("window.seen") == [late]
    assert television.locator("#calls li span:first-child").all_inner_texts() == [late, old]


def test_a_call_that_was_taken_back_stands_there_no_longer(desk: Desk, television: Page) -> None:
    first, second = desk.arrive(2)
    for number in (first, second):
        desk.call()
        announced(television, number)
        television.clock.run_for(MINUTE)
    calls.undo_last(desk.session)
    desk.publish()
    television.wait_for_function(f"document.getElementById('number').textContent === '{first}'")


def test_two_televisions_both_show_and_announce_every_call(
    browser: Browser, desk: Desk, address: str, television: Page
) -> None:
    numbers = desk.arrive(3)
    with television_at(browser, address) as other:
        other.wait_for_function("known !== null")
        for number in numbers:
            desk.call()
            for page in (television, other):
                announced(page, number)
                page.clock.run_for(MINUTE)
        assert television.evaluate("window.seen") == other.evaluate("window.seen") == numbers
        assert television.inner_text("main") == other.inner_text("main")


def test_one_key_silences_chime_and_voice_says_so_and_is_remembered(desk: Desk, television: Page) -> None:
    numbers = desk.arrive(4)
    television.keyboard.press("Space")
    television.wait_for_function("document.getElementById('sound').textContent.includes('Sonido encendido')")

    def heard(number: str) -> tuple[int, list[str]]:
        """The tones and sentences of one announcement."""
        television.evaluate("window.tones = 0, window.said = []")
        assert desk.call() == number
        announced(television, number)
        television.clock.fast_forward(MINUTE)
        desk.clock.advance(1)
        return television.evaluate("window.tones"), television.evaluate("window.said")

    assert heard(numbers[0]) == (2, ["Número A 1, mesa 1", "Number A 1, table 1"])
    television.keyboard.press("m")
    television.wait_for_function("document.getElementById('sound').textContent.includes('Sonido apagado')")
    television.wait_for_function("audio.state === 'suspended'")
    assert heard(numbers[1]) == (0, [])
    desk.publish()
    television.reload()
    television.wait_for_function("known !== null")
    assert "Sonido apagado" in television.inner_text("#sound")
    television.keyboard.press("Space")
    assert heard(numbers[2]) == (0, [])
    television.keyboard.press("M")
    television.wait_for_function("document.getElementById('sound').textContent.includes('Sonido encendido')")
    assert heard(numbers[3])[0] == 2


def test_an_open_board_comes_back_with_the_truth_after_its_serving_was_killed(browser: Browser, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.board.parent.mkdir()

    def publish(*numbers: str) -> None:
        now = wall_ms()
        calls = tuple(board_state.Call(number, number, "1", now) for number in numbers)
        fresh = home.board.with_suffix(".new")
        fresh.write_bytes(
            board_state.write(board_state.BoardState("Jornada", now, calls, (), 0, board_state.Wait(0, 0), ""))
        )
        fresh.replace(home.board)

    publish("A001")
    with kept(home.folder) as board, television_at(browser, board.address) as page:
        announced(page, "A001")
        page.clock.run_for(MINUTE)
        board.serving().kill()
        publish("A001", "A002")
        announced(page, "A002")
        assert page.inner_text("#number") == "A002"
        assert page.evaluate("window.seen") == ["A001", "A002"]


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1024, 768)])
def test_eight_calls_and_all_who_did_not_come_are_seen_whole_even_on_an_old_board(
    browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    home = Home(tmp_path)
    home.board.parent.mkdir()
    gone = tuple(f"C{n:03}" for n in range(25))
    calls = tuple(board_state.Call(f"{n}", f"B{n:03}", "12", 0) for n in range(12))
    home.board.write_bytes(
        board_state.write(
            board_state.BoardState("Jornada", 0, calls, gone, 99, board_state.Wait(135, 185), "1 855 463 6395")
        )
    )
    with served(home, lambda: 5 * MINUTE) as address, television_at(browser, address) as page:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_function("document.querySelectorAll('#calls li').length === 8")
        seen: set[str] = set()
        for _ in range(8):
            seen |= set(page.inner_text("#missed").split())
            for part in ("#calls li:last-child", "#missed", "#number", "#table"):
                assert page.evaluate(INSIDE, part), part
            page.clock.fast_forward(12_000)
        assert seen == set(gone)


def test_the_board_passes_axe_and_never_scrolls(desk: Desk, television: Page) -> None:
    desk.arrive(12)
    for _ in range(10):
        desk.call()
    television.wait_for_function("document.querySelectorAll('#calls li').length === 8")
    found = Axe().run(television)
    assert found.violations_count == 0, found.generate_report()
    assert television.evaluate("document.documentElement.scrollHeight <= innerHeight")
