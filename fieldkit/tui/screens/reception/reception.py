"""Reception: one line that takes a scan or a search, and a number in a person's hand within seconds."""

from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import OptionList, Static

from fieldkit.background.print_spooler import PrintResult
from fieldkit.desk.closing import day_close
from fieldkit.desk.printing import print_jobs
from fieldkit.desk.queue import calls, wait_times
from fieldkit.desk.reception import check_in
from fieldkit.desk.scan import DrivingLicence, Reading, Ticket, said
from fieldkit.domain.journal import TICKET, PrintState
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.locale import N_, _
from fieldkit.people import mrz, names
from fieldkit.people.mrz import Mrz
from fieldkit.tokens.errors import BadScan, TokenProblem
from fieldkit.tui import labels
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import good, trouble, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import asks
from fieldkit.tui.screens.evidence.evidence import DoorEvidenceScreen
from fieldkit.tui.screens.printing.paper_choice import ask_paper, became
from fieldkit.tui.screens.reception import unfinished_arrival
from fieldkit.tui.screens.reception.arrival import ArrivalScreen
from fieldkit.tui.screens.reception.found_rows import Row, certain, of_licence, of_zone, words
from fieldkit.tui.widgets.find_line import FindLine
from fieldkit.tui.widgets.scan_input import ScanInput
from fieldkit.tui.widgets.ticket_card import TicketCard
from fieldkit.tui.widgets.zone_lines import ZoneLines


class ReceptionScreen(DeskScreen):
    """Scan → Enter → Enter for somebody with an appointment."""

    POST = "reception"
    NAME = N_("Recepción")
    ABOUT = N_(
        "Pase el boleto, la CURP o el pasaporte por el lector, o escriba parte del nombre. Enter abre a la persona. "
        "Con cita: anote cómo conoció el aviso de privacidad y sale su número. Sin cita: escriba sus datos; "
        "Enter pasa a la casilla que sigue. Cuando vea el papel en su mano, Enter lo confirma: solo entonces "
        "el boleto cuenta como impreso. F8 lo imprime otra vez, marcado como reimpresión, o imprime otro papel."
    )
    ACTIONS = (
        Action("up,down", "none", N_("elegir"), N_("Moverse por la lista.")),
        Action("enter", "none", N_("abrir"), N_("Abrir a la persona, o confirmar su papel.")),
        Action("ctrl+n", "papers", N_("Documentos"), N_("Marcar lo que trae la persona y lo que le falta.")),
        Action("f8", "reprint", N_("Imprimir"), N_("Imprimir el boleto otra vez, u otro papel de la persona.")),
        Action("f9", "undo", N_("Deshacer"), N_("Deshacer lo último que se hizo en la fila.")),
    )
    SCANS: ClassVar = {Ticket: "show_person", DrivingLicence: "find_licence"}
    BINDINGS: ClassVar = [
        *bindings([BACK, *ACTIONS[2:]]),
        *bindings([Action("up", "move(-1)", "", ""), Action("down", "move(1)", "", "")]),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []
        self._text = ""
        self._last: Visit | None = None
        self._lines = ZoneLines()
        self._read: Mrz | None = None
        self._offered = False

    def body(self) -> ComposeResult:
        """The line, the last ticket, the people found."""
        with Horizontal(id="find-row"):
            yield Static(_("Boleto, nombre o CURP"), id="find-label", markup=False)
            yield FindLine(id="find", placeholder=_("pase el lector o escriba"))
        yield TicketCard()
        yield Static("", id="found-title", markup=False)
        yield OptionList(id="found")

    def prepare(self) -> None:
        """Ready for the first scan."""
        super().prepare()
        self.query_one(OptionList).can_focus = False

    async def refresh_work(self) -> None:
        """Back from elsewhere: the line has the keys again."""
        self.set_focus(self.query_one(FindLine))
        card = self.query_one(TicketCard)
        card.show(self._last)
        if not self.query_one(FindLine).value:
            await self._list("")
        if not self._offered:  # once: from then on whoever is half registered stands on a screen of this program
            self._offered = True
            await self._offer_unfinished()

    @asks
    async def _offer_unfinished(self) -> None:
        await unfinished_arrival.offer(self.desk, self._arrived, self._show)

    @shows_problems
    async def on_find_line_typed(self, event: FindLine.Typed) -> None:
        """Narrow the list while typing; what is half a ticket now may be a whole one in a moment."""
        if event.value == self.query_one(FindLine).value:  # else more was typed or scanned since
            self.query_one(TicketCard).show(None)
            with suppress(BadScan):
                await self._find(event.value)

    @shows_problems
    async def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """Enter: what was scanned or typed, the highlighted person, or the paper in the hand."""
        text = event.value.strip()
        zone = self._lines.take(text) if text and event.key != "shift+tab" else None
        if zone is not None:
            await self._find_read(zone)
            return
        if event.key != "enter":
            return
        if not self.is_current:  # scanned in the same burst, while the person before was being opened
            event.line.value = text
            return
        chosen = self._chosen() if text in ("", self._text) else None  # else marked for what stood there before
        if not text and self.query_one(TicketCard).display and self._last is not None:
            await self._confirm()
        elif chosen is not None and (not text or not certain(self._rows)):
            await self._open(chosen)
        elif text:
            await self._find(text)
            meant = certain(self._rows)
            if meant is not None:
                await self._open(meant)
            elif not self._rows:
                self.say(warn(_("Nadie con eso."), _("Pruebe con menos letras, o con el número.")))
            else:  # nobody is marked: an Enter that nobody meant opens no stranger
                self.say(warn(_("Hay varias personas así."), _("Elija con ↑↓ y pulse Enter.")))

    def action_move(self, step: int) -> None:
        """Move along the list while the line keeps the keys."""
        found = self.query_one(OptionList)
        if found.option_count:
            at = -1 if found.highlighted is None else found.highlighted
            found.highlighted = max(0, min(found.option_count - 1, at + step))

    @asks
    async def action_reprint(self) -> None:
        """Print a paper of the last or the highlighted person."""
        chosen = self._chosen()
        if isinstance(chosen, Visit):
            self._last = chosen
        if self._last is None:
            self.say(warn(_("No hay papel que imprimir."), _("Busque primero a la persona.")))
        else:
            await ask_paper(self.desk, self._last, self.say)

    @shows_problems
    async def action_papers(self) -> None:
        """What the last or the highlighted person brought."""
        chosen = self._chosen()
        visit = chosen if isinstance(chosen, Visit) else self._last
        if visit is None:
            self.say(warn(_("No hay de quién ver los documentos."), _("Busque primero a la persona.")))
        else:
            self.app.push_screen(DoorEvidenceScreen(visit.id, visit.services, visit.number))

    @shows_problems
    async def action_undo(self) -> None:
        """Take back the last move in the line."""
        visit = await self.desk.write(calls.undo_last)
        words = _("Deshecho: {number} está otra vez {state}.")
        self.say(good(words.format(number=visit.number, state=labels.state(visit))))

    async def action_back(self) -> None:
        """Clear the line and the card; nothing that was saved changes."""
        self._last = None
        self.query_one(TicketCard).show(None)
        self.query_one(FindLine).value = ""
        await self._list("")

    async def _find_read(self, zone: str) -> None:
        """A passport or card was read, or its first lines: who may it be?"""
        if not zone:
            self._show_rows([], " ")
            return
        read = mrz.parse(zone, today=self.desk.workplace.today())
        people, why = await of_zone(self.desk, read)
        self._show_rows([*people, read], read.surname)
        self._read = read
        if not people:
            await self._open(read)
            return
        self.query_one(OptionList).highlighted = 0
        self.say(warn(_("Quizá es la misma persona: {why}.").format(why=why), _("Elija con ↑↓ y pulse Enter.")))

    async def find_licence(self, reading: Reading) -> None:
        """Look for whose licence it is by name and birth date; nobody is opened, and nothing else of it is kept."""
        self._show_rows(*await of_licence(self.desk, reading.text))
        self.say(warn(said(reading), _("Se buscó por su nombre. Elija con ↑↓ y pulse Enter.")))

    async def _find(self, text: str) -> None:
        """List who ``text`` may be. A ticket that is refused leaves nobody to open, and no name to register."""
        try:
            found = await self.desk.read(check_in.find, text)
        except TokenProblem:
            self._show_rows([], text)
            raise
        here, new = found.visits if text else [], [text] if names.search_key(text)[1:] else []
        self._show_rows([*found.appointments, *here, *new], text)
        if not text:
            self.soon(self._advise)

    _list = shows_problems(_find)

    async def _advise(self) -> None:
        """Say beside the bookings how many more can still be served today, for whoever stands outside."""
        room = await self.desk.read(wait_times.room)
        closed = await self.desk.read(day_close.is_closed)
        if self.query_one(FindLine).value or any(not isinstance(row, Appointment) for row in self._rows):
            return  # somebody was looked for meanwhile
        coming = _("Citas que faltan por llegar: {n}").format(n=len(self._rows))
        advice = _("El día ya se cerró: quien llega lo abre otra vez") if closed else labels.room(room)
        self.query_one("#found-title", Static).update(" · ".join(part for part in (coming, advice) if part))

    def _show_rows(self, rows: list[Row], text: str) -> None:
        self._rows, self._text = rows, text.strip()
        self._read = None
        self.query_one("#found-title", Static).update(_("Puede ser:") if text else "")
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([words(self.desk.workplace, row) for row in self._rows])
        options.highlighted = None

    def _chosen(self) -> Row | None:
        at = self.query_one(OptionList).highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    @shows_problems
    async def _open(self, row: Row) -> None:
        if isinstance(row, Visit) and row.state is VisitState.MISSED:
            visit = await self.desk.write(check_in.came_back, row.id)
            self.say(good(_("{number} regresó a la fila.").format(number=visit.number)))
            await self._list("")
        elif isinstance(row, Visit):
            await self._show(row)
        else:
            booking, typed = (row, self._read or "") if isinstance(row, Appointment) else (None, row)
            self.app.push_screen(ArrivalScreen(booking, typed, self._arrived, self._show))

    async def _show(self, visit: Visit) -> None:
        """Say how somebody who is here already stands."""
        self._last = visit
        words = _("{number} ya está registrado: {state}.")
        self.say(good(words.format(number=visit.number, state=labels.state(visit))))
        self.query_one(TicketCard).show(visit)
        self.soon(partial(self._show_wait, visit))

    async def _show_wait(self, visit: Visit) -> None:
        wait = await self.desk.read(wait_times.estimate, visit.id)
        card = self.query_one(TicketCard)
        if self._last is visit and card.display:  # else somebody else was looked for meanwhile
            card.show(visit, wait)

    async def _arrived(self, visit: Visit) -> None:
        self._last = visit
        await self._list("")
        await self._print(visit.id)

    @shows_problems
    async def _print(self, visit: str) -> None:
        self._last = await self.desk.write(print_jobs.queue, visit)
        self.query_one(TicketCard).show(self._last, await self.desk.read(wait_times.estimate, visit))
        self.say(warn(_("{number} está registrado. Imprimiendo…").format(number=self._last.number)))
        self.desk.print_spooler.add(visit)

    def printed(self, printed: PrintResult) -> None:
        """Ask whether the paper is there, or say why it is not."""
        visit, problem, paper = printed
        if self._last is None or self._last.id != visit.id:
            return
        if paper != TICKET:
            self.say(became(printed))
            return
        self._last = visit
        card = self.query_one(TicketCard)
        card.show(visit if card.display else None, card.estimate)
        if problem is not None:
            self.say(trouble(problem))
        else:
            here = _("{number} está registrado.").format(number=visit.number)
            self.say(good(here, _("¿Ya salió el papel? Enter = sí · F8 = imprimir otra vez")))

    async def _confirm(self) -> None:
        visit = self._last
        if visit is None or visit.paper is not PrintState.SENT:
            await self.action_back()
            return
        visit = await self.desk.write(print_jobs.confirm, visit.id)
        given = _("{number} tiene su boleto en la mano.").format(number=visit.number)
        self.say(good(given, _("Que pase quien sigue.")))
        await self.action_back()
