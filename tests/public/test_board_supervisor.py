"""The board comes back by itself, ends when it is asked to, and never falls over and over without an end."""

import asyncio
import signal
import socket
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from fieldkit.cli import main
from fieldkit.platform.paths import Home
from fieldkit.public import problems
from fieldkit.public.board import board_server, supervisor
from fieldkit.public.board.supervisor import RestartPolicy
from tests.support.board_process import PATIENCE, kept
from tests.support.problems import raises

HASTY = RestartPolicy(pauses=(0.0, 0.0), look=0.05, answer=0.2)


def falls(_listener: socket.socket, _home: Home) -> None:
    """A serving that ends at once."""


def hangs(_listener: socket.socket, home: Home) -> None:
    """A serving that answers nobody."""
    time.sleep(PATIENCE)
    (home.folder / "lasted").touch()


def tells(listener: socket.socket, home: Home) -> None:
    """A serving that only says whether its answers wait for anything."""
    (home.folder / "no-delay").write_text(str(bool(listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))))


def page(address: str) -> str:
    return httpx.get(address, timeout=PATIENCE).text


def test_a_killed_serving_is_begun_again_and_whoever_asks_meanwhile_only_waits(tmp_path: Path) -> None:
    with kept(tmp_path) as board:
        assert "EventSource" in page(board.address)
        first = board.serving()
        first.kill()
        assert "EventSource" in page(board.address)
        assert "se cayó" in board.heard()
        assert board.serving().pid != first.pid


@pytest.mark.skipif(sys.platform == "win32", reason="another process's Ctrl+C")
def test_one_interrupt_ends_the_command_and_its_serving(tmp_path: Path) -> None:
    with kept(tmp_path) as board:
        page(board.address)
        serving = board.serving()
        board.command.send_signal(signal.SIGINT)
        assert board.command.wait(PATIENCE) == 130
        assert not serving.is_running()


def test_a_serving_does_not_outlive_a_command_that_was_killed(tmp_path: Path) -> None:
    with kept(tmp_path) as board:
        page(board.address)
        serving = board.serving()
        board.command.kill()
        gone, _alive = psutil.wait_procs([serving], PATIENCE)
        assert gone


def unheard(_said: str) -> None:
    """Nobody listens."""


def test_what_falls_every_time_is_given_up_in_words(tmp_path: Path) -> None:
    said: list[str] = []
    with raises(problems.BOARD_FALLS) as problem:
        supervisor.keep(Home(tmp_path), host="127.0.0.1", port=0, say=said.append, serve=falls, patience=HASTY)
    assert problem.value.facts == {"n": 3}
    assert len(said) == 3


def test_a_serving_that_answers_nobody_is_ended(tmp_path: Path) -> None:
    patience = HASTY._replace(pauses=())
    with raises(problems.BOARD_FALLS):
        supervisor.keep(Home(tmp_path), host="127.0.0.1", port=0, say=unheard, serve=hangs, patience=patience)
    assert not Path(tmp_path, "lasted").exists()


def test_on_windows_too_the_next_serving_can_take_over_the_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert board_server.server(Home(tmp_path)).config.get_loop_factory() is asyncio.SelectorEventLoop


def test_no_answer_waits_for_an_acknowledgement(tmp_path: Path) -> None:
    """Of 40 ms each: a board would show every call that much later, and phones ask nine times fewer."""
    with raises(problems.BOARD_FALLS):
        supervisor.keep(
            Home(tmp_path), host="127.0.0.1", port=0, say=unheard, serve=tells, patience=RestartPolicy(pauses=())
        )
    assert (tmp_path / "no-delay").read_text() == "True"


def test_televisions_that_come_and_go_for_days_leave_no_connection(tmp_path: Path) -> None:
    with kept(tmp_path) as board, httpx.Client(timeout=PATIENCE) as client:
        page(board.address)
        serving = board.serving()
        for _ in range(40):
            with client.stream("GET", f"{board.address}/events") as stream:
                assert next(stream.iter_lines()).startswith("retry:")
        end = time.monotonic() + PATIENCE
        while [one for one in serving.net_connections() if one.status == psutil.CONN_ESTABLISHED]:
            assert time.monotonic() < end
            page(board.address)


def test_a_second_board_on_one_laptop_says_that_one_is_enough(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with kept(tmp_path) as board:
        port = board.address.rpartition(":")[2]
        assert main(["--home", str(tmp_path), "board", "--port", port]) == 1
        assert "EventSource" in page(board.address)
    told = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in told
    assert "basta una" in told
    assert "--port" in told
