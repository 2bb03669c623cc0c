"""What can go wrong with keys and passphrases."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

KEY_FILE_MISSING = Wording(
    title=N_("No se encuentra el archivo de llaves"),
    cause=N_("El archivo {file} no está, o el sistema no deja leerlo."),
    remedy=N_("No se cambió nada. Copie de nuevo el archivo de llaves o avise a la oficina central."),
)

KEY_FILE_DAMAGED = Wording(
    title=N_("El archivo de llaves no está íntegro"),
    cause=N_("Está dañado o alguien lo cambió."),
    remedy=N_("No se abrió nada. Deje esta computadora aparte y avise a la oficina central."),
)

KEY_FILE_NOT_SAVED = Wording(
    title=N_("No se pudo guardar el archivo de llaves"),
    cause=N_("{reason}"),
    remedy=N_("Siguen sirviendo las contraseñas de antes. Corrija eso y repita la acción."),
)

KDF_REFUSED = Wording(
    title=N_("La protección de una contraseña no es aceptable"),
    cause=N_("Pide {memory_kib} KiB de memoria, {time} vueltas y {lanes} hilos, fuera de lo permitido."),
    remedy=N_("No se abrió nada. Si nadie cambió los ajustes, avise a la oficina central."),
)

WRONG_PASSPHRASE = Wording(
    title=N_("No se pudo entrar"),
    cause=N_("El nombre o la contraseña no coinciden."),
    remedy=N_("Escríbalos de nuevo con calma y revise las mayúsculas."),
)

BAD_OPERATOR = Wording(
    title=N_("Ese nombre no se puede usar"),
    cause=N_("Está vacío, es demasiado largo, ya existe, o la lista está llena."),
    remedy=N_("Use el nombre corto que da la oficina central, hasta 64 letras."),
)

LAST_OPERATOR = Wording(
    title=N_("No se puede quitar a la última persona"),
    cause=N_("Sin ella, nadie podría abrir esta computadora."),
    remedy=N_("Agregue primero a otra persona y repita la acción."),
)

KEY_FILE_EXISTS = Wording(
    title=N_("Esta computadora ya tiene un archivo de llaves"),
    cause=N_("Otro nuevo haría ilegible lo que ya está guardado."),
    remedy=N_("No se cambió nada. Entre con su contraseña, o use otra carpeta."),
)

WEAK_PASSPHRASE = Wording(
    title=N_("La contraseña es demasiado débil"),
    cause=N_("Necesita al menos {length} caracteres, y no siempre los mismos."),
    remedy=N_("Use una frase de varias palabras que pueda recordar."),
)

TOO_LITTLE_MEMORY = Wording(
    title=N_("No hay memoria suficiente para revisar la contraseña"),
    cause=N_("Hacen falta {memory_kib} KiB libres."),
    remedy=N_("Cierre otros programas y vuelva a entrar."),
)

KEY_FILE_NEWER = Wording(
    title=N_("El archivo de llaves es de una versión más nueva del programa"),
    cause=N_("Dice ser de la versión {theirs}; este programa conoce la {ours}."),
    remedy=N_("No se abrió ni se cambió nada. Instale la versión más nueva y ábralo con ella."),
)
