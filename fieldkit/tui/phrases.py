"""Codes of the journal in the operator's words."""

from collections.abc import Iterable

from fieldkit.catalog.model import Catalog
from fieldkit.desk.words import STATES, money
from fieldkit.forecast import Estimate
from fieldkit.locale import N_, _
from fieldkit.visits import State, Visit

__all__ = ["PAPERS", "WHY", "money", "services", "state", "wait"]

WHY = {
    "back": N_("regresó"),
    "priority": N_("prioridad"),
    "appointment": N_("cita"),
    "walk_in": N_("sin cita"),
}
PAPERS = {
    "": N_("sin boleto todavía"),
    "queued": N_("boleto por salir"),
    "sent": N_("boleto enviado a la impresora"),
    "confirmed": N_("boleto en su mano"),
    "failed": N_("el boleto no salió"),
    "void": N_("boleto anulado"),
}


def state(visit: Visit) -> str:
    """Where a person is, with the table when there is one."""
    words = _(STATES[visit.state])
    if not visit.table:
        return words
    if visit.state is State.CALLED:
        return _("llamado a la mesa {table}").format(table=visit.table)
    return _("en la mesa {table}").format(table=visit.table) if visit.state is State.SERVING else words


def services(catalog: Catalog, codes: Iterable[str]) -> str:
    """Names of services in one line; a code that the catalogue does not know stays a code."""
    return ", ".join(str(catalog.services[code].name) if code in catalog.services else code for code in codes)


def wait(estimate: Estimate) -> str:
    """``3 personas antes · unos 25 min, quizá hasta 40``."""
    if not estimate.ahead:
        return _("es la siguiente persona")
    people = _("1 persona antes") if estimate.ahead == 1 else _("{n} personas antes").format(n=estimate.ahead)
    return _("{people} · unos {p50} min, quizá hasta {p80}").format(people=people, p50=estimate.p50, p80=estimate.p80)
