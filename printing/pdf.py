"""A sheet as a PDF whose text can be searched and read aloud: on a roll, or on a Letter page in two columns."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO

from reportlab.lib.pagesizes import letter
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from printing.blocks import Sheet
from printing.fonts import BOLD, REGULAR
from printing.layout import DOTS_PER_INCH, ROLL_80, LaidBar, Mark, Roll, Square, Strip, Text, lay_out

REGULAR_NAME, BOLD_NAME = "Kit", "Kit-Bold"
_EDGE = 36.0  # points: what office printers cannot reach, and a little air
# A page is read at arm's length and has room: everything a sixth larger than on a roll.
_LETTER_SCALE = 72 / DOTS_PER_INCH * 1.15
_FACE_DOTS, _GUTTER_DOTS = 560, 50


def roll_pdf(sheet: Sheet, roll: Roll = ROLL_80) -> bytes:
    """One page as long as the ticket, for a roll printer behind the system's spooler. Raises CODE_TOO_LONG."""
    strips = lay_out(sheet.face + sheet.rest, roll.dots)
    edge, scale = 4 * mm, 72 / roll.dpi
    height = sum(strip.height for strip in strips) * scale + 2 * edge
    width = roll.millimetres * mm
    out = BytesIO()
    canvas = _canvas(out, sheet, (width, height))
    left = (width - roll.dots * scale) / 2
    _Column(canvas, left, height - edge, scale).draw_all(strips)
    canvas.save()
    return out.getvalue()


def letter_pdf(sheet: Sheet) -> bytes:
    """Letter pages for an office printer: the face on the left, the rest on the right and over whole pages after it.

    Raises CODE_TOO_LONG.
    """
    width, height = letter
    room, wide = (round((size - 2 * _EDGE) / _LETTER_SCALE) for size in (height, width))
    start = _FACE_DOTS + _GUTTER_DOTS if sheet.rest else 0
    beside = _pages(lay_out(sheet.rest, wide - start), room)[0]
    pages: list[list[tuple[int, list[Strip]]]] = [
        [(0, face)] for face in _pages(lay_out(sheet.face, _FACE_DOTS if sheet.rest else wide), room)
    ]
    pages[0].append((start, beside))
    if len(beside) < len(sheet.rest):
        pages += [[(0, page)] for page in _pages(lay_out(sheet.rest[len(beside) :], wide), room)]
    out = BytesIO()
    canvas = _canvas(out, sheet, letter)
    for page in pages:
        for left, strips in page:
            _Column(canvas, _EDGE + left * _LETTER_SCALE, height - _EDGE, _LETTER_SCALE).draw_all(strips)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _pages(strips: Sequence[Strip], room: int) -> list[list[Strip]]:
    pages: list[list[Strip]] = [[]]
    used = 0
    for place, strip in enumerate(strips):
        needed = 0
        for follower in strips[place:]:
            needed += follower.height
            if not follower.with_next:
                break
        if used and used + needed > room:
            pages.append([])
            used = 0
        pages[-1].append(strip)
        used += strip.height
    return pages


def _canvas(out: BytesIO, sheet: Sheet, size: tuple[float, float]) -> Canvas:
    register_fonts()
    # Invariant: the same sheet gives the same bytes, without the hour or the name of a machine.
    canvas = Canvas(out, pagesize=size, pageCompression=1, invariant=1, lang="es-MX")
    canvas.setTitle(sheet.title)
    return canvas


@cache
def register_fonts() -> None:
    """Make the typeface known to the library, once."""
    pdfmetrics.registerFont(TTFont(REGULAR_NAME, str(REGULAR)))
    pdfmetrics.registerFont(TTFont(BOLD_NAME, str(BOLD)))


class _Column:
    """Draws strips downwards from (left, top), in points; ``scale`` is points per dot."""

    def __init__(self, canvas: Canvas, left: float, top: float, scale: float) -> None:
        self.canvas, self.left, self.top, self.scale = canvas, left, top, scale

    def draw_all(self, strips: Sequence[Strip]) -> None:
        for strip in strips:
            for mark in strip.marks:
                self._draw(mark)
            self.top -= strip.height * self.scale

    def _draw(self, mark: Mark) -> None:
        match mark:
            case Text(x, y, text, size, bold, white):
                self.canvas.setFont(BOLD_NAME if bold else REGULAR_NAME, size * self.scale)
                self.canvas.setFillGray(1 if white else 0)
                self.canvas.drawString(self.left + x * self.scale, self.top - y * self.scale, text)
            case LaidBar(x, y, width, height, filled):
                self._rectangle(x, y, width, height, filled=filled)
            case Square():
                for bar in mark.bars():
                    self._draw(bar)

    def _rectangle(self, x: int, y: int, width: int, height: int, *, filled: bool = True) -> None:
        self.canvas.setFillGray(0)
        corner = (self.left + x * self.scale, self.top - (y + height) * self.scale)
        size = (width * self.scale, height * self.scale)
        self.canvas.rect(*corner, *size, stroke=0 if filled else 1, fill=1 if filled else 0)
