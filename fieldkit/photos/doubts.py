"""What a person should look at again in a picture: nothing on it, blurred, dark, burnt, or no white background.

A picture is judged by the tiles of its inside that have something on them, whatever its ground: print on white paper,
a card on a table, a face. The edge is left out: scanners leave shadows there, and a filter does not reach it.
"""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from PIL import Image, ImageFilter, ImageStat

_SIDE = 1200
_TILES = 16
_MARGIN = 0.04
# Grey levels, squared: a tile, and a picture, that varies by less is empty.
_EMPTY = 25.0
_FEWEST_TILES = 3
_MOST_GROUND = 0.6
# How much of what a tile shows lies in its finest steps; drawn and photographed pages, cards and faces are above, the
# same blurred by 3 dots of 1200 or more below.
_SHARP = 0.08
_EDGES = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


class _Tile(NamedTuple):
    """How much its grey and its edges vary."""

    grey: float
    edges: float


def of_photo(image: Image.Image) -> list[str]:
    """Codes of what to look at in a face photo."""
    inside = _inside(image)
    wide, high = inside.size
    face = inside.crop((wide // 4, high // 5, wide * 3 // 4, high * 4 // 5))
    found = _of_tiles(inside)
    # By the lightest parts, never by the mean: dark hair and dark skin are no dark picture.
    if _shade(inside, 0.95) < 120 or _shade(face, 0.9) < 60:
        found.append("dark")
    if _shade(face, 0.5) > 245:
        found.append("bright")
    top = image.crop((0, 0, image.width, max(image.height // 20, 1))).convert("L")
    if ImageStat.Stat(top).mean[0] < 170:
        found.append("background")
    # A person fills the middle; of a page most is the same ground as at its top.
    ground = _shade(top, 0.5)
    counts = face.histogram()
    near = sum(counts[max(round(ground * 0.92) - 2, 0) : round(ground * 1.08) + 3])
    if near > _MOST_GROUND * face.width * face.height and "blank" not in found:
        found.append("portrait")
    return found


def of_scan(image: Image.Image) -> list[str]:
    """Codes of what to look at in a document."""
    inside = _inside(image)
    found = _of_tiles(inside)
    return [*found, "dark"] if _shade(inside, 0.97) < 90 else found


def _inside(image: Image.Image) -> Image.Image:
    wide, high = image.size
    edge = round(wide * _MARGIN), round(high * _MARGIN)
    grey = image.convert("L").crop((edge[0], edge[1], max(wide - edge[0], 1), max(high - edge[1], 1)))
    grey.thumbnail((_SIDE, _SIDE), Image.Resampling.BICUBIC)
    return grey


def _of_tiles(inside: Image.Image) -> list[str]:
    """Whether there is something on it, and whether that is sharp. What the empty tiles show is the camera's noise."""
    tiles = list(_tiles(inside.filter(ImageFilter.GaussianBlur(0.8))))
    empty = sorted(tile.edges for tile in tiles if tile.grey <= _EMPTY)
    noise = 2 * empty[len(empty) // 2] if empty else 0.0
    shown = sorted((tile.edges - noise) / tile.grey for tile in tiles if tile.grey > _EMPTY)
    if len(shown) < _FEWEST_TILES:
        return ["blank" if ImageStat.Stat(inside).var[0] <= _EMPTY else "blurred"]
    return ["blurred"] if shown[len(shown) * 97 // 100] < _SHARP else []


def _tiles(grey: Image.Image) -> Iterator[_Tile]:
    edges = grey.filter(_EDGES)
    side = max(max(grey.size) // _TILES, 16)
    # The outermost dots of what a filter gives are not filtered.
    for left, top in product(range(1, grey.width - side, side), range(1, grey.height - side, side)):
        box = (left, top, left + side, top + side)
        yield _Tile(ImageStat.Stat(grey.crop(box)).var[0], ImageStat.Stat(edges.crop(box)).var[0])


def _shade(grey: Image.Image, part: float) -> int:
    """The grey, 0 to 255, below which that part of the picture lies."""
    counts, below = grey.histogram(), 0
    for shade, count in enumerate(counts):
        below += count
        if below >= part * grey.width * grey.height:
            return shade
    return 255
