"""A new printer: what this laptop has, a slip on paper, three questions, and the answer is kept and used at once."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.background.run_aside import run_aside
from fieldkit.desk.printing import printer_setup as setup
from fieldkit.desk.printing.printer_setup import Answers
from fieldkit.locale import N_, _
from fieldkit.platform.config import PrinterConfig
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import good, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import answer, asks
from fieldkit.tui.screens.ask import Ask
from fieldkit.tui.screens.choose import Choose


class PrinterScreen(DeskScreen):
    """The list of printers; everything else is asked in front of it."""

    POST = "printer"
    NAME = N_("Impresora")
    ABOUT = N_(
        "Enter prueba la impresora marcada: sale una hoja con una regla, letras y códigos, y se preguntan tres cosas "
        "que se ven en ella. Con eso queda lista, y lo que esperaba sale solo. N escribe la dirección de una impresora "
        "de la red; R busca otra vez, después de conectar una. Sin impresora, la carpeta guarda cada papel como PDF."
    )
    ACTIONS = (
        Action("enter", "none", N_("probar"), N_("Imprimir la hoja de prueba y contestar lo que se ve.")),
        Action("n", "network", N_("En la red"), N_("Escribir la dirección de una impresora de la red.")),
        Action("r", "again", N_("Buscar otra vez"), N_("Buscar otra vez, después de conectar una.")),
    )
    BINDINGS: ClassVar = bindings([BACK, *ACTIONS[1:]])

    def __init__(self) -> None:
        super().__init__()
        self._found: list[setup.PrinterChoice] = []

    def body(self) -> ComposeResult:
        """One list."""
        yield Static("", id="jobs-title", markup=False)
        yield OptionList(id="jobs")

    @shows_problems
    async def refresh_work(self) -> None:
        """What is there; looking for it takes a moment, once."""
        if not self._found:
            self.query_one("#jobs-title", Static).update(_("Buscando impresoras…"))
            self._found = await run_aside(partial(setup.look, self.desk.workplace.home))
        used = self.desk.workplace.config.printer
        words = _("Ahora se usa: {printer}. ¿Cuál se prueba?").format(printer=setup.words(used))
        self.query_one("#jobs-title", Static).update(words)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([self._words(one, used) for one in self._found])
        options.highlighted = 0
        self.set_focus(options)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Try the marked one."""
        self._begin(self._found[event.option_index].wanted)

    async def action_again(self) -> None:
        """Look again."""
        self._found = []
        await self.renew()

    @asks
    async def action_network(self) -> None:
        """An address by hand."""
        address = await answer(self.desk, Ask(_("Dirección de la impresora"), _("Por ejemplo 192.168.1.50")))
        if address is not None:
            self._begin(setup.on_network(address))

    def _begin(self, wanted: PrinterConfig) -> None:
        """In a worker of its own: it waits for the printer, and then for what somebody sees on the paper."""
        self.run_worker(self._try(wanted), group="try", exclusive=True)

    @shows_problems
    async def _try(self, wanted: PrinterConfig) -> None:
        self.say(warn(_("Imprimiendo la hoja de prueba…")))
        rolls = await run_aside(partial(setup.try_out, self.desk.workplace.home, wanted))
        answers = await self._ask_three() if rolls else None
        if rolls and answers is None:
            self.say(warn(_("No se cambió la impresora."), _("Enter la prueba otra vez.")))
            return
        await self._use(setup.settled(wanted, answers) if answers else wanted)

    async def _use(self, wanted: PrinterConfig) -> None:
        await self.desk.use_printer(wanted)
        await self.refresh_work()
        self.say(good(_("Impresora lista y guardada: {printer}.").format(printer=setup.words(wanted))))

    async def _ask_three(self) -> Answers | None:
        """What is seen on the slip; None when somebody does not want to say."""
        number = await answer(self.desk, Ask(_("1. ¿Cuál es el último número de la regla que se ve completo?")))
        if number is None or not number.strip().isdecimal():
            return None
        coin = _("2. Ponga una moneda de 25 centavos sobre la barra. ¿Miden lo mismo?")
        same = [Option("yes", _("Sí, lo mismo")), Option("no", _("No, la barra es más larga"))]
        like = await answer(self.desk, Choose(coin, same))
        if like is None:
            return None
        paper = [Option("yes", _("Sí, se cortó solo")), Option("no", _("No, hay que arrancarlo"))]
        cut = await answer(self.desk, Choose(_("3. ¿Se cortó solo el papel?"), paper))
        return None if cut is None else Answers(int(number), like == "yes", cut == "yes")

    def _words(self, one: setup.PrinterChoice, used: PrinterConfig) -> Content:
        same = (one.wanted.kind, setup.where(one.wanted)) == (used.kind, setup.where(used))
        sign = ("● ", "bold $success") if same else ("  ", "")
        state = (f"  {_(one.ready.sentence)}", "$success" if one.ready.ok else "$warning")
        return Content.assemble(sign, setup.words(one.wanted), state)
