"""What can go wrong with headquarters."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

NOT_TO_DECIDE = Wording(
    title=N_("Esta solicitud no se puede decidir ahora"),
    cause=N_("{reason}"),
    remedy=N_("No se cambió nada."),
)

BAD_PLAN = Wording(
    title=N_("El archivo del evento tiene un error"),
    cause=N_("{file} · {place}: {reason}"),
    remedy=N_("No se preparó nada. Corrija el archivo y repita; event.example.toml muestra cada dato."),
)

ALREADY_SET_UP = Wording(
    title=N_("La oficina central ya está preparada en esa carpeta"),
    cause=N_("La carpeta no está vacía."),
    remedy=N_("No se cambió nada. Use otra carpeta: sin las llaves de antes no se abre lo recibido."),
)

BAD_ADDRESS = Wording(
    title=N_("Esa no es una dirección de la oficina central"),
    cause=N_("Las computadoras la necesitan como https://nombre o https://nombre:puerto."),
    remedy=N_("No se preparó nada. Corrija la dirección y repita: después ya no se puede cambiar."),
)

BAD_HEADQUARTERS = Wording(
    title=N_("La carpeta de la oficina central no está completa"),
    cause=N_("Falta o está dañado «{file}»."),
    remedy=N_("No se cambió nada. Cópiela otra vez, o prepárela con «fieldkit office setup»."),
)

NO_SUCH_EVENT = Wording(
    title=N_("Ese evento no está preparado"),
    cause=N_("La oficina central no tiene «{event}»."),
    remedy=N_("Prepárelo primero con «fieldkit office prepare»."),
)

BAD_PERIOD = Wording(
    title=N_("Ese periodo no se puede contar"),
    cause=N_("El último día es anterior al primero."),
    remedy=N_("Escriba --from con el primer día y --to con el último."),
)

UNKNOWN_CONSULATE = Wording(
    title=N_("No se conoce ese consulado"),
    cause=N_("«{consulate}» no está en el catálogo ni en ningún evento preparado."),
    remedy=N_("Los que hay: {known}."),
)

NO_SUCH_DEVICE = Wording(
    title=N_("No hay una sola computadora con ese nombre"),
    cause=N_("«{name}» no es el comienzo del identificador de una computadora, o lo es de varias."),
    remedy=N_("No se cambió nada. Cópielo completo de «fieldkit office status»."),
)

PORT_TAKEN = Wording(
    title=N_("No se pudo empezar a servir"),
    cause=N_("La dirección {host}:{port} está ocupada o no es de esta computadora."),
    remedy=N_("No se cambió nada. Cierre el otro programa o use otro puerto."),
)
