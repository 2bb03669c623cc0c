"""What a supervisor must have read, counted or signed for before a day is closed, in words."""

from typing import NamedTuple

from fieldkit.locale import N_


class Notice(NamedTuple):
    """Something that the supervisor must have seen before the day is closed: a code of NOTICES and ``n`` of them.

    Those in TO_SIGN are not seen but settled: counted, or signed for with a reason. Then they are gone. ``n`` is
    cents for a till; ``item`` is the kind of blank.
    """

    code: str
    n: int
    item: str = ""


NOTICES = {
    "open_visits": N_("Personas aún en la fila o en una mesa, que quedarán como no atendidas: {count}"),
    "part_served": N_("Personas atendidas en parte; lo que falta queda como no hecho: {count}"),
    "drafts": N_("Formularios a medio llenar, que se quedan guardados en esta computadora: {count}"),
    "case_drafts": N_("Casos de protección a medio llenar, que se quedan guardados en esta computadora: {count}"),
    "half_counts": N_("Cuentas de caja, pláticas y contactos a medio anotar, que se quedan guardados: {count}"),
    "half_arrival": N_("Personas a medio registrar en la puerta; lo escrito se borra: {count}"),
    "approvals": N_("Solicitudes que esperan la revisión de otra persona, y que no se han enviado: {count}"),
    "papers": N_("Boletos que nadie confirmó que salieron en papel: {count}"),
    "conflicts": N_("Personas con datos que no concuerdan: {count}"),
    "unpaid": N_("Solicitudes enviadas sin su pago completo: {count}"),
    "returned": N_("Solicitudes devueltas por la oficina central y aún sin corregir: {count}"),
    "quarantine": N_("Envíos apartados que la oficina central no pudo recibir: {count}"),
    "no_show": N_("Citas a las que nadie llegó: {count}"),
    "no_application": N_("Servicios terminados sin que se enviara su solicitud: {count}"),
    "exceptions": N_("Faltas que se dejaron pasar, con motivo y autorización: {count}"),
    "earlier_days": N_("Días anteriores que nadie cerró y se cierran ahora: {count}"),
    "no_folio": N_("Solicitudes sin folio de libreta o tarjeta anotado: {count}"),
    "lost_blanks": N_("Libretas o tarjetas dadas por perdidas, con firma: {count}"),
    "folio_conflicts": N_("Folios con anotaciones que se contradicen: {count}"),
    "till_uncounted": N_("Caja: falta contar el efectivo después del último movimiento"),
    "till_short": N_("Caja: faltan {money}; falta el motivo"),
    "till_over": N_("Caja: sobran {money}; falta el motivo"),
    "stock_uncounted": N_("{item}: falta contar las que quedan"),
    "stock_short": N_("{item}: faltan {count} y falta el motivo"),
    "stock_over": N_("{item}: sobran {count} y falta el motivo"),
    "to_scrub": N_("Limpieza del archivo pendiente: libere espacio en el disco y vuelva a entrar ({count})"),
}
TO_SIGN = frozenset({"till_uncounted", "till_short", "till_over", "stock_uncounted", "stock_short", "stock_over"})
