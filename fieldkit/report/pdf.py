"""A report on Letter pages: tables and charts as printing takes them."""

from fieldkit.locale import _, speaking
from fieldkit.report.figures import written
from fieldkit.report.model import Report, ReportRow, Table
from fieldkit.report.text import period
from printing.report import Bars, Chapter, Grid, ReportBar, ReportLine, ReportPaper, report_pdf

_MOST_BARS, _MOST_PARTS = 24, 5


def pdf(report: Report) -> bytes:
    """The pages; the same report gives the same bytes."""
    paper = ReportPaper(
        title=report.title,
        place=report.place,
        period=period(report),
        mark=report.mark,
        page=_("página {n} de {of}"),
        language=speaking(),
        chapters=tuple(
            Chapter(section.title, tuple(_grid(table) for table in section.tables)) for section in report.sections
        ),
        notes=report.notes,
    )
    return report_pdf(paper)


def _grid(table: Table) -> Grid:
    return Grid(
        title=table.title,
        head=table.head,
        columns=tuple(column.title for column in table.columns),
        lines=tuple(ReportLine(row.label, _cells(table, row), row.total) for row in table.rows),
        note=_("Fuente: {source}").format(source=table.source),
        bars=_bars(table),
    )


def _cells(table: Table, row: ReportRow) -> tuple[str, ...]:
    return tuple(written(cell, column.unit) for column, cell in zip(table.columns, row.cells, strict=True))


def _bars(table: Table) -> Bars | None:
    """A bar for each row but the totals, in parts by column; at its end the count that it shows.

    Undivided where parts are suppressed or too many to be told apart: the sum stands in the column after them.
    Nothing for a single row, or where nothing may be known.
    """
    rows = [row for row in table.rows if not row.total]
    if not table.charted or not 1 < len(rows) <= _MOST_BARS:
        return None
    whole = table.charted if table.charted > 1 else 0
    hidden = any(cell.hidden for row in rows for cell in row.cells[: table.charted])
    parts = slice(whole, whole + 1) if hidden or table.charted > _MOST_PARTS else slice(0, table.charted)
    bars = tuple(
        ReportBar(row.label, tuple(cell.value for cell in row.cells[parts]), _cells(table, row)[whole]) for row in rows
    )
    if not any(part for bar in bars for part in bar.parts):
        return None
    return Bars(tuple(column.title for column in table.columns[parts]), bars)
