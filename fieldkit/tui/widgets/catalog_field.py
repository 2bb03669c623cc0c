"""Fields made from a definition's questions: a form is its table, not code."""

from datetime import date
from functools import partial

from fieldkit.desk.scan import Mrz, Reading
from fieldkit.domain.catalog import model
from fieldkit.locale import _
from fieldkit.people.mrz import lines_after
from fieldkit.tui import choices
from fieldkit.tui.choices import Option
from fieldkit.tui.widgets.choice_field import ChoiceField, ManyField
from fieldkit.tui.widgets.form import FieldWidget


class WordsField(ManyField):
    """Several answers, shown in words with commas between; typed as ``1 3``, or as words with commas between."""

    def shown(self, value: str) -> str:
        """The answers' words."""
        words = {one.key: one.label for one in self.options}
        return ", ".join(words.get(key, key) for key in value.split())

    def meant(self, text: str) -> str:
        """The keys of all answers, each once, and what is none as typed."""
        keys: list[str] = []
        for part in filter(None, (piece.strip() for piece in text.split(","))):
            whole = choices.pick(self.options, part)
            picked, strange = ([whole], []) if whole else choices.pick_many(self.options, part)
            keys += [*(one.key for one in picked), *strange]
        return " ".join(dict.fromkeys(keys))


class DateField(FieldWidget):
    """A date, kept as ISO and shown as it is said: day, month, year."""

    def shown(self, value: str) -> str:
        """``2026-11-21`` as ``21/11/2026``; anything else as typed."""
        return _day(value)


class LinesField(FieldWidget):
    """The lines of a passport or a card, which a reader types one after the other."""

    def shown(self, value: str) -> str:
        """All in one."""
        return value.replace("\n", " ")

    def meant(self, text: str) -> str:
        """Each again for itself."""
        return "\n".join(text.split())

    def keeps(self, reading: Reading) -> bool:
        """A document's lines are typed here, whatever else may be."""
        return isinstance(reading, Mrz) or super().keeps(reading)

    def wants_more(self, _key: str) -> bool:
        """While lines are to follow the cursor stays; ended once more with nothing new, the field is left."""
        pieces = self.line.value.split()
        if not pieces or self.line.value.endswith(" ") or len(pieces) > lines_after(pieces[0]):
            return False
        self.line.value = f"{' '.join(pieces)} "
        self.line.cursor_position = len(self.line.value)
        return True


def widget(field: model.Field, value: str, *, required: bool | None = None) -> FieldWidget:
    """The field of a form for a question; ``required`` marks it otherwise than its table does."""
    needed = field.required if required is None else required
    label, hint = str(field.label), str(field.hint) if field.hint else ""
    if field.kind == "choice":
        options = options_of(field)
        kind = WordsField if field.many else ChoiceField
        made = kind(field.key, label, value, options=options, free=field.open, hint=hint, required=needed)
        made.narrowed_by, made.under = field.narrowed_by, partial(options_of, field)
        return made
    if field.kind == "date":
        hint = hint or _("día/mes/año, por ejemplo 09/05/1975")
        return DateField(field.key, label, value, hint=hint, required=needed)
    if field.kind == "mrz":
        hint = hint or _("Pase el pasaporte o la tarjeta por el lector, o siga sin él")
        return LinesField(field.key, label, value, hint=hint, required=needed)
    return FieldWidget(field.key, label, value, hint=hint, required=needed)


def options_of(field: model.Field, chosen: str = "") -> list[Option]:
    """The answers of a choice that are offered under the answer ``chosen`` of the question that narrows it."""
    return [Option(choice.key, str(choice)) for choice in field.offered(chosen)]


def shown(field: model.Field, value: str) -> str:
    """How a kept value of a field is read: the words of a choice, a date as it is said."""
    names = {choice.key: str(choice) for choice in field.choices}
    words = ", ".join(names.get(key, key) for key in value.split()) if field.many else names.get(value, value)
    return (_day(words) if field.kind == "date" else words).replace("\n", " ")


def _day(value: str) -> str:
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except ValueError:
        return value
