"""Tickets on paper. A job is queued, sent, and printed only when the operator says that the paper came out.

``sent`` is written down before the first byte leaves: whatever is cut off in between, nothing is ever printed twice
unasked, and nobody is told that a paper exists which nobody saw. A job that the printer never began goes back to
``queued`` and is sent again when the printer returns; one that broke off is ``failed``, and only a person can ask for
it again, as a reprint that says so. A ticket that nobody needs any more is ``void``.
"""

from typing import NamedTuple

from fieldkit import journal as j
from fieldkit.catalog import model, rules
from fieldkit.desk import reception, waits
from fieldkit.desk.session import Session
from fieldkit.locale import N_, translate
from fieldkit.visits import ENDED, Visit
from printing import ticket_token
from printing.blocks import Words
from printing.errors import PrintProblem
from printing.job import Job
from printing.ticket import Ticket, compose

JOB_BYTES = 6
MAY_BE_ON_PAPER = frozenset({"sent", "confirmed", "failed"})
_PRIVACY = N_(
    "Sus datos se usan solo para su trámite y viajan cifrados a la oficina consular. "
    "Pida el aviso de privacidad completo en recepción."
)
_FRAUD = N_("Solo se cobran los precios publicados. Nadie puede venderle un lugar en la fila.")
_STEPS = (
    N_("Espere a que llamen su número, por pantalla o por voz."),
    N_("Tenga a la mano sus documentos originales."),
    N_("Si sale, avise en recepción."),
)
_WAIT = N_("Unos {p50} minutos; probablemente no más de {p80}")


class Paper(NamedTuple):
    """A ticket that is on its way: the visit, its job and which copy it is."""

    visit: str
    job: Job
    copy: int


def queue(session: Session, visit: str) -> Visit:
    """Note that a ticket is to be printed. What may be on paper already becomes a reprint, and will say so."""
    found = session.visit(visit)
    if found.paper == "queued":
        return found
    copy = found.copies + (found.paper in MAY_BE_ON_PAPER)
    session.append(visit, j.TicketPrint(job=session.store.random(JOB_BYTES).hex(), state="queued", copy=copy))
    return session.visit(visit)


def waiting(session: Session) -> list[str]:
    """Whose tickets were queued here today, by number: what a restart or a printer that was off has left.

    What another laptop queued is for that laptop's printer.
    """
    queued = [visit.id for visit in session.store.people.visits(session.day()) if visit.paper == "queued"]
    return [visit for visit in queued if _queued_at(session, visit) == session.store.device]


def _queued_at(session: Session, visit: str) -> str:
    facts = j.in_order(session.store.log.facts(visit))
    return next(fact.header.device for fact in reversed(facts) if isinstance(fact.body, j.TicketPrint))


def take(session: Session, visit: str) -> Paper | None:
    """The queued ticket of a visit with today's words, written down as sent; None if nobody needs it any more."""
    found = session.visit(visit)
    if found.paper != "queued":
        return None
    if found.state in ENDED:
        session.append(visit, j.TicketPrint(job=found.paper_job, state="void", copy=found.copies))
        return None
    paper = Paper(visit, Job(found.paper_job, compose(ticket(session, found, found.copies))), found.copies)
    note(session, paper, "sent")
    return paper


def send(session: Session, paper: Paper) -> None:
    """Draw the job and hand it to the printer; may take seconds and touches no store. Raises PrintProblem."""
    session.printer.send(paper.job)


def came_back(session: Session, paper: Paper, problem: PrintProblem) -> Visit:
    """Write down that a job was not taken: it waits for the printer, or it broke off and a person must look."""
    return note(session, paper, "queued" if problem.waits else "failed")


def note(session: Session, paper: Paper, state: str) -> Visit:
    """Write down what became of a job."""
    session.append(paper.visit, j.TicketPrint(job=paper.job.id, state=state, copy=paper.copy))
    return session.visit(paper.visit)


def print_ticket(session: Session, visit: str) -> Visit:
    """Queue, send and note in one go, for commands without a screen. Raises PrintProblem after noting it."""
    queue(session, visit)
    paper = take(session, visit)
    if paper is not None:
        try:
            send(session, paper)
        except PrintProblem as problem:
            came_back(session, paper, problem)
            raise
    return session.visit(visit)


def confirm(session: Session, visit: str) -> Visit:
    """The operator saw the paper come out."""
    found = session.visit(visit)
    session.append(visit, j.TicketPrint(job=found.paper_job, state="confirmed", copy=found.copies))
    return session.visit(visit)


def ticket(session: Session, visit: Visit, copy: int) -> Ticket:
    """What stands on a visit's ticket: nothing about the person."""
    wait = waits.tell(session, visit.id)
    documents = [words for code in visit.services for words in _documents(session, code)]
    return Ticket(
        number=visit.number,
        url=ticket_token.url(session.pack.ticket_host, reception.token(session, visit)),
        event=session.pack.name,
        venue=session.pack.venue,
        date=_date(session),
        services=tuple(_named(session.catalog.services[code].name) for code in visit.services),
        documents=tuple(dict.fromkeys(documents)),
        next_steps=tuple(_both(text) for text in _STEPS),
        privacy=_both(_PRIVACY),
        fraud=_both(_FRAUD),
        wait=_both(_WAIT, p50=wait.p50, p80=wait.p80) if wait and wait.ahead else None,
        priority=bool(visit.priority),
        reprint=copy,
    )


def _documents(session: Session, code: str) -> list[Words]:
    service = session.catalog.services[code]
    lists = (rules.checklist(session.catalog, service, language) for language in ("es", "en"))
    return [Words(_line(spanish), _line(english)) for spanish, english in zip(*lists, strict=True)]


def _line(item: rules.ToBring) -> str:
    """A requirement in words; what can be shown in one way only is named once."""
    only_one = len(item.options) == 1
    name = item.options[0] if only_one else item.name
    when = f" ({item.when})" if item.when else ""
    return f"{name}{when}" if only_one else f"{name}{when}: {' / '.join(item.options)}"


def _named(name: model.Words) -> Words:
    return Words(name.es, name.en)


def _both(message: str, **facts: int) -> Words:
    return Words(message.format(**facts), translate(message, "en").format(**facts))


def _date(session: Session) -> Words:
    now = session.clock.local(session.clock.now_ms())
    return Words(f"{now:%d/%m/%Y}", f"{now:%Y-%m-%d}")
