"""What can go wrong with a report."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

BAD_BANDS = Wording(
    title=N_("La tabla de edades tiene un error"),
    cause=N_("{file} · {key}: {reason}"),
    remedy=N_("Corrija el archivo o vuelva a la copia anterior."),
)
