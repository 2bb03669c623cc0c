"""What can go wrong with a code that a scanner read or a hand typed."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

# Another headquarters' key, or none, stands behind the code.
FOREIGN_SLIP = Wording(
    title=N_("✗ Otra llave: este acuse no es de esta oficina"),
    cause=N_("Lo firmó otra oficina, o alguien que no es ninguna. El papel no prueba ningún pago."),
    remedy=N_("No lo acepte. Si la llave con que se revisa es la publicada, guarde el papel y avise al consulado."),
)

# The code names this headquarters, but what it says is not what was signed.
ALTERED_SLIP = Wording(
    title=N_("✗ Alterado: este acuse no dice lo que se firmó"),
    cause=N_("El código fue cambiado después de imprimirse, o se escribió con una letra equivocada."),
    remedy=N_("Si lo escribió a mano, revíselo y repita. Si lo leyó un lector, no lo acepte y avise al consulado."),
)

# Signed by a laptop of the event for a day on which it had no right to.
SLIP_OUT_OF_DATE = Wording(
    title=N_("✗ Fuera de fecha: este acuse no vale"),
    cause=N_("Dice el día {day}, y la computadora que lo firmó podía firmar de {first} a {last}."),
    remedy=N_("No lo acepte. Guarde el papel y avise al consulado."),
)
