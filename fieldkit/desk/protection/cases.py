"""The protection room: a case is taken down field by field, sealed for headquarters, and followed up unread.

Only whoever holds the role gets in, a supervisor no more than anybody else. Everybody may know that a case exists:
its number and how it stands.
"""

from datetime import date
from typing import NamedTuple

from fieldkit.desk.protection import problems
from fieldkit.desk.protection.case_form import (
    CASE,
    DISCARD_REASONS,
    ROLE,
    all_cases,
    case_of,
    case_services,
    enter_room,
)
from fieldkit.desk.session import Session
from fieldkit.domain.protection.case import CaseState
from fieldkit.domain.protection.case_form import KIND
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.errors import Problem
from fieldkit.locale import N_
from fieldkit.store import Draft, Review

__all__ = ["CASE", "DISCARD_REASONS", "ROLE"]

STATES = {
    CaseState.UNKNOWN: N_("sin noticia de su apertura"),
    CaseState.SEALED: N_("sellado"),
    CaseState.FOLLOWED: N_("sellado, con seguimiento"),
    CaseState.RETURNED: N_("sellado, devuelto para corregirlo"),
    CaseState.CLOSED: N_("sellado, concluido"),
    CaseState.DISCARDED: N_("desechado"),
}


class CaseCard(NamedTuple):
    """That a case exists: all that anybody at the event is told of it."""

    id: str
    number: str
    day: date | None
    state: CaseState


class ProtectionWork(NamedTuple):
    """What the room has before it: people who came for it, half-filled forms, and sealed cases.

    ``reviews`` of the forms that were handed in, by id; ``sent_back``: why headquarters returned a case, by id.
    """

    visits: list[Visit]
    drafts: list[Draft]
    cases: list[CaseCard]
    reviews: dict[str, Review]
    sent_back: dict[str, tuple[str, ...]]


begin, draft, save, review, correct = CASE.begin, CASE.get, CASE.save, CASE.review, CASE.correct
submit, discard = CASE.submit, CASE.discard


def known(session: Session) -> list[CaseCard]:
    """Every sealed case of this laptop, for anybody."""
    return [CaseCard(one.id, one.number, one.day, one.state) for one in all_cases(session) if one.sheets]


def work(session: Session) -> ProtectionWork:
    """What is to do. Raises PROTECTION_ONLY."""
    enter_room(session)
    drafts = session.store.drafts(KIND).all()
    begun = {draft.visit for draft in drafts}
    today = session.store.people.visits(session.today())
    here = [one for one in today if one.state in {VisitState.SERVING, VisitState.CALLED, VisitState.WAITING}]
    wanting = [one for one in here if case_services(session, one) and one.id not in begun]
    sent_back = {one.id: reasons for one in all_cases(session) for reasons in one.sent_back.values()}
    return ProtectionWork(wanting, drafts, known(session), session.store.reviews.all(), sent_back)


def follow_up(session: Session, case: str) -> Draft:
    """The form of a sealed case's next sheet; nothing of the sheets before can be read here.

    Raises PROTECTION_ONLY, NO_SUCH_CASE.
    """
    enter_room(session)
    now = case_of(session, case)
    if not now.sheets:
        raise Problem(problems.NO_SUCH_CASE)
    return CASE.open(session, case, "", "", now.revision + 1, {})
