"""Which papers make sense for a person now, and what stands on each of them beside the ticket.

A paper is named by its kind and, after a slash, the service that it is about: ``acknowledgement/PAS-AR``.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from fieldkit.desk import evidence
from fieldkit.desk.evidence import EvidenceRow
from fieldkit.desk.printing.application_documents import Filled, acknowledgement, label, permit, seen_as, standing
from fieldkit.desk.printing.ticket import both_ways, in_words, named, today
from fieldkit.desk.session import Session
from fieldkit.domain.catalog.documents import DOUBTFUL, SEEN
from fieldkit.domain.catalog.documents import DocumentLine as Requirement
from fieldkit.domain.catalog.rules import ToBring
from fieldkit.domain.forms.application import KIND as APPLICATION
from fieldkit.domain.queue.visit import ENDED, Visit
from fieldkit.locale import N_
from printing import template
from printing.blocks import Sheet, Words
from printing.template import Lists

TICKET, LARGE_TICKET, CHECKLIST, REFERRAL = "ticket", "large", "checklist", "referral"
ACKNOWLEDGEMENT, PERMIT, LABEL = "acknowledgement", "permit", "label"
NAMES = {
    TICKET: N_("Boleto"),
    LARGE_TICKET: N_("Boleto en letra grande"),
    CHECKLIST: N_("Lista de lo que le falta traer"),
    ACKNOWLEDGEMENT: N_("Acuse de su solicitud"),
    PERMIT: N_("Hoja del permiso, con su fecha"),
    LABEL: N_("Etiqueta para el sobre"),
    REFERRAL: N_("Hoja de canalización"),
}
_TITLES = {CHECKLIST: "lista", ACKNOWLEDGEMENT: "acuse", PERMIT: "permiso", LABEL: "etiqueta", REFERRAL: "canalizacion"}
_FROM_TO = "{day}, {opens}–{closes}"


class Printable(NamedTuple):
    """A paper that may be asked for: its name in the journal, its kind, and the service that it is about."""

    paper: str
    kind: str
    service: str = ""


def offers(session: Session, visit: Visit) -> list[Printable]:
    """The papers that make sense for a person who is here, the ticket first."""
    if not visit.number:
        return []
    made = [] if visit.state in ENDED else [Printable(TICKET, TICKET), Printable(LARGE_TICKET, LARGE_TICKET)]
    if lacks_papers(session, visit):
        made.append(Printable(CHECKLIST, CHECKLIST))
    for code in visit.services:
        if standing(session, visit, code) is not None:
            issues = bool(session.catalog.services[code].issues)
            kinds = (PERMIT if issues else ACKNOWLEDGEMENT, LABEL)
            made += [Printable(f"{kind}/{code}", kind, code) for kind in kinds]
    return [*made, Printable(REFERRAL, REFERRAL)]


def lacks_papers(session: Session, visit: Visit) -> bool:
    """Whether a line of the lists is missing, in doubt or was not looked at."""
    return any(row.verdict != SEEN and not row.excepted for row in _rows(session, visit))


def compose(session: Session, visit: Visit, paper: str, to: str = "", *, reprint: int = 0) -> Sheet | None:
    """The sheet of any paper but a ticket; None when there is nothing to say any more."""
    kind, _, service = paper.partition("/")
    filled = _FILL[kind](session, visit, to if kind == REFERRAL else service)
    if filled is None:
        return None
    facts, lists = filled
    return template.compose(
        kind, f"{visit.number}-{_TITLES[kind]}", _common(session, visit) | facts, lists, reprint=reprint
    )


def _common(session: Session, visit: Visit) -> dict[str, Words]:
    contact = session.catalog.contact
    return {
        "number": Words(visit.number),
        "event": Words(session.pack.name),
        "venue": Words(session.pack.venue),
        "date": today(session),
        "help": Words(contact.help_line),
        "web": Words(contact.appointments_web),
        "phone": Words(contact.appointments_phone),
    }


def _checklist(session: Session, visit: Visit, _service: str) -> Filled | None:
    rows = _rows(session, visit)
    lists = {
        "missing": [row for row in rows if row.verdict not in {SEEN, DOUBTFUL} and not row.excepted],
        "doubtful": [row for row in rows if row.verdict == DOUBTFUL and not row.excepted],
        "seen": [row for row in rows if row.verdict == SEEN],
    }
    if not lists["missing"] and not lists["doubtful"]:
        return None
    services = [session.catalog.services[code].name for code in _listed(session, visit)]
    facts = {"services": Words(" · ".join(one.es for one in services), " · ".join(one.en for one in services))}
    said: Lists = {name: tuple(dict.fromkeys(_line(session, row) for row in found)) for name, found in lists.items()}
    return facts, {**said, "days": _days_left(session)}


def _rows(session: Session, visit: Visit) -> list[EvidenceRow]:
    """What was said of each line of what is not captured yet, for the answers of the form where there is one."""
    fields = {
        draft.service: draft.fields for draft in session.store.drafts(APPLICATION).all() if draft.visit == visit.id
    }
    listed = _listed(session, visit)
    return [row for code in listed for row in evidence.rows(session, visit.id, code, fields.get(code))]


def _listed(session: Session, visit: Visit) -> list[str]:
    return [code for code in visit.open_services if code in session.catalog.services]


def _line(session: Session, row: EvidenceRow) -> Words:
    """What is asked for, when it is, and which documents serve; of what was seen, the document alone."""
    if row.verdict == SEEN:
        return seen_as(session, row)
    return Words(*(_sentence(session, row.line, language) for language in ("es", "en")))


def _sentence(session: Session, line: Requirement, language: str) -> str:
    options = tuple(session.catalog.documents[key].name.get(language) for key in line.options)
    when = line.when.get(language) if line.when and line.needed is None else ""
    return in_words(ToBring(line.name.get(language), options, when))


def _days_left(session: Session) -> tuple[Words, ...]:
    """The event's days from today on, with their hours."""
    made = []
    for day in session.pack.days:
        when = date.fromisoformat(day.date)
        if when >= session.today():
            told = (_FROM_TO.format(day=text, opens=day.opens, closes=day.closes) for text in both_ways(when))
            made.append(Words(*told))
    return tuple(made)


def _referral(session: Session, _visit: Visit, to: str) -> Filled | None:
    """None when nobody remembers where to: it is said to the printer only, and never written down."""
    place = session.catalog.outreach.referrals.get(to)
    return ({"to": named(place.name)}, {}) if place else None


_FILL: dict[str, Callable[[Session, Visit, str], Filled | None]] = {
    CHECKLIST: _checklist,
    ACKNOWLEDGEMENT: acknowledgement,
    PERMIT: permit,
    LABEL: label,
    REFERRAL: _referral,
}
