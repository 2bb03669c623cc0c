"""The forms in which a report is handed on, all made from the same tree."""

from collections.abc import Callable, Mapping

import msgspec

from fieldkit.report.model import Cell, Report
from fieldkit.report.spreadsheet import tidy
from fieldkit.report.text import text


def _text(report: Report) -> bytes:
    return text(report).encode()


def _csv(report: Report) -> bytes:
    return tidy(report).encode("utf-8-sig")


def _json(report: Report) -> bytes:
    """The tree itself, without the names that suppression goes by."""
    return msgspec.json.format(msgspec.json.encode(_bare(report)), indent=1) + b"\n"


def _pdf(report: Report) -> bytes:
    from fieldkit.report.pdf import pdf  # here, or every command would wait for the PDF library

    return pdf(report)


FORMATS: Mapping[str, Callable[[Report], bytes]] = {"text": _text, "csv": _csv, "json": _json, "pdf": _pdf}
SUFFIXES = {"text": "txt", "csv": "csv", "json": "json", "pdf": "pdf"}


def _bare(report: Report) -> Report:
    replace = msgspec.structs.replace
    sections = [
        replace(
            section,
            tables=tuple(
                replace(
                    table,
                    sums=(),
                    rows=tuple(
                        replace(row, cells=tuple(Cell(cell.value, cell.hidden) for cell in row.cells))
                        for row in table.rows
                    ),
                )
                for table in section.tables
            ),
        )
        for section in report.sections
    ]
    return replace(report, sections=tuple(sections))
