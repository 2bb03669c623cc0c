"""What a person brought, line by line, at the door and at the table; and what a supervisor lets pass, with a reason.

Said once at the door it is known at the table, on another laptop too: it stands in the journal, and names nobody.
"""

from typing import NamedTuple

from fieldkit.desk import problems
from fieldkit.desk.labels import ROLES
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.catalog import documents
from fieldkit.domain.catalog.documents import VERDICTS, DocumentLine
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.forms.review import unless_excepted
from fieldkit.domain.journal import Verdict, code_words
from fieldkit.domain.queue.visit import Visit
from fieldkit.errors import Problem
from fieldkit.people.dates import iso_text
from fieldkit.vault import keyring


class EvidenceRow(NamedTuple):
    """A line of the list and what was said about it."""

    line: DocumentLine
    verdict: Verdict
    document: str
    excepted: bool


def rows(session: Session, visit: str, service: str, fields: dict[str, str] | None = None) -> list[EvidenceRow]:
    """The list of a visit's service, for the values of its form or, before there is one, what reception knows."""
    person = session.visit(visit)
    known = {"born": iso_text(person.born)} if fields is None else fields
    said = person.documents_of(service)
    allowed = person.exceptions_of(service)
    found = documents.lines(session.catalog, session.catalog.services[service], known, session.today())
    made = []
    for line in found:
        word = said.get(line.key)
        verdict, document = (word.verdict, word.document) if word else (Verdict.UNREAD, "")
        made.append(EvidenceRow(line, verdict, document, documents.RULE + line.key in allowed))
    return made


def mark(session: Session, visit: str, service: str, requirement: str, verdict: Verdict, document: str = "") -> Visit:
    """Say of a line that it was seen, is missing or doubtful. Raises NO_SUCH_LINE."""
    session.need("reception", "capture")
    offered = session.catalog.services.get(service)
    line = session.catalog.requirements.get(requirement)
    proofs = {discount.proof for discount in session.catalog.discounts.values()}
    if offered is None or line is None or requirement not in {*offered.requirements, *proofs}:
        raise Problem(problems.NO_SUCH_LINE, service=service)
    if verdict not in VERDICTS or (document and document not in line.one_of):
        raise Problem(problems.NO_SUCH_LINE, service=service)
    session.append(visit, j.DocumentSeen(service, requirement, verdict, document))
    return session.visit(visit)


def findings(session: Session, visit: Visit, service: str, fields: dict[str, str]) -> list[Finding]:
    """What the list says of a form: missing, doubtful, unread."""
    verdicts = {key: said.verdict for key, said in visit.documents_of(service).items()}
    offered = session.catalog.services[service]
    return documents.findings(session.catalog, offered, fields, verdicts, session.today())


def settled(visit: Visit, service: str, found: list[Finding]) -> list[Finding]:
    """The findings after a visit's exceptions."""
    return unless_excepted(found, visit.exceptions_of(service).keys())


def allow(
    session: Session, visit: str, service: str, finding: Finding, reason: str, *, by: str = "", passphrase: str = ""
) -> Visit:
    """Let a service go on in spite of one finding's rule, for a reason of EXCEPTION_REASONS.

    A supervisor at work does it alone; beside somebody else they give their name and passphrase. Raises NOT_ALLOWED,
    EXCEPTION_WITHOUT_REASON, NOTHING_TO_EXCEPT, WRONG_PASSPHRASE.
    """
    if reason not in code_words.EXCEPTION_REASONS:
        raise Problem(problems.EXCEPTION_WITHOUT_REASON)
    if finding.severity != "stop" or not finding.rule:
        raise Problem(problems.NOTHING_TO_EXCEPT)
    supervisor = supervising(session, by, passphrase)
    session.append(visit, j.Excepted(service, finding.rule, reason, supervisor))
    return session.visit(visit)


def supervising(session: Session, by: str = "", passphrase: str = "") -> str:
    """The supervisor who agrees: the operator at work, or ``by``, who proves it with their own passphrase."""
    if not by:
        session.need("supervisor")
        return session.operator
    by = keyring.spelled(session.home.keys, by)
    roles = {member.id: member.roles for member in session.pack.staff}
    if "supervisor" not in roles.get(by, ()):
        raise Problem(problems.NOT_ALLOWED, role=ROLES["supervisor"])
    keyring.unlock(session.home.keys, by, passphrase)
    return by
