"""What can go wrong with protection cases."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

PROTECTION_ONLY = Wording(
    title=N_("Este cuarto es del personal de protección"),
    cause=N_("Lo que aquí se cuenta lo ve solo quien atiende el caso."),
    remedy=N_("Llame a alguien de protección. No se cambió nada."),
)

NO_SUCH_CASE = Wording(
    title=N_("Ese caso no está aquí"),
    cause=N_("No se abrió en esta computadora, o se desechó."),
    remedy=N_("No se cambió nada. Búsquelo en la lista, o abra otro."),
)
