"""What can go wrong with applications."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

NOT_READY = Wording(
    title=N_("La solicitud todavía no se puede enviar"),
    cause=N_("Datos que faltan o no concuerdan: {count}."),
    remedy=N_("Todo lo escrito está guardado. Corrija lo marcado con ✗ y envíe otra vez."),
)

ALREADY_SENT = Wording(
    title=N_("Esa solicitud ya se envió"),
    cause=N_("El {number} ya tiene una solicitud sellada de este servicio."),
    remedy=N_("No se cambió nada. Si la oficina central la devuelve, corríjala desde Captura o Envío."),
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

NOT_CAPTURED = Wording(
    title=N_("Ese servicio no lleva formulario aquí"),
    cause=N_("«{service}» solo se cuenta, o se atiende en su propio cuarto."),
    remedy=N_("No se cambió nada. Anote en la fila que se atendió, o páselo a protección."),
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
