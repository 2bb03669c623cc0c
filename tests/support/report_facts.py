"""Invented facts for reports, made by hand: visits and applications as the folds give them."""

from datetime import date
from typing import Any

from fieldkit.domain.catalog.load import load
from fieldkit.domain.forms.application import Application
from fieldkit.domain.forms.application import ApplicationState as Sealed
from fieldkit.domain.queue.visit import QuotedWait, Visit, VisitState
from fieldkit.report import age_bands, build
from fieldkit.report.build import CountedThing, Scope
from fieldkit.report.model import Report, Table
from fieldkit.report.sources import words
from sync.journal.chain import Hlc

CATALOG = load()
DAY = date(2026, 11, 21)
MINUTE = 60_000
NINE = 1_795_273_200_000


def visit(n: int = 0, **facts: Any) -> Visit:
    """A walk-in who waits; ``facts`` in the fold's own words."""
    known: dict[str, Any] = {
        "id": f"{n:020x}",
        "state": VisitState.WAITING,
        "day": DAY,
        "number": f"A{n:03}",
        "arrived_ms": NINE,
    }
    return Visit(**known | facts)


def hlc(minutes: int) -> Hlc:
    """A clock reading so many minutes after nine."""
    return Hlc((NINE + minutes * MINUTE) << 16)


def served(n: int, waited: int, took: int, *, told: tuple[int, int] | None = None, **facts: Any) -> Visit:
    """Somebody who came at nine, was called after ``waited`` minutes and served for ``took``."""
    return visit(
        n,
        state=VisitState.DONE,
        calls=(hlc(waited),),
        started_ms=NINE + waited * MINUTE,
        ended_ms=NINE + (waited + took) * MINUTE,
        told=(QuotedWait(hlc(0), *told),) if told else (),
        **facts,
    )


def application(n: int = 0, **facts: Any) -> Application:
    """A sealed passport renewal of a woman for ten years."""
    known: dict[str, Any] = {"id": f"{n:020x}", "state": Sealed.SEALED, "service": "PAS-AR", "day": DAY, "years": 10}
    return Application(**known | {"sex": "M", "age_band": "30-44"} | facts)


def report(*what: Any, place: str = "chicago", places: dict[str, str] | None = None, full: bool = True) -> Report:
    """The report of these facts."""
    named = places or {"chicago": "Chicago"}
    scope = Scope("Informe", "Prueba", DAY, DAY, named, cases_in_full=full)
    things = (one if isinstance(one, CountedThing) else CountedThing(place, one) for one in what)
    return build.build(scope, things, CATALOG, age_bands.shipped(), words())


def table(made: Report, key: str) -> Table:
    return next(one for one in made.tables if one.key == key)


def figures(made: Report, key: str) -> dict[str, list[int | None]]:
    """The figures of a table by the labels of its rows."""
    return {row.label: [cell.value for cell in row.cells] for row in table(made, key).rows}
