"""What can go wrong with the exchange with headquarters."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

UNKNOWN_ITEM = Wording(
    title=N_("Llegó algo de la oficina central que este programa no conoce"),
    cause=N_("Es de la clase «{kind}»."),
    remedy=N_("Se guardó. Actualice el programa y vuelva a enviar."),
)
