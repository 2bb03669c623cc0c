"""How an application was paid: asked when it is sealed, at the till, and from the search."""

from collections.abc import Callable
from functools import partial

from fieldkit.desk.accounts import cashier, till
from fieldkit.domain.accounts.till import CASH
from fieldkit.domain.accounts.till import cents as read_cents
from fieldkit.domain.journal import code_words
from fieldkit.locale import _
from fieldkit.tui import labels
from fieldkit.tui.choices import Option
from fieldkit.tui.desk import Desk
from fieldkit.tui.feedback import Feedback, Trouble, good, trouble, warn
from fieldkit.tui.questions import answer
from fieldkit.tui.screens.ask import Ask
from fieldkit.tui.screens.choose import Choose

Tell = Callable[[Feedback], None]
_PART = "part"


async def ask_payment(desk: Desk, visit: str, tell: Tell) -> bool:
    """Ask how a visit's first unpaid application was paid; False when nothing is owed. ``tell`` hears the verdict."""
    owed = await desk.read(cashier.owed, visit)
    if owed is None:
        return False
    if desk.workplace.roles.isdisjoint({"cashier", "supervisor"}):
        debt = _("{number} debe {money}.").format(number=owed.number, money=labels.money(owed.cents))
        tell(warn(debt, _("Se paga en caja.")))
        return True
    await _take(desk, visit, owed, tell)
    return True


async def _take(desk: Desk, visit: str, owed: cashier.Debt, tell: Tell) -> None:
    """All of it, or in parts how much; in which form; and the receipt where it is typed."""
    cents = owed.cents
    while (form := await answer(desk, _form_question(desk, owed, cents))) == _PART:
        more = _("Debe {money}. Primero una parte; después se pregunta por la otra.")
        amount = await answer(desk, Ask(_("¿Cuánto paga ahora?"), more.format(money=labels.money(cents))))
        if amount is None:
            return
        try:
            cents = read_cents(amount)
        except Trouble as problem:
            tell(trouble(problem))
            return
    received = cents if form != CASH else await _received(desk, cents, tell)
    if received is None:
        return
    receipt: str | None = ""
    if form is not None and desk.workplace.pack.receipts == "typed":
        receipt = await answer(desk, Ask(_("¿Qué folio tiene el recibo?")))
    if form is None or receipt is None:
        return
    try:
        pay = partial(cashier.pay, received=received if form == CASH else 0)
        paid = await desk.write(pay, visit, owed.service, cents, form, receipt)
    except Trouble as problem:
        tell(trouble(problem))
        return
    said = _("{number}: pago anotado, {money}.").format(number=paid.number, money=labels.money(cents))
    more = _("Recibo {receipt}. F8 lo imprime.").format(receipt=paid.paid[-1].receipt)
    if received > cents:
        change = _("Cambio: {money}.").format(money=labels.money(received - cents))
        said = f"{said} {change}"
    tell(good(said, more))
    if cents < owed.cents:
        await ask_payment(desk, visit, tell)


async def _received(desk: Desk, cents: int, tell: Tell) -> int | None:
    """The cash that is handed over; None when the payment is not to be noted."""
    if not await _counted(desk, tell):
        return None
    more = _("Se cobran {money}. Escriba lo que le dan; se dice el cambio.").format(money=labels.money(cents))
    given = await answer(desk, Ask(_("¿Cuánto recibe?"), more, f"{cents // 100}.{cents % 100:02}"))
    try:
        return None if given is None else read_cents(given)
    except Trouble as problem:
        tell(trouble(problem))
        return None


async def _counted(desk: Desk, tell: Tell) -> bool:
    """Whether cash may be taken: the till was counted today, or somebody says that it is taken all the same."""
    if not await desk.read(till.lacks_count):
        return True
    options = [Option("count", _("Contar primero")), Option("go", _("Cobrar sin contar; queda anotado"))]
    if await answer(desk, Choose(_("Hoy nadie ha contado la caja al abrir. ¿Qué hacer?"), options)) == "go":
        await desk.write(till.go_on_uncounted)
        return True
    tell(warn(_("No se cobró nada."), _("La caja se cuenta con Ctrl+N en Caja.")))
    return False


def _form_question(desk: Desk, owed: cashier.Debt, cents: int) -> Choose:
    workplace = desk.workplace
    question = _("{number} · {service}: {money}. ¿Cómo pagó?").format(
        number=owed.number, service=labels.services(workplace.catalog, [owed.service]), money=labels.money(cents)
    )
    options = [Option(form, _(code_words.PAYMENT_FORMS[form])) for form in workplace.pack.payment_forms]
    if cents == owed.cents:
        options.append(Option(_PART, _("En partes: otra cantidad")))
    return Choose(question, options, _("Si todavía no paga, Esc; luego se anota desde Caja o Buscar."))
