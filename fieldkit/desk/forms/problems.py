"""Why a form cannot be opened, written in, sealed, approved or given up; nothing is lost by any of these."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

NOT_READY = Wording(
    title=N_("El formulario todavía no se puede sellar"),
    cause=N_("Datos que faltan o no concuerdan: {count}."),
    remedy=N_("Todo lo escrito está guardado. Corrija lo marcado con ✗ y repita."),
)

NOT_RETURNED = Wording(
    title=N_("Esta solicitud no está devuelta"),
    cause=N_("Solo se corrige lo que la oficina central devolvió."),
    remedy=N_("No se cambió nada."),
)

WAITS_FOR_SECOND = Wording(
    title=N_("Ese formulario espera la revisión de otra persona"),
    cause=N_("Desde que se entregó nadie lo cambia, para que se envíe lo que se revisó."),
    remedy=N_("No se cambió nada. En «Revisión» (Ctrl+O) se aprueba, o se devuelve para corregirlo."),
)

NO_SUCH_FORM = Wording(
    title=N_("Ese formulario ya no está aquí"),
    cause=N_("Ya se envió o se descartó, quizá desde otra ventana."),
    remedy=N_("No se cambió nada. Búsquelo entre los enviados, o comience otro."),
)

NO_PICTURE = Wording(
    title=N_("Ese formulario no lleva esa foto"),
    cause=N_("No hay un lugar para ella."),
    remedy=N_("No se cambió nada."),
)

SLOT_FULL = Wording(
    title=N_("No caben tantas imágenes en {what}"),
    cause=N_("Lo máximo es {most}."),
    remedy=N_("No se cambió nada. Quite alguna, o agregue un archivo con menos páginas."),
)

DISCARD_WITHOUT_REASON = Wording(
    title=N_("Falta el motivo"),
    cause=N_("Un formulario solo se descarta con uno de los motivos de la lista."),
    remedy=N_("No se borró nada. Elija el motivo; queda anotado."),
)

NOT_WAITING = Wording(
    title=N_("Esa solicitud ya no espera revisión"),
    cause=N_("Se aprobó, se devolvió o cambió mientras usted la miraba."),
    remedy=N_("No se cambió nada. Mire la lista otra vez."),
)

RETURN_WITHOUT_REASON = Wording(
    title=N_("Falta el motivo"),
    cause=N_("Se devuelve con un motivo de la lista; «otro motivo» se explica en palabras, hasta {most} letras."),
    remedy=N_("No se cambió nada. Elija el motivo."),
)

NOT_APPROVED = Wording(
    title=N_("Falta que otra persona la apruebe"),
    cause=N_("Este evento pide que alguien que no la capturó la revise y la confirme con su contraseña."),
    remedy=N_("No se envió nada; todo está guardado. Quien puede aprobarla la abre en «Revisión» (Ctrl+O)."),
)
