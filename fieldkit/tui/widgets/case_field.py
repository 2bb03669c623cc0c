"""Fields of a protection case: the questions of its table, where several answers are written out in words."""

import msgspec

from fieldkit.domain.catalog.protection import AskedQuestion
from fieldkit.tui import choices
from fieldkit.tui.choices import Option
from fieldkit.tui.widgets.catalog_field import widget
from fieldkit.tui.widgets.form import FieldWidget, ManyField


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


def case_widget(ask: AskedQuestion, key: str, value: str) -> FieldWidget:
    """The field of a question whose answer is kept under ``key``."""
    if not ask.many:
        return widget(msgspec.structs.replace(ask.field, key=key), value)
    options = [Option(choice.key, str(choice)) for choice in ask.field.choices]
    hint = str(ask.field.hint) if ask.field.hint else ""
    return WordsField(key, str(ask.field.label), value, options=options, hint=hint, required=ask.field.required)
