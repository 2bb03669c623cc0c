"""The one typeface of everything on paper: DejaVu Sans Condensed 2.37 (licence beside it).

It ships with the kit because paper must look the same on every laptop; condensed, because a roll is narrow.
"""

from functools import cache
from pathlib import Path

from PIL import ImageFont

HERE = Path(__file__).parent
REGULAR = HERE / "DejaVuSansCondensed.ttf"
BOLD = HERE / "DejaVuSansCondensed-Bold.ttf"


@cache
def font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """The typeface at ``size`` dots to the em."""
    # Basic layout: whether the complex one is present differs from system to system, and moves line breaks.
    return ImageFont.truetype(BOLD if bold else REGULAR, size, layout_engine=ImageFont.Layout.BASIC)


def text_width(text: str, size: int, *, bold: bool) -> int:
    """Width in dots of one line."""
    return round(font(size, bold=bold).getlength(text))
