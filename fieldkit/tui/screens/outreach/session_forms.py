"""The two short forms of outreach: a session that was held, and people attended at a desk."""

from fieldkit.desk import outreach, outreach_forms
from fieldkit.domain.outreach import Activity
from fieldkit.locale import N_, _
from fieldkit.tui.feedback import Feedback, good
from fieldkit.tui.screens.form import FormScreen


def noted(form: FormScreen, done: Activity) -> Feedback:
    """What was written, and how it is taken back."""
    words = _("Anotado: {words}.").format(words=outreach.describe(form.desk.workplace, done))
    return good(words, _("F9 lo retira si fue un error."))


class SessionScreen(FormScreen):
    """A session that was held today."""

    DRAFTING = outreach_forms.SESSION
    POST = "outreach"
    NAME = N_("Plática o visita")
    ABOUT = N_(
        "Anote la plática, jornada, reunión o visita de hoy: de qué clase, presencial o virtual, el tema, a cuántas "
        "personas llegó y a cuántas se canalizó. No se escribe el nombre de nadie. Enter pasa a la casilla que sigue; "
        "en la última, o con Ctrl+G, se anota. Lo escrito a medias se queda guardado."
    )
    verdict = noted


class ContactScreen(FormScreen):
    """People attended at a desk."""

    DRAFTING = outreach_forms.CONTACT
    POST = "outreach"
    NAME = N_("Contacto en ventanilla")
    ABOUT = N_(
        "Cuente a quien se atendió en una ventanilla, sin nombre. Sexo, edad e idioma son opcionales, de una persona a "
        "la vez; de salud se cuentan solo totales. Quien pasó por la fila ya está contado ahí. Enter pasa a la casilla "
        "que sigue; en la última, o con Ctrl+G, se anota. Lo escrito a medias se queda guardado."
    )
    verdict = noted
