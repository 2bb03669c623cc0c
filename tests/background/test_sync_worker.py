"""Between two exchanges the applicants' page hears what changed, within seconds and only on a good line."""

from typing import Any

import pytest

from fieldkit.background import sync_worker
from fieldkit.background.store_thread import StoreThread
from sync.client.upload import Outcome
from sync.protocol.problems import NoNetwork


class Line:
    """The far end of an exchange: notes what is shown, and may be broken."""

    def __init__(self, broken: bool = False) -> None:
        self.shown = 0
        self.broken = broken

    def show(self, _session: Any) -> Outcome:
        self.shown += 1
        return Outcome(problem=NoNetwork() if self.broken else None)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(sync_worker, "SOON", 0.01)
    monkeypatch.setattr(sync_worker, "EVERY", 0.06)


def rest(line: Line, *, linked: bool = True, changes: int = 1) -> int:
    one = sync_worker.SyncWorker(StoreThread(), lambda _progress: None)
    for _ in range(changes):
        one.changed()
    one._rest(line, None, linked)  # type: ignore[arg-type]
    return line.shown


def test_many_changes_at_once_are_told_once(quick):
    assert rest(Line(), changes=5) == 1


def test_nothing_is_told_when_nothing_changed(quick):
    assert rest(Line(), changes=0) == 0


def test_a_dead_line_is_not_tried_again_before_the_minute_is_over(quick):
    assert rest(Line(), linked=False) == 0
    assert rest(Line(broken=True)) == 1


def test_being_asked_to_send_ends_the_rest_at_once():
    one = sync_worker.SyncWorker(StoreThread(), lambda _progress: None)
    one.now()
    one.changed()
    line = Line()
    one._rest(line, None, True)  # type: ignore[arg-type]
    assert line.shown == 0
