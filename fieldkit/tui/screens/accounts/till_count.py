"""Counting the till: how many of each note and coin. What should be there is not shown, so that people count."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from fieldkit.desk.accounts import till
from fieldkit.domain.accounts import denominations
from fieldkit.domain.accounts.till import Till
from fieldkit.locale import N_, _
from fieldkit.tui import labels
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import Feedback, good, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.widgets.form import FieldWidget, Form


class CountScreen(DeskScreen):
    """``moment`` is open or close; ``tell`` hears the verdict."""

    POST = "till"
    NAME = N_("Contar la caja")
    ABOUT = N_(
        "Escriba cuántos billetes y monedas hay de cada uno; lo que no hay se deja vacío. Enter pasa al que sigue; en "
        "el último guarda la cuenta. Lo que debería haber se ve después de contar. Se puede contar otra vez."
    )
    ACTIONS = (
        Action("enter", "none", N_("siguiente"), N_("Pasar al que sigue; en el último, guardar la cuenta.")),
        Action("ctrl+g", "keep", N_("Guardar cuenta"), N_("Guardar la cuenta.")),
        Action("escape", "back", N_("Atrás"), N_("Volver; pregunta antes de perder lo contado.")),
    )
    BINDINGS: ClassVar = bindings([BACK, ACTIONS[1]])

    def __init__(self, moment: str, tell: Callable[[Feedback], None]) -> None:
        super().__init__()
        self._moment = moment
        self._tell = tell
        self._pieces: dict[int, str] = {}

    def title_words(self) -> str:
        """Which count."""
        return _("Contar la caja {moment}").format(moment=_(till.MOMENTS[self._moment]))

    def body(self) -> ComposeResult:
        """A line a note or coin, and what they come to."""
        yield Static("", id="progress", markup=False)
        with Form():
            for one in denominations.shipped().cash_on(self.desk.workplace.today()):
                yield FieldWidget(str(one.cents), str(one.name), self._pieces.get(one.cents, ""))

    async def refresh_work(self) -> None:
        """Begin at the largest note."""
        self._total()
        if self.focused is None:
            self.set_focus(self.query_one(Form).fields[0].line)

    async def save_field(self, field: FieldWidget, value: str) -> None:
        """Remember a number; what is none is said at once."""
        right = not value or (value.isascii() and value.isdecimal() and len(value) <= 6)
        field.say(None if right else Feedback("bad", _("Se escribe un número entero, sin comas.")))
        field.kept = value
        self._pieces[int(field.key)] = value
        self._total()

    async def on_form_done(self, _event: Form.Done) -> None:
        """Enter in the last line."""
        await self.action_keep()

    @shows_problems
    async def action_keep(self) -> None:
        """Write the count, then say what should have been there."""
        await self.flush()
        pieces = {worth: _number(text) for worth, text in self._pieces.items() if text}
        now = await self.desk.write(till.count, self._moment, pieces)
        self.dismiss()
        self._tell(_verdict(now))

    async def action_back(self) -> None:
        """Go back; what was counted is given up only when somebody says so."""
        await self.flush()
        if not any(self._pieces.values()):
            self.dismiss()
            return
        answers = [Option("stay", _("Seguir contando")), Option("leave", _("Dejarla sin guardar"))]

        async def answered(answer: str | None) -> None:
            if answer == "leave":
                self.dismiss()

        self.app.push_screen(Choose(_("La cuenta todavía no está guardada. ¿Dejarla?"), answers), answered)

    def _total(self) -> None:
        cents = sum(worth * max(_number(text), 0) for worth, text in self._pieces.items())
        self.query_one("#progress", Static).update(_("Contado: {money}").format(money=labels.money(cents)))


def _number(text: str) -> int:
    """A number of pieces; less than none for what is no number, which the count refuses."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else -1 if text else 0


def _verdict(now: Till) -> Feedback:
    last = now.counts[-1]
    found = _("Contado: {money}").format(money=labels.money(last.cents))
    difference = last.cents - last.expected
    if not difference:
        return good(f"{found}.", _("Es lo que debe haber."))
    more = _("Debía haber {expected}: cuente otra vez, o quien supervisa firma el motivo en Cierre.")
    words = _("{found}, faltan {money}.") if difference < 0 else _("{found}, sobran {money}.")
    said = words.format(found=found, money=labels.money(abs(difference)))
    return warn(said, more.format(expected=labels.money(last.expected)))
