"""What can go wrong with paper, in the operator's words.

The same shape as the problems of the other packages (wording, facts), so that one screen can show them all; printing
imports none of those packages.
"""

from typing import NamedTuple

Fact = str | int


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark ``message`` for translation; it is translated where it is shown."""
    return message


class Wording(NamedTuple):
    """What a person reads about a problem: templates in Spanish, which are the catalogue's message ids."""

    title: str
    cause: str = ""
    remedy: str = ""


class PrintProblem(Exception):  # noqa: N818 - a problem is what people read; subclasses name the error
    """Something about paper that a person must be told.

    ``facts`` fill the ``{names}`` of its wording. They never hold personal data nor a ticket's token: a problem may be
    logged.
    """

    wording: Wording = Wording(N_("No se pudo imprimir"))

    def __init__(self, wording: Wording | None = None, /, **facts: Fact) -> None:
        super().__init__()
        if wording is not None:
            self.wording = wording
        self.facts = facts

    def __str__(self) -> str:
        return " · ".join(part.format(**self.facts) for part in self.wording if part)


class NothingPrinted(PrintProblem):
    """Not one dot came out and it may pass by itself: the job is sent again without asking anybody."""


class NoSerialLines(PrintProblem):
    """The library for serial lines is not installed."""

    wording = Wording(
        title=N_("Falta el programa para impresoras de puerto serie"),
        cause=N_("Esta instalación no lo incluye. No salió nada de papel."),
        remedy=N_("Nada se perdió. Instale «fieldkit[serial]» o elija otra conexión en la configuración."),
    )
