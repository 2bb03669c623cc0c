"""What can be wrong with the catalogue itself, or with what is asked of it."""

from fieldkit.errors import KitProblem
from fieldkit.locale import N_


class BadCatalog(KitProblem):
    """The first fault of a folder of tables; ``fieldkit catalog check`` names every one."""

    title = N_("El catálogo de servicios tiene errores: {count}")
    cause = N_("{file} · {key}: {reason}")
    remedy = N_("No se cambió nada. «fieldkit catalog check CARPETA» los nombra todos; corríjalos y repita.")


class NoSuchService(KitProblem):
    title = N_("Ese servicio no está en el catálogo")
    cause = N_("{code}")
    remedy = N_("Los que hay: {known}")


class NoFeeTable(KitProblem):
    title = N_("No hay tarifas para ese día")
    cause = N_("Ninguna tabla de derechos incluye el {day}.")
    remedy = N_("No cobre. Pida a la oficina central las tarifas de ese año.")


class NoFee(KitProblem):
    title = N_("Ese servicio no tiene tarifa para esos años")
    cause = N_("{service}, años: {years}")
    remedy = N_("Elija una vigencia de la lista.")


class DiscountRefused(KitProblem):
    title = N_("Ese descuento no se puede aplicar")
    cause = N_("{reason}")
    remedy = N_("Cobre la tarifa completa o llame a la persona que supervisa.")
