"""The one sync worker: its pauses, what wakes it, and what the applicants' page hears between two exchanges."""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import cast

import pytest

from fieldkit.background.store_thread import StoreThread
from fieldkit.background.sync_worker import SyncProgress, SyncWorker
from fieldkit.desk.session import Session
from sync.client.exchange import Exchange
from sync.client.upload import OnProgress, Outcome
from sync.protocol.problems import NoNetwork, Refused
from tests.support import sync_world as world
from tests.support.kit import TestClock, hands, session

NOBODY = cast("Session", None)
A_MINUTE = [5.0] * 12


class Middle(Random):
    """Draws the middle of every range."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


class Line:
    """The far end of an exchange: ends as told, the last way again and again; notes what is shown."""

    def __init__(self, *outcomes: Outcome, broken: bool = False) -> None:
        self.outcomes = outcomes or (Outcome(),)
        self.runs = 0
        self.shown = 0
        self.broken = broken

    def run_once(self, _session: Session | None, _on_progress: OnProgress | None = None) -> Outcome:
        outcome = self.outcomes[min(self.runs, len(self.outcomes) - 1)]
        self.runs += 1
        return outcome

    def show(self, _session: Session) -> Outcome:
        self.shown += 1
        return Outcome(problem=NoNetwork() if self.broken else None)

    def close(self) -> None:
        pass


class Waits:
    """A wait that takes no time: notes what was asked for, does ``meanwhile[n]`` in the n-th, ends after ``most``."""

    def __init__(self, most: int, meanwhile: dict[int, Callable[[SyncWorker], object]] | None = None) -> None:
        self.asked: list[float] = []
        self.most = most
        self.meanwhile = meanwhile or {}
        self.worker: SyncWorker | None = None

    def __call__(self, seconds: float) -> bool:
        assert self.worker is not None
        self.asked.append(seconds)
        if (does := self.meanwhile.get(len(self.asked))) is not None:
            does(self.worker)
        if len(self.asked) >= self.most:
            self.worker.stop()
        return self.worker._wake.is_set()


def worked(line: Line, waits: Waits, random: Random | None = None) -> list[SyncProgress]:
    """What the worker told while it worked on ``line``, until ``waits`` stopped it."""
    told: list[SyncProgress] = []
    waits.worker = SyncWorker(StoreThread(), told.append, random=random or Middle(), wait=waits)
    waits.worker.work(line, NOBODY)
    return told


def ended(problem: bool = True, *, brought: int = 0) -> Outcome:
    return Outcome(problem=NoNetwork() if problem else None, bytes_acknowledged=brought)


# The pauses, as docs/protocol.md says them


def test_pauses_double_from_two_seconds_to_five_minutes_each_from_its_upper_half() -> None:
    waits = Waits(11)
    worked(Line(ended()), waits)
    assert waits.asked == [1.5, 3.0, 6.0, 12.0, 24.0, 48.0, 96.0, 192.0, 225.0, 225.0, 225.0]


def test_the_jitter_is_drawn_from_the_randomness_given() -> None:
    drawn = []
    for seed in (1, 2, 1):
        waits = Waits(12)
        worked(Line(ended()), waits, Random(seed))
        drawn.append(waits.asked)
    bounds = [min(2.0 * 2**step, 300.0) for step in range(12)]
    assert all(bound / 2 <= pause <= bound for pause, bound in zip(drawn[0], bounds, strict=True))
    assert drawn[0] == drawn[2]
    assert drawn[0] != drawn[1]


def test_after_a_success_a_minute_and_the_pauses_begin_anew() -> None:
    line, waits = Line(ended(), ended(), ended(problem=False), ended()), Waits(16)
    worked(line, waits)
    assert waits.asked == [1.5, 3.0, *A_MINUTE, 1.5, 3.0]


def test_a_cut_after_bytes_came_across_begins_the_pauses_anew() -> None:
    line, waits = Line(ended(), ended(), ended(), ended(brought=1), ended()), Waits(6)
    worked(line, waits)
    assert waits.asked == [1.5, 3.0, 6.0, 1.5, 3.0, 6.0]


def test_what_is_refused_pauses_like_any_failure() -> None:
    waits = Waits(2)
    worked(Line(Outcome(problem=Refused(reason="no"))), waits)
    assert waits.asked == [1.5, 3.0]


def test_being_asked_to_send_ends_the_pause_at_once_and_the_pauses_go_on() -> None:
    line, waits = Line(ended()), Waits(4, {2: SyncWorker.now})
    worked(line, waits)
    assert waits.asked == [1.5, 3.0, 6.0, 12.0]
    line, waits = Line(), Waits(4, {3: SyncWorker.now})
    worked(line, waits)
    assert (line.runs, line.shown, waits.asked) == (2, 0, [5.0] * 4)


def test_it_goes_on_until_told_to_stop_and_forgets_its_delays_after_success(headquarters: int, kit: world.Kit) -> None:
    kit.add_batch()
    outcomes: list[Outcome] = []
    with kit.client(1) as nobody, kit.client(headquarters) as client:
        exchange = Exchange(nobody, kit.outbox)

        class Real(Line):
            def run_once(self, _session: Session | None, on_progress: OnProgress | None = None) -> Outcome:
                outcomes.append(exchange.run_once(on_progress))
                return outcomes[-1]

        waits = Waits(5, {4: lambda _worker: setattr(exchange, "_client", client)})
        worked(Real(), waits, Random(1))
    assert [outcome.problem is None for outcome in outcomes] == [False] * 4 + [True]
    assert all(isinstance(outcome.problem, NoNetwork) for outcome in outcomes[:4])
    assert waits.asked[0] <= 2.0
    assert 8.0 <= waits.asked[3] <= 16.0
    assert waits.asked[4] == 5.0, "the first piece of a minute"
    assert outcomes[-1].sent == [1]


def test_what_went_and_why_not_is_told() -> None:
    line = Line(Outcome(sent=[1, 2]), ended())
    told = worked(line, Waits(13))
    ends = [(one.sent, type(one.problem)) for one in told if not one.running]
    assert ends == [(2, type(None)), (0, NoNetwork)]
    assert not any(one.stopped for one in told)


# What the applicants' page hears in between


def changes(*turns: int) -> dict[int, Callable[[SyncWorker], object]]:
    return dict.fromkeys(turns, SyncWorker.changed)


def many(worker: SyncWorker) -> None:
    for _ in range(5):
        worker.changed()


@pytest.mark.parametrize(
    ("meanwhile", "shown"), [({1: many}, 1), (changes(1, 2, 9), 3), ({}, 0)], ids=["at once", "apart", "none"]
)
def test_changes_are_told_after_five_seconds_and_once(
    meanwhile: dict[int, Callable[[SyncWorker], object]], shown: int
) -> None:
    line, waits = Line(), Waits(12, meanwhile)
    worked(line, waits)
    assert (line.shown, waits.asked) == (shown, A_MINUTE)


def test_a_dead_line_is_not_tried_again_before_the_pause_is_over() -> None:
    line, waits = Line(ended()), Waits(2, changes(1, 2))
    worked(line, waits)
    assert (line.shown, line.runs) == (0, 2)
    line, waits = Line(broken=True), Waits(2, changes(1, 2))
    worked(line, waits)
    assert (line.shown, line.runs, waits.asked) == (1, 1, [5.0, 55.0])


def test_what_changes_during_the_exchange_is_told_after_it() -> None:
    class Busy(Line):
        def run_once(self, session: Session | None, on_progress: OnProgress | None = None) -> Outcome:
            assert waits.worker is not None
            waits.worker.changed()
            return super().run_once(session, on_progress)

    line, waits = Busy(), Waits(3)
    worked(line, waits)
    assert line.shown == 1


# The thread


def test_it_runs_without_a_screen_and_ends_when_it_is_stopped(tmp_path: Path) -> None:
    told: list[SyncProgress] = []
    store_thread = StoreThread()
    store_thread.open_now(lambda: session(tmp_path, hands(), TestClock()))
    try:
        waits = Waits(2)
        waits.worker = worker = SyncWorker(store_thread, told.append, random=Middle(), wait=waits)
        worker.start()
        assert worker.join(30)
    finally:
        store_thread.close()
    assert waits.asked == [1.5, 3.0]
    assert ends(told) == [NoNetwork, NoNetwork]


def test_the_end_of_the_session_ends_it_without_a_word(tmp_path: Path) -> None:
    told: list[SyncProgress] = []
    store_thread = StoreThread()
    store_thread.open_now(lambda: session(tmp_path, hands(), TestClock()))

    def close(seconds: float) -> bool:
        store_thread.close()
        return False

    worker = SyncWorker(store_thread, told.append, random=Middle(), wait=close)
    worker.start()
    assert worker.join(30)
    assert ends(told) == [NoNetwork]
    assert not any(one.stopped for one in told)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_the_program_is_told(tmp_path: Path) -> None:
    told: list[SyncProgress] = []
    store_thread = StoreThread()
    store_thread.open_now(lambda: session(tmp_path, hands(), TestClock()))

    def fault(seconds: float) -> bool:
        raise ZeroDivisionError

    try:
        worker = SyncWorker(store_thread, told.append, random=Middle(), wait=fault)
        worker.start()
        assert worker.join(30)
    finally:
        store_thread.close()
    assert told[-1] == SyncProgress(running=False, stopped=True)


def ends(told: Sequence[SyncProgress]) -> list[type]:
    return [type(one.problem) for one in told if not one.running]
