"""A sheet as a picture of black and white dots, for thermal rolls."""

from functools import lru_cache

from PIL import Image, ImageDraw

from printing.blocks import Block, Sheet
from printing.fonts import font
from printing.layout import ROLL_80, LaidBar, Mark, Roll, Square, Text, lay_out

_EDGE = 16

_BLACK, _WHITE = 0, 1


def draw(sheet: Sheet, roll: Roll = ROLL_80) -> Image.Image:
    """The sheet on a roll, mode ``1``: as wide as its head reaches, as long as it needs. Raises CODE_TOO_LONG."""
    pieces = [_drawn(block, roll.dots) for block in sheet.face + sheet.rest]
    picture = Image.new("1", (roll.dots, sum(piece.height for piece in pieces) + 2 * _EDGE), _WHITE)
    picture.info["dpi"] = (roll.dpi, roll.dpi)
    top = _EDGE
    for piece in pieces:
        picture.paste(piece, (0, top))
        top += piece.height
    return picture


# All but four or five blocks of a ticket are the same for everybody all day. A block is some 40 KB.
@lru_cache(maxsize=96)
def _drawn(block: Block, width: int) -> Image.Image:
    (strip,) = lay_out([block], width)
    picture = Image.new("1", (width, strip.height), _WHITE)
    pen = ImageDraw.Draw(picture)
    # No grey: dots at a letter's edge are black or white, never a pattern.
    pen.fontmode = "1"
    for mark in strip.marks:
        _draw_mark(pen, mark)
    return picture


def _draw_mark(pen: ImageDraw.ImageDraw, mark: Mark) -> None:
    match mark:
        case Text(x, y, text, size, bold, white):
            ink = _WHITE if white else _BLACK
            pen.text((x, y), text, fill=ink, font=font(size, bold=bold), anchor="ls")
        case LaidBar(x, y, width, height, filled):
            box = (x, y, x + width - 1, y + height - 1)
            if filled:
                pen.rectangle(box, fill=_BLACK)
            else:
                pen.rectangle(box, outline=_BLACK, width=3)
        case Square():
            for bar in mark.bars():
                _draw_mark(pen, bar)
