"""What can go wrong with paper, in the operator's words.

The same shape as the problems of the other packages (title, cause, remedy, facts), so that one screen can
show them all; printing imports none of those packages.
"""

from typing import ClassVar

Fact = str | int


class PrintProblem(Exception):  # noqa: N818 - a problem is what people read; subclasses name the error
    """Something about paper that a person must be told.

    ``title``, ``cause`` and ``remedy`` are templates in Spanish (the catalogue's message ids); ``facts`` fill
    their ``{names}``. Facts never hold personal data nor a ticket's token: a problem may be logged.
    ``waits``: not one dot came out and it may pass by itself, so the job is sent again without asking anybody.
    """

    title: ClassVar[str] = "No se pudo imprimir"
    cause: ClassVar[str] = ""
    remedy: ClassVar[str] = ""
    waits: ClassVar[bool] = False

    def __init__(self, **facts: Fact) -> None:
        super().__init__()
        self.facts = facts

    def __str__(self) -> str:
        parts = (self.title, self.cause, self.remedy)
        return " · ".join(part.format(**self.facts) for part in parts if part)


class CodeTooLong(PrintProblem):
    """The address for the QR code is too long, or has characters outside the QR alphanumeric set."""

    title = "No se puede hacer el código del boleto"
    cause = "La dirección de la página para el público no cabe en un código legible: {length} caracteres."
    remedy = "Ponga en la preparación del evento una dirección más corta: letras, números, punto y guion."


class UnknownPrinter(PrintProblem):
    """The configuration names a kind of printer that is not here."""

    title = "No se conoce esa clase de impresora"
    cause = "La configuración dice «{kind}»; las que hay son: {kinds}."
    remedy = "Corrija la clase de impresora en la configuración."


class BadPrinterSetting(PrintProblem):
    """An option of the configuration is missing, unknown or out of range."""

    title = "La configuración de la impresora tiene un error"
    cause = "Clase «{kind}»: {detail}"
    remedy = "Corrija ese dato en la configuración. Mientras, se puede imprimir en la carpeta."


class PrinterUnreachable(PrintProblem):
    """No connection could be made. Not one dot was sent."""

    title = "La impresora no contesta"
    cause = "No hubo respuesta de {address}. No salió nada de papel."
    remedy = "Nada se perdió. Revise que esté encendida y conectada: el boleto saldrá solo cuando conteste."
    waits = True


class PrinterRefused(PrintProblem):
    """The system's spooler did not take the job."""

    title = "El sistema no aceptó la impresión"
    cause = "La cola de impresión dijo: {reason}. No salió nada de papel."
    remedy = "Nada se perdió. Revise la cola en el sistema: el boleto saldrá solo cuando la acepte."
    waits = True


class NoSerialLines(PrintProblem):
    """The library for serial lines is not installed."""

    title = "Falta el programa para impresoras de puerto serie"
    cause = "Esta instalación no lo incluye. No salió nada de papel."
    remedy = "Nada se perdió. Instale «fieldkit[serial]» o elija otra conexión en la configuración."


class PrinterStalled(PrintProblem):
    """The connection is there, and the printer takes no more bytes."""

    title = "La impresora dejó de recibir"
    cause = "{address} recibió {percent} % y se detuvo: quizá no tiene papel o tiene la tapa abierta."
    remedy = "Nada se perdió. Tire el pedazo que salió, revise el papel e imprima otra vez."


class PrinterVanished(PrintProblem):
    """The connection broke in the middle of a job."""

    title = "Se perdió la conexión con la impresora"
    cause = "{address} se desconectó al {percent} %: lo que salió puede estar incompleto."
    remedy = "Nada se perdió. Tire el pedazo que salió, revise el cable e imprima otra vez."


class FolderUnwritable(PrintProblem):
    """The folder of the folder printer cannot be written."""

    title = "No se puede escribir en la carpeta de impresión"
    cause = "El sistema no deja guardar ahí: {reason}. No quedó ningún archivo a medias."
    remedy = "Nada se perdió. Elija otra carpeta en la configuración."
    waits = True


class FolderFull(PrintProblem):
    """The disk under the folder printer is full."""

    title = "El disco está lleno"
    cause = "No cupo el archivo en la carpeta de impresión. No quedó ningún archivo a medias."
    remedy = "Nada se perdió. Libere espacio: el boleto saldrá solo cuando quepa."
    waits = True
