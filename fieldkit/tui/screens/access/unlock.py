"""The door: who are you, and your passphrase. Nothing of the event is in memory before both are right."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Center, Middle, Vertical
from textual.screen import Screen
from textual.widgets import Static

from fieldkit.background.store_thread import StoreThread
from fieldkit.locale import N_, _, languages, speak, speaking
from fieldkit.platform.clock import wall_ms
from fieldkit.platform.paths import Home
from fieldkit.tui.feedback import Feedback, Trouble, bad, trouble
from fieldkit.tui.keys import HELP, LANGUAGE, Action, bindings
from fieldkit.tui.kit_app import KitApp
from fieldkit.tui.widgets.door_line import DoorLine
from fieldkit.tui.widgets.key_line import keys
from fieldkit.tui.widgets.scan_input import ScanInput
from fieldkit.tui.widgets.verdict import Verdict

WELCOME = N_("Todo lo guardado está completo y cifrado. Entre para seguir donde se quedó.")
ABOUT = N_(
    "Usuario: el nombre corto que le dio quien supervisa. Contraseña: la suya, que nadie más sabe; mire las "
    "mayúsculas. Enter pasa de una línea a la otra. ¿La olvidó? Otra persona de la lista puede entrar con la "
    "suya, y la oficina central da una nueva con «fieldkit office recover»: nada de lo guardado se pierde."
)
LEAVE = Action("f10", "quit", N_("Salir"), N_("Cerrar el programa."))


class UnlockApp(KitApp[bool]):
    """Returns True once the store thread holds a session."""

    BINDINGS: ClassVar = bindings([HELP, LEAVE, LANGUAGE], priority=True)

    def __init__(self, home: Home, store_thread: StoreThread, *, wall: Callable[[], int] = wall_ms) -> None:
        super().__init__()
        self._home = home
        self._store_thread = store_thread
        self._wall = wall
        self._trying = False
        self._explaining = False

    @property
    def door(self) -> Screen[object]:
        """The door itself, also behind the question whether to leave."""
        return self.screen_stack[0]

    def compose(self) -> ComposeResult:
        """Two lines in the middle of an empty screen."""
        with Middle(), Center(), Vertical(id="door"):
            yield Static(_("Esta computadora está bloqueada"), id="door-title", markup=False)
            yield Static(self._words(), id="door-words", markup=False)
            yield Static(_("Su nombre de usuario"), classes="door-label", markup=False)
            yield DoorLine(id="operator", clears=False)
            yield Static(_("Su contraseña"), classes="door-label", markup=False)
            yield DoorLine(id="passphrase", password=True)
            yield Verdict()
        yield Static(keys([HELP, LEAVE, LANGUAGE]), classes="key-line", markup=False)

    def on_mount(self) -> None:
        """Begin with the name; say at once when this laptop was never set up.

        The desk is loaded while somebody types, after the door is on the screen.
        """
        self.call_after_refresh(self.run_worker, _load_desk, thread=True)
        self.door.set_focus(self.door.query_one("#operator"))
        if not self._home.store.exists():
            self._say(
                bad(
                    _("Esta computadora todavía no está dada de alta."),
                    _("Pida la invitación a la oficina central y ejecute «fieldkit enrol»."),
                )
            )

    async def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """Try; a second Enter while trying changes nothing."""
        if not self._trying:
            self._trying = True
            operator = self.door.query_one("#operator", ScanInput).value.strip()
            self._say(Feedback("calm", _("Revisando… tarda unos segundos a propósito.")))
            self.run_worker(partial(self._try, operator, event.value), exit_on_error=False)  # type: ignore[arg-type]  # fits twice

    async def _try(self, operator: str, passphrase: str) -> None:
        from fieldkit.desk.access import unlock  # loaded by now: see on_mount

        try:
            await self._store_thread.open(partial(unlock.begin, self._home, operator, passphrase, wall=self._wall))
        except Trouble as problem:
            self._say(trouble(problem))
        else:
            self.exit(True)
        finally:
            self._trying = False

    async def action_language(self) -> None:
        """Speak the next language."""
        known = languages()
        speak(known[(known.index(speaking()) + 1) % len(known)])
        await self.recompose()
        self.on_mount()

    def action_help(self) -> None:
        """Explain the door in its own place, and go back; what was typed stays."""
        self._explaining = not self._explaining
        self.door.query_one("#door-words", Static).update(self._words())

    async def leave(self) -> None:
        """End the program."""
        self.exit(False)

    def _words(self) -> str:
        return _(ABOUT) if self._explaining else _(WELCOME)

    def _say(self, said: Feedback) -> None:
        self.door.query_one(Verdict).say(said)


def _load_desk() -> None:
    import_module("fieldkit.tui.app")
