"""Facts about a visit, one person's way through the event; the subject is the visit's id."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from fieldkit.domain.journal.base import Body
from fieldkit.people.names import PersonName

TICKET = "ticket"


class Outcome(StrEnum):
    """How a service of a visit ended; ``SUBMITTED``: its application, or case, was sealed."""

    DONE = "done"
    SUBMITTED = "submitted"
    NOT_POSSIBLE = "not_possible"
    DECLINED = "declined"


class PrintState(StrEnum):
    """How a paper stands. ``NONE``: nobody asked for it; ``VOID``: there was nothing left to print."""

    NONE = ""
    QUEUED = "queued"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    VOID = "void"


class CheckedIn(Body, frozen=True, tag="visit.checked_in"):
    """A person is here. ``slot_ms`` is the appointment's time; ``notice`` that the privacy notice was shown.

    ``language`` is a code of the catalogue's languages or a name as typed; ``spanish`` is well, some or none, empty
    when nobody asked.
    """

    number: str
    services: tuple[str, ...]
    day: date
    notice: bool
    appointment: bool = False
    slot_ms: int = 0
    priority: str = ""
    language: str = "spa"
    spanish: str = ""
    interpreter: bool = False


class NoticeWay(StrEnum):
    """How somebody was told of the privacy notice."""

    READ_OUT = "read_out"
    PAPER = "paper"
    SCREEN = "screen"


class NoticeGiven(Body, frozen=True, tag="visit.notice_given"):
    """The privacy notice was given, by whoever wrote this entry: its version, how, and in which language (ISO 639-3).

    Version 0.1.0 only wrote that it was given, in ``CheckedIn``.
    """

    version: str
    way: NoticeWay
    language: str


class Identified(Body, frozen=True, tag="visit.identified"):
    """Who the person is, as staff wrote it. Personal. ``born`` is an ISO date; 0.1.0 wrote whatever was typed."""

    name: PersonName
    curp: str = ""
    born: str = ""
    phone: str = ""
    passport: str = ""


class Distinct(Body, frozen=True, tag="visit.distinct"):
    """Staff said that visit or booking ``other`` is somebody else, whatever ``likeness``, a code, spoke for."""

    other: str
    likeness: str


class Called(Body, frozen=True, tag="visit.called"):
    """Called to ``table``; ``override`` is the reason for leaving the order, empty when it was kept."""

    table: str
    override: str = ""


class Recalled(Body, frozen=True, tag="visit.recalled"):
    """Called once more."""

    table: str


class Started(Body, frozen=True, tag="visit.started"):
    """Sits at the table."""

    table: str


class Missed(Body, frozen=True, tag="visit.missed"):
    """Did not come after the recalls."""


class CameBack(Body, frozen=True, tag="visit.came_back"):
    """A missed person is at the desk again."""


class Held(Body, frozen=True, tag="visit.held"):
    """Stepped aside for ``reason``, a code of the catalogue's hold reasons."""

    reason: str


class Resumed(Body, frozen=True, tag="visit.resumed"):
    """What was missing is there; waits again with the old due time."""


class Transferred(Body, frozen=True, tag="visit.transferred"):
    """Waits for another table or service with the old due time."""

    service: str


class LineDone(Body, frozen=True, tag="visit.line_done"):
    """One of the visit's services ended with ``outcome``."""

    service: str
    outcome: Outcome


class Left(Body, frozen=True, tag="visit.left"):
    """Went away without being served to the end."""


class Cancelled(Body, frozen=True, tag="visit.cancelled"):
    """Taken out of the line by staff for ``reason``, a code."""

    reason: str


class NoShow(Body, frozen=True, tag="visit.no_show"):
    """An appointment on ``day`` nobody came for."""

    day: date | None = None


class Expired(Body, frozen=True, tag="visit.expired"):
    """Still open when the day was closed."""


class Undone(Body, frozen=True, tag="visit.undone"):
    """Takes back the entry ``seq`` of ``device`` about the same visit."""

    device: str
    seq: int


class TicketPrint(Body, frozen=True, tag="ticket.print"):
    """A ticket's print as version 0.1.0 wrote it; read and folded as a ``PaperPrint`` of the ticket."""

    paper: ClassVar[str] = TICKET
    job: str
    state: PrintState
    copy: int = 0
    large: bool = False


class PaperPrint(Body, frozen=True, tag="paper.print"):
    """A paper of a visit; ``copy`` is 0 for the first print.

    ``paper`` is its kind, followed after a slash by the service that it is about; never to whom somebody was sent.
    ``large``: in large letters.
    """

    paper: str
    job: str
    state: PrintState
    copy: int = 0
    large: bool = False


class EstimateShown(Body, frozen=True, tag="visit.estimate"):
    """What a person was told: how many before, and minutes; and what the bare replay and two simple ways would say."""

    ahead: int
    p50: int
    p80: int
    replayed: int = 0
    by_count: int = 0
    by_last: int = 0
