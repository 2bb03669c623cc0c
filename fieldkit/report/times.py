"""How long people waited and were served, against what they were told."""

from fieldkit.domain.queue.calling_order import MINUTE
from fieldkit.domain.queue.visit import QuotedWait, Visit, VisitState, first_call_ms, true_wait
from fieldkit.locale import N_, _
from fieldkit.report.figures import Spread, percent
from fieldkit.report.model import Cell, Column, ReportRow, Section, Table

_GROUPS = {
    "priority": N_("Con prioridad"),
    "appointment": N_("Con cita"),
    "walk_in": N_("Sin cita"),
}
# What was told, and two ways that need no program, beside which it is held.
_WAYS = {
    "told": N_("De este programa"),
    "by_count": N_("Con personas × promedio ÷ mesas"),
    "by_last": N_("Con lo que esperó la última persona"),
}
_WAIT = N_("de la llegada a la primera llamada de cada visita, en minutos enteros; percentiles por rango más cercano")
_SERVE = N_("de cuando se sentó a cuando terminó cada visita terminada, con las pausas")
_ESTIMATE = N_(
    "cada espera que se dijo contra la que hubo hasta la llamada siguiente; error positivo: esperó más de lo dicho; "
    "las de quien no fue llamado no cuentan"
)


class Times:
    """Measures visits."""

    def __init__(self) -> None:
        self._waits = {group: Spread() for group in _GROUPS}
        self._waited, self._served = Spread(), Spread()
        self._off = {way: Spread() for way in _WAYS}
        self._within = dict.fromkeys(_WAYS, 0)

    def add(self, visit: Visit) -> None:
        """One visit."""
        called_ms = first_call_ms(visit)
        if called_ms is not None:
            minutes = _minutes(visit.arrived_ms, called_ms)
            self._waited.add(minutes)
            self._waits[_group(visit)].add(minutes)
        if visit.state is VisitState.DONE and visit.started_ms:
            self._served.add(_minutes(visit.started_ms, visit.ended_ms))
        for told in visit.told:
            self._compare(visit, told)

    def _compare(self, visit: Visit, told: QuotedWait) -> None:
        wait = true_wait(visit, told)
        if wait is None:
            return
        waited = int(wait)
        self._hold("told", waited, told.p50, told.p80)
        self._hold("by_count", waited, told.by_count, told.by_count)
        self._hold("by_last", waited, told.by_last, told.by_last)

    def _hold(self, way: str, waited: int, about: int, most: int) -> None:
        self._off[way].add(waited - about)
        self._within[way] += waited <= most

    def sections(self) -> list[Section]:
        """Waits, services, and the estimates that were told."""
        tables = []
        if self._waited.n:
            rows = [self._spread(_(name), self._waits[group], f"waits|{group}") for group, name in _GROUPS.items()]
            rows.append(self._spread(_("Todos"), self._waited, "waits"))
            tables.append(_table("waits", _("Espera hasta la primera llamada"), _("Llegada"), rows, _(_WAIT)))
        if self._served.n:
            rows = [self._spread(_("Todos"), self._served, "served")]
            tables.append(_table("served", _("Tiempo en la mesa"), _("Visitas"), rows, _(_SERVE)))
        if self._off["told"].n:
            tables.append(self._estimates())
        return [Section(_("Esperas"), tuple(tables))] if tables else []

    def _estimates(self) -> Table:
        columns = (
            Column(_("Dichas"), inside=True),
            Column(_("Sesgo medio"), "minutes"),
            Column(_("Error medio"), "minutes"),
            Column(_("Dentro de «quizá hasta»"), "percent"),
        )
        return Table(
            key="estimates",
            title=_("La espera que se dijo contra la que hubo"),
            head=_("Estimaciones"),
            columns=columns,
            rows=tuple(ReportRow(_(name), self._accuracy(way)) for way, name in _WAYS.items()),
            source=_(_ESTIMATE),
        )

    def _accuracy(self, way: str) -> tuple[Cell, ...]:
        off, of = self._off[way], ("estimates",)
        return (
            Cell(off.n, of=of),
            Cell(off.mean(), of=of),
            Cell(off.mean_size(), of=of),
            Cell(percent(self._within[way], off.n), of=of),
        )

    def _spread(self, label: str, spread: Spread, name: str) -> ReportRow:
        cells = [Cell(spread.at(share), of=(name,)) for share in (50, 80, 95)]
        return ReportRow(label, (Cell(spread.n, of=(name,)), *cells))


def _table(key: str, title: str, head: str, rows: list[ReportRow], source: str) -> Table:
    titles = (_("Mediana"), _("80 % hasta"), _("95 % hasta"))
    return Table(
        key=key,
        title=title,
        head=head,
        # How many were called or served would tell, beside the visits, how few were not.
        columns=(Column(_("Visitas"), inside=True), *(Column(one, "minutes") for one in titles)),
        rows=tuple(rows),
        source=source,
    )


def _group(visit: Visit) -> str:
    if visit.priority:
        return "priority"
    return "appointment" if visit.appointment else "walk_in"


def _minutes(start_ms: int, end_ms: int) -> int:
    """Whole minutes, at least none: a clock that was put right in between may run backwards."""
    return max(end_ms - start_ms, 0) // MINUTE
