"""What the codes of the journal and of the pack are called in front of people."""

from fieldkit.domain.queue.visit import State
from fieldkit.locale import N_

STATES = {
    State.BOOKED: N_("con cita"),
    State.WAITING: N_("en espera"),
    State.CALLED: N_("llamado"),
    State.SERVING: N_("en mesa"),
    State.ON_HOLD: N_("en pausa"),
    State.MISSED: N_("no vino"),
    State.DONE: N_("terminó"),
    State.LEFT: N_("se fue"),
    State.CANCELLED: N_("cancelado"),
    State.NO_SHOW: N_("no llegó"),
    State.EXPIRED: N_("sin atender"),
}
ROLES = {
    "reception": N_("recepción"),
    "line": N_("fila"),
    "capture": N_("captura"),
    "cashier": N_("caja"),
    "protection": N_("protección"),
    "supervisor": N_("supervisión"),
}
FORMS = {"cash": N_("Efectivo"), "card": N_("Tarjeta"), "money_order": N_("Giro postal")}


def money(cents: int) -> str:
    """US dollars to the cent: ``US$ 1,234.50``, ``−US$ 5.00``."""
    dollars, rest = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else ''}US$ {dollars:,}.{rest:02}"
