"""What the hall is told of this laptop's line: small public files, for the board and for phones in the hall."""

from pathlib import Path

from fieldkit.desk.public import queue_state
from fieldkit.desk.queue import hall_day, wait_times
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.catalog import privacy_notice
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.public import board_state, privacy_notices
from fieldkit.public.board_state import BoardState, Wait
from sync import durable_files
from sync.journal.chain import clock_ms

_LATELY = board_state.LAST + 4
_CALLS_LAST_MS = 8 * 3_600_000


def look(session: Session) -> BoardState:
    """The board as of now."""
    today, now_ms = hall_day.people(session), session.clock.now_ms()
    told = wait_times.newcomer(session, today)
    numbered = [visit for visit in today if visit.number]
    return board_state.make(
        session.pack.name,
        now_ms,
        numbered,
        [fact for visit in _lately(_of_now(numbered, now_ms)) for fact in _calls(session, visit)],
        Wait(told.p50, told.p80),
        session.catalog.contact.help_line,
    )


def publish(session: Session) -> None:
    """Write the board, whole or not at all. It holds nothing that is not called out loud."""
    _write(session.home.board, board_state.write(look(session)))


def publish_tickets(session: Session) -> None:
    """Write what phones in the hall are told, whole or not at all. It holds nothing that is not on a ticket."""
    tickets = queue_state.state(session)
    if tickets is not None:
        _write(session.home.tickets, tickets.body)


def publish_notice(session: Session) -> None:
    """Write the event's privacy notice in every language, for phones in the hall; only when it changed."""
    notices = privacy_notice.every(session.catalog.notices, session.today(), session.pack.privacy)
    content = privacy_notices.write(session.pack.event, notices)
    if not session.home.notice.exists() or session.home.notice.read_bytes() != content:
        _write(session.home.notice, content)


def _of_now(visits: list[Visit], now_ms: int) -> list[Visit]:
    """Those whose last call belongs to this working day: the night before is over, whoever was not closed then."""
    return [visit for visit in visits if visit.calls and now_ms - clock_ms(visit.calls[-1]) < _CALLS_LAST_MS]


def _lately(today: list[Visit]) -> list[Visit]:
    """Those called last, and those who are being called now, however many were called since."""
    called = sorted((visit for visit in today if visit.calls), key=lambda visit: visit.calls[-1])
    return [visit for visit in called[:-_LATELY] if visit.state is VisitState.CALLED] + called[-_LATELY:]


def _calls(session: Session, visit: Visit) -> list[j.Fact]:
    facts = session.store.log.facts(visit.id)
    return [fact for fact in j.standing(facts) if isinstance(fact.body, j.Called | j.Recalled)]


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    durable_files.write(path, content)
