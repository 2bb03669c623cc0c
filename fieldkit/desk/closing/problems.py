"""What can go wrong with the day's close."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

NOT_CLOSABLE = Wording(
    title=N_("El día todavía no se puede cerrar"),
    cause=N_("Avisos sin confirmar: {count}."),
    remedy=N_("Nada se cambió. Lea cada aviso y confírmelo, o resuélvalo primero."),
)

NOT_SIGNED = Wording(
    title=N_("Falta contar o firmar una cuenta"),
    cause=N_("Cuentas de caja o de folios sin contar, o con diferencia y sin motivo: {count}."),
    remedy=N_("Nada se cambió. Cuente en Caja y en Libretas y tarjetas (Ctrl+O), o firme aquí el motivo."),
)

NOT_WRITTEN = Wording(
    title=N_("El informe no se pudo escribir"),
    cause=N_("{reason}"),
    remedy=N_("Nada se perdió: las cuentas se hacen de nuevo cada vez. Revise el disco y repita."),
)
