"""The report held against an independent count: the same tables, made from the drill's own list of people.

Nothing here uses the report's code but its form; the words are the Spanish ones that the command writes.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from fieldkit.catalog.load import load as load_catalog
from fieldkit.drill.plan import Person, Plan
from fieldkit.locale import _
from fieldkit.people.ages import age_on

Cells = Counter[tuple[str, str]]
_AGES = ((3, "menos de 3 años"), (12, "3 a 11 años"), (18, "12 a 17 años"), (30, "18 a 29 años"))
_OLDER = ((45, "30 a 44 años"), (60, "45 a 59 años"), (999, "60 años o más"))
_SUMS = {"Total", "%"}


class _Cell(msgspec.Struct):
    value: int | None


class _Row(msgspec.Struct):
    label: str
    cells: tuple[_Cell, ...]
    total: bool


class _Column(msgspec.Struct):
    title: str


class _Table(msgspec.Struct):
    key: str
    columns: tuple[_Column, ...]
    rows: tuple[_Row, ...]


class _Section(msgspec.Struct):
    tables: tuple[_Table, ...]


class _Report(msgspec.Struct):
    sections: tuple[_Section, ...]


def differing(plan: Plan, file: Path) -> Iterator[str]:
    """Every figure of headquarters' report that is not what the plan comes to."""
    if not file.exists():
        yield _("la oficina central no hizo su informe")
        return
    told = msgspec.json.decode(file.read_bytes(), type=_Report)
    tables = {table.key: table for section in told.sections for table in section.tables}
    for key, wanted in recount(plan).items():
        found = (
            _cells(tables[key], alone=all(column == "Total" for _row, column in wanted)) if key in tables else Cells()
        )
        for row, column in sorted(wanted.keys() | found.keys()):
            counted, listed = found[row, column], wanted[row, column]
            if counted != listed:
                words = _("el informe cuenta {counted} y la lista {listed}: {what}")
                yield words.format(counted=counted, listed=listed, what=f"{key} · {row} · {column}")


def recount(plan: Plan) -> dict[str, Cells]:
    """What the report's tables must hold, by row and column."""
    catalog = load_catalog()
    named = {code: f"{code} {service.name.es}" for code, service in catalog.services.items()}
    matters = {one.key: one.label.es for one in catalog.fields["advice_matter"].choices}
    spoken = {one.key: one.label.es for one in catalog.fields["language"].choices}
    tables = {key: Cells() for key in ("visits", "services", "languages", "advice")}
    tables |= {f"documents-{by}": Cells() for by in ("type", "validity", "age")}
    for person in plan.people:
        role = person.role
        ended = "Terminó" if role.comes else "Tenía cita y no llegó"
        tables["visits"][ended, "Con cita" if role.booked else "Sin cita"] += 1
        if role.comes:
            helped = "Sin intérprete" if role.language == "spa" else "Con intérprete"
            tables["languages"][spoken[role.language], helped] += 1
            tables["services"].update((named[code], "Total") for code in role.services)
    for person, filing in plan.filings():
        if filing.service == "PALE":
            tables["advice"][matters[filing.final["advice_matter"]], "Con turno"] += 1
        if catalog.services[filing.service].privacy == "identity":
            sex = {"H": "Hombre", "M": "Mujer"}[filing.final["sex"]]
            tables["documents-type"][named[filing.service], sex] += 1
            tables["documents-validity"][f"{filing.final['years']} años", sex] += 1
            tables["documents-age"][_age(person, plan.day), sex] += 1
    return {key: cells for key, cells in tables.items() if cells}


def _age(person: Person, day: date) -> str:
    age = age_on(person.born, day)
    return next(words for below, words in (*_AGES, *_OLDER) if age < below)


def _cells(table: _Table, *, alone: bool) -> Cells:
    """The counts of a table without its sums; of a plain list the sum is the count."""
    return Cells({
        (row.label, column.title): cell.value or 0
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
        if not row.total and column.title != "%" and (alone or column.title not in _SUMS) and cell.value
    })  # fmt: skip
