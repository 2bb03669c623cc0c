"""What can go wrong with protection cases."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

PROTECTION_ONLY = Wording(
    title=N_("Este cuarto es del personal de protección"),
    cause=N_("Lo que aquí se cuenta lo ve solo quien atiende el caso."),
    remedy=N_("Llame a alguien de protección. No se cambió nada."),
)

NOT_READY = Wording(
    title=N_("El caso todavía no se puede sellar"),
    cause=N_("Datos que faltan o no concuerdan: {count}."),
    remedy=N_("Todo lo escrito está guardado. Corrija lo marcado con ✗ y séllelo otra vez."),
)

NO_SUCH_CASE = Wording(
    title=N_("Ese caso no está aquí"),
    cause=N_("No se abrió en esta computadora, o se desechó."),
    remedy=N_("No se cambió nada. Búsquelo en la lista, o abra otro."),
)

DISCARD_WITHOUT_REASON = Wording(
    title=N_("Falta el motivo"),
    cause=N_("Un caso solo se desecha con uno de los motivos de la lista."),
    remedy=N_("No se borró nada. Elija el motivo; queda anotado."),
)
