"""The line as rows of a table. Pure: no names in it, because a screen can be seen from across the table."""

from collections.abc import Mapping
from typing import NamedTuple

from rich.text import Text

from fieldkit.desk.queue import calls, wait_times
from fieldkit.desk.queue.calls import View
from fieldkit.desk.session import Session
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.queue.calling_order import MINUTE
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.domain.queue.wait_estimate import Estimate
from fieldkit.locale import _
from fieldkit.tui import labels
from fieldkit.tui.theme import CALM

STYLES = {
    VisitState.CALLED: f"bold {CALM.accent}",
    VisitState.SERVING: f"{CALM.success}",
    VisitState.MISSED: f"{CALM.error}",
    VisitState.ON_HOLD: f"{CALM.warning}",
}


class LineRow(NamedTuple):
    """One visit, why it stands there, and its estimate if it waits."""

    visit: Visit
    why: str = ""
    wait: Estimate | None = None

    def cells(self, catalog: Catalog, now_ms: int) -> tuple[Text, ...]:
        """Number, state, why, waited, estimate, services."""
        visit, wait = self.visit, self.wait
        star = "★" if visit.priority else " "
        expected = _("{p50}–{p80} min").format(p50=wait.p50, p80=wait.p80) if wait and wait.ahead else ""
        if wait and not wait.ahead:
            expected = _("sigue")
        return (
            Text(f"{visit.number}{star}{labels.speech_sign(visit)}", "bold"),
            Text(labels.state(visit), STYLES.get(visit.state, "")),
            Text(_(labels.WHY[self.why]) if self.why else ""),
            Text(_("{n} min").format(n=max(0, (now_ms - visit.arrived_ms) // MINUTE))),
            Text(expected),
            Text(", ".join(code for code in visit.open_services if code in catalog.services)),
        )


def rows(view: View, waits: Mapping[str, Estimate]) -> list[LineRow]:
    """Who is at the tables, then who waits in order, then who is aside."""
    waiting = [LineRow(place.visit, place.why, waits.get(place.visit.id)) for place in view.places]
    at_tables, aside = [*view.called, *view.serving], [*view.on_hold, *view.missed]
    return [*map(LineRow, at_tables), *waiting, *map(LineRow, aside)]


def view_of(session: Session) -> tuple[View, dict[str, Estimate]]:
    """The line and everybody's wait, as of now."""
    now = calls.view(session)
    return now, wait_times.estimates(session, now.today)
