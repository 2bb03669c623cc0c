"""What can go wrong with the store."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

UNKNOWN_DEVICE = Wording(
    title=N_("Llegaron anotaciones de una computadora desconocida"),
    cause=N_("La computadora {device} no está en la lista de este evento."),
    remedy=N_("No se tomó nada de ella. Avise a la oficina central."),
)

PROJECTIONS_DIFFER = Wording(
    title=N_("Las listas no coinciden con el diario"),
    cause=N_("Registros que difieren: {count}."),
    remedy=N_("El diario está completo. Ejecute «fieldkit rebuild» para rehacer las listas."),
)

NEWER_STORE = Wording(
    title=N_("Los datos son de una versión más nueva del programa"),
    cause=N_("El archivo de datos tiene cambios que este programa no conoce: {changes}."),
    remedy=N_("No se cambió nada y todo está guardado. Instale la versión más nueva del programa y ábralo con ella."),
)
