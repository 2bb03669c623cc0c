"""How an application was paid: asked when it is sealed, at the till, and from the search."""

from collections.abc import Callable

from fieldkit.desk.accounts import cashier
from fieldkit.domain.accounts.till import cents as read_cents
from fieldkit.domain.journal import code_words
from fieldkit.locale import _
from fieldkit.tui import labels
from fieldkit.tui.choices import Option
from fieldkit.tui.desk import Desk
from fieldkit.tui.feedback import Feedback, Trouble, good, trouble, warn
from fieldkit.tui.screens.ask import Ask
from fieldkit.tui.screens.choose import Choose

_PART = "part"


async def ask_payment(desk: Desk, visit: str, tell: Callable[[Feedback], None]) -> bool:
    """Ask how a visit's first unpaid application was paid; False when nothing is owed. ``tell`` hears the verdict."""
    owed = await desk.ask(cashier.owed, visit)
    if owed is None:
        return False
    if desk.owner.session.roles.isdisjoint({"cashier", "supervisor"}):
        debt = _("{number} debe {money}.").format(number=owed.number, money=labels.money(owed.cents))
        tell(warn(debt, _("Se paga en caja.")))
        return True
    _Payment(desk, visit, owed, tell).ask_form()
    return True


class _Payment:
    """One payment while it is being asked for: form, in parts how much, and the receipt where it is typed."""

    def __init__(self, desk: Desk, visit: str, owed: cashier.Debt, tell: Callable[[Feedback], None]) -> None:
        self._desk = desk
        self._visit = visit
        self._owed = owed
        self._cents = owed.cents
        self._form = ""
        self._tell = tell

    def ask_form(self) -> None:
        """All of it, or another amount, and in which form."""
        session = self._desk.owner.session
        question = _("{number} · {service}: {money}. ¿Cómo pagó?").format(
            number=self._owed.number,
            service=labels.services(session.catalog, [self._owed.service]),
            money=labels.money(self._cents),
        )
        options = [Option(form, _(code_words.PAYMENT_FORMS[form])) for form in session.pack.payment_forms]
        if self._cents == self._owed.cents:
            options.append(Option(_PART, _("En partes: otra cantidad")))
        more = _("Si todavía no paga, Esc; luego se anota desde Caja o Buscar.")
        self._desk.push_screen(Choose(question, options, more), self._formed)

    async def _formed(self, form: str | None) -> None:
        if form is None:
            return
        if form == _PART:
            more = _("Debe {money}. Primero una parte; después se pregunta por la otra.")
            question = Ask(_("¿Cuánto paga ahora?"), more.format(money=labels.money(self._cents)))
            self._desk.push_screen(question, self._part)
            return
        self._form = form
        if self._desk.owner.session.pack.receipts == "typed":
            self._desk.push_screen(Ask(_("¿Qué folio tiene el recibo?")), self._keep)
        else:
            await self._keep("")

    async def _part(self, amount: str | None) -> None:
        if amount is None:
            return
        try:
            self._cents = read_cents(amount)
        except Trouble as problem:
            self._tell(trouble(problem))
        else:
            self.ask_form()

    async def _keep(self, receipt: str | None) -> None:
        if receipt is None:
            return
        owed = self._owed
        try:
            paid = await self._desk.keep(cashier.pay, self._visit, owed.service, self._cents, self._form, receipt)
        except Trouble as problem:
            self._tell(trouble(problem))
            return
        self._tell(
            good(
                _("{number}: pago anotado, {money}.").format(number=paid.number, money=labels.money(self._cents)),
                _("Recibo {receipt}.").format(receipt=paid.paid[-1].receipt),
            )
        )
        if self._cents < owed.cents:
            await ask_payment(self._desk, self._visit, self._tell)
