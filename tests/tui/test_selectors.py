"""Names that the framework looks up by itself: a renamed class must lose neither its style nor its messages."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from typing import TypeVar

from textual.dom import DOMNode
from textual.message import Message

from fieldkit.tui.kit_app import KitApp
from tests.house.test_imports import modules

T = TypeVar("T")
TUI = [name for name in modules() if name.startswith("fieldkit.tui")]


def below(kind: type[T]) -> Iterator[type[T]]:
    """A class and everything that is made of it."""
    yield kind
    for one in kind.__subclasses__():
        yield from below(one)


def handlers() -> Iterator[tuple[str, str]]:
    """Module and name of every method of the screens that answers a message."""
    for module in TUI:
        for _name, kind in inspect.getmembers(import_module(module), inspect.isclass):
            if kind.__module__ == module:
                yield from ((module, name) for name in vars(kind) if re.match(r"_?on_[a-z]", name))


def test_every_handler_answers_a_message_that_exists() -> None:
    found = set(handlers())
    known = {one.handler_name for one in below(Message) if one is not Message} | {"on_event"}
    assert len(found) > 20
    assert {(module, name) for module, name in found if name.removeprefix("_") not in known} == set()


def test_every_class_in_the_style_sheet_exists() -> None:
    for module in TUI:
        import_module(module)
    rules = re.sub(r"/\*.*?\*/|\{.*?\}", " ", KitApp.CSS_PATH.read_text(encoding="utf-8"), flags=re.DOTALL)
    named = set(re.findall(r"(?<![\w.#-])[A-Z]\w+", rules))
    parts = set(re.findall(r"\.([a-z-]+--[a-z-]+)", rules))
    nodes = list(below(DOMNode))
    assert {"QueueTable", "OptionList"} <= named
    assert named - {one.__name__ for one in nodes} == set()
    assert parts - {part for one in nodes for part in getattr(one, "COMPONENT_CLASSES", ())} == set()
