"""What can go wrong with the catalogue, or with what is asked of it."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

NO_SUCH_SERVICE = Wording(
    title=N_("Ese servicio no está en el catálogo"),
    cause=N_("{code}"),
    remedy=N_("Los que hay: {known}"),
)

TEXT_LONG = Wording(
    title=N_("Son demasiadas letras; caben {max}."),
)

TEXT_HIDDEN = Wording(
    title=N_("El texto lleva un signo invisible ({code})."),
    remedy=N_("Bórrelo y escríbalo otra vez."),
)

DATE_UNREADABLE = Wording(
    title=N_("Esa fecha no existe o no se entiende."),
    remedy=N_("Escriba día, mes y año con cuatro números: 09/05/1975."),
)

DATE_EARLY = Wording(
    title=N_("La fecha es anterior a 1900."),
)

DATE_FUTURE = Wording(
    title=N_("La fecha está en el futuro."),
)

CHOICE_UNKNOWN = Wording(
    title=N_("Esa respuesta no está en la lista."),
)

EMAIL_UNREADABLE = Wording(
    title=N_("Esto no parece un correo electrónico."),
)

HEIGHT_UNREADABLE = Wording(
    title=N_("La estatura no se entiende."),
    remedy=N_("Escríbala así: 172, 1.72 o 5'8\"."),
)

YEAR_UNREADABLE = Wording(
    title=N_("El año lleva cuatro números, entre 1900 y este año."),
)

ZIP_UNREADABLE = Wording(
    title=N_("El código postal lleva cinco números."),
)

YEARS_UNREADABLE = Wording(
    title=N_("La vigencia es un número de años."),
)

COUNT_UNREADABLE = Wording(
    title=N_("Se escribe un número entero, sin comas."),
)

NO_FEE_TABLE = Wording(
    title=N_("No hay tarifas para ese día"),
    cause=N_("Ninguna tabla de derechos incluye el {day}."),
    remedy=N_("No cobre. Pida a la oficina central las tarifas de ese año."),
)

NO_FEE = Wording(
    title=N_("Ese servicio no tiene tarifa para esos años"),
    cause=N_("{service}, años: {years}"),
    remedy=N_("Elija una vigencia de la lista."),
)
