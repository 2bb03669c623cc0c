"""Two small questions: who confirms, with their own passphrase; and a line of words."""

from collections.abc import Awaitable, Callable
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from fieldkit.locale import _
from fieldkit.tui.feedback import Feedback
from fieldkit.tui.questions import Question
from fieldkit.tui.widgets.door_line import DoorLine
from fieldkit.tui.widgets.scan_input import ScanInput
from fieldkit.tui.widgets.verdict import Verdict

# What is wrong, or None when it was believed and done.
Sign = Callable[[str, str], Awaitable[Feedback | None]]


class ConfirmIdentity(Question[None]):
    """Asks for a name and a passphrase until ``sign`` is content, or Esc; one try at a time, as at the door."""

    def __init__(self, question: str, operator: str, sign: Sign) -> None:
        super().__init__()
        self._question = question
        self._operator = operator
        self._sign = sign
        self._trying = False

    def compose(self) -> ComposeResult:
        """The question, two lines, and what is wrong."""
        with Vertical(id="choose"):
            yield Static(self._question, id="choose-question", markup=False)
            yield Static(_("Su nombre de usuario"), classes="door-label", markup=False)
            yield DoorLine(self._operator, id="operator", clears=False)
            yield Static(_("Su contraseña"), classes="door-label", markup=False)
            yield DoorLine(id="passphrase", password=True)
            yield Verdict()
            yield Static(_("Enter confirma · Esc no cambia nada"), id="choose-keys", markup=False)

    def on_mount(self) -> None:
        """Begin with what is not known yet."""
        self.set_focus(self.query_one("#passphrase" if self._operator else "#operator"))

    def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """Try; a second Enter while trying changes nothing."""
        event.stop()
        if self._trying:
            return
        self._trying = True
        self.query_one(Verdict).say(Feedback("calm", _("Revisando… tarda unos segundos a propósito.")))
        operator = self.query_one("#operator", ScanInput).value.strip()
        self.run_worker(partial(self._try, operator, event.value), exit_on_error=False)  # type: ignore[arg-type]  # fits twice

    async def _try(self, operator: str, passphrase: str) -> None:
        try:
            wrong = await self._sign(operator, passphrase)
        finally:
            self._trying = False
        if not self.is_attached:
            return
        if wrong is None:
            self.dismiss()
        else:
            self.query_one(Verdict).say(wrong)

    def action_none(self) -> None:
        """Leave everything as it is."""
        if not self._trying:
            self.answer(None)


class WordsScreen(Question[str]):
    """A line of words; None when nothing was to be said after all."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question and one line."""
        with Vertical(id="choose"):
            yield Static(self._question, id="choose-question", markup=False)
            yield ScanInput(id="words", clears=False)
            yield Static(_("Enter termina · Esc no cambia nada"), id="choose-keys", markup=False)

    def on_mount(self) -> None:
        """The line has the keys."""
        self.set_focus(self.query_one("#words"))

    def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """Said."""
        event.stop()
        if event.key == "enter":
            self.answer(event.value)
