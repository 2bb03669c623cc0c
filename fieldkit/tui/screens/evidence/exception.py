"""Letting one rule pass: a reason from a list, and a supervisor who agrees, with their own passphrase if need be."""

from collections.abc import Callable
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from fieldkit.desk import evidence
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.journal import code_words
from fieldkit.locale import _
from fieldkit.tui.choices import Option
from fieldkit.tui.desk import Desk
from fieldkit.tui.feedback import Feedback, Trouble, good, trouble
from fieldkit.tui.questions import Question, answer
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.widgets.scan_input import ScanInput


class Signature(NamedTuple):
    """Who agrees, and what only they know."""

    by: str
    passphrase: str


class SignatureLine(ScanInput):
    """From the name to the passphrase; Enter after that is the answer."""

    def ended(self, value: str, key: str) -> None:
        """Move on, or tell the screen."""
        if self.password and key == "enter":
            super().ended(value, key)
        else:
            self.screen.set_focus(self.screen.query_one("#signer" if self.password else "#signature"))


class SignatureScreen(Question[Signature]):
    """A supervisor signs at somebody else's table, without locking it."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """What is agreed to, and two lines."""
        with Vertical(id="choose"):
            yield Static(self._question, id="choose-question", markup=False)
            yield Static(_("Quien supervisa: nombre de usuario"), classes="door-label", markup=False)
            yield SignatureLine(id="signer", clears=False)
            yield Static(_("Su contraseña"), classes="door-label", markup=False)
            yield SignatureLine(id="signature", password=True)
            yield Static(_("Enter firma · Esc no cambia nada"), id="choose-keys", markup=False)

    def on_mount(self) -> None:
        """Begin with the name."""
        self.set_focus(self.query_one("#signer"))

    def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """Both are there."""
        self.answer(Signature(self.query_one("#signer", ScanInput).value.strip(), event.value))


async def ask_exception(
    desk: Desk, visit: str, service: str, finding: Finding, say: Callable[[Feedback], None]
) -> bool:
    """Ask why, then for a supervisor; True once the journal has it."""
    reasons = [Option(key, _(words)) for key, words in code_words.EXCEPTION_REASONS.items()]
    question = _("¿Por qué se deja pasar? {what}").format(what=finding.sentence)
    reason = await answer(desk, Choose(question, reasons))
    if reason is None:
        return False
    signature: Signature | None = Signature("", "")
    if "supervisor" not in desk.workplace.roles:
        signature = await answer(desk, SignatureScreen(finding.sentence))
    if signature is None:
        return False
    by, passphrase = signature
    try:
        await desk.write(evidence.allow, visit, service, finding, reason, by=by, passphrase=passphrase)
    except Trouble as problem:
        say(trouble(problem))
        return False
    say(good(_("Excepción anotada, con su motivo y quién la autorizó.")))
    return True
