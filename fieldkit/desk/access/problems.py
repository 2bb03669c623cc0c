"""What can go wrong with enrolment, unlock and backup."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

NOT_EMPTY = Wording(
    title=N_("En esa carpeta ya hay una computadora dada de alta"),
    cause=N_("Restaurar encima borraría lo que contiene."),
    remedy=N_("No se cambió nada. Elija una carpeta vacía."),
)

NO_BACKUP = Wording(
    title=N_("En esa carpeta no hay una copia completa"),
    cause=N_("Falta el archivo de datos o el de llaves."),
    remedy=N_("No se cambió nada. Revise la memoria o use otra copia."),
)

COPY_FAILED = Wording(
    title=N_("La copia no se pudo terminar"),
    cause=N_("{reason}"),
    remedy=N_("Los datos de la computadora están completos. Repita con otra memoria."),
)

TOO_MANY_COPIES = Wording(
    title=N_("Esta computadora ya se repuso demasiadas veces"),
    cause=N_("No quedan letras para sus boletos."),
    remedy=N_("No se cambió nada. Pida a la oficina central dar de alta otra computadora."),
)

ALREADY_ENROLLED = Wording(
    title=N_("Esta computadora ya está dada de alta"),
    cause=N_("La carpeta ya tiene datos de un evento."),
    remedy=N_("No se cambió nada. Para otro evento use otra carpeta, o importe su paquete."),
)

NO_PACK = Wording(
    title=N_("Esta computadora todavía no tiene su paquete del evento"),
    cause=N_("La oficina central aún no lo envía, o no se ha copiado de la memoria."),
    remedy=N_("Con red: «fieldkit sync». Con memoria: «fieldkit enrol --pack ARCHIVO»."),
)

NOT_ON_STAFF = Wording(
    title=N_("Usted no está en la lista del personal de este evento"),
    cause=N_("La oficina central no incluyó a «{operator}» en el paquete."),
    remedy=N_("Pida a quien supervisa que entre, o a la oficina central un paquete nuevo."),
)

NEEDS_ANOTHER = Wording(
    title=N_("Aquí firma otra persona"),
    cause=N_("Nadie firma solo por dinero o documentos que faltan. En esta computadora también supervisa: {who}."),
    remedy=N_("No se cambió nada. Llame a esa persona; firma con su propia contraseña."),
)
