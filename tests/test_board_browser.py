"""The board in a real browser: every call is seen and heard in turn, its age is told, everybody can read it."""

import threading
from collections.abc import Iterator
from socket import create_server

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from fieldkit.board import serving
from fieldkit.catalog.load import load
from tests.hall_desk import Desk

CATALOG = load()
pytestmark = pytest.mark.browser


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
def television(browser, desk, address) -> Iterator[Page]:
    """A real browser whose clock a test can wind on, showing a line in which nobody was called yet."""
    desk.publish()
    page = browser.new_page(viewport={"width": 1280, "height": 720}, bypass_csp=True)  # for the tests' own questions
    page.clock.install()
    page.add_init_script(
        "window.seen = []; document.addEventListener('announced', (e) => window.seen.push(e.detail.number));"
    )
    page.goto(address)
    page.wait_for_function("known !== null")
    yield page
    page.close()


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


def test_the_last_truth_stays_with_its_age_when_the_laptop_falls_silent(desk, television):
    desk.arrive(2)
    number = desk.call()
    television.wait_for_function("window.seen.length === 1")
    assert television.inner_text("#age") == ""
    television.clock.fast_forward(5 * 60_000)
    assert "5 min" in television.inner_text("#age")
    assert television.inner_text("#number") == number


def test_a_board_opened_late_shows_the_last_call_without_announcing_it_again(desk, address, television):
    desk.arrive(1)
    number = desk.call()
    television.wait_for_function("window.seen.length === 1")
    desk.clock.advance(10)
    desk.publish()
    television.reload()
    television.wait_for_function(f"document.getElementById('number').textContent === '{number}'")
    assert television.evaluate("window.seen") == []


def test_the_board_passes_axe_and_never_scrolls(desk, television):
    desk.arrive(12)
    for _ in range(10):
        desk.call()
    television.wait_for_function("document.querySelectorAll('#calls li').length === 8")
    found = Axe().run(television)
    assert found.violations_count == 0, found.generate_report()
    assert television.evaluate("document.documentElement.scrollHeight <= innerHeight")
