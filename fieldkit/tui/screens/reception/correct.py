"""What was written wrongly at the door: name, birth, CURP and phone of somebody who is here."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult

from fieldkit.desk.reception import check_in
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.field_values import birth_date, tidy
from fieldkit.domain.queue.visit import Visit
from fieldkit.locale import N_, _
from fieldkit.people import names
from fieldkit.people.dates import iso_text
from fieldkit.people.names import PersonName
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import Feedback, good
from fieldkit.tui.keys import BACK, UP, Action, bindings
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.widgets.catalog_field import widget
from fieldkit.tui.widgets.form import FieldWidget, Form

FIELDS = ("given", "surname1", "surname2", "born", "curp", "phone")


class CorrectScreen(DeskScreen):
    """Corrects one visit; ``closed`` hears the verdict."""

    POST = "search"
    NAME = N_("Corregir datos")
    ABOUT = N_(
        "Corrija lo que se escribió mal en la puerta: nombre, nacimiento, CURP o teléfono. Enter pasa a la casilla "
        "que sigue; en la última guarda. Lo de antes no se borra: queda anotado y quien supervisa lo ve en el cierre."
    )
    ACTIONS = (
        Action("enter", "none", N_("siguiente"), N_("Pasar a la casilla que sigue; en la última, guardar.")),
        Action("ctrl+g", "keep", N_("Guardar"), N_("Guardar la corrección.")),
        Action("escape", "back", N_("Atrás"), N_("Volver; pregunta antes de perder lo escrito.")),
        UP,
    )
    BINDINGS: ClassVar = bindings([BACK, ACTIONS[1]])

    def __init__(self, visit: Visit, closed: Callable[[Feedback], None]) -> None:
        super().__init__()
        self._visit = visit
        self._tell = closed
        self._values = _known(visit)
        self._first = dict(self._values)

    def title_words(self) -> str:
        """The number stands in the heading, never the name."""
        return _("Corregir {number}").format(number=self._visit.number)

    def body(self) -> ComposeResult:
        """The fields as they stand now."""
        known = self.desk.workplace.catalog.fields
        with Form():
            yield from (widget(known[key], self._values[key], required=key == "given") for key in FIELDS)

    async def refresh_work(self) -> None:
        """Begin at the name."""
        if self.focused is None:
            self.set_focus(self.query_one(Form).field(FIELDS[0]).line)

    async def save_field(self, field: FieldWidget, value: str) -> None:
        """Tidy the value and say what looks wrong; the correction itself is saved as one."""
        workplace = self.desk.workplace
        kept, doubt = tidy(workplace.catalog.fields[field.key], value, today=workplace.today())
        field.say(Feedback("warn", doubt) if doubt else None)
        field.set_value(kept)
        self._values[field.key] = kept

    async def on_form_done(self, _event: Form.Done) -> None:
        """Enter in the last field."""
        await self.action_keep()

    @shows_problems
    async def action_keep(self) -> None:
        """Write what changed, and nothing when nothing did."""
        await self.flush()
        value = self._values
        if value == self._first:
            self.dismiss()
            self._tell(good(_("Nada cambió.")))
            return
        name = names.parse(value["given"], value["surname1"], value["surname2"])
        born = iso_text(birth_date(value["born"], self.desk.workplace.today()))
        corrected = j.Identified(name=name, curp=value["curp"], born=born, phone=value["phone"])
        visit = await self.desk.write(check_in.correct, self._visit.id, corrected)
        self.dismiss()
        self._tell(good(_("{number}: datos corregidos.").format(number=visit.number), _("Lo de antes queda anotado.")))

    async def action_back(self) -> None:
        """Go back; what was typed is given up only when somebody says so."""
        await self.flush()
        if self._values == self._first:
            self.dismiss()
            return
        answers = [Option("stay", _("Seguir escribiendo")), Option("leave", _("Dejarla sin guardar"))]
        self.app.push_screen(Choose(_("La corrección todavía no está guardada. ¿Dejarla?"), answers), self._left)

    def _left(self, answer: str | None) -> None:
        if answer == "leave":
            self.dismiss()


def _known(visit: Visit) -> dict[str, str]:
    name = visit.name or PersonName("")
    return {
        "given": name.given,
        "surname1": name.surname1,
        "surname2": name.surname2,
        "born": iso_text(visit.born),
        "curp": visit.curp,
        "phone": visit.phone,
    }
