"""A form for the keyboard: a line a field, saved when it is left, with a sentence under it when it looks wrong."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from fieldkit.desk.scan import ActaCode, Curp, Folio, Reading, Unknown
from fieldkit.locale import _
from fieldkit.tui import choices
from fieldkit.tui.choices import Option
from fieldkit.tui.feedback import SIGNS, Feedback
from fieldkit.tui.widgets.scan_input import ScanInput

ROOM_FOR_OPTIONS = 12


class FieldLine(ScanInput):
    """The text line of a field; ending it goes on to the next, and the arrows go up and down."""

    ENDS = ScanInput.ENDS | {"up", "down"}

    def ended(self, _value: str, key: str) -> None:
        """Go on, back or out of the form."""
        field, back = self.query_ancestor(FieldWidget), key in {"shift+tab", "up"}
        if not back and key != "down" and field.wants_more(key):
            return
        self.query_ancestor(Form).go_on(field, back=back, done=key == "enter")

    def keeps(self, reading: Reading) -> bool:
        """A CURP and a document's lines have fields of their own, and land in no other."""
        return self.query_ancestor(FieldWidget).keeps(reading)

    def on_focus(self, _event: events.Focus) -> None:
        """Mark what is there: the first sign replaces it, an arrow keeps it."""
        self.select_all()
        self.query_ancestor(FieldWidget).entered()

    def on_blur(self, _event: events.Blur) -> None:
        """Save."""
        self.query_ancestor(FieldWidget).left()


class FieldWidget(Vertical):
    """A label, a line, and room for a sentence. ``value`` is what is kept, not what is shown."""

    class Left(Message):
        """The field was left with another value than is kept; save it, and set ``kept`` once it is safe."""

        def __init__(self, field: "FieldWidget", value: str) -> None:
            super().__init__()
            self.field = field
            self.value = value

    def __init__(self, key: str, label: str, value: str = "", *, hint: str = "", required: bool = False) -> None:
        super().__init__(id=f"field-{key}", classes="field")
        self.key = key
        self.label = label
        self.hint = hint
        self.required = required
        self.kept = value
        self._said: Feedback | None = None

    def compose(self) -> ComposeResult:
        """Label and line in one row."""
        with Horizontal(classes="field-row"):
            mark = "*" if self.required else " "
            yield Static(f"{self.label} {mark}", markup=False, classes="field-label")
            yield FieldLine(self.shown(self.kept), clears=False)
        yield Static("", markup=False, classes="field-says")

    @property
    def line(self) -> FieldLine:
        """The text line."""
        return self.query_one(FieldLine)

    @property
    def value(self) -> str:
        """What would be kept now."""
        if not self.is_mounted or self.line.value == self.shown(self.kept):
            return self.kept
        return self.meant(self.line.value)

    def set_value(self, value: str) -> None:
        """Show another value, which is kept already."""
        self.kept = value
        marked = self.line.selected_text == self.line.value
        self.line.value = self.shown(value)
        if marked:
            self.line.select_all()

    def shown(self, value: str) -> str:
        """How a kept value is written in the line."""
        return value

    def meant(self, text: str) -> str:
        """What the line's text stands for."""
        return text.strip()

    def keeps(self, reading: Reading) -> bool:
        """Whether a scan of this kind is typed here."""
        return isinstance(reading, Folio | ActaCode | Unknown) or (isinstance(reading, Curp) and "curp" in self.key)

    def wants_more(self, _key: str) -> bool:
        """Enter or Tab was pressed: a field may give its usual answer here, or keep the cursor for a second line."""
        return False

    def entered(self) -> None:
        """Show what helps while writing."""
        if self._said is None:
            self._sentence(self.hint, "calm")

    def left(self) -> None:
        """Say what is to be kept, when it changed."""
        value = self.value
        if self._said is None:
            self._sentence("", "calm")
        if value != self.kept:
            self.post_message(self.Left(self, value))

    def say(self, said: Feedback | None) -> None:
        """Put a sentence under the field, or take it away."""
        self._said = said
        self._sentence(f"{SIGNS[said.tone]} {said.words}" if said else "", said.tone if said else "calm")

    def _sentence(self, text: str, tone: str) -> None:
        says = self.query_one(".field-says", Static)
        says.update(text)
        says.set_classes(f"field-says -{tone}")
        says.display = bool(text)


class ChoiceField(FieldWidget):
    """One answer of a list, by number or first letters; ``free``: other answers are taken as typed."""

    def __init__(
        self,
        key: str,
        label: str,
        value: str = "",
        *,
        options: Sequence[Option],
        free: bool = False,
        hint: str = "",
        required: bool = False,
    ) -> None:
        super().__init__(key, label, value, hint=hint, required=required)
        self.options = list(options)
        self.free = free

    def shown(self, value: str) -> str:
        """The answer's words."""
        return next((one.label for one in self.options if one.key == value), value)

    def meant(self, text: str) -> str:
        """The answer's key; what is no answer is kept as typed, and the check will say so."""
        found = choices.pick(self.options, text) if text.strip() else None
        return found.key if found else text.strip()

    def unlisted(self) -> list[str]:
        """What is kept and stands in no list that is closed."""
        known = {"", *(one.key for one in self.options)}
        return [] if self.free else [one for one in self.answers() if one not in known]

    def answers(self) -> list[str]:
        """What is kept, answer by answer."""
        return [self.kept]

    def entered(self) -> None:
        """Show the list."""
        self._offer(self.line.value if choices.pick(self.options, self.line.value) is None else "")

    def left(self) -> None:
        """Write the chosen answer out."""
        self._sentence("", "calm")
        self.line.value = self.shown(self.value)
        super().left()
        if self._said:
            self.say(self._said)

    def on_input_changed(self, event: ScanInput.Changed) -> None:
        """Narrow the list while writing."""
        event.stop()
        if self.screen.focused is self.line:
            self._offer(event.value)

    def _offer(self, text: str) -> None:
        among = choices.matching(self.options, text)
        more = len(among) - ROOM_FOR_OPTIONS
        words = choices.listed(self.options, among[:ROOM_FOR_OPTIONS], self.line.content_region.width)
        rest = _("… y {n} más: escriba las primeras letras").format(n=more) if more > 0 else ""
        self._sentence("\n".join(part for part in (words or self.hint, rest) if part), "calm")


class ManyField(ChoiceField):
    """Several answers of a list, such as ``1, 3``; kept as their keys with blanks between."""

    def answers(self) -> list[str]:
        """Each of them."""
        return self.kept.split()

    def shown(self, value: str) -> str:
        """The keys, which are short."""
        return ", ".join(value.split())

    def meant(self, text: str) -> str:
        """The keys of all answers, and what is none as typed."""
        picked, strange = choices.pick_many(self.options, text)
        return " ".join([*(one.key for one in picked), *strange])

    def entered(self) -> None:
        """Show the whole list."""
        self._offer("")

    def on_input_changed(self, event: ScanInput.Changed) -> None:
        """Show the list for the word that is being written."""
        event.stop()
        if self.screen.focused is self.line:
            words = event.value.replace(",", " ").split(" ")
            self._offer(words[-1])


class GroupedField(ManyField):
    """Several answers of a long list: all of it by groups over the whole width, and what fits while writing."""

    def _offer(self, text: str) -> None:
        width = self.content_region.width - 2
        if text.strip() and not text.strip().isdecimal():
            among = choices.matching(self.options, text)
            words = choices.listed(self.options, among[:ROOM_FOR_OPTIONS], width)
        else:
            words = choices.grouped(self.options, width)
        hint = _("Número, código o parte del nombre; varios con coma.")
        self._sentence(f"{words}\n{hint}" if words else hint, "calm")
        self.call_after_refresh(self.scroll_visible, animate=False)


class Form(VerticalScroll, can_focus=False):
    """Fields in their order; Enter in the one called ``decisive``, or in the last, says that the form is done."""

    class Done(Message):
        """Enter was pressed where the form is done."""

    def __init__(self, decisive: str = "") -> None:
        super().__init__()
        self._decisive = decisive

    @property
    def fields(self) -> list[FieldWidget]:
        """Every field, in order."""
        return list(self.query(FieldWidget))

    def field(self, key: str) -> FieldWidget:
        """The field of that key; NoMatches when the form has none."""
        return self.query_one(f"#field-{key}", FieldWidget)

    def values(self) -> dict[str, str]:
        """What would be kept now, by key."""
        return {field.key: field.value for field in self.fields}

    def start(self) -> None:
        """Focus the first field that is still empty, else the last."""
        fields = self.fields
        self.screen.set_focus(next((one for one in fields if not one.kept), fields[-1]).line)

    def unsaved(self) -> list[FieldWidget]:
        """Fields whose value is not kept yet."""
        return [field for field in self.fields if field.value != field.kept]

    def go_on(self, field: FieldWidget, *, back: bool, done: bool) -> None:
        """Focus the next field, the one before, or say that the form is done."""
        fields = self.fields
        place = fields.index(field) + (-1 if back else 1)
        if place < len(fields) and not (done and not back and field.key == self._decisive):
            self.screen.set_focus(fields[max(place, 0)].line)
        elif done:
            field.left()
            self.post_message(self.Done())
        else:
            self.screen.set_focus(fields[0].line)
