"""How an application was paid: asked when it is sealed, and from the search."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldkit.desk import cashier
from fieldkit.locale import _
from fieldkit.tui import phrases
from fieldkit.tui.choices import Option
from fieldkit.tui.said import Said, Trouble, good, trouble
from fieldkit.tui.screens.choose import Choose

if TYPE_CHECKING:
    from fieldkit.tui.app import DeskApp


async def ask_payment(desk: "DeskApp", visit: str, tell: Callable[[Said], None]) -> bool:
    """Ask how a visit's first unpaid application was paid; False when nothing is owed. ``tell`` hears the verdict."""
    owed = await desk.ask(cashier.owed, visit)
    if owed is None:
        return False
    session = desk.owner.session
    question = _("{number} · {service}: {money}. ¿Cómo pagó?").format(
        number=owed.number,
        service=phrases.services(session.catalog, [owed.service]),
        money=phrases.money(owed.cents),
    )
    options = [Option(form, _(cashier.FORMS[form])) for form in session.pack.payment_forms]

    async def answered(form: str | None) -> None:
        if form is None:
            return
        try:
            paid = await desk.keep(cashier.pay, visit, owed.service, owed.cents, form)
        except Trouble as problem:
            tell(trouble(problem))
        else:
            tell(
                good(_("{number}: pago anotado, {money}.").format(number=paid.number, money=phrases.money(owed.cents)))
            )

    more = _("Si todavía no paga, Esc; luego se anota desde Buscar.")
    desk.push_screen(Choose(question, options, more), answered)
    return True
