"""What can be wrong with a code that a scanner read or a hand typed."""

from fieldkit.errors import Problem, Wording
from fieldkit.locale import N_


class TokenProblem(Problem):
    """A ticket's or an acknowledgement's code cannot be taken. Facts never hold the token itself."""

    wording = Wording(
        title=N_("Este código no se puede aceptar"),
        cause=N_("No es como los escribe este programa."),
        remedy=N_("Páselo otra vez por el lector, o escríbalo de nuevo."),
    )


class BadScan(TokenProblem):
    """The text that was scanned or typed does not end in a ticket's token."""

    wording = Wording(
        title=N_("El boleto no se leyó completo"),
        cause=N_("El código se leyó a medias, se escribió mal, o no es de un boleto de este programa."),
        remedy=N_("Pase otra vez el código del boleto, o escriba su número (por ejemplo A017)."),
    )


class ForgedTicket(TokenProblem):
    """The token is well formed, but this event's key did not make it."""

    wording = Wording(
        title=N_("Este boleto no es de este evento"),
        cause=N_("El código no lo hicieron las computadoras de este evento, o tiene una letra equivocada."),
        remedy=N_("Busque a la persona por su número de boleto. Si no aparece, avise a quien supervisa."),
    )


class UnreadableSlip(TokenProblem):
    """The text is no code of an acknowledgement, or only a part of one."""

    wording = Wording(
        title=N_("El código del acuse no se leyó completo"),
        cause=N_("Se leyó a medias, se escribió mal, o no es de un acuse de este programa."),
        remedy=N_(
            "Pase el lector otra vez por todo el código. Si no se lee, no dé por bueno el papel: pregunte al consulado."
        ),
    )
