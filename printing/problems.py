"""What can go wrong with paper."""

from printing.errors import N_, Wording

# The address for the QR code is too long, or has characters outside the QR alphanumeric set.
CODE_TOO_LONG = Wording(
    title=N_("No se puede hacer el código del boleto"),
    cause=N_("La dirección de la página para el público no cabe en un código legible: {length} caracteres."),
    remedy=N_("Ponga en la preparación del evento una dirección más corta: letras, números, punto y guion."),
)

# The configuration names a kind of printer that is not here.
UNKNOWN_PRINTER = Wording(
    title=N_("No se conoce esa clase de impresora"),
    cause=N_("La configuración dice «{kind}»; las que hay son: {kinds}."),
    remedy=N_("Corrija la clase de impresora en la configuración."),
)

# An option of the configuration is missing, unknown or out of range.
BAD_PRINTER_SETTING = Wording(
    title=N_("La configuración de la impresora tiene un error"),
    cause=N_("Clase «{kind}»: {detail}"),
    remedy=N_("Corrija ese dato en la configuración. Mientras, se puede imprimir en la carpeta."),
)

# The connection is there, and the printer takes no more bytes.
PRINTER_STALLED = Wording(
    title=N_("La impresora dejó de recibir"),
    cause=N_("{address} recibió {percent} % y se detuvo: quizá no tiene papel o tiene la tapa abierta."),
    remedy=N_("Nada se perdió. Tire el pedazo que salió, revise el papel e imprima otra vez."),
)

# The connection broke in the middle of a job.
PRINTER_VANISHED = Wording(
    title=N_("Se perdió la conexión con la impresora"),
    cause=N_("{address} se desconectó al {percent} %: lo que salió puede estar incompleto."),
    remedy=N_("Nada se perdió. Tire el pedazo que salió, revise el cable e imprima otra vez."),
)

# No connection could be made. Not one dot was sent.
PRINTER_UNREACHABLE = Wording(
    title=N_("La impresora no contesta"),
    cause=N_("No hubo respuesta de {address}. No salió nada de papel."),
    remedy=N_("Nada se perdió. Revise que esté encendida y conectada: el boleto saldrá solo cuando conteste."),
)

# The system's spooler did not take the job.
PRINTER_REFUSED = Wording(
    title=N_("El sistema no aceptó la impresión"),
    cause=N_("La cola de impresión dijo: {reason}. No salió nada de papel."),
    remedy=N_("Nada se perdió. Revise la cola en el sistema: el boleto saldrá solo cuando la acepte."),
)

# The folder of the folder printer cannot be written.
FOLDER_UNWRITABLE = Wording(
    title=N_("No se puede escribir en la carpeta de impresión"),
    cause=N_("El sistema no deja guardar ahí: {reason}. No quedó ningún archivo a medias."),
    remedy=N_("Nada se perdió. Elija otra carpeta en la configuración."),
)

# The disk under the folder printer is full.
FOLDER_FULL = Wording(
    title=N_("El disco está lleno"),
    cause=N_("No cupo el archivo en la carpeta de impresión. No quedó ningún archivo a medias."),
    remedy=N_("Nada se perdió. Libere espacio: el boleto saldrá solo cuando quepa."),
)
