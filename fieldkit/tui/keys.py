"""What keys do: one table from which bindings, key lines, the help pages and the palette are made."""

from collections.abc import Iterable
from typing import NamedTuple

from textual.binding import Binding, BindingType

from fieldkit.locale import N_, _


class Action(NamedTuple):
    """A key, the action's name in code, its word in the key line, and what it does in a sentence."""

    key: str
    name: str
    label: str
    does: str

    @property
    def cap(self) -> str:
        """The key as people read it on the keyboard."""
        return _(_CAPS.get(self.key, self.key.upper().replace("CTRL+", "Ctrl+")))


_CAPS = {
    "enter": "Enter",
    "escape": "Esc",
    "up,down": "↑↓",
    "up": "↑",
    "left,right": "←→",
    "pageup,pagedown": N_("Re/AvPág"),
}

POSTS = (
    Action("f2", "post('reception')", N_("Recepción"), N_("Registrar a quien llega y darle su número.")),
    Action("f3", "post('queue')", N_("Fila"), N_("Llamar al siguiente y ver a todos los que esperan.")),
    Action("f4", "post('capture')", N_("Captura"), N_("Llenar y enviar las solicitudes.")),
    Action("f5", "post('search')", N_("Buscar"), N_("Encontrar a una persona y ver en qué va.")),
    Action("f6", "post('exchange')", N_("Envío"), N_("Qué se ha enviado a la oficina central y qué falta.")),
    Action("f7", "post('close')", N_("Cierre"), N_("Revisar las cuentas y cerrar el día.")),
)
# Rooms that few need: no key of their own, chosen from the list that Ctrl+O opens, or by name in the palette.
ROOMS: tuple[Action, ...] = (
    Action("", "post('till')", N_("Caja"), N_("Cobrar, devolver y contar el efectivo.")),
    Action(
        "", "post('blank_stock')", N_("Libretas y tarjetas"), N_("Anotar cada folio: recibido, usado, inutilizado.")
    ),
    Action("", "post('report')", N_("Informe"), N_("Las cuentas del día y del evento, y sus archivos.")),
    Action("", "post('approval')", N_("Revisión"), N_("Aprobar o devolver lo que otra persona capturó.")),
    Action("", "post('protection')", N_("Protección"), N_("Tomar y seguir casos de protección; solo su personal.")),
    Action("", "post('outreach')", N_("Pláticas y contactos"), N_("Contar pláticas, visitas y a quienes se atendió.")),
    Action("", "post('printer')", N_("Impresora"), N_("Elegir la impresora: una prueba en papel y tres preguntas.")),
)
MORE = Action("ctrl+o", "rooms", N_("Más"), N_("Ir a los demás puestos."))
HELP = Action("f1", "help", N_("Ayuda"), N_("Explicar esta pantalla."))
LOCK = Action("f10", "lock", N_("Bloquear"), N_("Guardar todo y bloquear la computadora."))
LANGUAGE = Action("ctrl+l", "language", N_("English"), N_("Cambiar el idioma de las pantallas."))
ALL = Action("ctrl+p", "command_palette", N_("Todo"), N_("Buscar cualquier acción por su nombre y hacerla."))
BACK = Action("escape", "back", N_("Atrás"), N_("Volver, sin perder nada."))
UP = Action("up", "none", N_("anterior"), N_("Volver a la casilla anterior; también con Mayús+Tab."))

EVERYWHERE = (HELP, *POSTS, MORE, LOCK, LANGUAGE, ALL)


def bindings(actions: Iterable[Action], *, priority: bool = False) -> list[BindingType]:
    """Textual's bindings for a table of actions.

    The F-keys take priority, so that letters typed in the same burst never land on the screen that was left. A letter
    is the same in upper case: people type names with Caps Lock on.
    """
    return [Binding(_both_cases(one.key), one.name, one.label, show=False, priority=priority) for one in actions]


def _both_cases(key: str) -> str:
    return f"{key},{key.upper()}" if len(key) == 1 and key.isalpha() else key
