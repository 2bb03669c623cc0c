"""Fields made from the catalogue: the form of a service is its table, not code."""

from datetime import date

from fieldkit.domain.catalog import model
from fieldkit.domain.catalog.forms import check_value
from fieldkit.locale import _
from fieldkit.people.errors import BadValue
from fieldkit.people.mrz import lines_after
from fieldkit.tui.choices import Option
from fieldkit.tui.widgets.form import ChoiceField, FieldWidget


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

    def wants_more(self, _key: str) -> bool:
        """While lines are to follow the cursor stays; ended once more with nothing new, the field is left."""
        pieces = self.line.value.split()
        if not pieces or self.line.value.endswith(" ") or len(pieces) > lines_after(pieces[0]):
            return False
        self.line.value = f"{' '.join(pieces)} "
        self.line.cursor_position = len(self.line.value)
        return True


def widget(field: model.Field, value: str, *, required: bool | None = None) -> FieldWidget:
    """The field of a form for a row of the catalogue; ``required`` marks it otherwise than the catalogue does."""
    needed = field.required if required is None else required
    label, hint = str(field.label), str(field.hint) if field.hint else ""
    if field.kind == "choice":
        options = [Option(choice.key, str(choice)) for choice in field.choices]
        return ChoiceField(field.key, label, value, options=options, free=field.open, hint=hint, required=needed)
    if field.kind == "date":
        hint = hint or _("día/mes/año, por ejemplo 09/05/1975")
        return DateField(field.key, label, value, hint=hint, required=needed)
    if field.kind == "mrz":
        hint = hint or _("Pase el pasaporte o la tarjeta por el lector, o siga sin él")
        return LinesField(field.key, label, value, hint=hint, required=needed)
    return FieldWidget(field.key, label, value, hint=hint, required=needed)


def shown(field: model.Field, value: str) -> str:
    """How a kept value of a field is read: the words of a choice, a date as it is said."""
    words = next((str(choice) for choice in field.choices if choice.key == value), value)
    return (_day(words) if field.kind == "date" else words).replace("\n", " ")


def _day(value: str) -> str:
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except ValueError:
        return value


def checked(field: model.Field, text: str, today: date) -> tuple[str, str]:
    """What to keep of a text, and a sentence when it does not look right."""
    try:
        return check_value(field, text, today=today), ""
    except BadValue as wrong:
        return text.strip(), str(wrong)
