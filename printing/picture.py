"""A sheet as a picture of black and white dots, for thermal rolls."""

from PIL import Image, ImageDraw

from printing.blocks import Sheet
from printing.fonts import font
from printing.layout import ROLL_80, Bar, Mark, Roll, Square, Text, lay_out

_EDGE = 16

_BLACK, _WHITE = 0, 1


def draw(sheet: Sheet, roll: Roll = ROLL_80) -> Image.Image:
    """The sheet on a roll, mode ``1``: as wide as its head reaches, as long as it needs. Raises CodeTooLong."""
    strips = lay_out(sheet.face + sheet.rest, roll.dots)
    picture = Image.new("1", (roll.dots, sum(strip.height for strip in strips) + 2 * _EDGE), _WHITE)
    picture.info["dpi"] = (roll.dpi, roll.dpi)
    pen = ImageDraw.Draw(picture)
    # No grey: dots at a letter's edge are black or white, never a pattern.
    pen.fontmode = "1"
    top = _EDGE
    for strip in strips:
        for mark in strip.marks:
            _draw_mark(pen, mark, top)
        top += strip.height
    return picture


def _draw_mark(pen: ImageDraw.ImageDraw, mark: Mark, top: int) -> None:
    match mark:
        case Text(x, y, text, size, bold, white):
            ink = _WHITE if white else _BLACK
            pen.text((x, top + y), text, fill=ink, font=font(size, bold=bold), anchor="ls")
        case Bar(x, y, width, height, filled):
            box = (x, top + y, x + width - 1, top + y + height - 1)
            if filled:
                pen.rectangle(box, fill=_BLACK)
            else:
                pen.rectangle(box, outline=_BLACK, width=3)
        case Square():
            for bar in mark.bars():
                _draw_mark(pen, bar, top)
