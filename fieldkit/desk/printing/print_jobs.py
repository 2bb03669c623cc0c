"""Papers on their way. A job is queued, sent, and printed only when the operator says that the paper came out.

``sent`` is written down before the first byte leaves: whatever is cut off in between, nothing is ever printed twice
unasked, and nobody is told that a paper exists which nobody saw. A job that the printer never began goes back to
``queued`` and is sent again when the printer returns; one that broke off is ``failed``, and only a person can ask for
it again, as a reprint that says so. A paper that nobody needs any more is ``void``.
"""

from typing import NamedTuple

import msgspec

from fieldkit.desk.printing import printable
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.domain import journal as j
from fieldkit.domain.journal import TICKET, PrintState
from fieldkit.domain.queue.visit import Visit
from printing.errors import NothingPrinted, PrintProblem
from printing.job import Job
from sync import durable_files

JOB_BYTES = 6
MAY_BE_ON_PAPER = frozenset({PrintState.SENT, PrintState.CONFIRMED, PrintState.FAILED})


class PaperOrder(NamedTuple):
    """A visit's paper that is to be printed; ``to``: where a referral sends the person, which is written nowhere."""

    visit: str
    paper: str = TICKET
    to: str = ""


class PrintJob(NamedTuple):
    """A paper that is on its way: whose, its job, which copy and what it is."""

    visit: str
    job: Job
    copy: int
    paper: str = TICKET


def standing(visit: Visit, paper: str = TICKET) -> j.PaperPrint:
    """How a paper stands."""
    return visit.printed.get(paper) or j.PaperPrint(paper, job="", state=PrintState.NONE)


def queue(session: Session, visit: str, paper: str = TICKET, *, large: bool | None = None) -> Visit:
    """Note that a paper is to be printed. What may be on paper already becomes a reprint, and will say so.

    ``large``: in large letters from now on, or no longer; None leaves it as it was.
    """
    found = session.visit(visit)
    now = standing(found, paper)
    wanted = now.large if large is None else large
    if now.state == PrintState.QUEUED and wanted == now.large:
        return found
    job = now.job if now.state == PrintState.QUEUED else session.store.random(JOB_BYTES).hex()
    copy = now.copy + (now.state in MAY_BE_ON_PAPER)
    return _note(session, visit, j.PaperPrint(paper, job, PrintState.QUEUED, copy, wanted))


def waiting(session: Session) -> list[PaperOrder]:
    """What was queued here today, by number: what a restart or a printer that was off has left.

    What another laptop queued is for that laptop's printer.
    """
    queued = [
        PaperOrder(visit.id, paper)
        for visit in session.store.people.visits(session.today())
        for paper, now in visit.printed.items()
        if now.state == PrintState.QUEUED
    ]
    return [wanted for wanted in queued if _queued_at(session, wanted) == session.store.device]


def _queued_at(session: Session, wanted: PaperOrder) -> str:
    facts = reversed(j.in_order(session.store.log.facts(wanted.visit)))
    return next(
        fact.header.device
        for fact in facts
        if isinstance(fact.body, j.TicketPrint | j.PaperPrint) and fact.body.paper == wanted.paper
    )


def take(session: Session, visit: str, paper: str = TICKET, to: str = "") -> PrintJob | None:
    """The queued paper of a visit with today's words, written down as sent; None if nobody needs it any more."""
    found = session.visit(visit)
    now = standing(found, paper)
    if now.state != PrintState.QUEUED:
        return None
    sheet = printable.compose(session, found, paper, to, reprint=now.copy, large=now.large)
    _note(session, visit, msgspec.structs.replace(now, state=PrintState.SENT if sheet else PrintState.VOID))
    return PrintJob(visit, Job(now.job, sheet, durable_files.write), now.copy, paper) if sheet else None


def send(workplace: Workplace, paper: PrintJob) -> None:
    """Draw the job and hand it to the printer; may take seconds and touches no store. Raises PrintProblem."""
    workplace.printer.send(paper.job)


def came_back(session: Session, paper: PrintJob, problem: PrintProblem) -> Visit:
    """Write down that a job was not taken: it waits for the printer, or it broke off and a person must look."""
    return note(session, paper, PrintState.QUEUED if isinstance(problem, NothingPrinted) else PrintState.FAILED)


def note(session: Session, paper: PrintJob, state: PrintState) -> Visit:
    """Write down what became of a job."""
    large = standing(session.visit(paper.visit), paper.paper).large
    return _note(session, paper.visit, j.PaperPrint(paper.paper, paper.job.id, state, paper.copy, large))


def print_ticket(session: Session, visit: str) -> Visit:
    """Queue, send and note in one go, for commands without a screen. Raises PrintProblem after noting it."""
    return print_paper(session, PaperOrder(visit))


def print_paper(session: Session, wanted: PaperOrder) -> Visit:
    """The same for any paper."""
    queue(session, wanted.visit, wanted.paper)
    paper = take(session, *wanted)
    if paper is not None:
        try:
            send(session, paper)
        except PrintProblem as problem:
            came_back(session, paper, problem)
            raise
    return session.visit(wanted.visit)


def confirm(session: Session, visit: str, paper: str = TICKET) -> Visit:
    """The operator saw the paper come out."""
    now = standing(session.visit(visit), paper)
    return _note(session, visit, msgspec.structs.replace(now, state=PrintState.CONFIRMED))


def _note(session: Session, visit: str, paper: j.PaperPrint) -> Visit:
    session.append(visit, paper)
    return session.visit(visit)
