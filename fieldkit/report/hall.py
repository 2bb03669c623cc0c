"""The hall: who came and how it ended, what was attended, in which language, and departures from the order."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from fieldkit.domain.journal import Outcome
from fieldkit.domain.queue.visit import ENDED, Visit, VisitState
from fieldkit.locale import N_, _
from fieldkit.report.crosstab import Crosstab, Dimensions
from fieldkit.report.dimensions import Book, coded
from fieldkit.report.model import Section, Table

_STATES = {
    VisitState.DONE: N_("Terminó"),
    VisitState.LEFT: N_("Se fue"),
    VisitState.CANCELLED: N_("Cancelado"),
    VisitState.EXPIRED: N_("Sin atender al cierre"),
    VisitState.NO_SHOW: N_("Tenía cita y no llegó"),
}
_Code = TypeVar("_Code", bound=str)
_OPEN = N_("Todavía en la sala")
_KINDS = {"appointment": N_("Con cita"), "walk_in": N_("Sin cita")}
_OUTCOMES = {
    Outcome.SUBMITTED: N_("Solicitud sellada"),
    Outcome.DONE: N_("Atendidas"),
    Outcome.NOT_POSSIBLE: N_("No se pudo"),
    Outcome.DECLINED: N_("Ya no quiso"),
}
_INTERPRETER = {"yes": N_("Con intérprete"), "no": N_("Sin intérprete")}
_VISITS = N_("visitas registradas en la puerta y citas a las que nadie llegó, cada una una vez")
_CAME = N_("visitas de quienes llegaron, cada una una vez")
_LINES = N_("servicios pedidos en cada visita y cómo terminó cada uno; una visita puede pedir varios")
_PASSED = N_("reglas que una persona que supervisa dejó pasar, cada una con su motivo")
_CALLS = N_("llamadas fuera de turno, cada una con el motivo que se anotó")


class Hall:
    """Counts visits."""

    def __init__(self, book: Book) -> None:
        ends = Dimensions(
            "state", _("Cómo terminó"), {state.value: _(name) for state, name in _STATES.items()}, _(_OPEN)
        )
        kinds = Dimensions("kind", _("Llegada"), _said(_KINDS), "", frozenset(_KINDS))
        outcomes = Dimensions("outcome", _("Resultado"), _said(_OUTCOMES), _("Sin atender"))
        helped = Dimensions("interpreter", _("Intérprete"), _said(_INTERPRETER), "", frozenset(_INTERPRETER))
        reasons = coded("reason", _("Motivo"), book.words.overrides, _("Otro motivo"))
        excuses = coded("reason", _("Motivo"), book.words.exceptions, _("Otro motivo"))
        self.visits = Crosstab("visits", book.place(), ends, kinds)
        self.lines = Crosstab("lines", book.place(), book.service(), outcomes)
        self.languages = Crosstab("languages", book.language(), helped)
        self.overrides = Crosstab("overrides", reasons)
        self.exceptions = Crosstab("exceptions", book.service(), excuses)

    def add(self, place: str, visit: Visit) -> None:
        """One visit."""
        if visit.state is VisitState.BOOKED:
            return
        state = visit.state.value if visit.state in ENDED else ""
        self.visits.add(place, state, "appointment" if visit.appointment else "walk_in")
        if visit.state is VisitState.NO_SHOW:
            return
        for service in visit.services:
            self.lines.add(place, service, visit.outcomes.get(service, ""))
        self.languages.add(visit.language, "yes" if visit.interpreter else "no")
        for reason in visit.overrides:
            self.overrides.add(reason)
        for one in visit.exceptions:
            self.exceptions.add(one.service, one.reason)

    def sections(self) -> list[Section]:
        """Visits, services, languages, and the order of the line."""
        ends, asked = _("Visitas por cómo terminaron y cómo llegaron"), _("Servicios pedidos")
        ended = _("Servicios pedidos por resultado")
        excepted, served = _("Excepciones autorizadas por motivo"), _("Excepciones autorizadas por servicio")
        spoken, skipped = _("Personas por lengua e intérprete"), _("Llamadas fuera de turno")
        visits, languages = self.visits.crossing, self.languages.crossing
        people: list[Table] = []
        if self.visits:
            people.append(visits("visits", ends, "state", "kind", _(_VISITS)))
        if self.lines:
            people.append(self.lines.listing("services", asked, "service", _(_LINES)))
            # Sealed applications are counted as documents too: what was not sealed would be the difference.
            outcomes = self.lines.crossing("outcomes", ended, "service", "outcome", _(_LINES))
            people.append(msgspec.structs.replace(outcomes, inside=True))
        if self.languages:
            people.append(languages("languages", spoken, "language", "interpreter", _(_CAME)))
        if self.overrides:
            people.append(self.overrides.listing("overrides", skipped, "reason", _(_CALLS), inside=True))
        if self.exceptions:
            let_pass = self.exceptions.listing("exceptions", excepted, "reason", _(_PASSED), inside=True)
            by_service = self.exceptions.listing("exceptions-service", served, "service", _(_PASSED), inside=True)
            people += [let_pass, by_service]
        return [Section(_("Visitas y servicios"), tuple(people))] if people else []


def _said(names: Mapping[_Code, str]) -> dict[str, str]:
    return {code: _(name) for code, name in names.items()}
