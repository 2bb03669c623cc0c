"""Which papers make sense for a person now, and what stands on each of them.

A paper is named by its kind and, after a slash, the service that it is about: ``acknowledgement/PAS-AR``.
"""

from collections.abc import Callable
from typing import NamedTuple

from fieldkit.desk import evidence
from fieldkit.desk.evidence import EvidenceRow
from fieldkit.desk.printing.application_documents import acknowledgement, label, permit, seen_as, standing
from fieldkit.desk.printing.payment_receipt import payment_receipt
from fieldkit.desk.printing.ticket import ticket
from fieldkit.desk.printing.wording import Filled, both_ways, in_words, named, today
from fieldkit.desk.session import Session
from fieldkit.domain.catalog.documents import DocumentLine as Requirement
from fieldkit.domain.catalog.privacy_notice import ENG, SPA
from fieldkit.domain.catalog.rules import ToBring
from fieldkit.domain.forms.application import KIND as APPLICATION
from fieldkit.domain.journal import TICKET, Verdict
from fieldkit.domain.queue.visit import ENDED, Visit
from fieldkit.locale import _, speaking
from printing import template
from printing.blocks import Sheet, Words
from printing.template import Lists

LARGE_TICKET, CHECKLIST, REFERRAL = "large", "checklist", "referral"
ACKNOWLEDGEMENT, PERMIT, LABEL = "acknowledgement", "permit", "label"
NOTICE, PAYMENT = "notice", "payment"
_FROM_TO = "{day}, {opens}–{closes}"


class Printable(NamedTuple):
    """A paper that may be asked for: its name in the journal, its kind, and the service that it is about."""

    paper: str
    kind: str
    service: str = ""


def name(kind: str) -> str:
    """What a kind of paper is called, in the language of the screens."""
    if kind == LARGE_TICKET:
        return _("Boleto en letra grande")
    words = template.layouts()[kind].name
    return words.en if speaking() == "en" else words.es


def offers(session: Session, visit: Visit) -> list[Printable]:
    """The papers that make sense for a person who is here, in the order of the file of papers."""
    if not visit.number:
        return []
    services = session.catalog.services
    sealed = [code for code in visit.services if standing(session, visit, code) is not None]
    about = {
        "waiting": [] if visit.state in ENDED else [""],
        "lacking": [""] if lacks_papers(session, visit) else [],
        "receipt": [code for code in sealed if not services[code].issues],
        "permit": [code for code in sealed if services[code].issues],
        "sealed": sealed,
        "here": [""],
        "paid": list(dict.fromkeys(one.service for one in visit.paid)),
    }
    made = []
    for kind, layout in template.layouts().items():
        for code in about[layout.offered]:
            made.append(Printable(f"{kind}/{code}" if code else kind, kind, code))
            if kind == TICKET:
                made.append(Printable(LARGE_TICKET, LARGE_TICKET))
    return made


def lacks_papers(session: Session, visit: Visit) -> bool:
    """Whether a line of the lists is missing, in doubt or was not looked at."""
    return any(row.verdict != Verdict.SEEN and not row.excepted for row in _rows(session, visit))


def compose(
    session: Session, visit: Visit, paper: str, to: str = "", *, reprint: int = 0, large: bool = False
) -> Sheet | None:
    """The sheet of a paper with today's words; None when there is nothing to say any more."""
    kind, _slash, service = paper.partition("/")
    filled = _FILL[kind](session, visit, to if kind == REFERRAL else service) if kind in _FILL else ({}, {})
    if filled is None:
        return None
    facts, lists = filled
    return template.compose(kind, visit.number, _common(session, visit) | facts, lists, reprint=reprint, large=large)


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
        "missing": [row for row in rows if row.verdict not in {Verdict.SEEN, Verdict.DOUBTFUL} and not row.excepted],
        "doubtful": [row for row in rows if row.verdict == Verdict.DOUBTFUL and not row.excepted],
        "seen": [row for row in rows if row.verdict == Verdict.SEEN],
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
    if row.verdict == Verdict.SEEN:
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
        if day.date >= session.today():
            hours = {"opens": f"{day.opens:%H:%M}", "closes": f"{day.closes:%H:%M}"}
            told = (_FROM_TO.format(day=text, **hours) for text in both_ways(day.date))
            made.append(Words(*told))
    return tuple(made)


def _referral(session: Session, _visit: Visit, to: str) -> Filled | None:
    """None when nobody remembers where to: it is said to the printer only, and never written down."""
    place = session.catalog.outreach.referrals.get(to)
    return ({"to": named(place.name)}, {}) if place else None


def _notice(session: Session, _visit: Visit, _service: str) -> Filled | None:
    """None where no notice is in force."""
    spanish, english = session.privacy_notice(SPA), session.privacy_notice(ENG)
    if spanish is None or english is None:
        return None
    since = Words(*both_ways(spanish.since))
    lists: Lists = {
        "simplified": tuple(Words(*line) for line in zip(spanish.simplified, english.simplified, strict=False)),
        "sections": tuple(
            Words(f"{es.heading}: {es.text}", f"{en.heading}: {en.text}")
            for es, en in zip(spanish.sections, english.sections, strict=False)
        ),
    }
    return {"version": Words(spanish.version), "since": since}, lists


# Papers with facts of their own.
_FILL: dict[str, Callable[[Session, Visit, str], Filled | None]] = {
    TICKET: ticket,
    CHECKLIST: _checklist,
    ACKNOWLEDGEMENT: acknowledgement,
    PERMIT: permit,
    LABEL: label,
    PAYMENT: payment_receipt,
    NOTICE: _notice,
    REFERRAL: _referral,
}
