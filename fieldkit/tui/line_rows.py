"""The line as rows of a table. Pure: no names in it, because a screen can be seen from across the table."""

from collections.abc import Mapping
from typing import NamedTuple

from rich.text import Text

from fieldkit.catalog.model import Catalog
from fieldkit.desk.line import View
from fieldkit.line import MINUTE, Estimate
from fieldkit.locale import _
from fieldkit.tui import phrases
from fieldkit.tui.theme import CALM
from fieldkit.visits import State, Visit

STYLES = {
    State.CALLED: f"bold {CALM.accent}",
    State.SERVING: f"{CALM.success}",
    State.MISSED: f"{CALM.error}",
    State.ON_HOLD: f"{CALM.warning}",
}


class LineRow(NamedTuple):
    """One visit and its cells: number, state, why, waited, estimate, services."""

    visit: Visit
    cells: tuple[Text, ...]


def rows(view: View, waits: Mapping[str, Estimate], catalog: Catalog, now_ms: int) -> list[LineRow]:
    """Who is at the tables, then who waits in order, then who is aside."""
    why = {place.visit.id: place.why for place in view.places}
    waiting = [place.visit for place in view.places]
    everyone = [*view.called, *view.serving, *waiting, *view.on_hold, *view.missed]
    return [_row(visit, why.get(visit.id, ""), waits.get(visit.id), catalog, now_ms) for visit in everyone]


def _row(visit: Visit, why: str, wait: Estimate | None, catalog: Catalog, now_ms: int) -> LineRow:
    star = "★" if visit.priority else " "
    expected = _("{p50}–{p80} min").format(p50=wait.p50, p80=wait.p80) if wait and wait.ahead else ""
    if wait and not wait.ahead:
        expected = _("sigue")
    style = STYLES.get(visit.state, "")
    return LineRow(
        visit,
        (
            Text(f"{visit.number}{star}", "bold"),
            Text(phrases.state(visit), style),
            Text(_(phrases.WHY[why]) if why else ""),
            Text(_("{n} min").format(n=max(0, (now_ms - visit.arrived_ms) // MINUTE))),
            Text(expected),
            Text(", ".join(code for code in visit.open_services if code in catalog.services)),
        ),
    )
