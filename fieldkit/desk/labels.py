"""What the codes of the journal and of the pack are called in front of people."""

from fieldkit.domain.queue.visit import VisitState
from fieldkit.locale import N_

STATES = {
    VisitState.BOOKED: N_("con cita"),
    VisitState.WAITING: N_("en espera"),
    VisitState.CALLED: N_("llamado"),
    VisitState.SERVING: N_("en mesa"),
    VisitState.ON_HOLD: N_("en pausa"),
    VisitState.MISSED: N_("no vino"),
    VisitState.DONE: N_("terminó"),
    VisitState.LEFT: N_("se fue"),
    VisitState.CANCELLED: N_("cancelado"),
    VisitState.NO_SHOW: N_("no llegó"),
    VisitState.EXPIRED: N_("sin atender"),
}
ROLES = {
    "reception": N_("recepción"),
    "line": N_("fila"),
    "capture": N_("captura"),
    "cashier": N_("caja"),
    "protection": N_("protección"),
    "supervisor": N_("supervisión"),
}
