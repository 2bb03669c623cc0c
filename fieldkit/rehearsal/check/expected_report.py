"""The reports held against an independent count: the same tables, made from the drill's own list.

Nothing here uses the report's code but its form; the words are the Spanish ones that the programs write.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from fieldkit.domain.catalog.load import load as load_catalog
from fieldkit.locale import _
from fieldkit.rehearsal.check import expected_accounts, expected_hall, expected_rooms, report_cells
from fieldkit.rehearsal.check.report_cells import Cells
from fieldkit.rehearsal.plan.plan import CONSULATE, DrillPlan


class ReportComparison(NamedTuple):
    """How many figures were compared, and a sentence for each that is not what the list comes to."""

    figures: int
    wrong: list[str]


def compare(plan: DrillPlan, file: Path, *, office: bool) -> ReportComparison:
    """A report against the plan: headquarters', or the laptop's, whose supervisor hears of cases no more than that."""
    if not file.exists():
        return ReportComparison(0, [_("falta el informe {file}").format(file=file.name)])
    found, wanted = report_cells.read(file), recount(plan, office=office)
    wrong = [words for key in {**wanted, **found} for words in _differing(key, wanted, found)]
    return ReportComparison(sum(map(len, wanted.values())), wrong)


def recount(plan: DrillPlan, *, office: bool) -> dict[str, Cells]:
    """What the report's tables must hold, by row and column."""
    catalog = load_catalog()
    tables = expected_hall.count(plan, catalog) | expected_accounts.count(plan, catalog)
    tables |= expected_rooms.count(plan, catalog, cases=office)
    if office:
        tables["consulates"] = _consulates(tables, str(catalog.consulates[CONSULATE].name.es))
    return {key: cells for key, cells in tables.items() if cells}


def _consulates(tables: Mapping[str, Cells], name: str) -> Cells:
    """One line for the only consulate that sent anything."""
    columns = {
        "Visitas": "visits",
        "Servicios": "services",
        "Documentos": "documents-type",
        "Casos": "cases",
        "Ventanillas": "contacts",
    }
    return Cells({(name, column): tables[key].total() for column, key in columns.items() if tables[key]})


def _differing(key: str, wanted: Mapping[str, Cells], found: Mapping[str, Cells]) -> Iterator[str]:
    told_here, listed_here = found.get(key, Cells()), wanted.get(key, Cells())
    for row, column in sorted(told_here.keys() | listed_here.keys()):
        counted, listed = told_here[row, column], listed_here[row, column]
        if counted != listed:
            words = _("el informe cuenta {counted} y la lista {listed}: {what}")
            yield words.format(counted=counted, listed=listed, what=f"{key} · {row} · {column}")
