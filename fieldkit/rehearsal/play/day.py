"""The drill's hands: looks at the store, does the one next thing, and can be killed between any two bytes.

Nothing is remembered outside the store. Whatever happened before, ``next_step`` finds what is still to do.
"""

from collections.abc import Iterator

from fieldkit.desk.closing import day_close
from fieldkit.desk.printing import print_jobs
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.forms.application import KIND as APPLICATION
from fieldkit.domain.forms.application import Application
from fieldkit.domain.forms.application import ApplicationState as Sealed
from fieldkit.domain.journal import Outcome, PrintState
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.rehearsal.plan.plan import DrillPlan, PlannedPerson
from fieldkit.rehearsal.play.accounts import Accounts
from fieldkit.rehearsal.play.paperwork import Paperwork
from fieldkit.rehearsal.play.rooms import Desks, Room, as_protection
from fieldkit.rehearsal.play.steps import Step
from fieldkit.rehearsal.play.table import CaptureTable
from fieldkit.store.outbox import BatchState

_AT_ONCE = 3


class DrillDay:
    """The day of ``plan`` on one laptop.

    ``second`` is who approves, by the passphrase ``theirs``; ``protector`` who attends in the protection room.
    """

    def __init__(self, session: Session, plan: DrillPlan, second: str, theirs: str, protector: str) -> None:
        self._session = session
        self._people = session.store.people
        self._names = {person.name: person for person in plan.coming}
        self._filings = {(person.at, filing.service): filing for person, filing in plan.filings()}
        # Names leave the laptop when the day is closed; numbers stay.
        self._who: dict[str, int] = {}
        self._day = session.today()
        self._accounts, self._desks = Accounts(session, plan), Desks(session, plan)
        self._paperwork = Paperwork(session, plan)
        self._room = Room(as_protection(session, protector), plan)
        self._table = CaptureTable(session, plan, second, theirs, self._who)

    @property
    def closed(self) -> bool:
        """Whether the day was closed."""
        facts = self._session.store.log.facts_of_kind("day.closed")
        return any(fact.header.subject == self._day for fact in facts)

    def next_step(self) -> Iterator[Step]:
        """Do what comes next and tell each step of it."""
        for review in list(self._session.store.reviews.all().values())[:1]:
            yield from self._table.look_again(review)
            return
        if self.closed:
            for application in self._returned()[:1]:
                yield from self._table.correct(application)
            return
        if not self._accounts.open():
            yield from self._hall()

    def _hall(self) -> Iterator[Step]:
        """The next thing in the hall; when nobody is left in it, the evening."""
        here = [
            (self._names[visit.name], visit) for visit in self._people.visits(self._day) if visit.name in self._names
        ]
        unprinted = [(person, visit) for person, visit in here if visit.paper is not PrintState.CONFIRMED]
        busy = [(person, visit) for person, visit in here if visit.state in {VisitState.CALLED, VisitState.SERVING}]
        waiting = [visit for _, visit in here if visit.state is VisitState.WAITING]
        arrived = {person.at for person, _ in here}
        coming = [person for person in self._names.values() if person.at not in arrived]
        aside = [visit for _, visit in here if visit.state in {VisitState.MISSED, VisitState.ON_HOLD}]
        if unprinted:
            yield from self._print(*unprinted[0])
        elif (due := self._paperwork.due([visit for _, visit in here])) is not None:
            yield self._paperwork.print(due)
        elif busy:
            yield from self._serve(*busy[0])
        elif coming and len(waiting) < _AT_ONCE:
            # The desks count while people arrive, one after each.
            yield from self._desks.next() if self._desks.counted < len(here) else ()
            yield from self._arrive(coming[0])
        elif aside:
            self._bring_back(aside[0])
        elif waiting:
            calls.call_next(self._session)
        else:
            yield from self._evening()

    def _evening(self) -> Iterator[Step]:
        """What the desks and the rooms still have to write down, the accounts, and the close."""
        for steps in (self._desks.next(), self._room.follow_up()):
            first = next(steps, None)
            if first is not None:
                yield first
                yield from steps
                return
        if self._accounts.close():
            return
        codes = [notice.code for notice in day_close.summary(self._session).notices]
        day_close.close_day(self._session, seen=codes)
        yield Step("closed", self._day.isoformat())

    @property
    def waits(self) -> bool:
        """Whether there is anything left to do at the posts."""
        return not self.closed or bool(self._returned()) or bool(self._session.store.reviews.all())

    def held(self) -> Iterator[Step]:
        """Everything that the store holds, as steps."""
        store = self._session.store
        yield Step("enrolled", store.device)
        for visit in self._people.visits(self._day):
            person = self._names.get(visit.name) if visit.name else None
            if person is not None:
                self._who[visit.id] = person.at
            if visit.number:
                yield Step("arrived", visit.number, self._who.get(visit.id, -1))
            if visit.paper is PrintState.CONFIRMED or visit.copies:
                yield Step("printed", visit.number)
        for draft in store.drafts(APPLICATION).all():
            who = self._who.get(draft.visit, -1)
            for key in (*draft.fields, *draft.slots):
                yield Step("saved", f"{draft.id}.{draft.revision}.{key}", who, draft.service)
        for one in self._people.applications():
            for revision in range(1, one.revision + 1):
                yield Step("sealed", f"{one.id}.{revision}", self._who.get(one.visit, -1), one.service)
            if one.state in {Sealed.ACCEPTED, Sealed.RETURNED}:
                yield Step("decided", f"{one.id}.{one.revision}.{one.state.value}", service=one.service)
        yield from self._paperwork.held(self._people.visits(self._day))
        yield from self._room.held()
        yield from self._desks.held()
        for batch in store.outbox.batches(BatchState.SENT):
            yield Step("receipt", str(batch.n))
        if self.closed:
            yield Step("closed", self._day.isoformat())

    def _returned(self) -> list[Application]:
        return [one for one in self._people.applications() if one.state is Sealed.RETURNED]

    def _arrive(self, person: PlannedPerson) -> Iterator[Step]:
        """At the door: found among the bookings, or a walk-in."""
        role = person.role
        bookings = check_in.find(self._session, str(person.name)).appointments
        visit = check_in.check_in(
            self._session,
            Arrival(
                name=person.name,
                services=role.services,
                notice=True,
                appointment=bookings[0].id if bookings else "",
                born=person.born,
                phone=person.phone,
                priority=role.priority,
                language=role.language,
                interpreter=role.language != "spa",
            ),
        )
        self._who[visit.id] = person.at
        yield Step("arrived", visit.number, person.at)

    def _print(self, person: PlannedPerson, visit: Visit) -> Iterator[Step]:
        """Whether one that was sent before a cut came out, nobody saw: another is asked for. Raises PrintProblem."""
        print_jobs.print_ticket(self._session, visit.id)
        print_jobs.confirm(self._session, visit.id)
        yield Step("printed", visit.number, person.at)

    def _serve(self, person: PlannedPerson, visit: Visit) -> Iterator[Step]:
        if visit.state is VisitState.CALLED:
            self._answer(person, visit)
        elif person.role.held and not self._was(visit, j.Held):
            calls.hold(self._session, visit.id, person.role.held)
        else:
            yield from self._attend(person, visit, visit.open_services[0])

    def _attend(self, person: PlannedPerson, visit: Visit, service: str) -> Iterator[Step]:
        """One service: a case in its own room, a form at the table, or no more than that it was attended."""
        filing = self._filings.get((person.at, service))
        if filing is not None:
            self._accounts.pay(person, visit, filing)
            yield from self._table.capture(person, self._session.visit(visit.id), filing)
        elif person.case is not None and self._session.catalog.services[service].hq == "case":
            yield from self._room.open(person, person.case, visit)
        else:
            calls.line_done(self._session, visit.id, service, Outcome.DONE)

    def _answer(self, person: PlannedPerson, visit: Visit) -> None:
        """Comes when called, or only after having been missed."""
        if not person.role.misses or visit.missed_ms:
            calls.start(self._session, visit.id)
        elif visit.recalls < calls.RECALLS_BEFORE_MISSED:
            calls.recall(self._session, visit.id)
        else:
            calls.missed(self._session, visit.id)

    def _bring_back(self, visit: Visit) -> None:
        if visit.state is VisitState.MISSED:
            check_in.came_back(self._session, visit.id)
        else:
            calls.resume(self._session, visit.id)

    def _was(self, visit: Visit, kind: type[j.Body]) -> bool:
        return any(isinstance(fact.body, kind) for fact in self._session.store.log.facts(visit.id))
