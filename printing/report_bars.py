"""Bars of a report: one for each row, made of the parts of its columns, readable without colour."""

from typing import Any

import msgspec
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from printing.pdf import BOLD_NAME, REGULAR_NAME

# From dark to light, so that grey paper shows them apart too.
_TONES = tuple(HexColor(tone) for tone in ("#14463C", "#4F9381", "#E0B04C", "#B9CFC7", "#7A7F87"))
_INK = HexColor("#1C2422")
_ROW, _BAR, _LEGEND, _SIZE = 13.0, 8.5, 16.0, 8.0
LABEL_SHARE = 0.34  # of the page's width
_VALUE_ROOM, _SHORTEST = 46.0, 0.8


class ReportBar(msgspec.Struct, frozen=True):
    """A row: its label, a length for each part (None: not to be known), and the figure at its end."""

    label: str
    parts: tuple[int | None, ...]
    figure: str


class Bars(msgspec.Struct, frozen=True):
    """What the parts are called, and the rows."""

    parts: tuple[str, ...]
    rows: tuple[ReportBar, ...]


class Chart(Flowable):  # type: ignore[misc]  # the library has no types
    """The bars, all to one scale, over the width of the page."""

    def __init__(self, bars: Bars, width: float) -> None:
        super().__init__()
        self._bars = bars
        self.width = width
        self._legend = _LEGEND if len(bars.parts) > 1 else 0
        self.height = len(bars.rows) * _ROW + self._legend

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The room it takes."""
        return self.width, self.height

    def draw(self) -> None:
        """The legend, then the bars downwards."""
        canvas = self.canv
        left = self.width * LABEL_SHARE
        longest = max((sum(part or 0 for part in bar.parts) for bar in self._bars.rows), default=0)
        scale = (self.width - left - _VALUE_ROOM) / longest if longest else 0
        if self._legend:
            self._explain(canvas, left)
        for at, bar in enumerate(self._bars.rows):
            y = self.height - self._legend - (at + 1) * _ROW + (_ROW - _BAR) / 2
            canvas.setFillColor(_INK)
            canvas.setFont(REGULAR_NAME, _SIZE)
            canvas.drawRightString(left - 6, y + 1.5, _cut(bar.label, left - 8))
            x = left
            for part, tone in zip(bar.parts, _TONES, strict=False):
                if part:
                    length = max(part * scale, _SHORTEST)
                    canvas.setFillColor(tone)
                    canvas.rect(x, y, length, _BAR, stroke=0, fill=1)
                    x += length
            canvas.setFillColor(_INK)
            canvas.setFont(BOLD_NAME, _SIZE)
            canvas.drawString(x + 4, y + 1.5, bar.figure)

    def _explain(self, canvas: Any, left: float) -> None:
        x, y = left, self.height - _LEGEND + 5
        for name, tone in zip(self._bars.parts, _TONES, strict=False):
            canvas.setFillColor(tone)
            canvas.rect(x, y, 8, 8, stroke=0, fill=1)
            canvas.setFillColor(_INK)
            canvas.setFont(REGULAR_NAME, _SIZE)
            canvas.drawString(x + 11, y + 1, name)
            x += 11 + stringWidth(name, REGULAR_NAME, _SIZE) + 14


def _cut(text: str, room: float) -> str:
    """As much of a label as there is room for: the table below has it whole."""
    while stringWidth(text, REGULAR_NAME, _SIZE) > room:
        text = text.rstrip("…")[:-1].rstrip() + "…"
    return text
