"""The screen of every form: its definition's questions, saved one by one, looked over, sealed or written."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from fieldkit.desk.forms.drafting import Drafting, Saved
from fieldkit.domain.catalog.field_values import tidy
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.catalog.model import Field
from fieldkit.domain.forms.definition import FormDefinition, Guarantee, Section
from fieldkit.domain.forms.pictures import slots_of
from fieldkit.domain.forms.review import stops
from fieldkit.locale import N_, _
from fieldkit.store import Draft
from fieldkit.tui.choices import Option
from fieldkit.tui.desk import Desk
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.feedback import Feedback
from fieldkit.tui.keys import BACK, UP, Action, bindings
from fieldkit.tui.questions import answer, asks
from fieldkit.tui.screens.capture.pictures import PicturesScreen
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.screens.review import ReviewScreen
from fieldkit.tui.widgets.catalog_field import widget
from fieldkit.tui.widgets.form import FieldLine, FieldWidget, Form


async def begin_count(desk: Desk, drafting: Drafting[Any], about: str = "") -> Draft | None:
    """A count to fill: today's, or one left over from another day, if staff goes on with it; None to do nothing."""
    left = await desk.write(drafting.left_over, about)
    if left is None:
        return await desk.write(drafting.begin, "", about)
    day = f"{desk.workplace.clock.local(left.made_ms):%d/%m}"
    options = [Option("fresh", _("Borrar lo escrito y comenzar otra"))]
    if drafting.form.dated:
        options.insert(0, Option("keep", _("Terminarla; se anota en ese día")))
    chosen = await answer(desk, Choose(_("Quedó una a medias del {day}. ¿Qué hacer?").format(day=day), options))
    if chosen == "keep":
        return left
    if chosen == "fresh":
        await desk.write(drafting.discard, left.id, "mistake")
        return await desk.write(drafting.begin, "", about)
    return None


class FormScreen(DeskScreen):
    """One draft. ``closed`` hears the verdict when it is sealed, written or left."""

    DRAFTING: ClassVar[Drafting[Any]]
    QUESTION = N_("¿Sellarlo?")
    ACTIONS: ClassVar[Sequence[Action]] = (
        Action("enter", "none", N_("siguiente"), N_("Pasar a la casilla que sigue; en la última, anotar.")),
        Action("ctrl+g", "review", N_("Anotar"), N_("Anotar lo que se contó.")),
        Action("escape", "back", N_("Atrás"), N_("Volver; pregunta qué hacer con lo que está a medias.")),
        UP,
    )
    BINDINGS: ClassVar = bindings([BACK, ACTIONS[1]])

    def __init__(self, draft: Draft, number: str, closed: Callable[[Feedback], None]) -> None:
        super().__init__()
        self._draft = draft
        self._number = number
        self._tell = closed
        self._values = dict(draft.fields)
        self.persons = 1
        self._slots = slots_of(draft.slots)
        self._go_to = ""

    @property
    def definition(self) -> FormDefinition:
        """What is asked."""
        return self.DRAFTING.definition(self.desk.workplace, self._draft)

    def body(self) -> ComposeResult:
        """Section by section."""
        if self.progress():
            yield Static(self.progress(), id="progress", markup=False)
        with Form():
            for section in self.definition.sections:
                if section.most:
                    self.persons = max(section.numbers(self._values), default=self.persons)
                    for number in range(1, self.persons + 1):
                        yield from self.person(section, number)
                    continue
                if section.title:
                    yield Static(_(section.title), classes="form-title -once", markup=False)
                yield from self._widgets(section.fields)

    def person(self, section: Section, number: int) -> Iterator[Widget]:
        """The questions about the n-th person."""
        yield Static(_(section.title).format(n=number), classes="form-title", markup=False)
        yield from self._widgets(section.of(number))

    def _widgets(self, fields: Iterable[Field]) -> Iterator[FieldWidget]:
        return (widget(field, self._values.get(field.key, "")) for field in fields)

    def progress(self) -> str:
        """A line above the form that is written anew after each save; empty for none."""
        return ""

    def prepare(self) -> None:
        """Say again what was doubted before, and offer the answers that fit those given."""
        super().prepare()
        definition, today = self.definition, self.desk.workplace.today()
        for one in self.query_one(Form).fields:
            field = definition.field(one.key)
            doubt = tidy(field.narrowed(self._values), self._values.get(one.key, ""), today=today)[1]
            if doubt:
                one.say(self._doubt(doubt))
            if field.narrowed_by:
                self.query_one(Form).narrow(field.narrowed_by, self._values.get(field.narrowed_by, ""))

    async def refresh_work(self) -> None:
        """Begin at the first empty field, or where the finding points to that was chosen."""
        going, self._go_to = self._go_to, ""
        found = next((field for field in self.query_one(Form).fields if field.key == going), None)
        if found is not None:
            self.set_focus(found.line)
        elif going:
            await self.elsewhere(going)
        for line in self.query("#progress").results(Static):
            line.update(self.progress())
        if not isinstance(self.focused, FieldLine):
            self.query_one(Form).start()

    async def save_field(self, field: FieldWidget, value: str) -> None:
        """Keep it in the store, tidied, with what follows from it, and say what looks wrong."""
        saved = await self.desk.write(self.DRAFTING.save, self._draft.id, field.key, value)
        self._values[field.key] = saved.value
        field.say(self._doubt(saved.doubt) if saved.doubt else None)
        if field.value == value:
            field.set_value(saved.value)
        self.show_filled(saved.filled)
        self.query_one(Form).narrow(field.key, saved.value)
        await self.saved(field, saved)
        for line in self.query("#progress").results(Static):
            line.update(self.progress())

    async def saved(self, field: FieldWidget, saved: Saved) -> None:
        """An answer was kept; what else a kind of form does then."""

    def show_filled(self, filled: Mapping[str, str]) -> None:
        """Show answers that the store has kept already."""
        for key, value in filled.items():
            self._values[key] = value
            self.query_one(Form).field(key).set_value(value)

    def _doubt(self, sentence: str) -> Feedback:
        """What cannot be read is kept in a form that is sealed; it is never counted."""
        return Feedback("warn" if self.definition.has(Guarantee.SEALED) else "bad", sentence)

    async def on_form_done(self, _event: Form.Done) -> None:
        """Enter in the last field."""
        await self.action_review()

    @asks
    async def action_review(self) -> None:
        """Every finding and the way out; a count without any is written at once."""
        await self.flush()
        findings = await self.desk.read(self.DRAFTING.review, self._draft.id)
        self._mark(stops(findings))
        definition, summary = self.definition, self.progress()
        if definition.has(Guarantee.SEALED):
            summary = " ".join(
                (_(self.QUESTION), _("Ya sellado, nadie en esta computadora podrá leerlo; tampoco usted."))
            )
        elif not findings:
            await self.written(await self.desk.write(self.DRAFTING.submit, self._draft.id))
            return
        words = (self._number, summary)
        self.app.push_screen(
            ReviewScreen(self.DRAFTING, self._draft, definition, findings, words, self._find, self.written)
        )

    async def written(self, done: Any) -> None:
        """It is sealed or written: go back."""
        self.dismiss()
        self._tell(self.verdict(done))

    def verdict(self, done: Any) -> Feedback:
        """What to say of a form that was sealed or written; None waits for a second person."""
        raise NotImplementedError

    async def elsewhere(self, _key: str) -> None:
        """Go to what a finding is about that is no question: a picture, unless the kind of form has more."""
        await self.action_pictures()

    async def action_pictures(self) -> None:
        """Photos and scans."""
        await self.flush()
        self.app.push_screen(PicturesScreen(self.DRAFTING, self._draft.id, self.definition.slots, self._slots))

    def _find(self, key: str) -> None:
        self._go_to = key

    def _mark(self, wrong: Iterable[Finding]) -> None:
        """Every stop under its field."""
        sentences = {one.field: one.sentence for one in wrong}
        for field in self.query_one(Form).fields:
            if field.key in sentences:
                field.say(Feedback("bad", sentences[field.key]))

    @asks
    async def action_back(self) -> None:
        """Go back; what was counted stays for later, or is given up, when somebody says so."""
        await self.flush()
        if not await self.desk.read(self.DRAFTING.touched, self._draft.id):
            await self._leave("discard")
            return
        answers = [
            Option("stay", _("Seguir")),
            Option("keep", _("Dejarla a medias; se queda guardada")),
            Option("discard", _("Borrar lo escrito")),
        ]
        chosen = await answer(self.desk, Choose(_("Todavía no está anotada. ¿Dejarla?"), answers))
        await self._leave(chosen)

    async def _leave(self, chosen: str | None) -> None:
        if chosen == "discard":
            await self.desk.write(self.DRAFTING.discard, self._draft.id, "mistake")
        if chosen in {"keep", "discard"}:
            self.dismiss()
