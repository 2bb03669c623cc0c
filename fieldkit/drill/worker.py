"""The kit's process of a drill: ``python -m fieldkit.drill.worker``. It may be killed at any moment and started again.

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

from fieldkit import config, vault
from fieldkit.clock import wall_ms
from fieldkit.desk import close, enrol, exchange, report, sending, staff, unlock
from fieldkit.desk.session import Session
from fieldkit.drill import leash
from fieldkit.drill import plan as plans
from fieldkit.drill.day import Day
from fieldkit.drill.paperwork import copying
from fieldkit.drill.steps import Said, Step, line
from fieldkit.errors import Problem
from fieldkit.home import Home
from fieldkit.report.formats import FORMATS
from fieldkit.store import Store
from printing.errors import PrintProblem

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


class LinkDown(Problem):
    title = "La computadora no logró terminar su envío"
    cause = "Lo intentó {tries} veces. La última vez: {last}"
    remedy = "Revise la red de esta computadora y repita el ensayo."


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
    secret = os.environ[leash.UNLOCK]
    if home.store.exists() and home.keys.exists():
        return unlock.open_store(home, OPERATOR, secret)
    wanted = config.load(home.config).passphrase
    return enrol.begin(
        home,
        invitation=invitation.read_bytes(),
        code=os.environ[CODE],
        operator=OPERATOR,
        passphrase=secret,
        label="ensayo",
        wall=wall_ms,
        cost=vault.Cost(wanted.memory_mib * 1024, wanted.passes, wanted.lanes),
    )


def _work(home: Home, store: Store, plan: plans.Plan) -> int:
    _tell(Step("enrolled", store.device))
    link = exchange.Exchange(store, wall_ms)
    try:
        if not store.has("pack"):
            _exchange_until_clean(link, None)
        if not store.has("pack"):
            return WAITS_FOR_PACK
        session = unlock.start(home, store, OPERATOR)
        session = replace(session, printer=copying(session.printer, home))
        close.finish(session)
        day = Day(session, plan, SECOND, _second(session), PROTECTOR)
        print(line(Said(held=tuple(day.held()))), flush=True)
        _live(day, link, session)
    finally:
        link.close()
    return 0


def _second(session: Session) -> str:
    """The second person's passphrase, which they get on this laptop when they have none yet."""
    secret = os.environ[leash.UNLOCK]
    theirs = f"{secret} dos"
    if SECOND not in staff.operators(session):
        staff.add(session, vault.unlock(session.home.keys, OPERATOR, secret), SECOND, theirs)
    return theirs


def _live(day: Day, link: exchange.Exchange, session: Session) -> None:
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
            made = report.of_day(session)
            report.write(session.home.folder / REPORT, FORMATS["json"](made))
            report.save(made, session.home)
            return


def _exchange_until_clean(link: exchange.Exchange, session: Session | None) -> None:
    """Raises LinkDown."""
    problem: Problem | None = None
    for _try in range(_TRIES):
        problem = link.run_once(session).problem
        _note(problem)
        if problem is None and (session is None or not sending.state(session).waiting):
            return
        time.sleep(_PAUSE_SECONDS)
    raise LinkDown(tries=_TRIES, last=type(problem).__name__)


def _note(problem: Problem | None) -> None:
    if problem is not None:
        print(line(Said(link=type(problem).__name__)), flush=True)


def _tell_all(steps: Iterable[Step]) -> int:
    count = 0
    for step in steps:
        _tell(step)
        count += 1
    return count


def _tell(step: Step) -> None:
    print(line(Said(ack=step)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
