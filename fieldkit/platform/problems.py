"""What can go wrong with this computer."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

BAD_CONFIG = Wording(
    title=N_("El archivo de configuración tiene un error"),
    cause=N_("{file}: {reason}"),
    remedy=N_("Corríjalo o bórrelo: sin él, el programa usa los valores de config.example.toml."),
)
