"""This laptop's box of blank documents: every folio received, used, spoiled or returned, and what is left counted."""

from fieldkit.desk.access import second_person
from fieldkit.desk.access.second_person import Confirmation
from fieldkit.desk.accounts import problems
from fieldkit.desk.accounts.till import MOMENTS
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.domain import journal as j
from fieldkit.domain.accounts import blank_stock as stocks
from fieldkit.domain.accounts import denominations
from fieldkit.domain.accounts.blank_stock import Blank, BlankState, Box, Stock
from fieldkit.domain.forms import application as applications
from fieldkit.domain.forms.application import Application
from fieldkit.domain.journal import code_words
from fieldkit.errors import Problem
from fieldkit.locale import N_

STATES = {
    BlankState.STOCK: N_("en existencia"),
    BlankState.USED: N_("usado"),
    BlankState.SPOILED: N_("inutilizado"),
    BlankState.RETURNED: N_("devuelto al consulado"),
    BlankState.MISSING: N_("dado por perdido"),
}
SPOILS = {
    "print": N_("Salió mal impreso"),
    "damaged": N_("Se dañó o manchó"),
    "data": N_("Se imprimió con un dato equivocado"),
    "faulty": N_("Venía defectuoso"),
}
FREES = {"mistake": N_("Se anotó el folio equivocado"), "not_done": N_("El documento no se hizo")}
MOST = 100_000


def items(workplace: Workplace) -> dict[str, str]:
    """The kinds of blanks that the event's services use up, with their names."""
    services = workplace.catalog.services
    used = dict.fromkeys(services[code].stock for code in workplace.pack.services if code in services)
    return {item: str(blank.name) for item, blank in denominations.shipped().stock.items() if item in used}


def state(session: Session) -> Stock:
    """The folios and boxes as they stand."""
    log = session.store.log
    return stocks.fold(fact for kind in stocks.KINDS for fact in log.facts_of_kind(kind))


def box(session: Session, item: str) -> Box:
    """This laptop's blanks of one kind."""
    return state(session).box(session.place, item)


def find(session: Session, folio: str) -> Blank:
    """A blank by the folio that was scanned. Raises BadFolio, FOLIO_NOT_HERE."""
    wanted, now = stocks.folio(folio), state(session)
    found = [piece for item in items(session) if (piece := now.piece(item, wanted))]
    if not found:
        raise Problem(problems.FOLIO_NOT_HERE, folio=wanted)
    return next((piece for piece in found if piece.state is BlankState.STOCK), found[0])


def receive(session: Session, item: str, first: str, last: str) -> Box:
    """Put blanks from one folio to another into the box. Raises BadFolio, FOLIO_TAKEN."""
    return _range(session, j.StockReceived(item=item, first=stocks.folio(first), last=stocks.folio(last)))


def give_back(session: Session, item: str, first: str, last: str) -> Box:
    """Return blanks to the consulate. Raises BadFolio, FOLIO_NOT_HERE, FOLIO_TAKEN."""
    return _range(session, j.StockReturned(item=item, first=stocks.folio(first), last=stocks.folio(last)))


def use(session: Session, item: str, folio: str, application: str) -> Blank:
    """Note the folio that became an application's document: one folio, one application.

    Raises BadFolio, FOLIO_NOT_HERE, FOLIO_TAKEN, WRONG_DOCUMENT, ALREADY_HAS.
    """
    _need(session, item)
    found = session.store.people.application(application)
    if found is None or found.state is applications.ApplicationState.DISCARDED or _item(session, found) != item:
        raise Problem(problems.WRONG_DOCUMENT)
    body, now = j.StockUsed(item=item, folio=stocks.folio(folio), application=application), state(session)
    _check(now, body, body.item, body.folio)
    before = now.used_for(application)
    if before is not None:
        raise Problem(problems.ALREADY_HAS, folio=before.folio)
    return _append(session, body)


def spoil(session: Session, item: str, folio: str, reason: str) -> Blank:
    """Note that a folio, blank or used, can serve nobody.

    Raises CHANGE_WITHOUT_REASON, BadFolio, FOLIO_NOT_HERE, FOLIO_TAKEN.
    """
    _need(session, item, (reason, SPOILS))
    return _one(session, j.StockSpoiled(item=item, folio=stocks.folio(folio), reason=reason))


def free(session: Session, item: str, folio: str, reason: str) -> Blank:
    """Take back that a folio was used. Raises CHANGE_WITHOUT_REASON, BadFolio, FOLIO_NOT_HERE, FOLIO_TAKEN."""
    _need(session, item, (reason, FREES))
    return _one(session, j.StockFreed(item=item, folio=stocks.folio(folio), reason=reason))


def missing(session: Session, item: str, folio: str, reason: str, who: Confirmation) -> Blank:
    """Answer for a folio that cannot be found; the entry is that of ``who``.

    Raises NOT_ALLOWED, NEEDS_ANOTHER, CHANGE_WITHOUT_REASON, BadFolio, FOLIO_NOT_HERE, FOLIO_TAKEN.
    """
    second_person.need_signature(session, who.operator)
    _need(session, item, (reason, code_words.STOCK_LOSSES))
    body = j.StockMissing(item=item, folio=stocks.folio(folio), reason=reason)
    _check(state(session), body, body.item, body.folio)
    return _append(session, body, by=who.operator)


def found(session: Session, item: str, folio: str) -> Blank:
    """A folio that was given up is here again: blank, in the box, and to be counted anew.

    Raises BadFolio, FOLIO_NOT_HERE, FOLIO_TAKEN.
    """
    kept = stocks.folio(folio)
    piece = state(session).piece(item, kept)
    if piece is not None and piece.state is not BlankState.MISSING:
        raise Problem(problems.FOLIO_TAKEN, folio=kept, state=STATES[piece.state])
    if piece is None:
        raise Problem(problems.FOLIO_NOT_HERE, folio=kept)
    _range(session, j.StockReceived(item=item, first=kept, last=kept))
    return state(session).pieces[item, kept]


def lost(session: Session, now: Stock | None = None) -> list[Blank]:
    """What was given up of this laptop's box and did not turn up again."""
    pieces = (now or state(session)).pieces.values()
    return [piece for piece in pieces if piece.state is BlankState.MISSING and piece.box == session.place]


def count(session: Session, item: str, moment: str, left: int) -> Box:
    """Note how many blanks somebody holds in the hand. Raises BAD_LEFT, NO_SUCH_ITEM."""
    session.need("cashier")
    if item not in items(session):
        raise Problem(problems.NO_SUCH_ITEM)
    if moment not in MOMENTS or not 0 <= left <= MOST:
        raise Problem(problems.BAD_LEFT)
    session.append(session.place, j.StockCounted(item=item, day=session.today(), moment=moment, left=left))
    return box(session, item)


def sign(session: Session, item: str, difference: int, reason: str, who: Confirmation) -> Box:
    """Answer for the difference that was shown (counted less computed), or for no count.

    The entry is that of ``who``. Raises NOT_ALLOWED, NEEDS_ANOTHER, NOT_SIGNABLE.
    """
    second_person.need_signature(session, who.operator)
    now = box(session, item).left
    if reason not in code_words.STOCK_REASONS or now.settled or difference != now.difference:
        raise Problem(problems.NOT_SIGNABLE)
    body = j.StockSigned(item=item, day=session.today(), difference=difference, reason=reason)
    session.append(session.place, body, by=who.operator)
    return box(session, item)


def waiting(session: Session, item: str, now: Stock | None = None) -> list[Application]:
    """Sealed applications that use this kind of blank and have no folio yet, newest first."""
    now = now or state(session)
    sealed = session.store.people.applications()
    return [
        one
        for one in reversed(sealed)
        if one.state is not applications.ApplicationState.DISCARDED
        and _item(session, one) == item
        and now.used_for(one.id) is None
    ]


def _item(session: Session, application: Application) -> str:
    service = session.catalog.services.get(application.service)
    return service.stock if service else ""


def _need(session: Session, item: str, *given: tuple[str, dict[str, str]]) -> None:
    session.need("capture", "cashier")
    if item not in items(session):
        raise Problem(problems.NO_SUCH_ITEM)
    if any(reason not in known for reason, known in given):
        raise Problem(problems.CHANGE_WITHOUT_REASON)


def _check(now: Stock, body: j.Body, item: str, folio: str) -> None:
    piece = now.piece(item, folio)
    if (piece.state if piece else None, type(body)) in stocks.TRANSITIONS:
        return
    if piece is None:
        raise Problem(problems.FOLIO_NOT_HERE, folio=folio)
    raise Problem(problems.FOLIO_TAKEN, folio=folio, state=STATES[piece.state])


def _one(session: Session, body: j.StockSpoiled | j.StockFreed) -> Blank:
    _check(state(session), body, body.item, body.folio)
    return _append(session, body)


def _append(
    session: Session, body: j.StockUsed | j.StockSpoiled | j.StockFreed | j.StockMissing, by: str = ""
) -> Blank:
    session.append(session.place, body, by=by)
    return state(session).pieces[body.item, body.folio]


def _range(session: Session, body: j.StockReceived | j.StockReturned) -> Box:
    """All of a range or nothing: every folio of it must be where it can be taken from."""
    _need(session, body.item)
    now = state(session)
    for folio in stocks.span(body.first, body.last):
        _check(now, body, body.item, folio)
    session.append(session.place, body)
    return box(session, body.item)
