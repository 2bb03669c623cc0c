"""The protection room: a case is taken down field by field, sealed for headquarters, and followed up unread.

Only whoever holds the role gets in, a supervisor no more than anybody else. Everybody may know that a case exists:
its number and how it stands.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from fieldkit.desk.protection import problems, sealing
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.protection import case as cases
from fieldkit.domain.protection import case_form
from fieldkit.domain.protection.case import Case, CaseState
from fieldkit.domain.protection.case_form import Read
from fieldkit.domain.queue import visit as visits
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.errors import Problem
from fieldkit.locale import N_
from fieldkit.people.dates import iso_text
from fieldkit.store import CaseDraft

ROLE = "protection"
CASE_ID_BYTES = 10
_KINDS = ("case.sealed", "case.followed", "case.discarded")
DISCARD_REASONS = {
    "left": N_("La persona se fue"),
    "mistake": N_("Se abrió por error"),
    "declined": N_("La persona prefirió no seguir"),
}
STATES = {
    CaseState.UNKNOWN: N_("sin noticia de su apertura"),
    CaseState.SEALED: N_("sellado"),
    CaseState.FOLLOWED: N_("sellado, con seguimiento"),
    CaseState.CLOSED: N_("sellado, concluido"),
    CaseState.DISCARDED: N_("desechado"),
}


class CaseCard(NamedTuple):
    """That a case exists: all that anybody at the event is told of it."""

    id: str
    number: str
    day: date | None
    state: CaseState


class Saved(NamedTuple):
    """An answer as kept, and a sentence when it does not look right; it is kept all the same."""

    value: str
    doubt: str


class ProtectionWork(NamedTuple):
    """What the room has before it: people who came for it, half-filled forms, and sealed cases."""

    visits: list[Visit]
    drafts: list[CaseDraft]
    cases: list[CaseCard]


def known(session: Session) -> list[CaseCard]:
    """Every sealed case of this laptop, for anybody."""
    return [CaseCard(one.id, one.number, one.day, one.state) for one in _cases(session) if one.sheets]


def work(session: Session) -> ProtectionWork:
    """What is to do. Raises PROTECTION_ONLY."""
    _enter(session)
    drafts = session.store.cases.drafts()
    begun = {draft.visit for draft in drafts}
    today = session.store.people.visits(session.today())
    here = [one for one in today if one.state in {VisitState.SERVING, VisitState.CALLED, VisitState.WAITING}]
    wanting = [one for one in here if _case_services(session, one) and one.id not in begun]
    return ProtectionWork(wanting, drafts, known(session))


def begin(session: Session, visit: str = "") -> CaseDraft:
    """The form of a new case, or the one that was begun for ``visit``; what the door knows is filled in.

    Raises PROTECTION_ONLY, NO_SUCH_VISIT.
    """
    _enter(session)
    known = {}
    if visit:
        begun = next((draft for draft in session.store.cases.drafts() if draft.visit == visit), None)
        if begun is not None:
            return begun
        person = session.visit(visit)
        known = {"born": iso_text(person.born)}
        if person.name is not None:
            known |= {"given": person.name.given, "surname1": person.name.surname1, "surname2": person.name.surname2}
    draft = session.store.random(CASE_ID_BYTES).hex()
    return _open(session, draft, visit, 1, {case_form.key_of(1, key): value for key, value in known.items()})


def follow_up(session: Session, case: str) -> CaseDraft:
    """The form of a sealed case's next sheet; nothing of the sheets before can be read here.

    Raises PROTECTION_ONLY, NO_SUCH_CASE.
    """
    _enter(session)
    now = _case(session, case)
    if not now.sheets:
        raise Problem(problems.NO_SUCH_CASE)
    return _open(session, case, "", now.revision + 1, {})


def draft(session: Session, draft: str) -> CaseDraft:
    """A form as it stands. Raises PROTECTION_ONLY, NO_SUCH_CASE."""
    _enter(session)
    try:
        return session.store.cases.draft(draft)
    except KeyError:
        raise Problem(problems.NO_SUCH_CASE) from None


def save(session: Session, draft_id: str, key: str, text: str) -> Saved:
    """Keep an answer, as typed when it does not look right. Raises PROTECTION_ONLY, NO_SUCH_CASE, NoSuchQuestion."""
    now = draft(session, draft_id)
    ask = case_form.ask_for(session.catalog.protection, key, follow_up=now.revision > 1)
    value, wrong = ask.tidy(text, today=session.today())
    session.store.cases.save_field(draft_id, key, value, now_ms=session.clock.now_ms())
    return Saved(value, wrong)


def doubt(workplace: Workplace, key: str, value: str, *, follow_up: bool) -> str:
    """What does not look right in an answer as it is kept; empty when nothing does. Raises NoSuchQuestion."""
    ask = case_form.ask_for(workplace.catalog.protection, key, follow_up=follow_up)
    return ask.tidy(value, today=workplace.today())[1]


def review(session: Session, draft_id: str) -> list[Finding]:
    """Everything that is missing or does not agree. Raises PROTECTION_ONLY, NO_SUCH_CASE."""
    return _read(session, draft(session, draft_id)).findings


def submit(session: Session, draft_id: str) -> Case:
    """Seal the sheet for headquarters and forget what was typed, in one transaction.

    From here on nobody at this laptop can read it. Raises PROTECTION_ONLY, NO_SUCH_CASE, NOT_READY.
    """
    now = draft(session, draft_id)
    told, findings = _read(session, now)
    if told is None:
        raise Problem(problems.NOT_READY, count=sum(one.severity == "stop" for one in findings))
    before = _case(session, draft_id)
    number = before.number or _next_number(session)
    content, fact = sealing.seal(session, draft_id, now.revision, number, told)
    with session.store.atomic():
        session.store.outbox.add_blob(fact.files[0].sha256, content)
        session.append(draft_id, fact)
        session.store.cases.delete(draft_id)
        if now.visit:
            _end_line(session, now.visit)
    return _case(session, draft_id)


def discard(session: Session, draft_id: str, reason: str) -> None:
    """Throw a form away on purpose; that a case was begun and given up stays in the journal.

    Raises PROTECTION_ONLY, NO_SUCH_CASE, DISCARD_WITHOUT_REASON.
    """
    now = draft(session, draft_id)
    if reason not in DISCARD_REASONS:
        raise Problem(problems.DISCARD_WITHOUT_REASON)
    with session.store.atomic():
        if now.revision == 1:
            session.append(draft_id, j.CaseDiscarded(reason=reason))
        session.store.cases.delete(draft_id)


def _enter(session: Session) -> None:
    if not session.allows(ROLE):
        raise Problem(problems.PROTECTION_ONLY)


def _open(session: Session, draft_id: str, visit: str, revision: int, known: dict[str, str]) -> CaseDraft:
    now_ms = session.clock.now_ms()
    with session.store.atomic():
        session.store.cases.open(draft_id, visit=visit, revision=revision, now_ms=now_ms)
        for key, value in known.items():
            session.store.cases.save_field(draft_id, key, value, now_ms=now_ms)
    return session.store.cases.draft(draft_id)


def _read(session: Session, now: CaseDraft) -> Read:
    if now.revision > 1:
        asked = bool(_case(session, now.id).hague)
        return case_form.read_follow_up(session.catalog.protection, now.fields, today=session.today(), hague=asked)
    language = session.visit(now.visit).language if now.visit else ""
    return case_form.read_intake(
        session.catalog.protection, now.fields, today=session.today(), visit=now.visit, language=language
    )


def _end_line(session: Session, visit: str) -> None:
    """The visit's own line for a case ends as any other does; it says no more than the ticket did."""
    for code in _case_services(session, session.visit(visit)):
        done = j.LineDone(service=code, outcome=j.Outcome.SUBMITTED)
        if visits.next_state(session.visit(visit).state, done) is not None:
            session.append(visit, done)


def _case_services(session: Session, visit: Visit) -> Sequence[str]:
    catalog = session.catalog.services
    return [code for code in visit.open_services if code in catalog and catalog[code].hq == "case"]


def _cases(session: Session) -> list[Case]:
    return cases.fold_all(fact for kind in _KINDS for fact in session.store.log.facts_of_kind(kind))


def _case(session: Session, case: str) -> Case:
    return cases.fold(case, session.store.log.facts(case))


def _next_number(session: Session) -> str:
    """Its own count before the device's letter, so that it neither is nor looks like anybody's ticket."""
    end = f"-{session.pack.letter}"
    counts = [one.number.removeprefix("P").removesuffix(end) for one in _cases(session) if one.number.endswith(end)]
    return f"P{max((int(count) for count in counts if count.isdecimal()), default=0) + 1:03}{end}"
