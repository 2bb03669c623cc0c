"""Papers about a sealed application: its acknowledgement, a permit with its term, the label of its envelope.

None of them needs anything that was sealed.
"""

from datetime import timedelta

from fieldkit.desk import evidence
from fieldkit.desk.accounts import cashier
from fieldkit.desk.evidence import EvidenceRow
from fieldkit.desk.printing.wording import Filled, both_ways, named
from fieldkit.desk.session import Session
from fieldkit.domain.accounts.money import money
from fieldkit.domain.forms.application import Application, ApplicationState
from fieldkit.domain.journal import Verdict
from fieldkit.domain.queue.visit import Visit
from fieldkit.tokens import receipt_code
from fieldkit.tokens.receipt_code import APPLICATION_BYTES, ReceiptFacts
from printing.blocks import Words


def seen_as(session: Session, row: EvidenceRow) -> Words:
    """The document that was seen for a line, or the line's own name."""
    return named(session.catalog.documents[row.document].name if row.document else row.line.name)


def acknowledgement(session: Session, visit: Visit, service: str) -> Filled | None:
    """What was received, what it costs and was paid, and when and where to collect."""
    application = standing(session, visit, service)
    if application is None:
        return None
    paid = cashier.paid_cents(visit, service)
    owed = max(application.fee_cents - paid, 0)
    offered = session.catalog.services[service]
    facts = _facts(session, visit, application) | {
        "fee": Words(money(application.fee_cents)),
        "paid": Words(money(paid)),
        "owed": Words(money(owed) if owed else ""),
        "files": Words(str(sum(file.role != "package" for file in application.files))),
        "receipts": Words(", ".join(dict.fromkeys(one.receipt for one in visit.paid if one.service == service))),
        "collection": named(session.pack.collection or offered.next),
    }
    seen = [seen_as(session, row) for row in evidence.rows(session, visit.id, service) if row.verdict == Verdict.SEEN]
    return facts, {"received": tuple(seen)}


def permit(session: Session, visit: Visit, service: str) -> Filled | None:
    """A document with a term: when it was signed, and the last day on which it serves."""
    application = standing(session, visit, service)
    days = session.catalog.documents[session.catalog.services[service].issues].days
    if application is None or application.day is None or days is None:
        return None
    signed = application.day
    facts = _facts(session, visit, application) | {
        "signed": Words(*both_ways(signed)),
        "until": Words(*both_ways(signed + timedelta(days=days))),
        "days": Words(str(days)),
    }
    return facts, {}


def label(session: Session, visit: Visit, service: str) -> Filled | None:
    """An envelope's; a name only where the event's plan allows it, and never in a file that stays on the disk."""
    application = standing(session, visit, service)
    if application is None:
        return None
    named_here = session.pack.names_on_labels and session.printer.name != "folder"
    consulate = session.catalog.consulates.get(session.pack.consulate)
    facts = _facts(session, visit, application) | {
        "consulate": Words(consulate.name.es if consulate else session.pack.consulate),
        "service_code": Words(service),
        "name": Words(str(visit.name or "") if named_here else ""),
    }
    return facts, {}


def _facts(session: Session, visit: Visit, application: Application) -> dict[str, Words]:
    short = application.id[: 2 * APPLICATION_BYTES]
    return {
        "folio": Words(f"{short[:5]}-{short[5:]}".upper()),
        "service": named(session.catalog.services[application.service].name),
        "code": Words(_code(session, visit, application)),
    }


def _code(session: Session, visit: Visit, application: Application) -> str:
    """The address in the QR code; empty as long as headquarters has not endorsed this laptop's key.

    A laptop that was restored has a new one, and waits for its own pack.
    """
    endorsement, key = session.pack.slip_endorsement, session.store.key
    if application.day is None or key.public_key().public_bytes_raw() not in endorsement:
        return ""
    short, paid = application.id[: 2 * APPLICATION_BYTES], cashier.paid_cents(visit, application.service)
    said = ReceiptFacts(visit.number, short, application.service, paid, application.day)
    return receipt_code.url(session.pack.ticket_host, receipt_code.sign(endorsement, said, key))


def standing(session: Session, visit: Visit, service: str) -> Application | None:
    """The newest application of a visit's service that still stands."""
    found = [one for one in session.store.people.applications(visit.id) if one.service == service]
    return next((one for one in reversed(found) if one.state is not ApplicationState.DISCARDED), None)
