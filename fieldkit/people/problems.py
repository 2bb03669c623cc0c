"""What can go wrong with what is typed, scanned or read about a person."""

from fieldkit.locale import N_
from sync.errors import Wording

NOT_YET_BORN = Wording(
    title=N_("La fecha de nacimiento está en el futuro."),
    remedy=N_("Compárela con el acta."),
)

CURP_LENGTH = Wording(
    title=N_("La CURP tiene 18 letras y números; aquí hay {n}."),
)

CURP_CHARACTER = Wording(
    title=N_("En el lugar {place} de la CURP debe haber {wanted}."),
    remedy=N_("Revise la letra O y el cero, la I y el uno."),
)

CURP_DATE = Wording(
    title=N_("La CURP lleva una fecha de nacimiento que no existe."),
    remedy=N_("Revise los lugares 5 a 10: año, mes y día."),
)

CURP_FUTURE = Wording(
    title=N_("Según la CURP, la fecha de nacimiento está en el futuro."),
    remedy=N_("Revise el lugar 17: cero para nacidos hasta 1999, letra desde 2000."),
)

CURP_STATE = Wording(
    title=N_("La clave de la entidad en la CURP (lugares 12 y 13) no existe."),
)

CURP_DIGIT = Wording(
    title=N_("El último número de la CURP no corresponde a los demás."),
    remedy=N_("Hay un error de copia en algún lugar; léala otra vez."),
)

MRZ_DATE = Wording(
    title=N_("El documento lleva una fecha que no existe: {what}."),
    remedy=N_("Pase el documento otra vez por el lector, o escriba los datos."),
)

MRZ_MEXICAN_NUMBER = Wording(
    title=N_("El número de un pasaporte mexicano es una letra y ocho números."),
    remedy=N_("El lector confunde G con 6, N con 3 y E con 4: compare con el pasaporte."),
)

MRZ_SHAPE = Wording(
    title=N_("No son las líneas de abajo de un pasaporte o de una tarjeta."),
    cause=N_("Un pasaporte tiene dos líneas de 44 signos; una tarjeta, tres de 30."),
    remedy=N_("Pase el documento otra vez por el lector, o escriba los datos."),
)

MRZ_CHARACTER = Wording(
    title=N_("La línea {line} del documento se leyó mal."),
    cause=N_("Hay una letra donde va un número, un número donde va una letra, o un signo que no existe."),
    remedy=N_("Pase el documento otra vez por el lector, o escriba los datos."),
)

MRZ_DIGIT = Wording(
    title=N_("No corresponde el número de control: {what}."),
    remedy=N_("Pase el documento otra vez por el lector, o escriba los datos."),
)

LICENCE_UNREADABLE = Wording(
    title=N_("La licencia de manejo no se leyó completa."),
)

NO_PRINTABLE_NAME = Wording(
    title=N_("El nombre no tiene letras que el pasaporte pueda llevar."),
)

NAME_EMPTY = Wording(
    title=N_("Falta el nombre."),
    remedy=N_("Si la persona tiene un solo nombre, escríbalo en «nombre»."),
)

NAME_LONG = Wording(
    title=N_("El nombre tiene más de {n} letras."),
)

NAME_CHARACTER = Wording(
    title=N_("El signo «{sign}» no puede ir en un nombre."),
    remedy=N_("Copie el nombre como está en el documento."),
)

NAME_HIDDEN_CHARACTER = Wording(
    title=N_("El nombre lleva un signo invisible ({code})."),
    remedy=N_("Bórrelo y escriba el nombre otra vez."),
)

NAME_NO_LETTER = Wording(
    title=N_("El nombre no tiene ninguna letra."),
    remedy=N_("Si no hay nombre o apellido, deje vacía la casilla."),
)

PHONE_UNREADABLE = Wording(
    title=N_("Esto no parece un número de teléfono."),
    remedy=N_("Escríbalo con clave de área; si es de otro país, con + y la clave del país."),
)

PHONE_AREA_MISSING = Wording(
    title=N_("Falta la clave de área del teléfono."),
    remedy=N_("En Estados Unidos y México son diez números en total."),
)

PHONE_SHORT = Wording(
    title=N_("Al teléfono le faltan números."),
)

PHONE_LONG = Wording(
    title=N_("Al teléfono le sobran números."),
)

PHONE_COUNTRY = Wording(
    title=N_("La clave de país del teléfono no existe."),
)
