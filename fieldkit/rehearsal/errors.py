"""What can stop a drill or the demo before its end, in the supervisor's words."""

from fieldkit.errors import Problem, Wording
from fieldkit.locale import N_


class CommandFailed(Problem):
    wording = Wording(
        title=N_("El ensayo se detuvo: falló «{command}»"),
        cause=N_("{said}"),
        remedy=N_("Ningún dato real se tocó. Corrija lo que se dice arriba y repita el ensayo."),
    )


class TooSlow(Problem):
    wording = Wording(
        title=N_("El ensayo no terminó a tiempo"),
        cause=N_("Pasaron {seconds} segundos en el paso «{step}»."),
        remedy=N_(
            "Ningún dato real se tocó. Cierre otros programas y repita; con --keep CARPETA queda todo para verlo."
        ),
    )


class FolderInUse(Problem):
    wording = Wording(
        title=N_("Esa carpeta no está vacía"),
        cause=N_("El ensayo escribe en una carpeta nueva: {folder}"),
        remedy=N_("No se cambió nada. Elija otra carpeta con --keep."),
    )
