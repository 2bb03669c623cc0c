"""What can go wrong with the till and the blank stock."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

BAD_DENOMINATIONS = Wording(
    title=N_("La tabla de billetes, monedas y documentos con folio tiene un error"),
    cause=N_("{file}: {reason}"),
    remedy=N_("Corrija el archivo o vuelva a la copia anterior."),
)

BAD_AMOUNT = Wording(
    title=N_("Esa cantidad no se entiende"),
    cause=N_("Se escribe en dólares, con punto y dos cifras si hay centavos: 137 o 137.50."),
    remedy=N_("No se anotó nada. Escríbala otra vez."),
)

BAD_FOLIO = Wording(
    title=N_("Ese folio no se entiende"),
    cause=N_("«{folio}»: lleva hasta cuatro letras y de 4 a 12 cifras, sin guiones."),
    remedy=N_("No se anotó nada. Léalo del documento otra vez."),
)

BAD_RANGE = Wording(
    title=N_("Del primer folio al último no hay una serie"),
    cause=N_("{reason}"),
    remedy=N_("No se anotó nada. Lea otra vez el primero y el último del paquete."),
)
