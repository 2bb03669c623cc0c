"""The till: take a payment, give one back, count the cash, hand it over; every cent has an entry."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.background.print_spooler import PrintResult
from fieldkit.desk.accounts import cashier, till
from fieldkit.desk.accounts.till_count import COUNT
from fieldkit.desk.printing.printable import PAYMENT
from fieldkit.desk.reception import search
from fieldkit.desk.session import Session
from fieldkit.domain.accounts.till import CASH, Till
from fieldkit.domain.accounts.till import cents as read_cents
from fieldkit.domain.journal.code_words import PAYMENT_FORMS as FORMS
from fieldkit.locale import N_, _
from fieldkit.tui import labels
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.feedback import good, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import answer, asks
from fieldkit.tui.screens.access.signing import ask_signature
from fieldkit.tui.screens.accounts.payment import ask_payment
from fieldkit.tui.screens.accounts.till_count import CountScreen
from fieldkit.tui.screens.ask import Ask
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.screens.closing.close import figures
from fieldkit.tui.screens.form import begin_count
from fieldkit.tui.screens.printing.paper_choice import became, print_paper
from fieldkit.tui.widgets.scan_input import ScanInput


class TillScreen(DeskScreen):
    """A scan takes a payment; Enter on an empty line gives the marked one back."""

    POST = "till"
    NAME = N_("Caja")
    ABOUT = N_(
        "Pase el boleto por el lector, o escriba el número o el nombre: se pregunta cómo paga. Al abrir y al cerrar, "
        "Ctrl+N cuenta el efectivo por billetes y monedas. Con la línea vacía, Enter devuelve el pago marcado, en la "
        "misma forma y con su motivo. Ctrl+R anota el efectivo que se lleva a la caja fuerte. Si lo contado no es lo "
        "esperado, quien supervisa firma el motivo en Cierre."
    )
    ACTIONS = (
        Action("up,down", "none", N_("elegir"), N_("Moverse por los pagos.")),
        Action("enter", "none", N_("cobrar o devolver"), N_("Cobrar a quien se busca; sin escribir nada, devolver.")),
        Action("f8", "receipt", N_("Recibo"), N_("Imprimir el recibo del pago marcado.")),
        Action("ctrl+n", "count", N_("Contar"), N_("Contar el efectivo, al abrir o al cerrar.")),
        Action("ctrl+r", "hand_over", N_("Entregar"), N_("Anotar efectivo que sale a la caja fuerte.")),
    )
    BINDINGS: ClassVar = [
        *bindings([BACK, *ACTIONS[2:]]),
        *bindings([Action("up", "move(-1)", "", ""), Action("down", "move(1)", "", "")]),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[cashier.Payment] = []

    def body(self) -> ComposeResult:
        """The line, the figures, the payments."""
        with Horizontal(id="find-row"):
            yield Static(_("Cobrar a: boleto, número o nombre"), id="find-label", markup=False)
            yield ScanInput(id="find", placeholder=_("pase el lector o escriba"))
        with Horizontal(id="figures"):
            yield Static("", id="figures-people", markup=False)
            yield Static("", id="figures-work", markup=False)
        yield Static("", id="notices-title", markup=False)
        yield OptionList(id="found")

    async def refresh_work(self) -> None:
        """Read the till; the line has the keys."""
        self.query_one(OptionList).can_focus = False
        self.set_focus(self.query_one("#find"))
        now = await self.desk.read(till.state)
        self._rows = await self.desk.read(cashier.payments)
        self.query_one("#figures-people", Static).update(figures(_("Efectivo"), _cash(now)))
        self.query_one("#figures-work", Static).update(figures(_("Otras formas y última cuenta"), _others(now)))
        title = (
            _("Pagos, lo último primero: {n}").format(n=len(self._rows)) if self._rows else _("Todavía no hay pagos.")
        )
        self.query_one("#notices-title", Static).update(title)
        found = self.query_one(OptionList)
        at = found.highlighted or 0
        found.clear_options()
        found.add_options([self._words(row) for row in self._rows])
        found.highlighted = min(at, len(self._rows) - 1) if self._rows else None

    def action_move(self, step: int) -> None:
        """Another payment."""
        found = self.query_one(OptionList)
        if self._rows:
            found.highlighted = max(0, min(len(self._rows) - 1, (found.highlighted or 0) + step))

    @asks
    async def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """Who pays; an empty line gives the marked payment back."""
        if event.key != "enter":
            return
        text = event.value.strip()
        if not text:
            await self._refund()
            return
        found = await self.desk.read(search.search, text)
        if len(found.cards) != 1:
            none, many = _("Nadie con eso está registrado."), _("Hay varias personas así.")
            self.say(warn(many if found.cards else none, _("Pase el boleto, o escriba el número.")))
        elif not await ask_payment(self.desk, found.cards[0].visit.id, self.say):
            number = found.cards[0].visit.number
            self.say(warn(_("{number} no debe nada.").format(number=number), _("Se cobra con la solicitud sellada.")))

    @asks
    async def action_count(self) -> None:
        """At opening or at close, then note by note."""
        options = [Option(moment, _(words)) for moment, words in till.MOMENTS.items()]
        moment = await answer(self.desk, Choose(_("Contar el efectivo:"), options))
        if moment is not None:
            draft = await begin_count(self.desk, COUNT, moment)
            if draft is not None:
                self.desk.push_screen(CountScreen(draft, "", self.say))

    async def action_receipt(self) -> None:
        """The receipt of what the marked payment was for."""
        at = self.query_one(OptionList).highlighted
        if at is None:
            self.say(warn(_("Todavía no hay pagos.")))
            return
        row = self._rows[at]
        visit = await self.desk.read(Session.visit, row.visit)
        await print_paper(self.desk, visit, f"{PAYMENT}/{row.service}", self.say)

    def printed(self, printed: PrintResult) -> None:
        """What became of a receipt."""
        self.say(became(printed))

    @asks
    async def action_hand_over(self) -> None:
        """How much, and in which envelope."""
        amount = await answer(self.desk, Ask(_("¿Cuánto efectivo se entrega?"), _("En dólares: 500 o 500.50.")))
        if amount is None:
            return
        reference = await answer(self.desk, Ask(_("¿Qué número tiene el sobre?"), _("Un guion si no tiene.")))
        if reference is None:
            return
        cents = read_cents(amount)
        await self.desk.write(till.hand_over, cents, reference.strip("-"))
        self.say(good(_("Entrega anotada: {money}.").format(money=labels.money(cents))))

    async def _refund(self) -> None:
        """Why and how much of the marked payment; where receipts are printed ones, the refund has one too."""
        at = self.query_one(OptionList).highlighted
        row = self._rows[at] if at is not None else None
        if row is None or row.cents < 0:
            self.say(warn(_("Ahí no hay un pago que devolver."), _("Marque uno con ↑↓, o escriba a quién cobrar.")))
            return
        question = _("{number} pagó {money}, {form}. ¿Por qué se devuelve?").format(
            number=row.number, money=labels.money(row.cents), form=_(FORMS[row.form])
        )
        options = [Option(key, _(words)) for key, words in cashier.REFUNDS.items()]
        reason = await answer(self.desk, Choose(question, options))
        if reason is None:
            return
        whole = f"{row.cents // 100}.{row.cents % 100:02}"
        amount = await answer(self.desk, Ask(_("¿Cuánto se devuelve?"), value=whole))
        if amount is None:
            return
        receipt: str | None = ""
        if self.desk.workplace.pack.receipts == "typed":
            receipt = await answer(self.desk, Ask(_("¿Qué folio tiene el recibo?"), value=row.receipt))
        if receipt is None:
            return
        cents = read_cents(amount)
        await self.desk.read(cashier.check_refund, row.visit, row.service, cents, row.form, reason)
        sign = _("{number}: se devuelven {money}. ¿Quién firma la devolución?")
        who = await ask_signature(self.desk, sign.format(number=row.number, money=labels.money(cents)))
        if who is None:
            return
        given = partial(cashier.refund, who=who)
        await self.desk.write(given, row.visit, row.service, cents, row.form, reason, receipt)
        self.say(
            good(
                _("{number}: devolución anotada, {money}.").format(number=row.number, money=labels.money(cents)),
                _("En la misma forma: {form}.").format(form=_(FORMS[row.form])),
            )
        )
        await self.refresh_work()

    async def action_back(self) -> None:
        """Clear the line."""
        self.query_one("#find", ScanInput).value = ""

    def _words(self, row: cashier.Payment) -> Content:
        workplace = self.desk.workplace
        at = workplace.clock.local(row.at_ms)
        sign = _("devuelto") if row.cents < 0 else ""
        return Content.assemble(
            (f" {at:%H:%M} ", "bold $primary"),
            (f"{row.number:5}", "bold"),
            f" {labels.money(row.cents):>13}  {_(FORMS.get(row.form, row.form)):12} {row.receipt:10} {row.service} ",
            (sign, "$warning"),
        )


def _cash(now: Till) -> list[tuple[str, str]]:
    """Rows that add up to what there should be, whenever the till was counted."""
    signed = sum(one.difference for one in now.signed if now.opened is None or one.at_ms >= now.opened.at_ms)
    taken, given = now.taken.get(CASH, 0), now.refunded.get(CASH, 0)
    first = now.cash.book - taken + given + now.handed - signed
    counted = now.opened is not None and now.opened.cents == first
    rows = [
        (_("al abrir") if counted else _("sin contar"), labels.money(first)),
        (_("cobrado"), labels.money(taken)),
        (_("devuelto"), labels.money(-given)),
        (_("entregado"), labels.money(-now.handed)),
        *([(_("firmado"), labels.money(signed))] if signed else []),
        (_("debe haber"), labels.money(now.cash.book)),
    ]
    if now.cash.difference:
        rows.append((_("diferencia: falta el motivo"), labels.money(now.cash.difference)))
    return rows


def _others(now: Till) -> list[tuple[str, str]]:
    forms = [form for form in FORMS if form != CASH and (now.taken.get(form) or now.refunded.get(form))]
    rows = [(_(FORMS[form]), labels.money(now.taken.get(form, 0) - now.refunded.get(form, 0))) for form in forms]
    last = now.counts[-1] if now.counts else None
    if last is not None:
        rows.append((_("contado {moment}").format(moment=_(till.MOMENTS[last.moment])), labels.money(last.cents)))
    return rows
