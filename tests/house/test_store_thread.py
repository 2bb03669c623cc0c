"""The store belongs to one thread: a screen hands it functions, and reads everything else from the workplace."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.test_imports import modules

# The program, the door and the loop around both hold the thread; a screen knows the program by fieldkit.tui.desk only.
HOLDERS = {"fieldkit.tui.app", "fieldkit.tui.run", "fieldkit.tui.screens.access.unlock"}


def reached(source: str, module: str) -> Iterator[str]:
    """Where a screen takes the session out of its thread, or the thread out of the program.

    A function that is handed over has the session as its argument and needs no ``.session``.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(attr="session" | "_session"):
                yield f"{module}:{node.lineno} {ast.unparse(node)}"
            case ast.Attribute(attr="store_thread" | "_store_thread") if module not in HOLDERS:
                yield f"{module}:{node.lineno} {ast.unparse(node)}"


def test_no_screen_takes_the_session_out_of_the_stores_thread() -> None:
    screens = {name: path for name, path in modules().items() if name.startswith("fieldkit.tui")}
    assert screens.keys() >= HOLDERS
    assert [found for name, path in screens.items() for found in reached(path.read_text(encoding="utf-8"), name)] == []


@pytest.mark.parametrize(
    "source",
    [
        "catalog = self.desk.store_thread.session.catalog",
        "self.app.store_thread.ask(use)",
        "visit = desk.session.visit(number)",
        "def work(session):\n    return thread._session.store",
    ],
)
def test_rule_catches_a_session_out_of_its_thread(source: str) -> None:
    assert list(reached(source, "fieldkit.tui.screens.queue.queue"))


def test_a_function_for_the_stores_thread_may_use_what_it_is_given() -> None:
    source = "def read(session: Session) -> int:\n    return len(session.store.people.visits(session.day()))"
    assert list(reached(source, "fieldkit.tui.screens.queue.queue")) == []
