"""The drill's till and box of blanks: opened, used up, given back, counted and signed for, one durable step at a time.

What is still to do is read from the store alone, like everything that the drill's hands do.
"""

from fieldkit.desk.access.second_person import Confirmation
from fieldkit.desk.accounts import blank_stock, cashier, till
from fieldkit.desk.session import Session
from fieldkit.domain.accounts import denominations
from fieldkit.domain.accounts.blank_stock import BlankState
from fieldkit.domain.accounts.till import CASH, CLOSE, OPEN
from fieldkit.domain.queue.visit import Visit
from fieldkit.rehearsal.plan.plan import DrillPlan, Filing, PlannedPerson

FLOAT_CENTS, SHORT_CENTS = 100_00, 1_00
SHORT_REASON, SPOIL_REASON, REFUND_REASON = "change", "print", "mistake"
ENVELOPE = "ENSAYO-1"
FORMS = (CASH, "card", "money_order")
# Of each kind one is spoiled, one goes back to the consulate, and one is left.
SPARE = 3
_PREFIXES = {"passport": "G", "card": "M"}


def form_of(person: PlannedPerson) -> str:
    """How somebody pays."""
    return FORMS[person.at % len(FORMS)]


def blanks(plan: DrillPlan, items: dict[str, str]) -> dict[str, int]:
    """How many blanks of each kind come in the morning, by what the plan's applications use up (service → item)."""
    needed = dict.fromkeys([item for item in items.values() if item], SPARE)
    for _person, filing in plan.filings():
        if items[filing.service]:
            needed[items[filing.service]] += 1
    return needed


class Accounts:
    """The till and the box of the laptop that plays ``plan``."""

    def __init__(self, session: Session, plan: DrillPlan) -> None:
        self._session = session
        self._who = Confirmation(session.operator)
        needed = blanks(plan, {code: one.stock for code, one in session.catalog.services.items()})
        self._folios = {item: (_folio(item, 1), _folio(item, many)) for item, many in needed.items()}

    def open(self) -> bool:
        """Do the next thing of the morning, or give out the next blank; whether there was one to do."""
        if till.state(self._session).opened is None:
            self._count(OPEN, FLOAT_CENTS)
            return True
        now = blank_stock.state(self._session)
        for item, (first, last) in self._folios.items():
            piece = now.piece(item, first)
            waiting = blank_stock.waiting(self._session, item, now)
            if piece is None:
                blank_stock.receive(self._session, item, first, last)
            elif piece.state is BlankState.STOCK:
                blank_stock.spoil(self._session, item, first, SPOIL_REASON)
            elif waiting:
                blank = next(one for one in now.pieces.values() if (one.item, one.state) == (item, BlankState.STOCK))
                blank_stock.use(self._session, item, blank.folio, waiting[-1].id)
            else:
                continue
            return True
        return False

    def pay(self, person: PlannedPerson, visit: Visit, filing: Filing) -> None:
        """Take the fee, for some too much; what was too much is given back."""
        fee = cashier.fee_cents(self._session, filing.service, filing.fields)
        over, form = person.role.overpaid if fee else 0, form_of(person)
        if fee and not cashier.paid_cents(visit, filing.service):
            visit = cashier.pay(self._session, visit.id, filing.service, fee + over, form)
        if over and cashier.paid_cents(visit, filing.service) > fee:
            cashier.refund(self._session, visit.id, filing.service, over, form, REFUND_REASON, who=self._who)

    def close(self) -> bool:
        """Do the next thing of the evening; whether there was one to do."""
        now = till.state(self._session)
        if not now.handed:
            till.hand_over(self._session, FLOAT_CENTS, ENVELOPE)
        elif now.cash.moved:
            self._count(CLOSE, now.cash.book - SHORT_CENTS)
        elif now.cash.difference:
            till.sign(self._session, now.cash.difference, SHORT_REASON, self._who)
        else:
            return any(self._close_box(item, last) for item, (_first, last) in self._folios.items())
        return True

    def _close_box(self, item: str, last: str) -> bool:
        piece, left = blank_stock.state(self._session).piece(item, last), blank_stock.box(self._session, item).left
        if piece is not None and piece.state is BlankState.STOCK:
            blank_stock.give_back(self._session, item, last, last)
        elif left.moved:
            blank_stock.count(self._session, item, CLOSE, left.book)
        else:
            return False
        return True

    def _count(self, moment: str, cents: int) -> None:
        """Count so much, note by note."""
        pieces = dict[int, int]()
        for note in denominations.shipped().cash_on(self._session.today()):
            pieces[note.cents], cents = divmod(cents, note.cents)
        till.count(self._session, moment, pieces)


def _folio(item: str, number: int) -> str:
    return f"{_PREFIXES[item]}{number:06}"
