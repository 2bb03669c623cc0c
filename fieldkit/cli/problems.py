"""What can go wrong with the commands."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

FILE_TROUBLE = Wording(
    title=N_("Un archivo no se pudo leer o escribir"),
    cause=N_("{file}: {reason}"),
    remedy=N_("Revise el nombre y la memoria, y repita la orden. Lo guardado antes está completo."),
)

BAD_PUBLISHED_KEY = Wording(
    title=N_("El archivo de la llave publicada no sirve"),
    cause=N_("«{file}» no es la llave que publica la oficina central."),
    remedy=N_("Use su archivo «public.json», o la invitación del evento. No se revisó nada."),
)

NOTHING_TO_CHECK = Wording(
    title=N_("Falta el código del acuse"),
    cause=N_("Se revisa el texto que da el lector, escrito en la orden o guardado en un archivo."),
    remedy=N_("Escríbalo después de «check-slip», o dé el archivo con --file."),
)

INCOMPLETE = Wording(
    title=N_("Faltan datos para el alta"),
    cause=N_("Hacen falta el archivo de invitación, el código y su nombre de usuario."),
    remedy=N_("Escriba: fieldkit enrol --invitation ARCHIVO --code CÓDIGO --operator USUARIO"),
)

HALF_A_CERTIFICATE = Wording(
    title=N_("Falta una parte del certificado"),
    cause=N_("La autoridad, el certificado y su llave van juntos."),
    remedy=N_("No se creó nada. Dé los tres archivos, o ninguno."),
)

NEEDS_FILE = Wording(
    title=N_("Un PDF no se puede mostrar en la terminal"),
    cause=N_("Falta el archivo en que se escribe."),
    remedy=N_("Repita la orden con --out ARCHIVO.pdf."),
)

NO_KEYBOARD = Wording(
    title=N_("Falta la contraseña"),
    cause=N_("No hay teclado para escribirla."),
    remedy=N_("Abra una terminal, o póngala en la variable {variable}."),
)

NOT_THE_SAME = Wording(
    title=N_("Las dos contraseñas no son iguales"),
    cause=N_("Una de las dos se escribió mal."),
    remedy=N_("No se cambió nada. Repita la orden."),
)

BAD_MIX = Wording(
    title=N_("No se entiende qué se quiere simular"),
    cause=N_("{what}: se escribe SERVICIO=CUÁNTOS, con un servicio del catálogo, por ejemplo PAS-AR=40."),
    remedy=N_("No se simuló nada. Corrija la orden y repita."),
)
