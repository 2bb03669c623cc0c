"""Papers on their way. A job is queued, sent, and printed only when the operator says that the paper came out.

``sent`` is written down before the first byte leaves: whatever is cut off in between, nothing is ever printed twice
unasked, and nobody is told that a paper exists which nobody saw. A job that the printer never began goes back to
``queued`` and is sent again when the printer returns; one that broke off is ``failed``, and only a person can ask for
it again, as a reprint that says so. A paper that nobody needs any more is ``void``.
"""

from typing import NamedTuple

from fieldkit.desk.printing import printable
from fieldkit.desk.printing.printable import TICKET
from fieldkit.desk.printing.ticket import ticket
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.domain import journal as j
from fieldkit.domain.queue.visit import ENDED, Visit
from printing import ticket as layout
from printing.blocks import Sheet
from printing.errors import PrintProblem
from printing.job import Job

JOB_BYTES = 6
MAY_BE_ON_PAPER = frozenset({"sent", "confirmed", "failed"})


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


class Standing(NamedTuple):
    """How a visit's paper stands; all empty when none was ever asked for."""

    state: str = ""
    job: str = ""
    copies: int = 0


def standing(visit: Visit, paper: str = TICKET) -> Standing:
    """How a paper stands."""
    if paper == TICKET:
        return Standing(visit.paper, visit.paper_job, visit.copies)
    last = visit.prints.get(paper)
    return Standing(last.state, last.job, last.copy) if last else Standing()


def queue(session: Session, visit: str, paper: str = TICKET, *, large: bool | None = None) -> Visit:
    """Note that a paper is to be printed. What may be on paper already becomes a reprint, and will say so.

    ``large``: a ticket in large letters from now on, or no longer; None leaves it as it was.
    """
    found = session.visit(visit)
    now = standing(found, paper)
    wanted = found.large if large is None else large
    if now.state == "queued" and wanted == found.large:
        return found
    job = now.job if now.state == "queued" else session.store.random(JOB_BYTES).hex()
    copy = now.copies + (now.state in MAY_BE_ON_PAPER)
    session.append(visit, _body(paper, job, "queued", copy, large=wanted))
    return session.visit(visit)


def waiting(session: Session) -> list[PaperOrder]:
    """What was queued here today, by number: what a restart or a printer that was off has left.

    What another laptop queued is for that laptop's printer.
    """
    queued = [
        PaperOrder(visit.id, paper)
        for visit in session.store.people.visits(session.today())
        for paper in (TICKET, *visit.prints)
        if standing(visit, paper).state == "queued"
    ]
    return [wanted for wanted in queued if _queued_at(session, wanted) == session.store.device]


def _queued_at(session: Session, wanted: PaperOrder) -> str:
    facts = reversed(j.in_order(session.store.log.facts(wanted.visit)))
    return next(fact.header.device for fact in facts if _about(fact.body) == wanted.paper)


def _about(body: j.Kind | None) -> str:
    match body:
        case j.TicketPrint():
            return TICKET
        case j.PaperPrint():
            return body.paper
        case _:
            return ""


def take(session: Session, visit: str, paper: str = TICKET, to: str = "") -> PrintJob | None:
    """The queued paper of a visit with today's words, written down as sent; None if nobody needs it any more."""
    found = session.visit(visit)
    now = standing(found, paper)
    if now.state != "queued":
        return None
    sheet = _sheet(session, found, paper, to, now.copies)
    if sheet is None:
        session.append(visit, _body(paper, now.job, "void", now.copies, large=found.large))
        return None
    taken = PrintJob(visit, Job(now.job, sheet), now.copies, paper)
    note(session, taken, "sent")
    return taken


def _sheet(session: Session, visit: Visit, paper: str, to: str, copy: int) -> Sheet | None:
    if paper == TICKET:
        return None if visit.state in ENDED else layout.compose(ticket(session, visit, copy))
    return printable.compose(session, visit, paper, to, reprint=copy)


def send(workplace: Workplace, paper: PrintJob) -> None:
    """Draw the job and hand it to the printer; may take seconds and touches no store. Raises PrintProblem."""
    workplace.printer.send(paper.job)


def came_back(session: Session, paper: PrintJob, problem: PrintProblem) -> Visit:
    """Write down that a job was not taken: it waits for the printer, or it broke off and a person must look."""
    return note(session, paper, "queued" if problem.waits else "failed")


def note(session: Session, paper: PrintJob, state: str) -> Visit:
    """Write down what became of a job."""
    large = session.visit(paper.visit).large
    session.append(paper.visit, _body(paper.paper, paper.job.id, state, paper.copy, large=large))
    return session.visit(paper.visit)


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


def confirm(session: Session, visit: str) -> Visit:
    """The operator saw the ticket come out."""
    found = session.visit(visit)
    session.append(visit, _body(TICKET, found.paper_job, "confirmed", found.copies, large=found.large))
    return session.visit(visit)


def _body(paper: str, job: str, state: str, copy: int, *, large: bool) -> j.TicketPrint | j.PaperPrint:
    if paper == TICKET:
        return j.TicketPrint(job=job, state=state, copy=copy, large=large)
    return j.PaperPrint(paper=paper, job=job, state=state, copy=copy)
