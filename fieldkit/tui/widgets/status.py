"""The line that is always true: what is saved, what is still to send, paper, network, clock."""

from typing import NamedTuple

from textual.content import Content
from textual.widgets import Static

from fieldkit.locale import N_, _


class Status(NamedTuple):
    """What the line says. ``saved``: HH:MM of the last save, empty before the first; ``lost``: the last one failed."""

    saved: str = ""
    saving: bool = False
    lost: bool = False
    waiting: int = 0
    printer: str = ""
    printer_ok: bool = True
    network: str = ""
    clock_believed: bool = True


class StatusLine(Static):
    """One line at the foot of every screen."""

    def __init__(self) -> None:
        super().__init__("", classes="status-line", markup=False)

    def show(self, now: Status) -> None:
        """Write the line anew."""
        parts = [_saved(now), _waiting(now)]
        if now.printer:
            parts.append(
                Content(_("Impresora lista")) if now.printer_ok else Content.styled(f"! {now.printer}", "$warning")
            )
        parts.append(Content(_(now.network or N_("Sin red (normal)"))))
        if not now.clock_believed:
            parts.insert(0, Content.styled(_("! El reloj de esta computadora está mal"), "$warning"))
        self.update(Content(" · ").join(parts))


def _saved(now: Status) -> Content:
    if now.lost:
        return Content.styled(_("✗ No se pudo guardar"), "bold $error")
    if now.saving:
        return Content(_("○ Guardando…"))
    return Content.styled("● ", "$success") + (
        Content(_("Guardado {time}").format(time=now.saved) if now.saved else _("Todo guardado"))
    )


def _waiting(now: Status) -> Content:
    return Content(_("{n} por enviar").format(n=now.waiting) if now.waiting else _("Nada por enviar"))
