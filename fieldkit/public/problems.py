"""What can go wrong with what is shown without a password."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

BOARD_PORT_TAKEN = Wording(
    title=N_("No se pudo abrir la pantalla de la sala"),
    cause=N_("La dirección {host}:{port} está ocupada o no es de esta computadora."),
    remedy=N_(
        "No se cambió nada. Si la pantalla ya está abierta en esta computadora, basta una: abra la misma dirección en"
        " cada televisor. Si no, cierre el otro programa o use otro puerto con --port."
    ),
)

BOARD_FALLS = Wording(
    title=N_("La pantalla de la sala se cae una y otra vez"),
    cause=N_("Se abrió {n} veces seguidas y ninguna duró."),
    remedy=N_(
        "La fila y los datos están completos: la pantalla solo los lee. Llame los turnos en voz alta, reinicie la"
        " computadora y ábrala otra vez. Si vuelve a caerse, avise a la oficina central."
    ),
)
