"""Codes of the journal in the operator's words."""

from collections.abc import Iterable

from fieldkit.desk.forms.approval import REFUSALS
from fieldkit.desk.labels import STATES
from fieldkit.desk.reception.check_in import SPANISH
from fieldkit.domain.accounts.money import money
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.journal import PrintState
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.domain.queue.wait_estimate import Estimate
from fieldkit.locale import N_, _, speaking
from fieldkit.locale.durations import short
from fieldkit.store import Review

__all__ = ["PAPERS", "WHY", "money", "refusal", "services", "speaks", "speech_sign", "state", "wait"]

SPANISH_CODE = "spa"
WHY = {
    "back": N_("regresó"),
    "priority": N_("prioridad"),
    "appointment": N_("cita"),
    "walk_in": N_("sin cita"),
}
PAPERS = {
    PrintState.NONE: N_("sin boleto todavía"),
    PrintState.QUEUED: N_("boleto por salir"),
    PrintState.SENT: N_("boleto enviado a la impresora"),
    PrintState.CONFIRMED: N_("boleto en su mano"),
    PrintState.FAILED: N_("el boleto no salió"),
    PrintState.VOID: N_("boleto anulado"),
}


def state(visit: Visit) -> str:
    """Where a person is, with the table when there is one."""
    words = _(STATES[visit.state])
    if not visit.table:
        return words
    if visit.state is VisitState.CALLED:
        return _("llamado a la mesa {table}").format(table=visit.table)
    return _("en la mesa {table}").format(table=visit.table) if visit.state is VisitState.SERVING else words


def services(catalog: Catalog, codes: Iterable[str]) -> str:
    """Names of services in one line; a code that the catalogue does not know stays a code."""
    return ", ".join(str(catalog.services[code].name) if code in catalog.services else code for code in codes)


def speaks(catalog: Catalog, visit: Visit) -> str:
    """What to know before speaking to somebody; empty for who speaks Spanish and needs nobody between."""
    parts = []
    if visit.language != SPANISH_CODE:
        known = catalog.languages.get(visit.language)
        parts.append(_("habla {language}").format(language=known or visit.language))
    if visit.spanish and (visit.language != SPANISH_CODE or visit.spanish != "well"):
        parts.append(_("español: {level}").format(level=_(SPANISH[visit.spanish]).lower()))
    if visit.interpreter:
        parts.append(_("necesita intérprete"))
    return " · ".join(parts)


def speech_sign(visit: Visit) -> str:
    """The line's sign: ◆ needs an interpreter, ◇ another language or little Spanish, a blank for everybody else."""
    if visit.interpreter:
        return "◆"
    return "◇" if visit.language != SPANISH_CODE or visit.spanish in {"some", "none"} else " "


def wait(estimate: Estimate) -> str:
    """``3 personas antes · cerca de 25 min, quizá hasta 1 h 15 min``."""
    if not estimate.ahead:
        return _("es la siguiente persona")
    people = _("1 persona antes") if estimate.ahead == 1 else _("{n} personas antes").format(n=estimate.ahead)
    return _("{people} · cerca de {p50}, quizá hasta {p80}").format(
        people=people, p50=short(estimate.p50, speaking()), p80=short(estimate.p80, speaking())
    )


def room(people: int | None) -> str:
    """How many more can be served today; nothing outside the event's hours."""
    match people:
        case None:
            return ""
        case 0:
            return _("Hoy ya no alcanza para nadie más sin cita")
        case 1:
            return _("Hoy alcanza para una persona más")
        case _:
            return _("Hoy alcanza para unas {n} personas más").format(n=people)


def refusal(review: Review) -> str:
    """Why a second person gave a form back."""
    words = _(REFUSALS[review.reason])
    return f"{words}: {review.words}" if review.words else words
