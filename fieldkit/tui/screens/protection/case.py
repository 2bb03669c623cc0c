"""One protection case or its follow-up: told field by field, looked over, sealed."""

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from fieldkit.desk.protection import cases
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.catalog.protection import AskedQuestion
from fieldkit.domain.protection import case_form
from fieldkit.locale import N_, _
from fieldkit.store import CaseDraft
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import Feedback, good, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.widgets.case_field import case_widget
from fieldkit.tui.widgets.form import ChoiceField, FieldLine, FieldWidget, Form

WARNINGS_SHOWN = 4


class CaseScreen(DeskScreen):
    """One sheet. ``closed`` hears the verdict when it is sealed or left."""

    POST = "protection"
    NAME = N_("Caso de protección")
    ABOUT = N_(
        "Enter pasa a la casilla que sigue; lo escrito se guarda cifrado al salir de ella y solo lo ve el personal de "
        "protección. Ctrl+N agrega otra persona: hijos, madre, padre o quien pide ayuda. En las casillas de varias "
        "respuestas escriba sus números, por ejemplo 1 3. Ctrl+G revisa y sella: desde ese momento nadie en esta "
        "computadora puede leer el caso, tampoco usted."
    )
    ACTIONS = (
        Action("enter", "none", N_("siguiente"), N_("Pasar a la casilla que sigue.")),
        Action("ctrl+n", "another", N_("Otra persona"), N_("Agregar una persona al caso.")),
        Action("ctrl+g", "seal", N_("Revisar y sellar"), N_("Ver qué falta y sellar el caso.")),
        Action("escape", "back", N_("Atrás"), N_("Volver a la lista; todo queda guardado.")),
    )
    BINDINGS: ClassVar = bindings([BACK, *ACTIONS[1:3]])

    def __init__(self, draft: CaseDraft, number: str, closed: Callable[[Feedback], None]) -> None:
        super().__init__()
        self._draft = draft
        self._number = number
        self._tell = closed
        self._values = dict(draft.fields)
        self._persons = max(case_form.persons_in(draft.fields), default=1)

    @property
    def _follow_up(self) -> bool:
        return self._draft.revision > 1

    def title_words(self) -> str:
        """The number stands in the heading, never the name."""
        if self._follow_up:
            return _("Seguimiento {number}").format(number=self._number)
        return _("Caso {number}").format(number=self._number) if self._number else _("Caso nuevo")

    def body(self) -> ComposeResult:
        """Every person's questions, then the case's."""
        lists = self.desk.workplace.catalog.protection
        with Form():
            if self._follow_up:
                yield from self._widgets(lists.asks_follow_up, "")
                return
            for number in range(1, self._persons + 1):
                yield from self._person(number)
            yield Static(_("El caso"), id="the-case", classes="form-title", markup=False)
            yield from self._widgets(lists.asks_case, "")

    def _person(self, number: int) -> Iterator[Widget]:
        yield Static(_("Persona {n}").format(n=number), classes="form-title", markup=False)
        lists = self.desk.workplace.catalog.protection
        yield from self._widgets(lists.asks_person, case_form.key_of(number, ""))

    def _widgets(self, asks: tuple[AskedQuestion, ...], prefix: str) -> Iterator[FieldWidget]:
        for ask in asks:
            key = f"{prefix}{ask.key}"
            yield case_widget(ask, key, self._values.get(key, ""))

    def prepare(self) -> None:
        """Say again what was doubted before."""
        super().prepare()
        workplace = self.desk.workplace
        for field in self.query_one(Form).fields:
            doubt = cases.doubt(workplace, field.key, self._values.get(field.key, ""), follow_up=self._follow_up)
            if doubt:
                field.say(Feedback("warn", doubt))
        self._narrow_kinds()

    async def refresh_work(self) -> None:
        """Begin at the first empty field."""
        if not isinstance(self.focused, FieldLine):
            self.query_one(Form).start()

    async def save_field(self, field: FieldWidget, value: str) -> None:
        """Keep it in the store and say what looks wrong."""
        saved = await self.desk.write(cases.save, self._draft.id, field.key, value)
        self._values[field.key] = saved.value
        field.say(Feedback("warn", saved.doubt) if saved.doubt else None)
        if field.value == value:
            field.set_value(saved.value)
        if field.key == "field":
            self._narrow_kinds()

    def _narrow_kinds(self) -> None:
        """Offer the kinds of case that the chosen field (ámbito) has."""
        lists = self.desk.workplace.catalog.protection
        chosen = self._values.get("field", "")
        for field in self.query("#field-kind").results(ChoiceField):
            field.options = [
                Option(code, str(kind.name))
                for code, kind in lists.kinds.items()
                if chosen not in lists.fields or chosen in kind.fields
            ]
            field.set_value(field.kept)

    async def on_form_done(self, _event: Form.Done) -> None:
        """Enter in the last field."""
        await self.action_seal()

    async def action_another(self) -> None:
        """One more person, at whom the cursor goes on."""
        if self._follow_up:
            self.say(warn(_("En un seguimiento no se agregan personas."), _("Escríbalo en las notas.")))
            return
        if self._persons == case_form.MOST_PERSONS:
            self.say(warn(_("En un caso caben {n} personas.").format(n=case_form.MOST_PERSONS)))
            return
        self._persons += 1
        await self.query_one(Form).mount_all(self._person(self._persons), before="#the-case")
        fresh = self.query_one(Form).field(case_form.key_of(self._persons, "role"))
        self.call_after_refresh(self.set_focus, fresh.line)  # before it is laid out there is nothing to scroll to

    @shows_problems
    async def action_seal(self) -> None:
        """Show what keeps the case here, or ask whether to seal it."""
        await self.flush()
        findings = await self.desk.read(cases.review, self._draft.id)
        stops = [one for one in findings if one.severity == "stop"]
        if stops:
            self._show(stops)
            return
        doubts = [f"! {one.sentence}" for one in findings[:WARNINGS_SHOWN]]
        more = "\n".join([*doubts, _("Ya sellado, nadie en esta computadora podrá leerlo; tampoco usted.")])
        options = [Option("seal", _("Sellar para la oficina central")), Option("stay", _("Seguir escribiendo"))]
        self.app.push_screen(Choose(_("¿Sellar el caso?"), options, more), self._answered)

    def _show(self, stops: list[Finding]) -> None:
        """Every stop under its field, and the cursor at the first."""
        form = self.query_one(Form)
        fields = {field.key: field for field in form.fields}
        for one in stops:
            fields[one.field].say(Feedback("bad", one.sentence))
        sentences = {one.field: one.sentence for one in stops}
        first = next(field for field in form.fields if field.key in sentences)
        self.set_focus(first.line)
        self.say(warn(_("Faltan o están mal: {n}.").format(n=len(stops)), sentences[first.key]))

    @shows_problems
    async def _answered(self, answer: str | None) -> None:
        if answer != "seal":
            return
        case = await self.desk.write(cases.submit, self._draft.id)
        self.dismiss()
        self._tell(good(_("{number} sellado. Nadie en esta computadora puede leerlo ya.").format(number=case.number)))

    async def action_back(self) -> None:
        """Back to the list; what was written stays."""
        await self.flush()
        self.dismiss()
        self._tell(good(_("Lo escrito está guardado; solo protección puede abrirlo.")))
