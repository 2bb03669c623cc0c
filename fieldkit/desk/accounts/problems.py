"""What can go wrong with the till and the blank stock."""

from fieldkit.errors import Wording
from fieldkit.locale import N_

NO_SUCH_ITEM = Wording(
    title=N_("De ese documento no se llevan folios"),
    cause=N_("No está en la lista de documentos con folio de este evento."),
    remedy=N_("No se anotó nada. Elija uno de la lista."),
)

FOLIO_NOT_HERE = Wording(
    title=N_("Ese folio no está en existencia"),
    cause=N_("Nadie ha anotado que el folio {folio} se recibió."),
    remedy=N_("No se anotó nada. Lea el folio otra vez; si llegó un paquete nuevo, anótelo primero como recibido."),
)

FOLIO_TAKEN = Wording(
    title=N_("Ese folio ya no se puede usar así"),
    cause=N_("El folio {folio} está {state}."),
    remedy=N_("No se anotó nada. Lea el folio otra vez, o tome otro documento."),
)

WRONG_DOCUMENT = Wording(
    title=N_("Ese documento no es el de la solicitud"),
    cause=N_("La solicitud no existe, se desechó, o su servicio usa otro documento o ninguno."),
    remedy=N_("No se anotó nada. Elija la solicitud otra vez."),
)

ALREADY_HAS = Wording(
    title=N_("Esa solicitud ya tiene su documento"),
    cause=N_("Se le anotó el folio {folio}."),
    remedy=N_("No se anotó nada. Si aquel se echó a perder, anótelo primero como inutilizado."),
)

CHANGE_WITHOUT_REASON = Wording(
    title=N_("Falta el motivo"),
    cause=N_("Se necesita uno de los motivos de la lista."),
    remedy=N_("No se anotó nada. Elija el motivo; queda anotado."),
)

BAD_LEFT = Wording(
    title=N_("Esa cuenta no se puede anotar"),
    cause=N_("Los documentos se cuentan en números enteros."),
    remedy=N_("No se anotó nada. Cuente los que tiene en la mano y escriba cuántos son."),
)

NOT_TAKEN = Wording(
    title=N_("Ese pago no se puede anotar"),
    cause=N_("En este evento no se recibe esa forma de pago, o la cantidad no es correcta."),
    remedy=N_("No se anotó nada. Elija otra forma de pago."),
)

TOO_MUCH = Wording(
    title=N_("Es más de lo que se debe"),
    cause=N_("Se deben {owed} y se quiso anotar {asked}."),
    remedy=N_("No se anotó nada. Anote lo que se queda en caja, sin el cambio."),
)

TOO_LITTLE = Wording(
    title=N_("No alcanza para lo que se cobra"),
    cause=N_("Se recibieron {received} y se cobran {asked}."),
    remedy=N_("No se anotó nada. Cuente otra vez, o cobre una parte con «En partes»."),
)

BAD_RECEIPT = Wording(
    title=N_("Falta el folio del recibo, o no se entiende"),
    cause=N_("Este evento usa recibos impresos: hasta 20 letras, cifras o guiones. Si no, el folio lo da el programa."),
    remedy=N_("No se anotó nada. Escriba el folio como está en el recibo."),
)

RECEIPT_TAKEN = Wording(
    title=N_("Ese folio de recibo ya se usó"),
    cause=N_("El recibo {receipt} es del pago de otra persona."),
    remedy=N_("No se anotó nada. Revise el folio, o use otro recibo."),
)

NOT_REFUNDED = Wording(
    title=N_("Esa devolución no se puede hacer"),
    cause=N_("De este servicio hay {paid} pagados en esa forma y se pidió devolver {asked}."),
    remedy=N_("No se anotó nada. Se devuelve en la forma en que se pagó, y nunca más de lo pagado."),
)

REFUND_WITHOUT_REASON = Wording(
    title=N_("Falta el motivo"),
    cause=N_("Una devolución lleva uno de los motivos de la lista."),
    remedy=N_("No se anotó nada. Elija el motivo; queda anotado con quién la hizo."),
)

BAD_COUNT = Wording(
    title=N_("Esa cuenta no se puede anotar"),
    cause=N_("Una cantidad de billetes o monedas no es un número entero, o no es de los que hay."),
    remedy=N_("No se anotó nada. Cuente otra vez; lo que no hay se deja vacío."),
)

NO_CASH = Wording(
    title=N_("No alcanza el efectivo de la caja"),
    cause=N_("En la caja hay {there} y se piden {asked}."),
    remedy=N_("No se anotó nada. Cuente la caja, o pida efectivo a quien supervisa."),
)

BAD_REFERENCE = Wording(
    title=N_("Ese número de sobre no se entiende"),
    cause=N_("Lleva hasta 30 letras, cifras o guiones, y ningún nombre."),
    remedy=N_("No se anotó nada. Escríbalo otra vez, o déjelo vacío."),
)

NOT_SIGNABLE = Wording(
    title=N_("La firma no se anotó"),
    cause=N_("Falta un motivo de la lista, no hay diferencia, o la diferencia cambió desde que usted la leyó."),
    remedy=N_("No se cambió nada. Vuelva a ver la cuenta y firme lo que dice ahora."),
)
