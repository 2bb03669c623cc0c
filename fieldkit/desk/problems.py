"""What can go wrong with the desk."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

NO_SUCH_LINE = Wording(
    title=N_("Ese renglón no está en la lista"),
    cause=N_("La lista del servicio «{service}» no lo tiene para esta persona."),
    remedy=N_("No se cambió nada. Mire la lista otra vez."),
)

EXCEPTION_WITHOUT_REASON = Wording(
    title=N_("Falta el motivo de la excepción"),
    cause=N_("Una excepción lleva uno de los motivos de la lista."),
    remedy=N_("No se cambió nada. Elija el motivo; queda anotado con su nombre."),
)

NOTHING_TO_EXCEPT = Wording(
    title=N_("Ahí no hay nada que exceptuar"),
    cause=N_("Esa falta no detiene la solicitud, o nadie la puede dejar pasar."),
    remedy=N_("No se cambió nada. Corrija el dato."),
)

NOT_COUNTED = Wording(
    title=N_("Eso no se puede contar así"),
    cause=N_("{reason}"),
    remedy=N_("No se anotó nada. Corríjalo y repita."),
)

NOTHING_TO_WITHDRAW = Wording(
    title=N_("No hay nada que retirar"),
    cause=N_("Lo último que usted anotó aquí ya se retiró, o no anotó nada."),
    remedy=N_("No se cambió nada."),
)

NOT_ALLOWED = Wording(
    title=N_("Usted no tiene permiso para esto"),
    cause=N_("Eso lo hace el personal de «{role}»."),
    remedy=N_("Llame a quien supervisa. No se cambió nada."),
)

NO_SUCH_VISIT = Wording(
    title=N_("No se encontró a esa persona"),
    cause=N_("No está entre las personas de esta computadora."),
    remedy=N_("Búsquela por nombre, o regístrela de nuevo en recepción."),
)
