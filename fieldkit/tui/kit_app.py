"""What both programs of the screens share: nothing of a person leaves by the clipboard, a crash or the palette."""

import traceback
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from rich.text import Text
from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import WorkerFailed

from fieldkit.locale import _
from fieldkit.tui.theme import CALM
from fieldkit.tui.widgets.scan_input import ScanInput

T = TypeVar("T")


class KitApp(App[T]):
    """A Textual program without the framework's leaks."""

    CSS_PATH = Path(__file__).with_name("kit.tcss")
    TITLE = "fieldkit"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self) -> None:
        super().__init__()
        self._key = ""
        self.register_theme(CALM)
        self.theme = "calm"

    @property
    def front(self) -> Screen[Any] | None:
        """The screen in front; None once the program began to leave: what arrives then has nowhere to be shown."""
        return self.screen if self.is_running and self.screen_stack else None

    async def on_event(self, event: events.Event) -> None:
        """Hand a key on; after Enter or Tab in a text line, wait until the line has dealt with it.

        A scanner types faster than screens change. Without the wait, what follows Enter would be handed to the
        line that Enter is just about to leave.
        """
        if isinstance(event, events.Key | events.Paste) and self.front is None:
            return
        if isinstance(event, events.Key):
            before, self._key = self._key, event.key
            if (before, event.key) == ("enter", "ctrl+j"):
                return  # one end of line, sent as CR and LF
        line = self.focused if isinstance(event, events.Key) and event.key in ScanInput.ENDS else None
        await super().on_event(event)
        if isinstance(line, ScanInput) and line.is_attached:
            await line.settled()

    def delay_update(self, delay: float = 0.001) -> None:
        """Show another post as soon as it is there: the framework waits 50 ms to mask one that is still being made."""
        super().delay_update(min(delay, 0.001))

    def copy_to_clipboard(self, text: str) -> None:
        """Copy nothing: names and passphrases stay inside."""

    def action_help_quit(self) -> None:
        """Ctrl+C does nothing: it is pressed by habit."""

    def _handle_exception(self, error: Exception) -> None:
        """A fault in a worker is reported as itself, where it happened."""
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            error = error.error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leave calmly. The framework's own report prints local variables, and with them people's data."""
        self.bell()
        frames = traceback.extract_tb(self._exception.__traceback__) if self._exception else []
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        report = _(
            "El programa se detuvo por una falla.\n\n"
            "Todo lo guardado está completo: cada dato se guarda al salir de su casilla.\n"
            "Solo puede faltar lo que se estaba escribiendo en ese momento.\n\n"
            "Abra el programa otra vez y entre con su contraseña.\n"
            "Si vuelve a pasar, dicte esto a soporte: {code}"
        ).format(code=f"{type(self._exception).__name__} {where}")
        self._exit_renderables.append(Text(report))
        self._close_messages_no_wait()
