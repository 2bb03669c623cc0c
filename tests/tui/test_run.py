"""The loop of a working day: what one round leaves for the next."""

import weakref
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fieldkit import cli
from fieldkit.tui import app
from fieldkit.tui.app import DeskEnd


def test_behind_the_lock_screen_nothing_is_left_of_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days: list[weakref.ref[object]] = []
    left: list[list[object]] = []

    class Day:
        return_code = 0

        def __init__(self, _owner: object, *, post: str) -> None:
            self.itself = self  # as widgets hold each other
            self.post = post
            days.append(weakref.ref(self))

        def run(self) -> DeskEnd:
            return DeskEnd("locked", "line")

    def door(*_args: object, **_more: Any) -> SimpleNamespace:
        left.append([day() for day in days])
        return SimpleNamespace(run=lambda: len(left) < 3, return_code=0)

    monkeypatch.setattr(import_module("fieldkit.tui.run"), "UnlockApp", door)  # the package's own ``run`` hides it
    monkeypatch.setattr(app, "DeskApp", Day)
    assert cli.main(["--home", str(tmp_path)]) == 0
    assert left == [[], [None], [None, None]]
