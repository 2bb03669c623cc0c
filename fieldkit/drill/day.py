"""The drill's hands: looks at the store, does the one next thing, and can be killed between any two bytes.

Nothing is remembered outside the store. Whatever happened before, ``next_step`` finds what is still to do.
"""

from collections.abc import Iterator

from fieldkit import counted
from fieldkit import journal as j
from fieldkit.applications import Application
from fieldkit.applications import State as Sealed
from fieldkit.desk import approval, capture, cashier, close, line, papers, reception, till
from fieldkit.desk.reception import Arrival
from fieldkit.desk.session import Session
from fieldkit.drill import pictures
from fieldkit.drill.plan import Filing, Person, Plan
from fieldkit.drill.steps import Step
from fieldkit.store import Review
from fieldkit.visits import State, Visit

_AT_ONCE = 3


class Day:
    """The day of ``plan`` on one laptop; ``second`` is who approves, by the passphrase ``theirs``."""

    def __init__(self, session: Session, plan: Plan, second: str, theirs: str) -> None:
        self._second, self._theirs = second, theirs
        self._session = session
        self._people = session.store.people
        self._names = {person.name: person for person in plan.coming}
        self._filings = {(person.at, filing.service): filing for person, filing in plan.filings()}
        # Names leave the laptop when the day is closed; numbers stay.
        self._who: dict[str, int] = {}
        self._day = session.day()

    @property
    def closed(self) -> bool:
        """Whether the day was closed."""
        facts = self._session.store.log.facts_of_kind("day.closed")
        return any(fact.header.subject == self._day for fact in facts)

    def next_step(self) -> Iterator[Step]:
        """Do what comes next and tell each step of it."""
        for review in list(self._session.store.reviews.all().values())[:1]:
            yield from self._look_again(review)
            return
        if self.closed:
            for application in self._returned()[:1]:
                yield from self._correct(application)
            return
        here = [
            (self._names[visit.name], visit) for visit in self._people.visits(self._day) if visit.name in self._names
        ]
        unprinted = [(person, visit) for person, visit in here if visit.paper != "confirmed"]
        busy = [(person, visit) for person, visit in here if visit.state in {State.CALLED, State.SERVING}]
        waiting = [visit for _, visit in here if visit.state is State.WAITING]
        arrived = {person.at for person, _ in here}
        coming = [person for person in self._names.values() if person.at not in arrived]
        aside = [visit for _, visit in here if visit.state in {State.MISSED, State.ON_HOLD}]
        if unprinted:
            yield from self._print(*unprinted[0])
        elif busy:
            yield from self._serve(*busy[0])
        elif coming and len(waiting) < _AT_ONCE:
            yield from self._arrive(coming[0])
        elif aside:
            self._bring_back(aside[0])
        elif waiting:
            line.call_next(self._session)
        else:
            self._count()
            codes = [notice.code for notice in close.summary(self._session).notices]
            close.close_day(self._session, seen=codes)
            yield Step("closed", self._day)

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
            if visit.paper == "confirmed":
                yield Step("printed", visit.number)
        for draft in store.drafts.all():
            who = self._who.get(draft.visit, -1)
            for key in (*draft.fields, *draft.slots):
                yield Step("saved", f"{draft.id}.{draft.revision}.{key}", who, draft.service)
        for one in self._people.applications():
            for revision in range(1, one.revision + 1):
                yield Step("sealed", f"{one.id}.{revision}", self._who.get(one.visit, -1), one.service)
            if one.state in {Sealed.ACCEPTED, Sealed.RETURNED}:
                yield Step("decided", f"{one.id}.{one.revision}.{one.state.value}", service=one.service)
        for batch in store.outbox.batches("sent"):
            yield Step("receipt", str(batch.n))
        if self.closed:
            yield Step("closed", self._day)

    def _returned(self) -> list[Application]:
        return [one for one in self._people.applications() if one.state is Sealed.RETURNED]

    def _arrive(self, person: Person) -> Iterator[Step]:
        """At the door: found among the bookings, or a walk-in."""
        role = person.role
        bookings = reception.find(self._session, str(person.name)).appointments
        visit = reception.check_in(
            self._session,
            Arrival(
                name=person.name,
                services=role.services,
                notice=True,
                appointment=bookings[0].id if bookings else "",
                born=person.born.isoformat(),
                phone=person.phone,
                priority=role.priority,
                language=role.language,
                interpreter=role.language != "spa",
            ),
        )
        self._who[visit.id] = person.at
        yield Step("arrived", visit.number, person.at)

    def _print(self, person: Person, visit: Visit) -> Iterator[Step]:
        """A paper that was sent before a cut is taken for seen: it lies in the tray. Raises PrintProblem."""
        if visit.paper != "sent":
            papers.print_ticket(self._session, visit.id)
        papers.confirm(self._session, visit.id)
        yield Step("printed", visit.number, person.at)

    def _serve(self, person: Person, visit: Visit) -> Iterator[Step]:
        if visit.state is State.CALLED:
            self._answer(person, visit)
        elif person.role.held and not self._was(visit, j.Held):
            line.hold(self._session, visit.id, person.role.held)
        else:
            service = visit.open_services[0]
            yield from self._capture(person, visit, self._filings[person.at, service])

    def _answer(self, person: Person, visit: Visit) -> None:
        """Comes when called, or only after having been missed."""
        if not person.role.misses or visit.missed_ms:
            line.start(self._session, visit.id)
        elif visit.recalls < line.RECALLS_BEFORE_MISSED:
            line.recall(self._session, visit.id)
        else:
            line.missed(self._session, visit.id)

    def _count(self) -> None:
        """Count what the till should hold, note by note; a drill that pays in cash closes without a difference."""
        left, pieces = till.state(self._session).cash.book, dict[int, int]()
        for note in counted.shipped().cash_on(self._session.today()):
            pieces[note.cents], left = divmod(left, note.cents)
        till.count(self._session, "close", pieces)

    def _bring_back(self, visit: Visit) -> None:
        if visit.state is State.MISSED:
            reception.came_back(self._session, visit.id)
        else:
            line.resume(self._session, visit.id)

    def _capture(self, person: Person, visit: Visit, filing: Filing) -> Iterator[Step]:
        draft = capture.begin(self._session, visit.id, filing.service)
        fee = cashier.fee_cents(self._session, filing.service, filing.fields)
        if fee and not cashier.paid_cents(visit, filing.service):
            cashier.pay(self._session, visit.id, filing.service, fee, self._session.pack.payment_forms[0])
        yield from self._fill(person.at, draft.id, filing, filing.fields)

    def _correct(self, application: Application) -> Iterator[Step]:
        """What HQ sent back: the form as it was, the value put right, one picture taken again, the others kept."""
        begun = next((one for one in self._session.store.drafts.all() if one.id == application.id), None)
        draft = begun or capture.correct(self._session, application.id)
        yield Step("decided", f"{application.id}.{draft.revision - 1}.returned", service=application.service)
        # After the close only the returned form still says whose it is.
        given = draft.fields["given"]
        filing = next(one for one in self._filings.values() if one.corrected and one.fields["given"] == given)
        again = filing._replace(pictures=dict(list(filing.pictures.items())[-1:]))
        yield from self._fill(self._who.get(application.visit, -1), draft.id, again, filing.final)

    def _fill(self, who: int, draft_id: str, filing: Filing, wanted: dict[str, str]) -> Iterator[Step]:
        store = self._session.store
        draft = store.drafts.get(draft_id)
        stem = f"{draft_id}.{draft.revision}"
        for key, value in wanted.items():
            if draft.fields.get(key) != value:
                capture.save(self._session, draft_id, key, value)
            yield Step("saved", f"{stem}.{key}", who, filing.service)
        kinds = {slot.key: slot.kind for slot in self._session.catalog.services[filing.service].slots}
        for slot, seed in filing.pictures.items():
            if slot not in draft.slots:
                capture.add_picture(self._session, draft_id, slot, pictures.raw(seed, kinds[slot]))
            yield Step("saved", f"{stem}.{slot}", who, filing.service)
        if capture.submit(self._session, draft_id) is not None:
            yield Step("sealed", stem, who, filing.service)

    def _look_again(self, review: Review) -> Iterator[Step]:
        """The second person gives every form back once and approves it the second time."""
        if review.state == "refused":
            capture.submit(self._session, review.draft)
        elif review.times == 1:
            approval.refuse(self._session, review.draft, "field")
        else:
            looked = approval.look(self._session, review.draft)
            who = approval.confirm(self._session.home, self._second, self._theirs)
            approval.approve(self._session, looked, who)
            draft = looked.draft
            yield Step("sealed", f"{draft.id}.{draft.revision}", self._who.get(draft.visit, -1), draft.service)

    def _was(self, visit: Visit, kind: type[j.Body]) -> bool:
        return any(isinstance(fact.body, kind) for fact in self._session.store.log.facts(visit.id))
