"""The report: the figures of the day or of the event, and the files that a consul hands on."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from fieldkit.background.run_aside import run_aside
from fieldkit.desk.closing import day_report
from fieldkit.locale import N_, _
from fieldkit.report.model import Report
from fieldkit.report.text import text
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import Feedback, good
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.screens.choose import Choose

_WIDTH = 76


class ReportScreen(DeskScreen):
    """Only a supervisor sees it."""

    POST = "report"
    NAME = N_("Informe")
    ABOUT = N_(
        "Las cuentas del día o de todo el evento, contadas de lo anotado: nadie suma a mano y nadie es nombrado. "
        "Los casos de protección son solo cuántos. F8 escribe el informe en PDF y en CSV: el que es para compartir no "
        "lleva cifras menores de 5, ni otras de las que se pudieran calcular; el interno no sale del consulado."
    )
    ACTIONS = (
        Action("e", "span", N_("Día o evento"), N_("Contar el día, o todos los días del evento.")),
        Action("up,down", "none", N_("leer"), N_("Leer más arriba o más abajo; también con Re/AvPág.")),
        Action("f8", "save", N_("PDF y CSV"), N_("Escribir el informe en archivos; pregunta si es para compartir.")),
    )
    BINDINGS: ClassVar = bindings([BACK, ACTIONS[0], ACTIONS[2]])

    def __init__(self) -> None:
        super().__init__()
        self._event = False

    def body(self) -> ComposeResult:
        """The tables, to be read by scrolling."""
        with VerticalScroll(id="report", can_focus=True):
            yield Static("", id="report-text", markup=False)

    @shows_problems
    async def refresh_work(self) -> None:
        """Count anew."""
        words = self.query_one("#report-text", Static)
        words.update("")
        made = await self._made(shared=False)
        words.update(text(made, _WIDTH))
        self.set_focus(self.query_one("#report"))
        self.say(Feedback("calm", _("Interno: no compartir. Para entregarlo a otros use F8.")))

    async def action_span(self) -> None:
        """The other of day and event."""
        self._event = not self._event
        await self.renew()

    def action_save(self) -> None:
        """Ask for whom."""
        options = [
            Option("shared", _("Para compartir: sin cifras menores de 5")),
            Option("inside", _("Interno: completo, no sale del consulado")),
        ]

        async def answered(key: str | None) -> None:
            if key is not None:
                await self._write(shared=key == "shared")

        self.app.push_screen(Choose(_("¿Para quién es el informe?"), options), answered)

    @shows_problems
    async def _write(self, *, shared: bool) -> None:
        made = await self._made(shared=shared)
        files = await run_aside(partial(day_report.save, made, self.desk.workplace.home))
        names = ", ".join(file.name for file in files)
        self.say(
            good(_("Escrito: {names}.").format(names=names), _("En la carpeta {folder}").format(folder=files[0].parent))
        )

    async def _made(self, *, shared: bool) -> Report:
        return await self.desk.read(day_report.of_event if self._event else day_report.of_day, shared=shared)
