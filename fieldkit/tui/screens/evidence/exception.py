"""Letting one rule pass: a reason from a list, and a supervisor who agrees, with their own passphrase if need be."""

from collections.abc import Awaitable, Callable
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from fieldkit.desk import evidence
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.journal import code_words
from fieldkit.locale import _
from fieldkit.tui.choices import Option
from fieldkit.tui.desk import Desk
from fieldkit.tui.feedback import Feedback, Trouble, good, trouble
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


class Sign(ModalScreen[Signature | None]):
    """A supervisor signs at somebody else's table, without locking it."""

    BINDINGS: ClassVar = [Binding("escape", "none", show=False)]

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
        self.dismiss(Signature(self.query_one("#signer", ScanInput).value.strip(), event.value))

    def action_none(self) -> None:
        """Nobody agrees."""
        self.dismiss(None)


def ask_exception(
    desk: Desk,
    visit: str,
    service: str,
    finding: Finding,
    say: Callable[[Feedback], None],
    done: Callable[[], Awaitable[None]],
) -> None:
    """Ask why, then for a supervisor; ``done`` is called once the journal has it."""
    reasons = [Option(key, _(words)) for key, words in code_words.EXCEPTION_REASONS.items()]

    async def because(reason: str | None) -> None:
        if reason is None:
            return
        if "supervisor" in desk.owner.session.roles:
            await write(reason, Signature("", ""))
            return

        async def signed(signature: Signature | None) -> None:
            if signature is not None:
                await write(reason, signature)

        desk.push_screen(Sign(finding.sentence), signed)

    async def write(reason: str, signature: Signature) -> None:
        by, passphrase = signature
        try:
            await desk.keep(evidence.allow, visit, service, finding, reason, by=by, passphrase=passphrase)
        except Trouble as problem:
            say(trouble(problem))
            return
        say(good(_("Excepción anotada, con su motivo y quién la autorizó.")))
        await done()

    desk.push_screen(Choose(_("¿Por qué se deja pasar? {what}").format(what=finding.sentence), reasons), because)
