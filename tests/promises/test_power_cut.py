"""Promise 1: a power cut loses at most the field that is being typed."""

import random
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from fieldkit.desk.access import unlock
from fieldkit.desk.exchange import batching
from fieldkit.domain.forms.application import ApplicationState
from fieldkit.store import Store
from fieldkit.store.outbox import BatchState
from tests.promises import hall
from tests.support import kit

ROOT = Path(__file__).parents[2]
KILLS = 220 if hall.SOAK else 12


class Said(NamedTuple):
    """What a killed worker had said: numbers of visits, drafts, last value and tried values by field, submits."""

    visits: dict[str, str]
    drafts: set[str]
    fields: dict[tuple[str, str], str]
    tried: dict[tuple[str, str], set[str]]
    submitted: set[str]
    submitting: set[str]


def nothing_said() -> Said:
    return Said({}, set(), {}, {}, set(), set())


def hear(said: Said, line: str) -> None:
    """Add one line of a worker to what was said."""
    match line.split("\t"):
        case ["ack", "visit", visit, number]:
            said.visits[visit] = number
        case ["ack", "draft", draft]:
            said.drafts.add(draft)
        case ["try", "field", draft, key, value]:
            said.tried.setdefault((draft, key), set()).add(value)
        case ["ack", "field", draft, key, value]:
            said.fields[draft, key] = value
            said.tried[draft, key] = {value}
        case ["try", "submit", draft]:
            said.submitting.add(draft)
        case ["ack", "submit", draft]:
            said.submitted.add(draft)


def start(folder: Path, key: bytes, seed: int, manner: str = "honest") -> subprocess.Popen[str]:
    """A worker that waits to be let go; its start costs time, so the next one starts while one is judged."""
    command = [sys.executable, "-m", "tests.power.worker", str(folder), key.hex(), str(seed), manner]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def let_work_and_kill(worker: subprocess.Popen[str], lines: int, more: float, said: Said) -> None:
    """Let it say ``lines`` lines, then kill it a moment later, in the middle of anything."""
    with worker:
        assert worker.stdin
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
        worker.stdin.write("go\n")
        worker.stdin.flush()
        for _ in range(lines):
            heard = worker.stdout.readline()
            assert heard.endswith("\n"), "the worker must run until it is killed"
            hear(said, heard.rstrip("\n"))
        try:
            worker.wait(timeout=more)
        except subprocess.TimeoutExpired:
            worker.kill()
        for rest in worker.stdout.read().splitlines(keepends=True):
            if rest.endswith("\n"):
                hear(said, rest.rstrip("\n"))


def lost(store: Store, said: Said) -> list[str]:
    """Everything that was acknowledged and is not there, or is there by halves."""
    faults = []
    drafts = {draft.id: draft for draft in store.drafts("application").all()}
    numbers = {visit.id: visit.number for visit in store.people.visits(kit.DAY)}
    faults += [f"visit {number}" for visit, number in said.visits.items() if numbers.get(visit) != number]
    if len(set(numbers.values())) != len(numbers):
        faults.append("a number was given out twice")
    for draft in said.drafts:
        application = store.people.application(draft)
        if application is None and draft not in drafts:
            faults.append(f"draft {draft} is gone")
        elif application is not None and (draft in drafts or application.state is not ApplicationState.SEALED):
            faults.append(f"draft {draft} was submitted by halves")
        elif application is not None and draft not in said.submitting:
            faults.append(f"draft {draft} was submitted by nobody")
        elif application is not None:
            whole = all(len(store.outbox.blob(ref.sha256, 0, ref.size)) == ref.size for ref in application.files)
            if not whole or len(application.files) < 3:
                faults.append(f"draft {draft} lacks sealed files")
    faults += [f"submit {draft}" for draft in said.submitted if draft in drafts]
    for (draft, key), value in said.fields.items():
        if draft in drafts:
            there = drafts[draft].fields.get(key)
            if there != value and there not in said.tried[draft, key]:
                faults.append(f"field {key} of {draft}")
    return faults


def opened(folder: Path, key: bytes) -> Store:
    return Store.open(folder / "fieldkit.store", key, wall=kit.TestClock().wall)


@pytest.fixture
def laptop(tmp_path: Path) -> tuple[Path, bytes]:
    folder = tmp_path / "kit"
    kit.enrolled(folder, kit.hands(), kit.TestClock()).close()
    return folder, hall.raw_key(folder)


@pytest.mark.soak
def test_a_killed_laptop_has_everything_that_it_said_was_saved(laptop: tuple[Path, bytes]) -> None:
    folder, key = laptop
    dice, said = random.Random(11), nothing_said()
    worker = start(folder, key, 0)
    for kill in range(1, KILLS + 1):
        following = start(folder, key, kill)
        let_work_and_kill(worker, dice.randint(0, 90), dice.random() * 0.05, said)
        store = opened(folder, key)
        assert lost(store, said) == [], f"kill {kill}"
        if kill % 10 == 2 or kill == KILLS:
            store.check_file()
            store.log.verify()
        store.close()
        worker = following
    worker.kill()
    worker.communicate()
    assert said.submitted
    assert said.fields


def test_twin_a_laptop_that_says_saved_too_early_is_caught(laptop: tuple[Path, bytes]) -> None:
    folder, key = laptop
    said = nothing_said()
    let_work_and_kill(start(folder, key, 1, "boasts"), 60, 0.0, said)
    store = opened(folder, key)
    faults = lost(store, said)
    store.close()
    assert len(faults) >= len(said.visits) + len(said.drafts)


def test_a_kill_between_submit_and_sending_sends_each_application_once(tmp_path: Path) -> None:
    hq, clock = kit.hands(), kit.TestClock()
    folder = tmp_path / "kit"
    session = kit.session(folder, hq, clock)
    application = hall.submitted(session)
    key = hall.raw_key(folder)
    # Not closed: what a power cut leaves is the file and its write-ahead log as they are.
    again = unlock.start(session.home, opened(folder, key), kit.OPERATOR, wall=clock.wall, steady=clock.steady)
    assert batching.seal(again) >= 1
    assert batching.seal(again) == 0
    carried = [ref.sha256 for batch in again.store.outbox.batches(BatchState.WAITING) for ref in batch.blobs]
    assert sorted(carried) == sorted(ref.sha256 for ref in application.files)
    again.store.close()
    session.store.close()
