"""What can be wrong with a code that a scanner read or a hand typed."""

from fieldkit.errors import KitProblem
from fieldkit.locale import N_


class TokenProblem(KitProblem):
    """A ticket's or an acknowledgement's code cannot be taken. Facts never hold the token itself."""

    title = N_("Este código no se puede aceptar")
    cause = N_("No es como los escribe este programa.")
    remedy = N_("Páselo otra vez por el lector, o escríbalo de nuevo.")


class BadScan(TokenProblem):
    """The text that was scanned or typed does not end in a ticket's token."""

    title = N_("El boleto no se leyó completo")
    cause = N_("El código se leyó a medias, se escribió mal, o no es de un boleto de este programa.")
    remedy = N_("Pase otra vez el código del boleto, o escriba su número (por ejemplo A017).")


class ForgedTicket(TokenProblem):
    """The token is well formed, but this event's key did not make it."""

    title = N_("Este boleto no es de este evento")
    cause = N_("El código no lo hicieron las computadoras de este evento, o tiene una letra equivocada.")
    remedy = N_("Busque a la persona por su número de boleto. Si no aparece, avise a quien supervisa.")


class UnreadableSlip(TokenProblem):
    """The text is no code of an acknowledgement, or only a part of one."""

    title = N_("El código del acuse no se leyó completo")
    cause = N_("Se leyó a medias, se escribió mal, o no es de un acuse de este programa.")
    remedy = N_(
        "Pase el lector otra vez por todo el código. Si no se lee, no dé por bueno el papel: pregunte al consulado."
    )


class ForeignSlip(TokenProblem):
    """Another headquarters' key, or none, stands behind the code."""

    title = N_("✗ Otra llave: este acuse no es de esta oficina")
    cause = N_("Lo firmó otra oficina, o alguien que no es ninguna. El papel no prueba ningún pago.")
    remedy = N_("No lo acepte. Si la llave con que se revisa es la publicada, guarde el papel y avise al consulado.")


class AlteredSlip(TokenProblem):
    """The code names this headquarters, but what it says is not what was signed."""

    title = N_("✗ Alterado: este acuse no dice lo que se firmó")
    cause = N_("El código fue cambiado después de imprimirse, o se escribió con una letra equivocada.")
    remedy = N_("Si lo escribió a mano, revíselo y repita. Si lo leyó un lector, no lo acepte y avise al consulado.")


class SlipOutOfDate(TokenProblem):
    """Signed by a laptop of the event for a day on which it had no right to."""

    title = N_("✗ Fuera de fecha: este acuse no vale")
    cause = N_("Dice el día {day}, y la computadora que lo firmó podía firmar de {first} a {last}.")
    remedy = N_("No lo acepte. Guarde el papel y avise al consulado.")
