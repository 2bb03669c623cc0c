"""A report's file in plain cells: what stands in which row and column, by their words, without sums and percentages."""

from collections import Counter
from pathlib import Path

import msgspec

Cells = Counter[tuple[str, str]]
_SUM = "Total"
# Of what is measured by the clock only how often it was measured can be known beforehand; of estimates not even that.
_MEASURED, _HOW_OFTEN = {"waits", "served"}, "Visitas"
_UNKNOWN = {"estimates"}


class _Cell(msgspec.Struct):
    value: int | None


class _Row(msgspec.Struct):
    label: str
    cells: tuple[_Cell, ...]
    total: bool


class _Column(msgspec.Struct):
    title: str
    unit: str


class _Table(msgspec.Struct):
    key: str
    columns: tuple[_Column, ...]
    rows: tuple[_Row, ...]


class _Section(msgspec.Struct):
    tables: tuple[_Table, ...]


class _Report(msgspec.Struct):
    sections: tuple[_Section, ...]


def read(file: Path) -> dict[str, Cells]:
    """The figures of a report by table; what is nought is left out. Raises OSError, msgspec.MsgspecError."""
    told = msgspec.json.decode(file.read_bytes(), type=_Report)
    tables = [table for section in told.sections for table in section.tables if table.key not in _UNKNOWN]
    return {table.key: _cells(table) for table in tables}


def _cells(table: _Table) -> Cells:
    """Of a plain list the sum is the count."""
    counted = {column.title for column in table.columns if column.unit != "percent"}
    wanted = counted & {_HOW_OFTEN} if table.key in _MEASURED else counted - {_SUM} or counted
    return Cells({
        (row.label, column.title): cell.value
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
        if not row.total and column.title in wanted and cell.value
    })  # fmt: skip
