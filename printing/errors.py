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


class CodeTooLong(PrintProblem):
    """The address for the QR code is too long, or has characters outside the QR alphanumeric set."""

    title = N_("No se puede hacer el código del boleto")
    cause = N_("La dirección de la página para el público no cabe en un código legible: {length} caracteres.")
    remedy = N_("Ponga en la preparación del evento una dirección más corta: letras, números, punto y guion.")


class UnknownPrinter(PrintProblem):
    """The configuration names a kind of printer that is not here."""

    title = N_("No se conoce esa clase de impresora")
    cause = N_("La configuración dice «{kind}»; las que hay son: {kinds}.")
    remedy = N_("Corrija la clase de impresora en la configuración.")


class BadPrinterSetting(PrintProblem):
    """An option of the configuration is missing, unknown or out of range."""

    title = N_("La configuración de la impresora tiene un error")
    cause = N_("Clase «{kind}»: {detail}")
    remedy = N_("Corrija ese dato en la configuración. Mientras, se puede imprimir en la carpeta.")


class PrinterUnreachable(PrintProblem):
    """No connection could be made. Not one dot was sent."""

    title = N_("La impresora no contesta")
    cause = N_("No hubo respuesta de {address}. No salió nada de papel.")
    remedy = N_("Nada se perdió. Revise que esté encendida y conectada: el boleto saldrá solo cuando conteste.")
    waits = True


class PrinterRefused(PrintProblem):
    """The system's spooler did not take the job."""

    title = N_("El sistema no aceptó la impresión")
    cause = N_("La cola de impresión dijo: {reason}. No salió nada de papel.")
    remedy = N_("Nada se perdió. Revise la cola en el sistema: el boleto saldrá solo cuando la acepte.")
    waits = True


class NoSerialLines(PrintProblem):
    """The library for serial lines is not installed."""

    title = N_("Falta el programa para impresoras de puerto serie")
    cause = N_("Esta instalación no lo incluye. No salió nada de papel.")
    remedy = N_("Nada se perdió. Instale «fieldkit[serial]» o elija otra conexión en la configuración.")


class PrinterStalled(PrintProblem):
    """The connection is there, and the printer takes no more bytes."""

    title = N_("La impresora dejó de recibir")
    cause = N_("{address} recibió {percent} % y se detuvo: quizá no tiene papel o tiene la tapa abierta.")
    remedy = N_("Nada se perdió. Tire el pedazo que salió, revise el papel e imprima otra vez.")


class PrinterVanished(PrintProblem):
    """The connection broke in the middle of a job."""

    title = N_("Se perdió la conexión con la impresora")
    cause = N_("{address} se desconectó al {percent} %: lo que salió puede estar incompleto.")
    remedy = N_("Nada se perdió. Tire el pedazo que salió, revise el cable e imprima otra vez.")


class FolderUnwritable(PrintProblem):
    """The folder of the folder printer cannot be written."""

    title = N_("No se puede escribir en la carpeta de impresión")
    cause = N_("El sistema no deja guardar ahí: {reason}. No quedó ningún archivo a medias.")
    remedy = N_("Nada se perdió. Elija otra carpeta en la configuración.")
    waits = True


class FolderFull(PrintProblem):
    """The disk under the folder printer is full."""

    title = N_("El disco está lleno")
    cause = N_("No cupo el archivo en la carpeta de impresión. No quedó ningún archivo a medias.")
    remedy = N_("Nada se perdió. Libere espacio: el boleto saldrá solo cuando quepa.")
    waits = True
