"""The kit's process of a drill, which may be killed at any moment: ``python -m fieldkit.rehearsal.play.worker``.

It joins, plays the day and sends, until nothing is left to do, and tells its parent every step that is durable.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from fieldkit.desk.access import enrolment, staff, unlock
from fieldkit.desk.closing import day_close, day_report
from fieldkit.desk.exchange import batching
from fieldkit.desk.exchange.headquarters_link import HeadquartersLink
from fieldkit.desk.session import Session
from fieldkit.errors import Problem, Wording
from fieldkit.locale import N_
from fieldkit.platform import config
from fieldkit.platform.clock import wall_ms
from fieldkit.platform.paths import Home
from fieldkit.rehearsal.plan import plan as plans
from fieldkit.rehearsal.play import child_process
from fieldkit.rehearsal.play.day import DrillDay
from fieldkit.rehearsal.play.paperwork import copying
from fieldkit.rehearsal.play.steps import Step, WorkerReport, line
from fieldkit.store import Store
from printing.errors import PrintProblem
from sync import durable_files

OPERATOR = "ensayo"
SECOND = "segunda"
PROTECTOR = "reservada"
REPORT = "report.json"
CODE = "FIELDKIT_DRILL_CODE"
WAITS_FOR_PACK = 3
FAILED = 1
_TRIES = 200
_PAUSE_SECONDS = 0.15
_STEPS_BETWEEN_EXCHANGES = 60


LINK_DOWN = Wording(
    title=N_("La computadora no logró terminar su envío"),
    cause=N_("Lo intentó {tries} veces. La última vez: {last}"),
    remedy=N_("Revise la red de esta computadora y repita el ensayo."),
)


def main() -> int:
    """Work until nothing is left to do; the exit status says whether the pack is still missing."""
    options = _options()
    home = Home(options.home)
    try:
        store = _open(home, options.invitation)
        try:
            return _work(home, store, plans.make(options.seed, options.applicants, options.day))
        finally:
            store.close()
    except (Problem, PrintProblem) as problem:
        print(problem, file=sys.stderr, flush=True)
        return FAILED


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--invitation", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--applicants", type=int, required=True)
    parser.add_argument("--day", type=date.fromisoformat, required=True)
    return parser.parse_args()


def _open(home: Home, invitation: Path) -> Store:
    secret = os.environ[child_process.UNLOCK]
    if home.store.exists() and home.keys.exists():
        return unlock.open_store(home, OPERATOR, secret)
    return enrolment.begin(
        home,
        invitation=invitation.read_bytes(),
        code=os.environ[CODE],
        operator=OPERATOR,
        passphrase=secret,
        label="ensayo",
        wall=wall_ms,
        cost=staff.cost(config.load(home.config)),
    )


def _work(home: Home, store: Store, plan: plans.DrillPlan) -> int:
    _tell(Step("enrolled", store.device))
    link = HeadquartersLink(store, wall_ms)
    try:
        if not store.has("pack"):
            _exchange_until_clean(link, None)
        if not store.has("pack"):
            return WAITS_FOR_PACK
        session = unlock.start(home, store, OPERATOR)
        session = replace(session, printer=copying(session.printer, home))
        day_close.finish(session)
        day = DrillDay(session, plan, SECOND, _second(session), PROTECTOR)
        print(line(WorkerReport(held=tuple(day.held()))), flush=True)
        _live(day, link, session)
    finally:
        link.close()
    return 0


def _second(session: Session) -> str:
    """The second person's passphrase, which they get on this laptop when they have none yet."""
    secret = os.environ[child_process.UNLOCK]
    theirs = f"{secret} dos"
    if SECOND not in staff.operators(session):
        staff.add(session, unlock.store_key(session.home, OPERATOR, secret), SECOND, theirs)
    return theirs


def _live(day: DrillDay, link: HeadquartersLink, session: Session) -> None:
    told = 0
    while True:
        while day.waits:
            told += _tell_all(day.next_step())
            if told >= _STEPS_BETWEEN_EXCHANGES:
                told = 0
                _note(link.run_once(session).problem)
        _exchange_until_clean(link, session)
        if not day.waits:
            _tell_all(step for step in day.held() if step.did in {"receipt", "decided"})
            made = day_report.of_day(session)
            durable_files.write(session.home.folder / REPORT, day_report.content(made, "json"))
            day_report.save(made, session.home)
            return


def _exchange_until_clean(link: HeadquartersLink, session: Session | None) -> None:
    """Raises LINK_DOWN."""
    problem: Problem | None = None
    for _try in range(_TRIES):
        problem = link.run_once(session).problem
        _note(problem)
        if problem is None and (session is None or not batching.state(session).waiting):
            return
        time.sleep(_PAUSE_SECONDS)
    raise Problem(LINK_DOWN, tries=_TRIES, last=problem.wording.title if problem else "")


def _note(problem: Problem | None) -> None:
    if problem is not None:
        print(line(WorkerReport(link=problem.wording.title)), flush=True)


def _tell_all(steps: Iterable[Step]) -> int:
    count = 0
    for step in steps:
        _tell(step)
        count += 1
    return count


def _tell(step: Step) -> None:
    print(line(WorkerReport(ack=step)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
