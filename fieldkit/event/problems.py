"""What can go wrong with an event's pack or invitation."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

BAD_CODE = Wording(
    title=N_("El código de alta no es correcto"),
    cause=N_("Tiene {length} signos en grupos de cuatro, y uno o más están mal escritos."),
    remedy=N_("No se cambió nada. Escríbalo otra vez, o pida uno nuevo a la oficina central."),
)

FOREIGN_INVITATION = Wording(
    title=N_("La invitación y el código no son del mismo evento"),
    cause=N_("El archivo no es el que la oficina central preparó con ese código."),
    remedy=N_("No se cambió nada. Pida a la oficina central el archivo y el código juntos."),
)

BAD_INVITATION = Wording(
    title=N_("El archivo de invitación no se entiende"),
    cause=N_("Está dañado o es de otra versión del programa."),
    remedy=N_("No se cambió nada. Cópielo otra vez de la memoria."),
)

INVITATION_NEWER = Wording(
    title=N_("La invitación es de una versión más nueva del programa"),
    cause=N_("Dice ser de la versión {theirs}; este programa conoce la {ours}."),
    remedy=N_("No se cambió nada. Actualice este programa y repita."),
)

PACK_REFUSED = Wording(
    title=N_("El paquete del evento no se puede usar"),
    cause=N_("{reason}"),
    remedy=N_("No se cambió nada. Pida a la oficina central un paquete nuevo para esta computadora."),
)

TABLES_REFUSED = Wording(
    title=N_("El paquete del evento no se puede usar"),
    cause=N_("Sus tablas de servicios: {file} · {key}: {reason}"),
    remedy=N_("No se cambió nada. Pida a la oficina central un paquete nuevo para esta computadora."),
)

TOO_MANY_COPIES = Wording(
    title=N_("Esta computadora ya se repuso demasiadas veces"),
    cause=N_("No quedan letras para sus boletos."),
    remedy=N_("No se cambió nada. Pida a la oficina central dar de alta otra computadora."),
)
