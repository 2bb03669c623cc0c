"""Fields of a form whose answers stand in a list: one of them, several, or several by groups."""

from collections.abc import Callable, Sequence

from fieldkit.locale import _
from fieldkit.tui import choices
from fieldkit.tui.choices import Option
from fieldkit.tui.widgets.form import FieldWidget
from fieldkit.tui.widgets.scan_input import ScanInput

ROOM_FOR_OPTIONS = 12


class ChoiceField(FieldWidget):
    """One answer of a list, by number or first letters; ``free``: other answers are taken as typed.

    ``under``: which of the options are offered under an answer of the field that narrows them.
    """

    under: Callable[[str], list[Option]] = staticmethod(lambda _answer: [])

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

    def narrow(self, answer: str) -> None:
        """Offer what fits that answer, with the numbers that count from now on; what is being written stays."""
        options = self.under(answer)
        if options == self.options:
            return
        written = self.line.value != self.shown(self.kept)
        self.options = options
        if not written:
            self.set_value(self.kept)
        if self.screen.focused is self.line:
            self.entered()

    def unlisted(self) -> list[str]:
        """What is kept and stands in no list that is closed."""
        known = {"", *(one.key for one in self.options)}
        return [] if self.free else [one for one in self.answers() if one not in known]

    def answers(self) -> list[str]:
        """What is kept, answer by answer."""
        return [self.kept]

    def entered(self) -> None:
        """Show the list, or what fits the words that are being written."""
        self._offer("" if self.line.selected_text == self.line.value else self.line.value)

    def left(self) -> None:
        """Write the chosen answer out."""
        self._sentence("", "calm")
        self.line.value = self.shown(self.value)
        super().left()
        if self._said:
            self.say(self._said)

    def on_input_changed(self, event: ScanInput.Changed) -> None:
        """Narrow the list while writing. The only handler: the framework would call a subclass's and this one."""
        event.stop()
        if self.screen.focused is self.line:
            self.written(event.value)

    def written(self, _text: str) -> None:
        """Show what fits what stands in the line."""
        self.entered()

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

    def written(self, text: str) -> None:
        """Show the list for the word that is being written."""
        self._offer("" if self.line.selected_text == text else text.replace(",", " ").split(" ")[-1])


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
