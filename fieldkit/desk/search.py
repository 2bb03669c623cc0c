"""Find anybody of this event by number, name, CURP or a scanned ticket."""

from typing import NamedTuple

from fieldkit.applications import Application
from fieldkit.desk import reception
from fieldkit.desk.session import Session
from fieldkit.visits import Visit


class Card(NamedTuple):
    """One person's way through the event."""

    visit: Visit
    applications: list[Application]


def search(session: Session, text: str) -> list[Card]:
    """Cards that fit ``text``; accents and case do not matter. Raises ForgedTicket for a foreign ticket."""
    scanned = reception.scan(session, text)
    visits = [scanned] if scanned is not None else session.store.people.search(text)
    return [Card(visit, session.store.people.applications(visit.id)) for visit in visits]
