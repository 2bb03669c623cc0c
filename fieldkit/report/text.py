"""A report as plain text for a screen of eighty columns."""

import textwrap
from collections.abc import Iterator

from fieldkit.locale import _
from fieldkit.report.figures import written
from fieldkit.report.model import Report, Table

WIDTH = 80
_LABEL, _GAP = 30, 2


def text(report: Report, width: int = WIDTH) -> str:
    """Every table, its figures in columns; nothing is wider than ``width``."""
    lines = [report.title, report.place, period(report), f"[{report.mark}]", ""]
    for section in report.sections:
        lines += [section.title.upper(), ""]
        for table in section.tables:
            lines += [*lines_of(table, width), ""]
    for note in report.notes:
        lines += textwrap.wrap(note, width)
    return "\n".join(lines).rstrip() + "\n"


def period(report: Report) -> str:
    """The days that are counted."""
    if report.first == report.last:
        return f"{report.first:%d/%m/%Y}"
    return _("del {first} al {last}").format(first=f"{report.first:%d/%m/%Y}", last=f"{report.last:%d/%m/%Y}")


def lines_of(table: Table, width: int = WIDTH) -> list[str]:
    """One table; columns for which there is no room come below, under the same labels."""
    lines = textwrap.wrap(table.title, width)
    label = min(max(len(row.label) for row in table.rows), _LABEL) if table.rows else _LABEL
    label = max(label, min(len(table.head), _LABEL))
    columns = [[written(row.cells[at], column.unit) for row in table.rows] for at, column in enumerate(table.columns)]
    widths = [
        max([*map(len, cells), *map(len, column.title.split())]) + _GAP
        for column, cells in zip(table.columns, columns, strict=True)
    ]
    for n, band in enumerate(_bands(widths, width - label)):
        lines += [""] if n else []
        lines += _heads(table, band, widths, label)
        for at, row in enumerate(table.rows):
            words = textwrap.wrap(row.label, label) or [""]
            if row.total:
                lines.append("─" * (label + sum(widths[one] for one in band)))
            lines += words[:-1]
            lines.append(f"{words[-1]:<{label}}" + "".join(f"{columns[one][at]:>{widths[one]}}" for one in band))
    return [*lines, *textwrap.wrap(_("Fuente: {source}").format(source=table.source), width)]


def _bands(widths: list[int], room: int) -> Iterator[list[int]]:
    """The columns, so many at a time as there is room for."""
    band: list[int] = []
    for at, width in enumerate(widths):
        if band and sum(widths[one] for one in band) + width > room:
            yield band
            band = []
        band.append(at)
    if band:
        yield band


def _heads(table: Table, band: list[int], widths: list[int], label: int) -> list[str]:
    heads = [textwrap.wrap(table.columns[one].title, widths[one] - _GAP) or [""] for one in band]
    deep = max(map(len, heads))
    rows = []
    for line in range(deep):
        left = table.head if line == deep - 1 else ""
        cells = (
            f"{(head[line - deep + len(head)] if line >= deep - len(head) else ''):>{widths[one]}}"
            for head, one in zip(heads, band, strict=True)
        )
        rows.append((f"{left[:label]:<{label}}" + "".join(cells)).rstrip())
    return rows
