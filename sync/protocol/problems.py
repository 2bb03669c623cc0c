"""What can go wrong between a laptop and headquarters, in the words of whoever must act on it."""

from sync.errors import N_, Problem, Wording
from sync.protocol.messages import Reason

REASONS: dict[Reason, str] = {
    "unreadable": N_("llegó dañado o es de otra versión del programa"),
    "too-large": N_("es más grande de lo que la oficina central acepta"),
    "not-yours": N_("pertenece a otra computadora o a otro evento"),
    "bad-signature": N_("la firma no corresponde"),
    "other-bytes": N_("la oficina central ya tiene otro contenido con el mismo número"),
    "gap": N_("falta un envío anterior"),
    "blobs-missing": N_("faltan archivos del envío"),
    "wrong-offset": N_("el archivo va en otro punto"),
    "wrong-hash": N_("el archivo llegó distinto"),
    "fenced": N_("otro envío del mismo archivo comenzó después"),
    "bad-request": N_("la oficina central no entendió la petición"),
    "unknown-device": N_("la oficina central no conoce esta computadora"),
    "revoked": N_("la oficina central dio de baja esta computadora"),
    "bad-code": N_("el código de alta no es correcto"),
    "used-code": N_("el código de alta ya lo usó otra computadora"),
    "expired-code": N_("el código de alta ya venció"),
    "already-succeeded": N_("otra computadora ya continuó en lugar de esta"),
    "other-base": N_("la oficina central ya no tiene el estado anterior de la fila"),
    "newer": N_("lo hizo una versión más nueva del programa; la oficina central debe actualizar la suya"),
}
DAMAGED_BATCH = N_("está dañado en el disco de esta computadora")
DAMAGED_BLOB = N_("un archivo está dañado en el disco de esta computadora")
NOT_HERE = N_("ya no está en esta computadora")


class NoNetwork(Problem):
    wording = Wording(
        title=N_("Sin conexión con la oficina central"),
        cause=N_("No hay red, o se cortó mientras se enviaba."),
        remedy=N_("Nada se perdió. Se seguirá intentando y continuará donde iba."),
    )


NOT_HEADQUARTERS = Wording(
    title=N_("Contestó otra página, no la oficina central"),
    cause=N_("Casi siempre es la página de acceso del hotel o del local."),
    remedy=N_("Nada se marcó como enviado. Abra el navegador, acepte la página de acceso y espere."),
)


WRONG_HEADQUARTERS_KEY = Wording(
    title=N_("La respuesta no la firmó la oficina central"),
    cause=N_("La firma no corresponde con la llave que se entregó al dar de alta esta computadora."),
    remedy=N_("Nada se marcó como enviado. Cambie de red; si se repite, avise a la oficina central."),
)


CLOCK_BREAKS_TLS = Wording(
    title=N_("La hora de esta computadora impide la conexión segura"),
    cause=N_("Según este reloj, el certificado de la oficina central aún no vale o ya venció."),
    remedy=N_("Corrija la fecha y la hora de la computadora. Nada se perdió."),
)


ROLLED_BACK = Wording(
    title=N_("Esta computadora tiene datos más viejos que la oficina central"),
    cause=N_("Allá ya llegó el envío {theirs}; aquí el último es el {ours}. Alguien repuso una copia vieja."),
    remedy=N_("No se envió nada, y nada se perdió. Deje esta computadora aparte y avise a la oficina central."),
)


OTHER_PROTOCOL = Wording(
    title=N_("La oficina central usa otra versión del programa"),
    cause=N_("Allá es la versión {theirs}; aquí, la {ours}."),
    remedy=N_("Nada se perdió. Actualice el programa en cuanto pueda."),
)


class Refused(Problem):
    wording = Wording(
        title=N_("La oficina central no aceptó el envío"),
        cause=N_("Motivo: {reason}."),
        remedy=N_("Todo sigue guardado aquí. Avise a la oficina central."),
    )
