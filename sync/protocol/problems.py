"""What can go wrong between a laptop and headquarters, in the words of whoever must act on it."""

from sync.errors import Problem
from sync.protocol.messages import Reason

REASONS: dict[Reason, str] = {
    "unreadable": "llegó dañado o es de otra versión del programa",
    "too-large": "es más grande de lo que la oficina central acepta",
    "not-yours": "pertenece a otra computadora o a otro evento",
    "bad-signature": "la firma no corresponde",
    "other-bytes": "la oficina central ya tiene otro contenido con el mismo número",
    "gap": "falta un envío anterior",
    "blobs-missing": "faltan archivos del envío",
    "wrong-offset": "el archivo va en otro punto",
    "wrong-hash": "el archivo llegó distinto",
    "fenced": "otro envío del mismo archivo comenzó después",
    "bad-request": "la oficina central no entendió la petición",
    "unknown-device": "la oficina central no conoce esta computadora",
    "revoked": "la oficina central dio de baja esta computadora",
    "bad-code": "el código de alta no es correcto",
    "used-code": "el código de alta ya lo usó otra computadora",
    "expired-code": "el código de alta ya venció",
    "already-succeeded": "otra computadora ya continuó en lugar de esta",
    "other-base": "la oficina central ya no tiene el estado anterior de la fila",
}
DAMAGED_BATCH = "está dañado en el disco de esta computadora"
DAMAGED_BLOB = "un archivo está dañado en el disco de esta computadora"
NOT_HERE = "ya no está en esta computadora"


class NoNetwork(Problem):
    title = "Sin conexión con la oficina central"
    cause = "No hay red, o se cortó mientras se enviaba."
    remedy = "Nada se perdió. Se seguirá intentando y continuará donde iba."


class NotHeadquarters(Problem):
    title = "Contestó otra página, no la oficina central"
    cause = "Casi siempre es la página de acceso del hotel o del local."
    remedy = "Nada se marcó como enviado. Abra el navegador, acepte la página de acceso y espere."


class WrongHeadquartersKey(Problem):
    title = "La respuesta no la firmó la oficina central"
    cause = "La firma no corresponde con la llave que se entregó al dar de alta esta computadora."
    remedy = "Nada se marcó como enviado. Cambie de red; si se repite, avise a la oficina central."


class ClockBreaksTls(Problem):
    title = "La hora de esta computadora impide la conexión segura"
    cause = "Según este reloj, el certificado de la oficina central aún no vale o ya venció."
    remedy = "Corrija la fecha y la hora de la computadora. Nada se perdió."


class RolledBack(Problem):
    title = "Esta computadora tiene datos más viejos que la oficina central"
    cause = "Allá ya llegó el envío {theirs}; aquí el último es el {ours}. Alguien repuso una copia vieja."
    remedy = "No se envió nada, y nada se perdió. Deje esta computadora aparte y avise a la oficina central."


class OtherProtocol(Problem):
    title = "La oficina central usa otra versión del programa"
    cause = "Allá es la versión {theirs}; aquí, la {ours}."
    remedy = "Nada se perdió. Actualice el programa en cuanto pueda."


class Refused(Problem):
    title = "La oficina central no aceptó el envío"
    cause = "Motivo: {reason}."
    remedy = "Todo sigue guardado aquí. Avise a la oficina central."
