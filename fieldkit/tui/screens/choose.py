"""A question with a few answers, each with its number."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from fieldkit.locale import _
from fieldkit.tui.choices import Option


class Choose(ModalScreen[str | None]):
    """Returns the key of the answer, or None when nothing was chosen."""

    BINDINGS: ClassVar = [Binding("escape", "none", show=False)]

    def __init__(self, question: str, options: Sequence[Option], more: str = "") -> None:
        super().__init__()
        self._question = question
        self._options = list(options)
        self._more = more

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(id="choose"):
            yield Static(self._question, id="choose-question", markup=False)
            if self._more:
                yield Static(self._more, id="choose-more", markup=False)
            yield OptionList(
                *(
                    Content.assemble((f" {n} ", "bold $primary"), f" {one.label}")
                    for n, one in enumerate(self._options, 1)
                ),
                id="choose-options",
            )
            yield Static(_("Número, o ↑↓ y Enter · Esc no cambia nada"), id="choose-keys", markup=False)

    def on_mount(self) -> None:
        """Nothing is chosen yet; the list has the keys."""
        self.set_focus(self.query_one(OptionList))

    def on_key(self, event: events.Key) -> None:
        """A number answers at once."""
        if event.key.isdecimal() and 1 <= int(event.key) <= len(self._options):
            event.stop()
            self.dismiss(self._options[int(event.key) - 1].key)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter answers with the highlighted one."""
        self.dismiss(self._options[event.option_index].key)

    def action_none(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
