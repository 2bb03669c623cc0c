"""Tables with charts on Letter pages, as a consul hands them on: what to draw, and the PDF of it.

Nothing here counts or computes: figures come as they are to be read, and beside them the lengths of the bars.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import msgspec
from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from printing.pdf import BOLD_NAME, REGULAR_NAME, register_fonts
from printing.report_bars import LABEL_SHARE, Bars, Chart, ReportBar

__all__ = ["Bars", "Chapter", "Grid", "ReportBar", "ReportLine", "ReportPaper", "report_pdf"]

_INK, _ACCENT, _PALE, _RULE = HexColor("#1C2422"), HexColor("#14463C"), HexColor("#EEF3F1"), HexColor("#B9C6C1")
_EDGE, _HEAD, _FOOT = 50.0, 46.0, 40.0
_CELL_EDGES = 13.0


class ReportLine(msgspec.Struct, frozen=True):
    """A row: its label and its figures as they are written."""

    label: str
    cells: tuple[str, ...]
    total: bool = False


class Grid(msgspec.Struct, frozen=True):
    """A table, what stands under it, and a chart of it if it gains by one."""

    title: str
    head: str
    columns: tuple[str, ...]
    lines: tuple[ReportLine, ...]
    note: str
    bars: Bars | None = None


class Chapter(msgspec.Struct, frozen=True):
    """Tables under one heading."""

    title: str
    grids: tuple[Grid, ...]


class ReportPaper(msgspec.Struct, frozen=True):
    """The whole. ``mark`` stands on every page; ``page`` is a template with ``{n}`` and ``{of}``."""

    title: str
    place: str
    period: str
    mark: str
    page: str
    language: str
    chapters: tuple[Chapter, ...]
    notes: tuple[str, ...] = ()


def report_pdf(paper: ReportPaper) -> bytes:
    """Letter pages; the same paper gives the same bytes."""
    register_fonts()
    pages = _build(paper, 0)[1]
    return _build(paper, pages)[0]


def _build(paper: ReportPaper, pages: int) -> tuple[bytes, int]:
    out = BytesIO()
    width, height = letter
    document = BaseDocTemplate(out, pagesize=letter, invariant=1, title=paper.title, lang=paper.language)
    frame = Frame(
        _EDGE, _FOOT + 14, width - 2 * _EDGE, height - _HEAD - _FOOT - 28,
        leftPadding=0, rightPadding=0, topPadding=6, bottomPadding=0,
    )  # fmt: skip
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=_frame_of(paper, pages)))
    document.build(_story(paper, width - 2 * _EDGE))
    return out.getvalue(), int(document.page)


def _frame_of(paper: ReportPaper, pages: int) -> Callable[[Canvas, Any], None]:
    """What stands on every page round the tables."""
    width, height = letter

    def draw(canvas: Canvas, document: Any) -> None:
        canvas.saveState()
        canvas.setFillColor(_ACCENT)
        canvas.setFont(BOLD_NAME, 9)
        canvas.drawString(_EDGE, height - _HEAD, paper.title)
        canvas.drawRightString(width - _EDGE, height - _HEAD, paper.mark)
        canvas.setStrokeColor(_ACCENT)
        canvas.line(_EDGE, height - _HEAD - 6, width - _EDGE, height - _HEAD - 6)
        canvas.setFillColor(_INK)
        canvas.setFont(REGULAR_NAME, 8)
        canvas.drawString(_EDGE, _FOOT, f"{paper.place} · {paper.period}")
        canvas.drawRightString(width - _EDGE, _FOOT, paper.page.format(n=document.page, of=pages))
        canvas.restoreState()

    return draw


def _story(paper: ReportPaper, width: float) -> list[Flowable]:
    story: list[Flowable] = [
        _said(paper.title, 19, bold=True, ink=_ACCENT, after=4),
        _said(paper.place, 12, bold=True, after=2),
        _said(paper.period, 11, after=2),
        _said(paper.mark, 9, bold=True, after=10),
    ]
    for chapter in paper.chapters:
        first, *others = chapter.grids
        story += [CondPageBreak(180), _said(chapter.title, 14, bold=True, ink=_ACCENT, before=10, after=6)]
        for grid in (first, *others):
            story += _grid(grid, width)
    story += [_said(note, 8, before=4) for note in paper.notes]
    return story


def _grid(grid: Grid, width: float) -> list[Flowable]:
    """Title, chart and table together if a page has room for them."""
    needs = [_room(grid, at) for at in range(len(grid.columns))]
    # What the figures do not need is shared out, so that a narrow table does not stand apart from its labels.
    spare = max(width * (1 - LABEL_SHARE) - sum(needs), 0) / len(needs)
    needs = [need + spare for need in needs]
    head = [_said(grid.head, 8, bold=True, ink=white)]
    head += [_said(column, 8, bold=True, right=True, ink=white) for column in grid.columns]
    rows = [head]
    rows += [
        [
            _said(line.label, 8.5, bold=line.total),
            *(_said(cell, 8.5, right=True, bold=line.total) for cell in line.cells),
        ]
        for line in grid.lines
    ]
    table = Table(rows, colWidths=[width - sum(needs), *needs], repeatRows=1)
    table.setStyle(TableStyle(_style(grid)))
    parts: list[Flowable] = [_said(grid.title, 10.5, bold=True, before=6, after=4)]
    if grid.bars is not None:
        parts += [Chart(grid.bars, width), Spacer(1, 6)]
    return [KeepTogether([*parts, table, _said(grid.note, 7.5, before=3, after=12)])]


def _room(grid: Grid, at: int) -> float:
    """The least width of a column: no word of its heading and none of its figures is broken."""
    words = [*grid.columns[at].split(), *(line.cells[at] for line in grid.lines)]
    return max(float(stringWidth(word, BOLD_NAME, 8.5)) for word in words) + _CELL_EDGES


def _style(grid: Grid) -> list[tuple[Any, ...]]:
    style: list[tuple[Any, ...]] = [
        ("BACKGROUND", (0, 0), (-1, 0), _ACCENT),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, _RULE),
    ]
    style += [("BACKGROUND", (0, at), (-1, at), _PALE) for at in range(2, len(grid.lines) + 1, 2)]
    style += [("LINEABOVE", (0, at), (-1, at), 1, _ACCENT) for at, line in enumerate(grid.lines, 1) if line.total]
    return style


def _said(
    text: str,
    size: float,
    *,
    bold: bool = False,
    right: bool = False,
    ink: Any = _INK,
    before: float = 0,
    after: float = 0,
) -> Paragraph:
    style = ParagraphStyle(
        "said",
        fontName=BOLD_NAME if bold else REGULAR_NAME,
        fontSize=size,
        leading=size * 1.25,
        textColor=ink,
        spaceBefore=before,
        spaceAfter=after,
        alignment=TA_RIGHT if right else 0,
    )
    return Paragraph(_as_text(text), style)


def _as_text(text: str) -> str:
    """The library reads markup: a name with a sign of it must be the name."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
