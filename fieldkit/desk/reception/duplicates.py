"""People who may be one person, among visits, bookings, forms and applications that can be read on this laptop.

Nothing here decides: staff says that it is the same person, or that it is not, which the journal keeps.
"""

from collections.abc import Iterable
from typing import NamedTuple

from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.forms.application import KIND as APPLICATION
from fieldkit.domain.forms.application import ApplicationState as Sent
from fieldkit.domain.protection.case_form import KIND as CASE
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.same_person import WHY, said_other, strength
from fieldkit.domain.queue.visit import ENDED, Visit, VisitState
from fieldkit.locale import _
from fieldkit.people.dates import iso_text
from fieldkit.people.matching import Identity, Likeness, of_form
from fieldkit.store.identities import Alike

# Whoever left, or was cancelled, may come again; somebody who was attended may not without a word.
_GONE = ENDED - {VisitState.DONE}
SAME_PERSON = "same_person"


class Double(NamedTuple):
    """Somebody who may be ``mine``, the person of visit ``own``: here (``visit``), or only booked (``booking``).

    ``own`` is empty for who has no number yet. ``services`` have a form or an application there; ``sentence`` says
    why, and how that record stands.
    """

    own: str
    mine: Identity
    owner: str
    likeness: Likeness
    theirs: Identity
    visit: Visit | None
    booking: Appointment | None
    services: frozenset[str]
    sentence: str


def find(session: Session, who: Identity | None, own: str = "") -> list[Double]:
    """Everybody who may be ``who``, the strongest reason first; ``own`` is the visit or booking that is asked for."""
    if who is None:
        return []
    best: dict[str, Alike] = {}
    for one in session.store.people.identities.alike(who, without=CASE):  # nobody is told who has a case
        known = best.get(one.owner)
        if one.owner != own and (known is None or strength(one.likeness) < strength(known.likeness)):
            best[one.owner] = one
    found = [double for one in best.values() if (double := _double(session, own, who, one)) is not None]
    return sorted(found, key=lambda double: (strength(double.likeness), double.sentence))


def of_draft(session: Session, draft: str, form: str = APPLICATION) -> list[Double]:
    """Who else the person of a form may be, without those that staff said are somebody else."""
    now = session.store.drafts(form).get(draft)
    visit = session.visit(now.visit)
    who = of_form({"curp": visit.curp, "born": iso_text(visit.born), "prev_number": visit.passport} | now.fields)
    return [
        double
        for double in find(session, who, visit.id)
        if not said_other(visit, double.visit or Visit(id=double.owner), double.likeness)
    ]


def twice(session: Session, draft: str, form: str = APPLICATION) -> Double | None:
    """Somebody who may be the same person and has a form or an application of the same service."""
    service = session.store.drafts(form).get(draft).service
    return next((double for double in of_draft(session, draft, form) if service in double.services), None)


def other_person(session: Session, double: Double) -> None:
    """Staff compared the two: somebody else. The journal keeps which two records, and nothing about the persons."""
    session.need("reception", "capture")
    session.append(double.own, j.Distinct(other=double.owner, likeness=double.likeness.value))


def take_booking(session: Session, booking: str) -> None:
    """The person of a booking is here already under a number of their own: nobody else can come with it."""
    session.need("reception", "capture")
    if session.store.people.visit(booking) is None:
        session.append(booking, j.Cancelled(reason=SAME_PERSON))


def first_open(doubles: Iterable[Double], others: Iterable[str], *, certain: bool = False) -> Double | None:
    """The first that staff did not call somebody else; ``certain``: leave out those that share only a name."""
    said = frozenset(others)
    return next(
        (one for one in doubles if one.owner not in said and not (certain and one.likeness is Likeness.NAME)), None
    )


def _double(session: Session, own: str, mine: Identity, alike: Alike) -> Double | None:
    visit = session.store.people.visit(alike.owner)
    booking = session.store.people.appointment(alike.owner) if visit is None else None
    services = _services(session, alike.owner)
    here = visit is not None and visit.day == session.today() and visit.state not in _GONE
    if booking is None and not here and not services:
        return None
    who = _booked(session, booking) if booking else _here(session, visit or session.visit(alike.owner), services)
    sentence = _(WHY[alike.likeness]).format(who=who)
    return Double(own, mine, alike.owner, alike.likeness, alike.identity, visit, booking, services, sentence)


def _services(session: Session, visit: str) -> frozenset[str]:
    """What a visit has a form or an application of."""
    applications = session.store.people.applications(visit)
    sent = [one.service for one in applications if one.state is not Sent.DISCARDED]
    return frozenset([*sent, *session.store.drafts(APPLICATION).services(visit)])


def _booked(session: Session, booking: Appointment) -> str:
    at = session.clock.local(booking.slot_ms)
    time = f"{at.hour}:{at.minute:02}"
    if booking.day == session.today():
        return _("la cita de las {time}").format(time=time)
    return _("la cita del {day} a las {time}").format(day=f"{booking.day:%d/%m}", time=time)


def _here(session: Session, visit: Visit, services: frozenset[str]) -> str:
    number = visit.number
    if services:
        return _("{number}, que ya tiene {services}").format(number=number, services=", ".join(sorted(services)))
    if visit.state in {VisitState.CALLED, VisitState.SERVING}:
        return _("{number}, en la mesa {table}").format(number=number, table=visit.table)
    if visit.state is VisitState.DONE:
        return _("{number}, que ya terminó").format(number=number)
    at = session.clock.local(visit.arrived_ms)
    return _("{number}, en la fila desde las {time}").format(number=number, time=f"{at.hour}:{at.minute:02}")
