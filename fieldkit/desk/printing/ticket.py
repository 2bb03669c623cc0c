"""The facts of a ticket: today's words about a visit, and nothing about the person; its layout is in papers.toml."""

from fieldkit.desk.printing.wording import Filled, in_words, named
from fieldkit.desk.queue import wait_times
from fieldkit.desk.reception import check_in
from fieldkit.desk.session import Session
from fieldkit.domain.catalog import rules
from fieldkit.domain.queue.visit import ENDED, Visit
from fieldkit.locale.durations import spoken
from fieldkit.public.web import page_words
from fieldkit.tokens import ticket_token
from printing.blocks import Words


def ticket(session: Session, visit: Visit, _service: str) -> Filled | None:
    """The facts of a visit's ticket; None for who is not waiting any more. ``p50`` and ``p80`` are durations."""
    if visit.state in ENDED:
        return None
    wait = wait_times.tell(session, visit.id)
    told = (_spoken(wait.p50), _spoken(wait.p80)) if wait and wait.ahead else (Words(""), Words(""))
    facts = {
        "code": Words(ticket_token.url(session.pack.ticket_host, check_in.token(session, visit))),
        "notice_at": Words(f"{session.pack.ticket_host}{page_words.NOTICE_PATH}{session.pack.event}"),
        "priority": Words("✓" if visit.priority else ""),  # whether, and never why
        "p50": told[0],
        "p80": told[1],
    }
    documents = [words for code in visit.services for words in _documents(session, code)]
    services = tuple(named(session.catalog.services[code].name) for code in visit.services)
    return facts, {"services": services, "documents": tuple(dict.fromkeys(documents))}


def _spoken(minutes: int) -> Words:
    return Words(spoken(minutes, "es"), spoken(minutes, "en"))


def _documents(session: Session, code: str) -> list[Words]:
    service = session.catalog.services[code]
    lists = (rules.checklist(session.catalog, service, language) for language in ("es", "en"))
    return [Words(in_words(spanish), in_words(english)) for spanish, english in zip(*lists, strict=True)]
