"""This laptop's till: counted at opening and at close, handed over, and every difference signed for."""

import re
from collections.abc import Mapping

from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.accounts import denominations
from fieldkit.domain.accounts import till as tills
from fieldkit.domain.accounts.money import money
from fieldkit.domain.journal import code_words
from fieldkit.errors import KitProblem
from fieldkit.locale import N_

MOMENTS = {tills.OPEN: N_("al abrir"), tills.CLOSE: N_("al cerrar")}
_MOST_PIECES = 100_000
_REFERENCE = re.compile(r"[A-Z0-9/-]{0,30}", re.ASCII)


class BadCount(KitProblem):
    title = N_("Esa cuenta no se puede anotar")
    cause = N_("Una cantidad de billetes o monedas no es un número entero, o no es de los que hay.")
    remedy = N_("No se anotó nada. Cuente otra vez; lo que no hay se deja vacío.")


class NoCash(KitProblem):
    title = N_("No alcanza el efectivo de la caja")
    cause = N_("En la caja hay {there} y se piden {asked}.")
    remedy = N_("No se anotó nada. Cuente la caja, o pida efectivo a quien supervisa.")


class BadReference(KitProblem):
    title = N_("Ese número de sobre no se entiende")
    cause = N_("Lleva hasta 30 letras, cifras o guiones, y ningún nombre.")
    remedy = N_("No se anotó nada. Escríbalo otra vez, o déjelo vacío.")


class NotSignable(KitProblem):
    title = N_("La firma no se anotó")
    cause = N_("Falta un motivo de la lista, no hay diferencia, o la diferencia cambió desde que usted la leyó.")
    remedy = N_("No se cambió nada. Vuelva a ver la cuenta y firme lo que dice ahora.")


def facts(session: Session) -> list[j.Fact]:
    """Every fact about money on this laptop, whichever till it is of."""
    return [fact for kind in tills.KINDS for fact in session.store.log.facts_of_kind(kind)]


def state(session: Session) -> tills.Till:
    """The till as it stands."""
    return tills.fold(session.place, facts(session))


def count(session: Session, moment: str, pieces: Mapping[int, int]) -> tills.Till:
    """Note a count: how many of each note and coin, by its worth in cents. Raises BadCount.

    The first count of an empty till is its float; any other stands beside what was expected.
    """
    session.need("cashier")
    session.append(session.place, counted(session, moment, pieces))
    return state(session)


def counted(session: Session, moment: str, pieces: Mapping[int, int]) -> j.TillCounted:
    """The entry of a count. Raises BadCount."""
    known = {one.cents for one in denominations.shipped().cash_on(session.today())}
    found = {worth: many for worth, many in pieces.items() if many}
    if moment not in MOMENTS or not set(found) <= known or not all(0 < n <= _MOST_PIECES for n in found.values()):
        raise BadCount
    return j.TillCounted(day=session.today(), moment=moment, pieces=found)


def need_cash(session: Session, cents: int) -> None:
    """Raise NoCash unless so much lies in the till."""
    there = state(session).cash.there
    if cents > there:
        raise NoCash(there=money(there), asked=money(cents))


def hand_over(session: Session, cents: int, reference: str = "") -> tills.Till:
    """Note cash that left for the consulate's safe; ``reference`` is on its envelope. Raises NoCash, BadReference."""
    session.need("supervisor")
    kept = reference.strip().upper()
    if cents <= 0:
        raise tills.BadAmount
    if not _REFERENCE.fullmatch(kept):
        raise BadReference
    need_cash(session, cents)
    session.append(session.place, j.TillHandedOver(cents=cents, reference=kept))
    return state(session)


def sign(session: Session, difference: int, reason: str) -> tills.Till:
    """Answer for the difference that was shown (counted less expected), or for cash not counted. Raises NotSignable."""
    session.need("supervisor")
    now = state(session)
    if reason not in code_words.TILL_REASONS or now.cash.settled or difference != now.cash.difference:
        raise NotSignable
    session.append(session.place, j.TillSigned(day=session.today(), difference=difference, reason=reason))
    return state(session)
