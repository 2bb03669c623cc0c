"""Find anybody of this event by number, name, CURP or a scanned ticket, also who has not arrived yet."""

from typing import NamedTuple

from fieldkit.desk.reception import check_in
from fieldkit.desk.session import Session
from fieldkit.domain.forms.application import Application
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.visit import Visit


class VisitCard(NamedTuple):
    """One person's way through the event."""

    visit: Visit
    applications: list[Application]


class Results(NamedTuple):
    """Who is here, and the bookings of those who are not here yet."""

    cards: list[VisitCard]
    bookings: list[Appointment]


def search(session: Session, text: str) -> Results:
    """Who fits ``text``; accents and case do not matter. Raises BadScan for half a ticket, ForgedTicket."""
    found = check_in.find(session, text)
    cards = [VisitCard(visit, session.store.people.applications(visit.id)) for visit in found.visits]
    return Results(cards, found.appointments)
