"""F1: the screen one came from, in plain words, made from the same table as its keys."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fieldkit.locale import N_, _
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.keys import BACK, EVERYWHERE, Action, bindings


class HelpScreen(DeskScreen):
    """Reads the table of the screen that it explains."""

    NAME = N_("Ayuda")
    ACTIONS = (
        Action("up,down", "none", N_("leer más"), N_("Moverse por la página.")),
        Action("escape", "back", N_("Atrás"), N_("Volver.")),
    )
    BINDINGS: ClassVar = bindings([BACK])

    def __init__(self, about: DeskScreen) -> None:
        super().__init__()
        self._about = about

    def title_words(self) -> str:
        """Help about what."""
        return _("Ayuda: {screen}").format(screen=self._about.title_words())

    def body(self) -> ComposeResult:
        """Words, keys here, keys everywhere, and what is safe."""
        with VerticalScroll(id="help"):
            yield Static(_(self._about.ABOUT), classes="help-words", markup=False)
            here = (*self._about.ACTIONS, *self._about.MORE)
            yield Static(_table(_("Teclas de esta pantalla"), here), classes="help-words", markup=False)
            yield Static(_table(_("Teclas en todas las pantallas"), EVERYWHERE), classes="help-words", markup=False)
            yield Static(
                _(
                    "Lo que dice «Guardado» está en el disco y cifrado, aunque se vaya la luz. Sin red no pasa nada: "
                    "lo que falta por enviar espera aquí. ✓ salió bien · ! mírelo · ✗ no se hizo."
                ),
                classes="help-words",
                markup=False,
            )

    def prepare(self) -> None:
        """The page has the keys."""
        super().prepare()
        self.set_focus(self.query_one("#help"))


def _table(title: str, actions: tuple[Action, ...]) -> Content:
    rows = [Content.assemble((f"{one.cap:>7}", "bold $primary"), f"  {_(one.does)}") for one in actions]
    return Content("\n").join([Content.styled(title, "bold"), *rows])
