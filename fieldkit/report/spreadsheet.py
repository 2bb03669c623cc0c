"""A report as one long table for spreadsheets and other programs, and the care that any such table needs."""

import csv
import io

from fieldkit.locale import N_, _
from fieldkit.report.figures import plain
from fieldkit.report.model import Report

_HEADS = (
    *(N_("desde"), N_("hasta"), N_("lugar"), N_("uso"), N_("tema"), N_("clave"), N_("cuadro")),
    *(N_("renglón"), N_("columna"), N_("cifra"), N_("unidad")),
)
_UNITS = {"count": N_("número"), "percent": "%", "minutes": "min", "cents": "US$"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def tidy(report: Report) -> str:
    """CSV with a line for each figure: its table, row and column; ``*`` where suppressed, empty where there is none."""
    target = io.StringIO()
    out = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.writerow(_(head) for head in _HEADS)
    about = [report.first.isoformat(), report.last.isoformat(), report.place, report.mark]
    for section in report.sections:
        for table in section.tables:
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    words = [*about, section.title, table.key, table.title, row.label, column.title]
                    out.writerow([*map(harmless, words), plain(cell, column.unit), _(_UNITS[column.unit])])
    return target.getvalue()


def harmless(cell: str) -> str:
    """The cell as text, whatever a spreadsheet makes of its first sign."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
