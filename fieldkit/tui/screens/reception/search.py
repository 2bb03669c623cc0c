"""Find anybody: by number, name, CURP or ticket."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.background.print_spooler import PrintResult
from fieldkit.desk.queue import calls
from fieldkit.desk.queue.wait_times import waited_minutes
from fieldkit.desk.reception import search
from fieldkit.domain.forms.application import ApplicationState as Sent
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.visit import Visit
from fieldkit.locale import N_, _
from fieldkit.tokens.errors import BadScan, TokenProblem
from fieldkit.tui import labels
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import Feedback, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import asks
from fieldkit.tui.screens.accounts.payment import ask_payment
from fieldkit.tui.screens.printing.paper_choice import ask_paper, became
from fieldkit.tui.screens.reception.correct import CorrectScreen
from fieldkit.tui.widgets.find_line import FindLine
from fieldkit.tui.widgets.scan_input import ScanInput
from fieldkit.tui.widgets.verdict import Verdict

SENT = {
    Sent.SEALED: N_("sellada"),
    Sent.ACCEPTED: N_("aceptada por la oficina central"),
    Sent.RETURNED: N_("devuelta por la oficina central"),
    Sent.DISCARDED: N_("desechada"),
}


class SearchScreen(DeskScreen):
    """Accents and capital letters do not matter."""

    POST = "search"
    NAME = N_("Buscar")
    ABOUT = N_(
        "Escriba el número, parte del nombre o la CURP, o pase el boleto por el lector. No importan los acentos "
        "ni las mayúsculas. ↑↓ elige; abajo se ve en qué va la persona. Con la línea vacía, Enter anota un pago. "
        "F8 imprime su boleto, su acuse u otro papel. Ctrl+B corrige lo que se escribió mal en la puerta."
    )
    ACTIONS = (
        Action("up,down", "none", N_("elegir"), N_("Moverse por la lista.")),
        Action("enter", "none", N_("anotar pago"), N_("Anotar el pago de la persona marcada, con la línea vacía.")),
        Action("f8", "reprint", N_("Imprimir"), N_("Imprimir el boleto otra vez, su acuse u otro papel.")),
        Action(
            "ctrl+b",
            "correct",
            N_("Corregir"),
            N_("Corregir nombre, CURP, nacimiento o teléfono de la persona marcada."),
        ),
    )
    BINDINGS: ClassVar = [
        *bindings([BACK, *ACTIONS[2:]]),
        *bindings([Action("up", "move(-1)", "", ""), Action("down", "move(1)", "", "")]),
    ]

    def __init__(self, asked: str = "") -> None:
        super().__init__()
        self._asked = asked
        self._rows: list[search.VisitCard | Appointment] = []

    def body(self) -> ComposeResult:
        """The line, the people, the card."""
        with Horizontal(id="find-row"):
            yield Static(_("Número, nombre o CURP"), id="find-label", markup=False)
            yield FindLine(id="find", placeholder=_("pase el lector o escriba"))
        yield OptionList(id="found")
        yield Static("", id="card-detail", markup=False)

    async def refresh_work(self) -> None:
        """The line has the keys."""
        self.query_one(OptionList).can_focus = False
        self.set_focus(self.query_one("#find"))
        await self._find(self._asked)

    async def on_find_line_typed(self, event: FindLine.Typed) -> None:
        """Find while typing."""
        if event.value == self.query_one(FindLine).value:  # else more was typed or scanned since
            await self._find(event.value, whole=False)

    async def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """A whole scan or word; the line is clear for the next, the people found stay. An empty one pays."""
        if event.value.strip():
            await self._find(event.value)
        else:
            await self._ask_payment()

    def action_move(self, step: int) -> None:
        """Another person."""
        found = self.query_one(OptionList)
        if self._rows:
            found.highlighted = max(0, min(len(self._rows) - 1, (found.highlighted or 0) + step))
            self._show()

    @asks
    async def action_reprint(self) -> None:
        """Print the marked person's ticket once more, or another paper."""
        visit = self._here()
        if visit is not None:
            await ask_paper(self.desk, visit, self.say)

    def printed(self, printed: PrintResult) -> None:
        """What became of a paper is told beside its person."""
        marked = self._marked()
        if isinstance(marked, search.VisitCard) and marked.visit.id == printed.visit.id:
            self.say(became(printed))

    def action_correct(self) -> None:
        """Write the marked person's data anew."""
        visit = self._here()
        if visit is not None and visit.name is None:
            self.say(warn(_("Los datos de esta persona ya no están en esta computadora.")))
        elif visit is not None:
            self.app.push_screen(CorrectScreen(visit, partial(self._corrected, visit.number)))

    def _corrected(self, number: str, said: Feedback) -> None:
        """Show the person by the number: under another name the words searched for may find nobody."""
        self._asked = number
        self.say(said)

    @asks
    async def _ask_payment(self) -> None:
        """The marked person's first application that is not paid yet."""
        visit = self._here()
        if visit is not None and not await ask_payment(self.desk, visit.id, self.say):
            self.say(warn(_("No hay nada por pagar."), _("El pago se anota cuando la solicitud ya está sellada.")))

    async def action_back(self) -> None:
        """Clear the line and the list; in front of another screen, go back to it."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()
            return
        self.query_one("#find", ScanInput).value = ""
        await self._find("")

    @shows_problems
    async def _find(self, text: str, *, whole: bool = True) -> None:
        """List who ``text`` may be; ``whole``: it is not being typed or scanned any more."""
        news = text != self._asked
        self._asked = text
        try:
            found = await self.desk.read(search.search, text) if text.strip() else search.Results([], [])
        except TokenProblem as refused:
            self._list([])
            if whole or not isinstance(refused, BadScan):
                raise
            return
        self._list([*found.cards, *found.bookings])
        if self._rows or not text.strip():
            if news:
                self.query_one(Verdict).clear()
        else:
            self.say(warn(_("Nadie con eso."), _("Pruebe con menos letras, o con el número.")))

    def _list(self, rows: list[search.VisitCard | Appointment]) -> None:
        self._rows = rows
        found = self.query_one(OptionList)
        found.clear_options()
        found.add_options([self._words(row) for row in rows])
        found.highlighted = 0 if rows else None
        self._show()

    def _marked(self) -> search.VisitCard | Appointment | None:
        at = self.query_one(OptionList).highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    def _here(self) -> Visit | None:
        """The marked person when here already; says so if not."""
        marked = self._marked()
        if isinstance(marked, search.VisitCard):
            return marked.visit
        self.say(warn(_("Todavía no llega: F2 la registra.") if marked else _("Busque primero a la persona.")))
        return None

    def _expected(self, booking: Appointment) -> str:
        """``cita 09:30, todavía no llega``; with the day when it is another."""
        workplace = self.desk.workplace
        at = workplace.clock.local(booking.slot_ms)
        time = f"{at:%H:%M}" if booking.day == workplace.today() else f"{at:%d/%m %H:%M}"
        return _("cita {time}, todavía no llega").format(time=time)

    def _words(self, card: search.VisitCard | Appointment) -> Content:
        if isinstance(card, Appointment):
            return Content.assemble((f" {'·':5}", "bold"), f" {card.name}", (f"  {self._expected(card)}", "dim"))
        name = str(card.visit.name) if card.visit.name else _("sin nombre en esta computadora")
        number = card.visit.number or _("cita")
        return Content.assemble((f" {number:5}", "bold"), f" {name}", (f"  {labels.state(card.visit)}", "dim"))

    def _show(self) -> None:
        marked, workplace = self._marked(), self.desk.workplace
        detail = self.query_one("#card-detail", Static)
        if marked is None:
            detail.update("")
            return
        if isinstance(marked, Appointment):
            what = labels.services(workplace.catalog, marked.services)
            detail.update(f"{self._expected(marked)}\n· {what}\n{_('Todavía no llega: F2 la registra.')}")
            return
        visit, applications = marked
        lines = [
            _("{number} · {state} · {paper}").format(
                number=visit.number, state=labels.state(visit), paper=_(labels.PAPERS[visit.paper])
            )
        ]
        if visit.arrived_ms:
            lines.append(
                _("Llegó {time} · esperó {n} min").format(
                    time=f"{workplace.clock.local(visit.arrived_ms):%H:%M}", n=waited_minutes(visit)
                )
            )
        for code in visit.services:
            outcome = visit.outcomes.get(code)
            done = _(calls.OUTCOMES[outcome]) if outcome in calls.OUTCOMES else _("pendiente")
            sealed = [_(SENT[one.state]) for one in applications if one.service == code]
            lines.append(f"· {labels.services(workplace.catalog, [code])}: {', '.join(sealed) or done}")
        lines += [_("Pagó {money}").format(money=labels.money(paid.cents)) for paid in visit.paid]
        detail.update("\n".join(lines))
