"""Find anybody: by number, name, CURP or ticket."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.applications import State as Sent
from fieldkit.desk import line, papers, search
from fieldkit.desk.line import waited_minutes
from fieldkit.locale import N_, _
from fieldkit.tui import phrases
from fieldkit.tui.actions import BACK, Action, bindings
from fieldkit.tui.said import good, warn
from fieldkit.tui.screens.payment import ask_payment
from fieldkit.tui.screens.post import Post, told
from fieldkit.tui.widgets.scan_input import ScanInput
from fieldkit.tui.widgets.verdict import Verdict

SENT = {
    Sent.SEALED: N_("sellada"),
    Sent.ACCEPTED: N_("aceptada por la oficina central"),
    Sent.RETURNED: N_("devuelta por la oficina central"),
    Sent.DISCARDED: N_("desechada"),
}


class SearchScreen(Post):
    """Accents and capital letters do not matter."""

    POST = "search"
    NAME = N_("Buscar")
    ABOUT = N_(
        "Escriba el número, parte del nombre o la CURP, o pase el boleto por el lector. No importan los acentos "
        "ni las mayúsculas. ↑↓ elige; abajo se ve en qué va la persona. Con la línea vacía, Enter anota un pago. "
        "F8 imprime otra vez su boleto."
    )
    ACTIONS = (
        Action("up,down", "none", N_("elegir"), N_("Moverse por la lista.")),
        Action("enter", "none", N_("anotar pago"), N_("Anotar el pago de la persona marcada, con la línea vacía.")),
        Action("f8", "reprint", N_("Reimprimir boleto"), N_("Imprimir otra vez el boleto, marcado como reimpresión.")),
    )
    BINDINGS: ClassVar = [
        *bindings([BACK, ACTIONS[2]]),
        *bindings([Action("up", "move(-1)", "", ""), Action("down", "move(1)", "", "")]),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._asked = ""
        self._cards: list[search.Card] = []

    def body(self) -> ComposeResult:
        """The line, the people, the card."""
        with Horizontal(id="find-row"):
            yield Static(_("Número, nombre o CURP"), id="find-label", markup=False)
            yield ScanInput(id="find", placeholder=_("pase el lector o escriba"))
        yield OptionList(id="found")
        yield Static("", id="card-detail", markup=False)

    async def refresh_work(self) -> None:
        """The line has the keys."""
        self.query_one(OptionList).can_focus = False
        self.set_focus(self.query_one("#find"))
        await self._find(self._asked)

    async def on_input_changed(self, event: ScanInput.Changed) -> None:
        """Find while typing."""
        if event.value:
            await self._find(event.value)

    async def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """A whole scan or word; the line is clear for the next, the people found stay. An empty one pays."""
        if event.value.strip():
            await self._find(event.value)
        else:
            await self._ask_payment()

    def action_move(self, step: int) -> None:
        """Another person."""
        found = self.query_one(OptionList)
        if self._cards:
            found.highlighted = max(0, min(len(self._cards) - 1, (found.highlighted or 0) + step))
            self._show()

    @told
    async def action_reprint(self) -> None:
        """Print the marked person's ticket once more."""
        at = self.query_one(OptionList).highlighted
        if at is None:
            self.say(warn(_("Busque primero a la persona.")))
            return
        paper = await self.desk.keep(papers.print_ticket, self._cards[at].visit.id)
        number = self._cards[at].visit.number
        self.say(good(_("El boleto {number} va a la impresora (copia {n}).").format(number=number, n=paper.copy)))

    async def _ask_payment(self) -> None:
        """The marked person's first application that is not paid yet."""
        at = self.query_one(OptionList).highlighted
        if at is None or not await ask_payment(self.desk, self._cards[at].visit.id, self.say):
            self.say(warn(_("No hay nada por pagar."), _("El pago se anota cuando la solicitud ya está sellada.")))

    async def action_back(self) -> None:
        """Clear the line and the list."""
        self.query_one("#find", ScanInput).value = ""
        await self._find("")

    @told
    async def _find(self, text: str) -> None:
        news = text != self._asked
        self._asked = text
        self._cards = await self.desk.ask(search.search, text) if text.strip() else []
        if self._cards or not text.strip():
            if news:
                self.query_one(Verdict).clear()
        else:
            self.say(warn(_("Nadie con eso."), _("Pruebe con menos letras, o con el número.")))
        found = self.query_one(OptionList)
        found.clear_options()
        found.add_options([self._words(card) for card in self._cards])
        found.highlighted = 0 if self._cards else None
        self._show()

    def _words(self, card: search.Card) -> Content:
        name = str(card.visit.name) if card.visit.name else _("sin nombre en esta computadora")
        number = card.visit.number or _("cita")
        return Content.assemble((f" {number:5}", "bold"), f" {name}", (f"  {phrases.state(card.visit)}", "dim"))

    def _show(self) -> None:
        at = self.query_one(OptionList).highlighted
        detail = self.query_one("#card-detail", Static)
        if at is None or at >= len(self._cards):
            detail.update("")
            return
        visit, applications = self._cards[at]
        session = self.desk.owner.session
        lines = [
            _("{number} · {state} · {paper}").format(
                number=visit.number, state=phrases.state(visit), paper=_(phrases.PAPERS[visit.paper])
            )
        ]
        if visit.arrived_ms:
            lines.append(
                _("Llegó {time} · esperó {n} min").format(
                    time=f"{session.clock.local(visit.arrived_ms):%H:%M}", n=waited_minutes(visit)
                )
            )
        for code in visit.services:
            done = _(line.OUTCOMES.get(visit.outcomes.get(code, ""), N_("pendiente")))
            sealed = [_(SENT[one.state]) for one in applications if one.service == code]
            lines.append(f"· {phrases.services(session.catalog, [code])}: {', '.join(sealed) or done}")
        lines += [_("Pagó {money}").format(money=phrases.money(paid.cents)) for paid in visit.paid]
        detail.update("\n".join(lines))
