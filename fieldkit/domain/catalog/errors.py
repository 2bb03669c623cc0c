"""What can be wrong with the catalogue itself, or with what is asked of it."""

from fieldkit.errors import Problem, Wording
from fieldkit.locale import N_


class BadCatalog(Problem):
    """The first fault of a folder of tables; ``fieldkit catalog check`` names every one."""

    wording = Wording(
        title=N_("El catálogo de servicios tiene errores: {count}"),
        cause=N_("{file} · {key}: {reason}"),
        remedy=N_("No se cambió nada. «fieldkit catalog check CARPETA» los nombra todos; corríjalos y repita."),
    )


class NoFee(Problem):
    """There is no price: no table for the day, or none for so many years."""


class DiscountRefused(Problem):
    wording = Wording(
        title=N_("Ese descuento no se puede aplicar"),
        cause=N_("{reason}"),
        remedy=N_("Cobre la tarifa completa o llame a la persona que supervisa."),
    )
