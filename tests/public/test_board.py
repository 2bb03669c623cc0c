"""The hall's board: what is called is seen, nothing is missed, and never a name."""

from collections.abc import Iterator
from pathlib import Path

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.desk.public import board_files
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.domain.catalog.load import load
from fieldkit.platform.paths import Home
from fieldkit.public import board_state
from fieldkit.public.board import board_server
from fieldkit.tokens import ticket_token
from tests.support.hall_desk import CANARY, Desk

CATALOG = load()


def get(home: Home, path: str, now_ms: int = 0) -> httpx.Response:
    """What the board's server answers."""

    async def ask() -> httpx.Response:
        web = httpx.ASGITransport(board_server.application(home, CATALOG, lambda: now_ms))
        async with httpx.AsyncClient(transport=web, base_url="http://hall") as client:
            return await client.get(path)

    return anyio.run(ask)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.session.store.close()


def test_those_who_did_not_come_are_shown_until_they_are_back(desk: Desk) -> None:
    desk.arrive(2)
    visit = calls.call_next(desk.session)
    for _ in range(calls.RECALLS_BEFORE_MISSED):
        calls.recall(desk.session, visit.id)
    calls.missed(desk.session, visit.id)
    assert board_files.look(desk.session).missed == (visit.number,)
    check_in.came_back(desk.session, visit.id)
    assert board_files.look(desk.session).missed == ()


def test_a_call_that_was_taken_back_leaves_the_board(desk: Desk) -> None:
    desk.arrive(2)
    calls.call_next(desk.session)
    calls.undo_last(desk.session)
    assert board_files.look(desk.session).calls == ()


def test_neither_file_nor_any_page_names_anybody(desk: Desk) -> None:
    desk.arrive(3)
    desk.call()
    visit = desk.session.store.people.visits(desk.session.today())[0]
    token = check_in.token(desk.session, visit)
    answers = [get(desk.home, path).text for path in ("/", "/state", f"/T/{token}", "/T/" + "0" * 29, "/x")]
    files = [desk.home.board.read_bytes(), desk.home.tickets.read_bytes()]
    assert not any(CANARY in answer for answer in answers)
    assert not any(CANARY.encode() in file or token.encode() in file for file in files)
    assert "A001" in answers[1]


def test_a_phone_in_the_hall_sees_its_own_ticket_without_internet(desk: Desk) -> None:
    desk.arrive(2)
    desk.publish()
    visits = desk.session.store.people.visits(desk.session.today())
    mine = get(desk.home, "/T/" + check_in.token(desk.session, visits[1])).text
    assert "1</b> persona antes" in mine
    assert get(desk.home, "/T/" + ticket_token.encode(b"9" * 10, b"k")).status_code == 404


def test_an_acknowledgement_s_code_is_sent_on_to_those_who_can_check_it(desk: Desk) -> None:
    answer = get(desk.home, "/S/" + "0" * 40)
    assert answer.status_code == 404
    assert "no se puede revisar un acuse" in answer.text
    assert "consulate" in answer.text
    assert "0" * 40 not in answer.text


@pytest.mark.parametrize("content", [b"", b"{", b'{"v":2}', b"\xff" * 70_000])
def test_a_file_that_cannot_be_read_leaves_the_last_truth_standing(desk: Desk, content: bytes) -> None:
    desk.arrive(1)
    desk.call()
    watch = board_server.Watch(desk.home.board, desk.clock.wall)
    assert watch.look()
    before = watch.message()
    desk.home.board.write_bytes(content)
    assert not watch.look()
    desk.home.board.unlink()
    assert not watch.look()
    assert watch.message() == before


def test_before_the_first_word_there_is_a_page_and_no_board(tmp_path: Path) -> None:
    assert get(Home(tmp_path), "/state").json() == {}
    assert "EventSource" in get(Home(tmp_path), "/").text


@given(st.binary(max_size=300))
def test_any_bytes_are_a_board_or_refused(raw: bytes) -> None:
    try:
        board_read = board_state.read(raw)
    except board_state.BadBoard:
        return
    assert board_state.read(board_state.write(board_read)) == board_read
