"""What the applicants' page says, in Spanish; each sentence is shown a second time in English."""

from typing import NamedTuple

from fieldkit.domain.queue.visit import VisitState
from fieldkit.locale import N_
from fieldkit.public.application_progress import ProgressStage


class PageWords(NamedTuple):
    """A state as an applicant reads it: a title, and what to do now. ``go`` calls for acting at once."""

    title: str
    sentence: str
    go: bool = False


_OUT = PageWords(
    N_("Este turno ya no está en la fila"), N_("Si usted sigue aquí y quiere que lo atiendan, pase a recepción.")
)
STATES: dict[VisitState, PageWords] = {
    VisitState.BOOKED: PageWords(N_("Su cita está registrada"), N_("Al llegar, pase a recepción con este boleto.")),
    VisitState.WAITING: PageWords(N_("Está en la fila"), N_("Espere a que llamen su número, por pantalla o por voz.")),
    VisitState.CALLED: PageWords(
        N_("¡Es su turno!"), N_("Pase ahora. Si no encuentra la mesa, pregunte en recepción."), go=True
    ),
    VisitState.SERVING: PageWords(N_("Lo están atendiendo"), N_("Siga con la persona que lo atiende.")),
    VisitState.ON_HOLD: PageWords(
        N_("Su turno está en pausa"), N_("Cuando tenga lo que le pidieron, avise en recepción. Conserva su lugar.")
    ),
    VisitState.MISSED: PageWords(
        N_("Lo llamamos y no lo encontramos"),
        N_("Vaya ahora mismo a recepción: todavía puede regresar a la fila."),
        go=True,
    ),
    VisitState.DONE: PageWords(N_("Su atención terminó"), N_("Guarde su boleto hasta tener su documento.")),
    VisitState.LEFT: _OUT,
    VisitState.CANCELLED: _OUT,
    VisitState.NO_SHOW: _OUT,
    VisitState.EXPIRED: _OUT,
}
UNKNOWN = PageWords(
    N_("No encontramos este boleto"),
    N_(
        "Si se lo acaban de dar, espere unos minutos: el lugar del evento puede estar sin internet. "
        "Revise que la dirección esté completa. Su lugar en la fila no depende de esta página, "
        "que muestra cada boleto desde el día de su evento y hasta unos seis meses después."
    ),
)

TITLE = N_("Mi turno")
TABLE = N_("Mesa {table}")
NEXT_UP = N_("Usted sigue")
ONE_AHEAD = N_("{n} persona antes que usted")
AHEAD = N_("{n} personas antes que usted")
WAIT = N_("Cerca de {p50}; probablemente no más de {p80}.")
MAY_CHANGE = N_("Puede cambiar: no se aleje.")

JUST_NOW = N_("Así estaba hace un momento, a las {time}.")
MINUTES_AGO = N_("Así estaba hace {n} minutos, a las {time}.")
HOUR_AGO = N_("Así estaba hace 1 hora, a las {time}.")
HOURS_AGO = N_("Así estaba hace {n} horas, el {time}.")
DAYS_AGO = N_("Así estaba hace {n} días, el {time}.")
CLOCK_DOUBT = N_("Así estaba a las {time}, según el reloj del evento, que no coincide con el nuestro.")
OLD = N_(
    "Es un dato viejo: desde entonces no llegan noticias del evento, y la fila siguió avanzando. "
    "Esté atento en el lugar."
)

STEPS = N_("Sus solicitudes")
WAYS = {
    ProgressStage.RECEIVED: N_("La oficina central la recibió y la está revisando."),
    ProgressStage.ACCEPTED: N_("✓ La oficina central la aceptó. Su documento se entrega como le dijeron en la mesa."),
    ProgressStage.RETURNED: N_(
        "! La oficina central la devolvió: falta algo o un dato no concuerda. El consulado lo llamará; "
        "si no, llame a la línea de ayuda."
    ),
    ProgressStage.READY: N_("✓ Su documento está listo. Recójalo desde el {day}, en: {where}. Lleve su acuse."),
}
DOCUMENTS = N_("Sus documentos")
NEXT = N_("Qué sigue")
HELP = N_("Ayuda")
HELP_LINE = N_("Línea de ayuda CIAM, desde Estados Unidos y Canadá:")
FRAUD = N_("Cuidado con los fraudes: solo se cobran los precios publicados. Nadie puede venderle un lugar ni una cita.")
NOTICE_TITLE = N_("Aviso de privacidad")
NOTICE_PATH = "/aviso/"
