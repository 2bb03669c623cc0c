"""What can go wrong with paper, in the operator's words.

The same shape as the problems of the other packages (wording, facts), so that one screen can show them all; printing
imports none of those packages.
"""

from typing import ClassVar, NamedTuple

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
    logged. ``waits``: not one dot came out and it may pass by itself, so the job is sent again without asking anybody.
    """

    title: ClassVar[str] = ""
    cause: ClassVar[str] = ""
    remedy: ClassVar[str] = ""
    waits: ClassVar[bool] = False
    wording: Wording = Wording(N_("No se pudo imprimir"))

    def __init_subclass__(cls) -> None:
        """Take over words that still stand in the class itself."""
        if cls.title:
            cls.wording = Wording(cls.title, cls.cause, cls.remedy)

    def __init__(self, wording: Wording | None = None, /, **facts: Fact) -> None:
        super().__init__()
        if wording is not None:
            self.wording = wording
        self.facts = facts

    def __str__(self) -> str:
        return " · ".join(part.format(**self.facts) for part in self.wording if part)


class PrinterUnreachable(PrintProblem):
    """No connection could be made. Not one dot was sent."""

    wording = Wording(
        title=N_("La impresora no contesta"),
        cause=N_("No hubo respuesta de {address}. No salió nada de papel."),
        remedy=N_("Nada se perdió. Revise que esté encendida y conectada: el boleto saldrá solo cuando conteste."),
    )
    waits = True


class PrinterRefused(PrintProblem):
    """The system's spooler did not take the job."""

    wording = Wording(
        title=N_("El sistema no aceptó la impresión"),
        cause=N_("La cola de impresión dijo: {reason}. No salió nada de papel."),
        remedy=N_("Nada se perdió. Revise la cola en el sistema: el boleto saldrá solo cuando la acepte."),
    )
    waits = True


class NoSerialLines(PrintProblem):
    """The library for serial lines is not installed."""

    wording = Wording(
        title=N_("Falta el programa para impresoras de puerto serie"),
        cause=N_("Esta instalación no lo incluye. No salió nada de papel."),
        remedy=N_("Nada se perdió. Instale «fieldkit[serial]» o elija otra conexión en la configuración."),
    )


class FolderUnwritable(PrintProblem):
    """The folder of the folder printer cannot be written."""

    wording = Wording(
        title=N_("No se puede escribir en la carpeta de impresión"),
        cause=N_("El sistema no deja guardar ahí: {reason}. No quedó ningún archivo a medias."),
        remedy=N_("Nada se perdió. Elija otra carpeta en la configuración."),
    )
    waits = True


class FolderFull(PrintProblem):
    """The disk under the folder printer is full."""

    wording = Wording(
        title=N_("El disco está lleno"),
        cause=N_("No cupo el archivo en la carpeta de impresión. No quedó ningún archivo a medias."),
        remedy=N_("Nada se perdió. Libere espacio: el boleto saldrá solo cuando quepa."),
    )
    waits = True
