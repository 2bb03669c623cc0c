"""A question with one line to write the answer in: a folio, an amount, a number."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from fieldkit.locale import _
from fieldkit.tui.questions import Question
from fieldkit.tui.widgets.scan_input import ScanInput


class Ask(Question[str]):
    """Returns what was written or scanned, or None when nothing is to change; ``value`` stands there at first."""

    def __init__(self, question: str, more: str = "", value: str = "") -> None:
        super().__init__()
        self._question = question
        self._more = more
        self._value = value

    def compose(self) -> ComposeResult:
        """The question and its line."""
        with Vertical(id="choose"):
            yield Static(self._question, id="choose-question", markup=False)
            if self._more:
                yield Static(self._more, id="choose-more", markup=False)
            yield ScanInput(self._value, clears=False, id="ask-line")
            yield Static(_("Enter anota · Esc no cambia nada"), id="choose-keys", markup=False)

    def on_mount(self) -> None:
        """The line has the keys."""
        line = self.query_one(ScanInput)
        self.set_focus(line)
        line.select_all()

    def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """Enter answers; an empty line is no answer."""
        event.stop()
        if event.key == "enter" and event.value.strip():
            self.answer(event.value.strip())
