"""What can go wrong with applications."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

ALREADY_SENT = Wording(
    title=N_("Esa solicitud ya se envió"),
    cause=N_("El {number} ya tiene una solicitud sellada de este servicio."),
    remedy=N_("No se cambió nada. Si la oficina central la devuelve, corríjala desde Captura o Envío."),
)

NOT_CAPTURED = Wording(
    title=N_("Ese servicio no lleva formulario aquí"),
    cause=N_("«{service}» solo se cuenta, o se atiende en su propio cuarto."),
    remedy=N_("No se cambió nada. Anote en la fila que se atendió, o páselo a protección."),
)
