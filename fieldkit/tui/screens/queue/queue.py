"""The line: who is next and why, and everything that can happen to a person between the door and the end."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from fieldkit.desk.labels import STATES
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.domain.journal import code_words
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.locale import N_, _
from fieldkit.tui import labels
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import good, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import asks
from fieldkit.tui.screens.choose import Choose, sure
from fieldkit.tui.screens.queue.queue_rows import LineRow, rows, view_of
from fieldkit.tui.widgets.big_number import BigNumber
from fieldkit.tui.widgets.queue_table import QueueTable

EVERY = 20.0
WIDTHS = (7, 20, 9, 7, 11, 40)
Move = Callable[[str], Awaitable[Visit]]


class QueueScreen(DeskScreen):
    """Numbers are called, never names; a name stands only in the small row for staff."""

    POST = "queue"
    NAME = N_("Fila")
    ABOUT = N_(
        "N llama a quien sigue: diga su número en voz alta. R lo llama otra vez; después de dos, A lo marca como "
        "ausente. I cuando se sienta. P lo deja en pausa (le falta algo); C cuando ya regresó. T lo pasa a otro "
        "servicio. F termina un servicio. L llama a la persona marcada aunque no le toque, con un motivo. "
        "El orden lo calcula el programa: prioridad, citas y llegada; la columna «por qué» lo explica. "
        "★ tiene prioridad · ◆ necesita intérprete · ◇ habla otra lengua o poco español."
    )
    ACTIONS = (
        Action("n", "next", N_("Llamar"), N_("Llamar a quien sigue.")),
        Action("r", "recall", N_("Repetir"), N_("Llamar otra vez al mismo número.")),
        Action("i", "start", N_("Inicia"), N_("La persona se sentó en esta mesa.")),
        Action("f", "done", N_("Fin"), N_("Terminar un servicio.")),
        Action("p", "hold", N_("Pausa"), N_("Le falta algo: que lo traiga sin perder su lugar.")),
        Action("c", "resume", N_("Continúa"), N_("Regresó de la pausa o después de estar ausente.")),
        Action("a", "missed", N_("Ausente"), N_("No vino después de llamarlo dos veces más.")),
    )
    MORE = (
        Action("t", "transfer", N_("Pasar a otro servicio"), N_("Que espere para otro servicio, con su misma hora.")),
        Action("l", "call", N_("Llamar fuera de orden"), N_("Llamar a la persona marcada, con un motivo.")),
        Action("s", "left", N_("Se fue"), N_("La persona se fue.")),
        Action("x", "cancel", N_("Cancelar"), N_("Sacarla de la fila, con un motivo.")),
        Action("f9", "undo", N_("Deshacer"), N_("Deshacer lo último que hizo usted.")),
    )
    BINDINGS: ClassVar = bindings([BACK, *ACTIONS, *MORE])

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[LineRow] = []
        self._mine = ""

    def body(self) -> ComposeResult:
        """The number called here, the table, and the row for staff."""
        with Horizontal(id="called"):
            yield BigNumber()
            yield Static("", id="called-words", markup=False)
        yield QueueTable(WIDTHS, id="queue")
        yield Static("", id="detail", markup=False)

    def prepare(self) -> None:
        """The table has the keys."""
        super().prepare()
        table = self.query_one(QueueTable)
        labels = (_("N.º"), _("Estado"), _("Por qué"), _("Lleva"), _("Espera"), _("Servicios"))
        table.head([Text(label) for label in labels])
        self.set_focus(table)

    def on_mount(self) -> None:
        """Waits grow by themselves."""
        super().on_mount()
        self.set_interval(EVERY, self._again)

    async def _again(self) -> None:
        if self.is_current:
            await self.refresh_work()

    @shows_problems
    async def refresh_work(self) -> None:
        """Read the line anew, keeping the cursor on the same person."""
        chosen = self._chosen()
        view, waits = await self.desk.read(view_of)
        workplace = self.desk.workplace
        now_ms = workplace.clock.now_ms()
        self._rows = there = rows(view, waits)
        at = next((n for n, row in enumerate(there) if chosen and row.visit.id == chosen.id), 0)
        self.query_one(QueueTable).show(len(there), lambda n: there[n].cells(workplace.catalog, now_ms), at)
        self._show_called()

    def on_queue_table_moved(self, _event: QueueTable.Moved) -> None:
        """Another person: another detail."""
        self._show_detail()

    @asks
    async def action_next(self) -> None:
        """Call whoever is next; while somebody is called to this table already, only when that is meant."""
        table = self.desk.workplace.table
        called = [row.visit for row in self._rows if row.visit.state is VisitState.CALLED and row.visit.table == table]
        if called:
            question = _("El {number} ya está llamado a esta mesa. ¿Llamar a alguien más?")
            more = _("Sí, llamar también a quien sigue")
            if not await sure(self.desk, question.format(number=called[0].number), _("No, esperar"), more):
                return
        visit = await self.desk.write(calls.call_next)
        await self._moved(visit, _("Llame en voz alta al {number}: pase a la mesa {table}."))

    @shows_problems
    async def action_recall(self) -> None:
        """Call the same number again."""
        visit = self._here(VisitState.CALLED)
        if visit:
            await self._moved(await self.desk.write(calls.recall, visit.id), _("{number}: llamado otra vez ({n})."))

    @shows_problems
    async def action_missed(self) -> None:
        """Nobody came."""
        visit = self._here(VisitState.CALLED)
        if visit:
            await self._moved(await self.desk.write(calls.missed, visit.id), _("{number} no vino. Si regresa, C."))

    @shows_problems
    async def action_start(self) -> None:
        """Somebody sat down."""
        visit = self._here(VisitState.CALLED)
        if visit:
            await self._moved(
                await self.desk.write(calls.start, visit.id), _("{number} está en la mesa {table}. F4 captura.")
            )

    @shows_problems
    async def action_resume(self) -> None:
        """Somebody is back."""
        visit = self._here(VisitState.ON_HOLD, VisitState.MISSED)
        if visit and visit.state is VisitState.MISSED:
            await self._moved(await self.desk.write(check_in.came_back, visit.id), _("{number} regresó a la fila."))
        elif visit:
            await self._moved(
                await self.desk.write(calls.resume, visit.id),
                _("{number} está otra vez en la fila, con su misma hora."),
            )

    @asks
    async def action_left(self) -> None:
        """Somebody went away: asked, because names begin with S."""
        visit = self._chosen()
        question = _("¿Se fue el {number}?")
        no, yes = _("No, sigue aquí"), _("Sí, se fue")
        if visit and await sure(self.desk, question.format(number=visit.number), no, yes):
            await self._moved(await self.desk.write(calls.left, visit.id), _("{number} se fue. F9 lo deshace."))

    def action_hold(self) -> None:
        """Ask what is missing."""
        visit = self._here(VisitState.SERVING)
        if visit:
            self._ask(
                visit,
                _("¿Por qué queda en pausa el {number}?"),
                calls.HOLD_REASONS,
                lambda reason: self.desk.write(calls.hold, visit.id, reason),
                _("{number} queda en pausa, con su lugar guardado. C cuando regrese."),
            )

    def action_cancel(self) -> None:
        """Ask why."""
        visit = self._chosen()
        if visit:
            self._ask(
                visit,
                _("¿Por qué se cancela el {number}?"),
                calls.CANCEL_REASONS,
                lambda reason: self.desk.write(calls.cancel, visit.id, reason),
                _("{number} salió de la fila. F9 lo deshace."),
            )

    def action_call(self) -> None:
        """Call the marked person; out of order asks why."""
        visit = self._chosen()
        if visit:
            self._ask(
                visit,
                _("El {number} quizá no es el siguiente. ¿Por qué se llama ahora?"),
                code_words.OVERRIDE_REASONS,
                lambda reason: self.desk.write(calls.call, visit.id, reason),
                _("Llame en voz alta al {number}: pase a la mesa {table}."),
            )

    def action_transfer(self) -> None:
        """Ask to which service."""
        visit = self._here(VisitState.SERVING)
        workplace = self.desk.workplace
        if visit:
            names = {code: str(workplace.catalog.services[code].name) for code in workplace.pack.services}
            self._ask(
                visit,
                _("¿A qué servicio pasa el {number}?"),
                names,
                lambda service: self.desk.write(calls.transfer, visit.id, service),
                _("{number} espera para otro servicio, con su misma hora."),
            )

    def action_done(self) -> None:
        """Ask which service ended, and how."""
        visit = self._here(VisitState.SERVING)
        if visit:
            catalog = self.desk.workplace.catalog
            choices = {
                f"{code} {outcome}": (code, outcome) for code in visit.open_services for outcome in calls.OUTCOMES
            }
            answers = {
                key: f"{labels.services(catalog, [code])}: {_(calls.OUTCOMES[outcome])}"
                for key, (code, outcome) in choices.items()
            }
            self._ask(
                visit,
                _("¿Cómo terminó el {number}?"),
                answers,
                lambda answer: self.desk.write(calls.line_done, visit.id, *choices[answer]),
                _("{number}: anotado."),
            )

    @shows_problems
    async def action_undo(self) -> None:
        """Take back the last move."""
        await self._moved(await self.desk.write(calls.undo_last), _("Deshecho. {number} está otra vez {state}."))

    def _ask(self, visit: Visit, question: str, answers: dict[str, str], move: Move, done: str) -> None:
        async def answered(answer: str | None) -> None:
            if answer is not None:
                await self._do(move, answer, done)

        options = [Option(key, _(words)) for key, words in answers.items()]
        self.app.push_screen(Choose(question.format(number=visit.number), options), answered)

    @shows_problems
    async def _do(self, move: Move, answer: str, done: str) -> None:
        await self._moved(await move(answer), done)

    async def _moved(self, visit: Visit, words: str) -> None:
        if visit.state in {VisitState.CALLED, VisitState.SERVING}:
            self._mine = visit.id
        # The number first: the whole line takes longer to read than one voice to say it.
        said = words.format(number=visit.number, table=visit.table, n=visit.recalls, state=labels.state(visit))
        self.say(good(said, self._speaks(visit) if visit.state is VisitState.CALLED else ""))
        await self.refresh_work()

    def _speaks(self, visit: Visit) -> str:
        return labels.speaks(self.desk.workplace.catalog, visit)

    def _chosen(self) -> Visit | None:
        at = self.query_one(QueueTable).cursor
        return self._rows[at].visit if at < len(self._rows) else None

    def _here(self, *states: VisitState) -> Visit | None:
        """The marked person when in one of ``states``, else the one that this table called; says so if none."""
        chosen = self._chosen()
        mine = next((row.visit for row in self._rows if row.visit.id == self._mine), None)
        for visit in (chosen, mine):
            if visit is not None and visit.state in states:
                return visit
        listed = " / ".join(_(STATES[state]) for state in states)
        self.say(warn(_("Marque con ↑↓ a alguien que esté: {states}.").format(states=listed)))
        return None

    def _show_called(self) -> None:
        mine = next((row.visit for row in self._rows if row.visit.id == self._mine), None)
        shown = mine if mine and mine.state in {VisitState.CALLED, VisitState.SERVING} else None
        self.query_one("#called").display = shown is not None
        if shown:
            self.query_one(BigNumber).show(shown.number)
            again = _(" · repetido {n}").format(n=shown.recalls) if shown.recalls else ""
            words = _("mesa {table}\n{state}{again}").format(
                table=shown.table, state=_(STATES[shown.state]), again=again
            )
            self.query_one("#called-words", Static).update(f"{words}\n{self._speaks(shown)}")

    def _show_detail(self) -> None:
        visit, words = self._chosen(), _("Nadie en la fila. Los que lleguen aparecen aquí.")
        if visit:
            name = str(visit.name) if visit.name else _("sin nombre")
            parts = [visit.number, name, labels.services(self.desk.workplace.catalog, visit.open_services)]
            parts.append(self._speaks(visit))
            if visit.hold_reason:
                parts.append(_(calls.HOLD_REASONS[visit.hold_reason]))
            words = " · ".join(part for part in parts if part)
        self.query_one("#detail", Static).update(words)
