"""What can go wrong with reception."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

UNKNOWN_PRIORITY = Wording(
    title=N_("Esa prioridad no está en la lista"),
    cause=N_("Lo que se escribió no es ninguna de las prioridades que hay."),
    remedy=N_("Elija una de la lista, o deje la casilla vacía."),
)

UNKNOWN_SPANISH = Wording(
    title=N_("No se entiende cuánto español habla"),
    cause=N_("Se anota: bien, poco o nada."),
    remedy=N_("Elija uno de los tres, o deje la casilla vacía."),
)

NOTICE_MISSING = Wording(
    title=N_("Falta el aviso de privacidad"),
    cause=N_("No se puede registrar a nadie antes de mostrarle el aviso."),
    remedy=N_("Muéstrelo o léalo, y marque que ya lo hizo."),
)

NO_SERVICE = Wording(
    title=N_("Falta el servicio"),
    cause=N_("No se eligió a qué viene la persona."),
    remedy=N_("Elija por lo menos un servicio."),
)

ALREADY_HERE = Wording(
    title=N_("Esta cita ya fue registrada"),
    cause=N_("Tiene el número {number}."),
    remedy=N_("Busque el {number}; si perdió su papel, reimprímalo."),
)

MAYBE_SAME = Wording(
    title=N_("Quizá es la misma persona"),
    cause=N_("{why}."),
    remedy=N_("No se cambió nada. Compare los documentos y diga si es la misma persona o es otra."),
)
