"""What can go wrong with the queue."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

NOT_NOW = Wording(
    title=N_("Eso no se puede hacer ahora"),
    cause=N_("El {number} está en «{state}»."),
    remedy=N_("No se cambió nada. Mire la fila otra vez."),
)

RECALL_FIRST = Wording(
    title=N_("Llame otra vez al {number}"),
    cause=N_("Llamadas repetidas: {n} de {needed}."),
    remedy=N_("Cuando sean {needed} podrá marcarlo como ausente."),
)

NO_REASON = Wording(
    title=N_("Falta el motivo"),
    cause=N_("El {number} no es el siguiente."),
    remedy=N_("Para saltar el orden elija un motivo; queda anotado."),
)

NOBODY_WAITS = Wording(
    title=N_("No hay nadie en espera"),
    cause=N_("La fila está vacía."),
    remedy=N_("Llame de nuevo cuando llegue alguien."),
)

NOTHING_TO_UNDO = Wording(
    title=N_("No hay nada que deshacer"),
    cause=N_("Lo último no se puede deshacer o ya se deshizo."),
    remedy=N_("No se cambió nada."),
)
