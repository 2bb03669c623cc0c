"""The line that is always true: what is saved, what is still to send, paper, network, clock."""

from typing import NamedTuple

from textual.content import Content
from textual.widget import Widget

from fieldkit.locale import N_, _


class StatusText(NamedTuple):
    """What the line says. ``saved``: HH:MM of the last save, empty before the first; ``lost``: the last one failed."""

    saved: str = ""
    saving: bool = False
    lost: bool = False
    waiting: int = 0
    printer: str = ""
    printer_ok: bool = True
    network: str = ""
    clock_believed: bool = True


class StatusLine(Widget):
    """One line at the foot of every screen; where it is narrow, the printer's trouble gives way, not the network."""

    def __init__(self) -> None:
        super().__init__(classes="status-line")
        self._now = StatusText()

    def show(self, now: StatusText) -> None:
        """Write the line anew."""
        self._now = now
        self.refresh()

    def render(self) -> Content:
        """Say the printer's trouble whole where there is room, else in two words; F8 prints and tells the rest."""
        whole = _line(self._now, f"! {self._now.printer}")
        return whole if whole.cell_length <= self.content_size.width else _line(self._now, _("! Impresora F8"))


def _line(now: StatusText, trouble: str) -> Content:
    parts = [_saved(now), _waiting(now)]
    if now.printer:
        parts.append(Content(_("Impresora lista")) if now.printer_ok else Content.styled(trouble, "$warning"))
    parts.append(Content(_(now.network or N_("Sin red (normal)"))))
    if not now.clock_believed:
        parts.insert(0, Content.styled(_("! El reloj de esta computadora está mal"), "$warning"))
    return Content(" · ").join(parts)


def _saved(now: StatusText) -> Content:
    if now.lost:
        return Content.styled(_("✗ No se pudo guardar"), "bold $error")
    if now.saving:
        return Content(_("○ Guardando…"))
    return Content.styled("● ", "$success") + (
        Content(_("Guardado {time}").format(time=now.saved) if now.saved else _("Todo guardado"))
    )


def _waiting(now: StatusText) -> Content:
    return Content(_("{n} por enviar").format(n=now.waiting) if now.waiting else _("Nada por enviar"))
