"""The facts of a ticket: today's words about a visit, and nothing about the person; its layout is in papers.toml."""

from fieldkit.desk.printing.wording import Filled, in_words, named
from fieldkit.desk.queue import wait_times
from fieldkit.desk.reception import check_in
from fieldkit.desk.session import Session
from fieldkit.domain.catalog import rules
from fieldkit.domain.queue.visit import ENDED, Visit
from fieldkit.tokens import ticket_token
from printing.blocks import Words


def ticket(session: Session, visit: Visit, _service: str) -> Filled | None:
    """The facts of a visit's ticket; None for who is not waiting any more. ``p50`` and ``p80`` are minutes."""
    if visit.state in ENDED:
        return None
    wait = wait_times.tell(session, visit.id)
    minutes = (wait.p50, wait.p80) if wait and wait.ahead else ("", "")
    facts = {
        "code": Words(ticket_token.url(session.pack.ticket_host, check_in.token(session, visit))),
        "priority": Words("✓" if visit.priority else ""),  # whether, and never why
        "p50": Words(str(minutes[0])),
        "p80": Words(str(minutes[1])),
    }
    documents = [words for code in visit.services for words in _documents(session, code)]
    services = tuple(named(session.catalog.services[code].name) for code in visit.services)
    return facts, {"services": services, "documents": tuple(dict.fromkeys(documents))}


def _documents(session: Session, code: str) -> list[Words]:
    service = session.catalog.services[code]
    lists = (rules.checklist(session.catalog, service, language) for language in ("es", "en"))
    return [Words(in_words(spanish), in_words(english)) for spanish, english in zip(*lists, strict=True)]
