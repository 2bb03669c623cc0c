"""At the door: find the person, say the privacy notice was given, choose services, hand out a number."""

from datetime import date
from typing import NamedTuple

import msgspec

from fieldkit.desk.reception import duplicates, problems, unfinished_arrival
from fieldkit.desk.reception.duplicates import Double
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.privacy_notice import SPA
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.errors import Problem
from fieldkit.locale import N_
from fieldkit.people.dates import iso_text
from fieldkit.people.matching import identity
from fieldkit.people.names import PersonName
from fieldkit.tokens import ticket_token
from fieldkit.tokens.errors import BadScan, ForgedTicket

VISIT_ID_BYTES = 10
PIECE = 20  # a CURP has 18 signs
SPANISH = {
    "well": N_("Bien"),
    "some": N_("Poco"),
    "none": N_("Nada"),
}
PRIORITIES = {
    "elderly": N_("Persona mayor"),
    "disability": N_("Discapacidad"),
    "pregnant": N_("Embarazo"),
    "infant": N_("Con bebé en brazos"),
    "illness": N_("Enfermedad"),
}


class Arrival(msgspec.Struct, frozen=True):
    """What reception knows of a person. ``appointment`` is the booking's id, empty for a walk-in.

    ``notice``: whether the privacy notice was given, and with it how and in which language (ISO 639-3).
    ``others`` are visits and bookings of people who looked like this one, and of whom staff said that they are not.
    """

    name: PersonName
    services: tuple[str, ...]
    notice: bool
    appointment: str = ""
    curp: str = ""
    born: date | None = None
    phone: str = ""
    priority: str = ""
    language: str = "spa"
    spanish: str = ""
    interpreter: bool = False
    passport: str = ""
    others: tuple[str, ...] = ()
    notice_way: j.NoticeWay = j.NoticeWay.READ_OUT
    notice_language: str = SPA


class DoorResults(NamedTuple):
    """Search results at the door: bookings that have not come yet, and people already here."""

    appointments: list[Appointment]
    visits: list[Visit]


def find(session: Session, text: str) -> DoorResults:
    """Who ``text`` may be: a number, a name, a CURP, a booking or a scanned ticket. Raises what ``scan`` does."""
    people = session.store.people
    own = _own_ticket(session, text)
    if own is not None:  # the usual case, and the fastest: a whole ticket of this event
        return DoorResults([], [session.visit(own)])
    visits, bookings = people.search(text), people.search_appointments(text)
    if not visits and not bookings:  # a booking's folio and a very long name look like a piece of a ticket
        scanned = scan(session, text)
        return DoorResults([], [scanned] if scanned else [])
    return DoorResults([one for one in bookings if people.visit(one.id) is None], visits)


def scan(session: Session, text: str) -> Visit | None:
    """The visit of a scanned ticket; None when the text is no ticket.

    Raises BadScan for a ticket that was read by half or typed wrongly, ForgedTicket for a foreign one.
    """
    try:
        return session.visit(ticket_token.find(text, session.pack.ticket_key).hex())
    except BadScan:
        if _piece_of_ticket(text):
            raise
        return None


def _own_ticket(session: Session, text: str) -> str | None:
    """The visit's id when ``text`` ends in a whole ticket of this event."""
    try:
        return ticket_token.find(text, session.pack.ticket_key).hex()
    except (BadScan, ForgedTicket):
        return None


def _piece_of_ticket(text: str) -> bool:
    """Whether ``text`` can only come from a ticket's code: its address, or a run longer than any CURP."""
    typed = text.strip().lower()
    return typed.startswith("http") or "/t/" in typed or (len(typed) >= PIECE and typed.isascii() and typed.isalnum())


def check_in(session: Session, arrival: Arrival) -> Visit:
    """Register an arrival and give it the next number.

    Raises NOTICE_MISSING, NO_SERVICE, ALREADY_HERE or MAYBE_SAME.
    """
    session.need("reception")
    if not arrival.notice:
        raise Problem(problems.NOTICE_MISSING)
    if not arrival.services:
        raise Problem(problems.NO_SERVICE)
    if arrival.priority not in {"", *PRIORITIES}:
        raise Problem(problems.UNKNOWN_PRIORITY)
    if arrival.spanish not in {"", *SPANISH}:
        raise Problem(problems.UNKNOWN_SPANISH)
    booking = session.store.people.appointment(arrival.appointment) if arrival.appointment else None
    visit = booking.id if booking else session.store.random(VISIT_ID_BYTES).hex()
    before = session.store.people.visit(visit)
    if before is not None and before.state is not VisitState.BOOKED:
        raise Problem(problems.ALREADY_HERE, number=before.number)
    doubles = same_person(session, arrival)
    undecided = duplicates.first_open(doubles, arrival.others, certain=True)
    if undecided is not None:
        raise Problem(problems.MAYBE_SAME, why=undecided.sentence)
    with session.store.atomic():
        session.append(
            visit,
            j.CheckedIn(
                number=_next_number(session),
                services=arrival.services,
                day=session.today(),
                notice=True,
                appointment=booking is not None,
                slot_ms=booking.slot_ms if booking else 0,
                priority=arrival.priority,
                language=arrival.language,
                spanish=arrival.spanish,
                interpreter=arrival.interpreter,
            ),
            j.Identified(
                name=arrival.name,
                curp=arrival.curp,
                born=iso_text(arrival.born),
                phone=arrival.phone,
                passport=arrival.passport,
            ),
        )
        notice = session.privacy_notice(arrival.notice_language)
        if notice is not None:
            session.append(visit, j.NoticeGiven(notice.version, arrival.notice_way, notice.language))
        for double in doubles:
            if double.owner in arrival.others:
                duplicates.other_person(session, double._replace(own=visit))
        unfinished_arrival.forget(session)
    return session.visit(visit)


def correct(session: Session, visit: str, identified: j.Identified) -> Visit:
    """Write a person's data anew; the earlier version stays in the journal and is shown as a conflict."""
    session.need("reception", "capture")
    session.append(visit, identified)
    return session.visit(visit)


def same_person(session: Session, arrival: Arrival) -> list[Double]:
    """People here or booked who may be the one who arrives; the arrival's own booking is not asked about."""
    who = identity(arrival.name, born=arrival.born, curp=arrival.curp, passport=arrival.passport)
    return duplicates.find(session, who, arrival.appointment)


def token(session: Session, visit: Visit) -> str:
    """The 29 characters that stand in a visit's QR code."""
    return ticket_token.encode(bytes.fromhex(visit.id), session.pack.ticket_key)


def came_back(session: Session, visit: str) -> Visit:
    """A missed person is here again."""
    session.append(visit, j.CameBack())
    return session.visit(visit)


def _next_number(session: Session) -> str:
    """Device letter and counter: unique without a network, because a letter belongs to one device."""
    letter = session.pack.letter
    return f"{letter}{session.store.people.last_counter(letter) + 1:03}"
