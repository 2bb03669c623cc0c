"""The line as every post sees it: who is next and why, and what may be done with the person called."""

from typing import NamedTuple

from fieldkit.desk.labels import STATES
from fieldkit.desk.queue import hall_day, problems
from fieldkit.desk.reception import duplicates
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.journal import Outcome
from fieldkit.domain.queue import calling_order as rule
from fieldkit.domain.queue import visit as visits
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.errors import Problem
from fieldkit.locale import N_

RECALLS_BEFORE_MISSED = 2
HOLD_REASONS = {
    "document": N_("Le falta un documento"),
    "copies": N_("Fue a sacar copias"),
    "photo": N_("Fue a tomarse la foto"),
    "payment": N_("Fue a pagar"),
    "parent": N_("Espera al padre o a la madre"),
    "equipment": N_("Falló el equipo"),
}
CANCEL_REASONS = {
    "mistake": N_("Se registró por error"),
    "request": N_("La persona lo pidió"),
    "conduct": N_("Por conducta"),
    duplicates.SAME_PERSON: N_("Es la misma persona que otro número"),
}
OUTCOMES = {
    Outcome.DONE: N_("Atendido"),
    Outcome.NOT_POSSIBLE: N_("No se pudo"),
    Outcome.DECLINED: N_("La persona ya no quiso"),
}


class View(NamedTuple):
    """The whole line at one moment."""

    places: list[rule.QueuePlace]
    called: list[Visit]
    serving: list[Visit]
    on_hold: list[Visit]
    missed: list[Visit]
    ended: list[Visit]
    today: list[Visit]


def view(session: Session) -> View:
    """Today's line."""
    today = hall_day.people(session)

    def those(*states: VisitState) -> list[Visit]:
        return [visit for visit in today if visit.state in states]

    return View(
        rule.order(today, session.pack.rule),
        those(VisitState.CALLED),
        those(VisitState.SERVING),
        those(VisitState.ON_HOLD),
        those(VisitState.MISSED),
        those(*visits.ENDED),
        today,
    )


def call_next(session: Session) -> Visit:
    """Call whoever is next to this table."""
    waiting = rule.queue(hall_day.people(session), session.pack.rule)
    if not len(waiting):
        raise Problem(problems.NOBODY_WAITS)
    first, _why = waiting.next()
    return _move(session, first.id, j.Called(table=session.table))


def call(session: Session, visit: str, override: str = "") -> Visit:
    """Call one person; out of order only with a reason, which is counted."""
    places = view(session).places
    if places and places[0].visit.id != visit and not override:
        raise Problem(problems.NO_REASON, number=session.visit(visit).number)
    in_order = bool(places) and places[0].visit.id == visit
    return _move(session, visit, j.Called(table=session.table, override="" if in_order else override))


def recall(session: Session, visit: str) -> Visit:
    """Call the same person once more."""
    return _move(session, visit, j.Recalled(table=session.table))


def missed(session: Session, visit: str) -> Visit:
    """Mark a called person as absent, after two recalls."""
    now = session.visit(visit)
    if now.state is VisitState.CALLED and now.recalls < RECALLS_BEFORE_MISSED:
        raise Problem(problems.RECALL_FIRST, number=now.number, n=now.recalls, needed=RECALLS_BEFORE_MISSED)
    return _move(session, visit, j.Missed())


def start(session: Session, visit: str) -> Visit:
    """The person sits down at this table."""
    return _move(session, visit, j.Started(table=session.table))


def hold(session: Session, visit: str, reason: str) -> Visit:
    """Let the person step aside for a reason of HOLD_REASONS."""
    return _move(session, visit, j.Held(reason=reason))


def resume(session: Session, visit: str) -> Visit:
    """Back in the line with the old due time."""
    return _move(session, visit, j.Resumed())


def transfer(session: Session, visit: str, service: str) -> Visit:
    """To another table for ``service``, keeping the due time."""
    return _move(session, visit, j.Transferred(service=service))


def line_done(session: Session, visit: str, service: str, outcome: Outcome) -> Visit:
    """End one service line with its outcome; the visit is done when it was the last."""
    return _move(session, visit, j.LineDone(service=service, outcome=outcome))


def left(session: Session, visit: str) -> Visit:
    """The person went away."""
    return _move(session, visit, j.Left())


def cancel(session: Session, visit: str, reason: str) -> Visit:
    """Take a person out of the line for a reason of CANCEL_REASONS."""
    return _move(session, visit, j.Cancelled(reason=reason))


def undo_last(session: Session) -> Visit:
    """Take back this operator's last move on this laptop. The fact stays in the journal with its undoing.

    Only the very last move, and never an arrival (it is cancelled) or a sealed application. Raises NOTHING_TO_UNDO.
    """
    mine = [fact for fact in session.store.log.recent(40) if fact.header.operator == session.operator]
    last = next((fact for fact in j.standing(mine) if type(fact.body) in visits.MOVES), None)
    if last is None or not _undoable(last.body):
        raise Problem(problems.NOTHING_TO_UNDO)
    visit = session.visit(last.header.subject)
    if (visit.last_device, visit.last_seq) != (last.header.device, last.header.seq):
        raise Problem(problems.NOTHING_TO_UNDO)
    session.append(visit.id, j.Undone(device=last.header.device, seq=last.header.seq))
    return session.visit(visit.id)


def _undoable(body: j.Kind | None) -> bool:
    if isinstance(body, j.LineDone):
        return body.outcome is not Outcome.SUBMITTED
    return not isinstance(body, j.CheckedIn | j.Expired | j.NoShow)


def _move(session: Session, visit: str, body: j.Body) -> Visit:
    """Append a move that applies to the present state; raises NOT_NOW otherwise."""
    session.need("line", "capture", "reception", "protection")
    before = session.visit(visit)
    if visits.next_state(before.state, body) is None:
        raise Problem(problems.NOT_NOW, number=before.number, state=STATES[before.state])
    session.append(visit, body)
    return session.visit(visit)
