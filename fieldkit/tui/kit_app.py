"""What both programs of the screens share: nothing of a person leaves by the clipboard, a crash or the palette."""

import traceback
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from rich.text import Text
from textual import events
from textual._time import get_time
from textual.app import App
from textual.binding import BindingType
from textual.screen import ModalScreen, Screen
from textual.timer import Timer
from textual.widgets import Input
from textual.worker import WorkerFailed

from fieldkit.desk import scan
from fieldkit.locale import _
from fieldkit.tui.bounce import Bounce
from fieldkit.tui.bursts import Bursts, Key, Scan
from fieldkit.tui.choices import Option
from fieldkit.tui.front import Front
from fieldkit.tui.theme import CALM
from fieldkit.tui.widgets.scan_input import ScanInput

T = TypeVar("T")
# Seconds after which keys that wait behind other work are looked for again.
SOON = 0.005
# A timer that comes so much later shows that the computer is behind.
LAG = 0.01


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
        self.bursts = Bursts(scan.goes_on)
        self._rest: Timer | None = None
        self._due = 0.0
        self._bounce = Bounce()
        self.register_theme(CALM)
        self.theme = "calm"

    @property
    def front(self) -> Screen[Any] | None:
        """The screen in front; None once the program began to leave: what arrives then has nowhere to be shown."""
        return self.screen if self.is_running and self.screen_stack else None

    async def on_event(self, event: events.Event) -> None:
        """Tell scans from typing before anything else sees a key."""
        if isinstance(event, events.Key | events.Paste) and self.front is None:
            return
        if isinstance(event, events.Key) and not event.is_forwarded:
            sign = event.character if event.is_printable and event.character else ""
            key = Key(event.key, sign, event.time)
            await self._give(self.bursts.feed(key, in_line=isinstance(self.focused, ScanInput)))
            self._wait_for_more()
        elif isinstance(event, events.Paste) and not event.is_forwarded and await self.scanned(event.text):
            return
        else:
            await super().on_event(event)

    async def scanned(self, _text: str) -> bool:
        """A scanner read ``text``: whether that was all, so that nothing of it is left to be typed."""
        return False

    async def _give(self, known: list[Key | Scan]) -> None:
        """Hand typed keys on, and whole scans to the program; one that stays text is typed, but for its edges."""
        for one in known:
            if isinstance(one, Key):
                await self._typed(one)
            elif await self.scanned(one.text):
                self.bursts.taken(one.keys[-1].at)
            else:
                for key in one.keys[one.passed :]:
                    if not key.control:
                        await self._typed(key)

    def _wait_for_more(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
        patience = self.bursts.waits()
        if patience is not None:
            self._due = get_time() + patience
            self._rest = self.set_timer(patience, self._rested)

    async def _rested(self) -> None:
        """No further key came in time, unless it waits already, or the computer was too busy to bring it."""
        if self.front is None:
            return
        now = get_time()
        if self.message_queue_size or now > self._due + LAG:
            self._due = now + SOON if self.message_queue_size else float("inf")  # late once is enough
            self._rest = self.set_timer(SOON, self._rested)
        else:
            await self._give(self.bursts.rest())

    async def _typed(self, key: Key) -> None:
        """Hand a key on; after Enter or Tab in a text line, wait until the line has dealt with it.

        Somebody may type faster than screens change. Without the wait, what follows Enter would be handed to the
        line that Enter is just about to leave.
        """
        before, self._key = self._key, key.name
        if (before, key.name) == ("enter", "ctrl+j"):
            return  # one end of line, sent as CR and LF
        if not self._counts(key):
            return
        line = self.focused if key.name in ScanInput.ENDS else None
        event = events.Key(key.name, key.sign or None)
        event.time = key.at
        await super().on_event(event)
        if isinstance(line, ScanInput) and line.is_attached:
            await line.settled()

    def _counts(self, key: Key) -> bool:
        """Whether a key was meant, and for the screen in front."""
        front, focused = self.front, self.focused
        if isinstance(front, Front) and key.at < front.since:
            return False
        # Enter goes on from line to line in a form; elsewhere it does something.
        one_of_many = isinstance(focused, Input) and not (isinstance(focused, ScanInput) and focused.clears)
        text = isinstance(focused, Input) or (isinstance(front, Front) and front.writes)
        if self._bounce.counts(key, front, writes=text if key.sign else one_of_many):
            return True
        if self._bounce.writing and isinstance(front, Front):
            front.was_written()
        return False

    def delay_update(self, delay: float = 0.001) -> None:
        """Show another post as soon as it is there: the framework waits 50 ms to mask one that is still being made."""
        super().delay_update(min(delay, 0.001))

    def copy_to_clipboard(self, text: str) -> None:
        """Copy nothing: names and passphrases stay inside."""

    async def action_quit(self) -> None:
        """Leave the program, once somebody said so: Ctrl+Q and F10 lie beside other keys."""
        if self.front is None or isinstance(self.front, ModalScreen):
            return
        from fieldkit.tui.screens.choose import Choose  # the door opens sooner without what stands behind it

        options = [Option("stay", _("No, seguir")), Option("leave", _("Sí, cerrar el programa"))]

        async def answered(answer: str | None) -> None:
            if answer == "leave":
                await self.leave()

        await self.push_screen(Choose(_("¿Cerrar el programa?"), options), answered)

    async def leave(self) -> None:
        """End the program."""
        self.exit()

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
