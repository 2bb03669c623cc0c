"""A QR code (ISO/IEC 18004) read off a picture as a printer gets it: every module whole, nothing turned or blurred.

No reader of codes ships with the kit. This one corrects nothing: what is not perfect on the picture is an error.
"""

import re
from collections.abc import Iterator
from itertools import chain, zip_longest

from PIL import Image
from qrcode.base import rs_blocks
from qrcode.util import mask_func, pattern_position

_EYE = 7
_SMALLEST_DOTS = 4
# Only looked at, never taken: between the two eyes data may look like another one that reaches into the second.
_EYE_ROW = rb"(?<=\x01)(?=\x00{%d}\x01{%d}\x00{%d}\x01{%d}\x00{%d}\x01)"
_FORMAT_MASK = 0b101010000010010
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_ALPHANUMERIC = 0b0010

Square = list[list[bool]]


class CodeError(Exception):
    """There is no code in the picture, or not every module of it is as it should be."""


def read(picture: Image.Image) -> str:
    """The text of the first code in the picture, of letters and figures only. Raises CodeError."""
    square = _square(picture.convert("1"))
    version, odd = divmod(len(square) - 17, 4)
    if odd or not 1 <= version <= 40:
        raise CodeError
    level, mask = _format(square)
    codewords = list(_codewords(square, version, mask))
    return _text(_in_order(codewords, version, level), version)


def _square(picture: Image.Image) -> Square:
    """The modules: found by the eye at the top left and the one at its right, which end every code's first rows."""
    width, height = picture.size
    dots = picture.convert("L").point(lambda grey: int(grey > 127)).tobytes()
    rows = [dots[y * width : (y + 1) * width] for y in range(height)]
    for y in range(0, height, _SMALLEST_DOTS):
        first = rows[y].find(0)
        size = rows[y].find(1, first) - first  # an eye begins with one module
        if first < 0 or not _SMALLEST_DOTS <= size < width // (3 * _EYE):
            continue
        eye = re.compile(_EYE_ROW % (size, size, 3 * size, size, size))
        eyes = [found.start() for found in eye.finditer(rows[y])]
        # In other rows, and between the two, data may look like eyes.
        if eyes and (eyes[0], eyes[-1] + _EYE * size - 1) == (first, rows[y].rfind(0)):
            top = next(up for up in range(y, -1, -1) if not up or rows[up - 1][eyes[0]])
            side = (eyes[-1] - eyes[0]) // size + _EYE
            return list(_sampled(rows, eyes[0], top, size, side))
    raise CodeError


def _sampled(rows: list[bytes], left: int, top: int, size: int, side: int) -> Iterator[list[bool]]:
    """Every dot of every module must be alike. Raises CodeError."""
    if top + side * size > len(rows):
        raise CodeError
    for row in range(side):
        lines = {rows[top + row * size + dot][left : left + side * size] for dot in range(size)}
        line = lines.pop()
        cells = [line[column * size : (column + 1) * size] for column in range(side)]
        if lines or any(len(set(cell)) != 1 for cell in cells):
            raise CodeError
        yield [not cell[0] for cell in cells]


def _format(square: Square) -> tuple[int, int]:
    """Level and mask, of which the code carries two copies. Raises CodeError when they differ."""
    side = len(square)
    first = [*(square[8][x] for x in (0, 1, 2, 3, 4, 5, 7, 8)), *(square[y][8] for y in (7, 5, 4, 3, 2, 1, 0))]
    second = [*(square[side - 1 - y][8] for y in range(7)), *(square[8][side - 8 + x] for x in range(8))]
    if first != second:
        raise CodeError
    told = _number(first) ^ _FORMAT_MASK
    return told >> 13, told >> 10 & 0b111


def _codewords(square: Square, version: int, mask: int) -> Iterator[int]:
    """Up and down in columns two wide from the right, without what belongs to the pattern, eight modules each."""
    side, dark = len(square), mask_func(mask)
    taken, bits = _patterns(version, side), list[bool]()
    columns = [*range(side - 1, 6, -2), 5, 3, 1]
    for turn, right in enumerate(columns):
        for y in range(side) if turn % 2 else range(side - 1, -1, -1):
            bits += [square[y][x] ^ dark(y, x) for x in (right, right - 1) if (y, x) not in taken]
    for at in range(0, len(bits) - 7, 8):
        yield _number(bits[at : at + 8])


def _patterns(version: int, side: int) -> set[tuple[int, int]]:
    """Where the pattern stands that is the same in every code of a version."""
    taken = {(6, at) for at in range(side)} | {(at, 6) for at in range(side)}
    corners = [(0, 0, 9, 9), (0, side - 8, 9, 8), (side - 8, 0, 8, 9)]
    if version >= 7:
        corners += [(0, side - 11, 6, 3), (side - 11, 0, 3, 6)]
    small = pattern_position(version)
    eyes = {(6, 6), (6, side - 7), (side - 7, 6)}
    corners += [(y - 2, x - 2, 5, 5) for y in small for x in small if (y, x) not in eyes]
    for y, x, high, wide in corners:
        taken |= {(row, column) for row in range(y, y + high) for column in range(x, x + wide)}
    return taken


def _in_order(codewords: list[int], version: int, level: int) -> list[int]:
    """The data as it was before it was dealt out to blocks in turn."""
    sizes = [block.data_count for block in rs_blocks(version, level)]
    dealt: list[list[int]] = [[] for _ in sizes]
    turns = chain.from_iterable(zip_longest(*([(at, n) for n in range(size)] for at, size in enumerate(sizes))))
    for place, codeword in zip(filter(None, turns), codewords, strict=False):
        dealt[place[0]].append(codeword)
    return list(chain.from_iterable(dealt))


def _text(data: list[int], version: int) -> str:
    bits = "".join(f"{one:08b}" for one in data)
    wide = 4 + (9 if version < 10 else 11)
    if int(bits[:4], 2) != _ALPHANUMERIC:
        raise CodeError
    count, text = int(bits[4:wide], 2), ""
    pairs, single = divmod(count, 2)
    if len(bits) < wide + 11 * pairs + 6 * single:
        raise CodeError
    for at in range(pairs):
        high, low = divmod(int(bits[wide + 11 * at : wide + 11 * (at + 1)], 2), len(_LETTERS))
        if high >= len(_LETTERS):
            raise CodeError
        text += _LETTERS[high] + _LETTERS[low]
    if single:
        last = int(bits[wide + 11 * pairs : wide + 11 * pairs + 6], 2)
        if last >= len(_LETTERS):
            raise CodeError
        text += _LETTERS[last]
    return text


def _number(bits: list[bool]) -> int:
    return int("".join("1" if bit else "0" for bit in bits), 2)
