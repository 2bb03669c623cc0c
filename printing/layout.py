"""Where everything stands on the paper: blocks become marks at fixed places, in dots of 203 to the inch.

The picture for a roll and the PDF draw the same marks, so they look the same.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

import msgspec

from printing.blocks import Amount, Banner, Block, Code, Gauge, Item, Line, Number, Role, Rule, Ruler, Say, Space, Words
from printing.fonts import text_width
from printing.qr import QUIET_MODULES, Modules, module_dots, modules

DOTS_PER_INCH = 203  # of thermal heads, near enough to 8 dots a millimetre
MARGIN = 12
GAP = 10  # under every block
HANG = 44  # from the left edge of a list's mark to its words

# Dots to the em and weight: Spanish, then English. 20 dots are 2.5 mm: less is hard to read without glasses.
_VOICES: dict[Role, tuple[tuple[int, bool], tuple[int, bool]]] = {
    "large": ((46, True), (36, True)),
    "larger": ((36, False), (30, False)),
    "heading": ((36, True), (25, False)),
    "strong": ((30, True), (23, False)),
    "body": ((30, False), (23, False)),
    "fine": ((24, False), (21, False)),
}
_NUMBER_LARGEST = 210
# Of a name: as large as fits on two lines, or else on three.
_LINE_SIZES = ((2, range(60, 34, -2)), (3, range(44, 28, -2)))
_SIGNATURE = 120  # 15 mm
_DOTS_PER_MM = DOTS_PER_INCH / 25.4


class Text(msgspec.Struct, frozen=True):
    """One line of text from ``x``, standing on the baseline ``y``."""

    x: int
    y: int
    text: str
    size: int
    bold: bool
    white: bool = False


class LaidBar(msgspec.Struct, frozen=True):
    """A rectangle, black or an outline two dots thick."""

    x: int
    y: int
    width: int
    height: int
    filled: bool = True


class Square(msgspec.Struct, frozen=True):
    """A QR code; its quiet zone is empty paper around (x, y)."""

    x: int
    y: int
    modules: Modules
    dots: int

    def bars(self) -> Iterator[LaidBar]:
        """The dark modules; those that touch in a row are one bar."""
        for row, cells in enumerate(self.modules):
            column = 0
            for dark, run in groupby(cells):
                length = len(list(run))
                if dark:
                    x, y = self.x + column * self.dots, self.y + row * self.dots
                    yield LaidBar(x, y, length * self.dots, self.dots)
                column += length


Mark = Text | LaidBar | Square


class Strip(msgspec.Struct, frozen=True):
    """One block, laid out: marks relative to the strip's top left corner."""

    height: int
    marks: tuple[Mark, ...]
    with_next: bool = False  # a heading never stands alone at the foot of a page


class Roll(msgspec.Struct, frozen=True):
    """A paper roll: its width in millimetres, the dots of it that a head reaches, and how many go to the inch.

    A head with fewer dots to the inch prints the same marks an eighth larger, on a narrower column.
    """

    millimetres: int
    dots: int
    dpi: int = DOTS_PER_INCH


ROLL_80 = Roll(80, 576)
ROLL_58 = Roll(58, 384)
_ROLLS = {(one.millimetres, one.dpi): one for one in (ROLL_80, ROLL_58, Roll(80, 512, 180), Roll(58, 360, 180))}


def roll(millimetres: int, dpi: int = DOTS_PER_INCH) -> Roll:
    """The roll of 58 or 80 mm under a head of 180 or 203 dots to the inch."""
    return _ROLLS[millimetres, dpi]


def lay_out(blocks: Iterable[Block], width: int) -> list[Strip]:
    """One strip for each block, for a column ``width`` dots wide. Raises CODE_TOO_LONG."""
    return [_strip(block, width) for block in blocks]


# Most of a ticket is the same for everybody all day, and measuring its words is most of the work.
@lru_cache(maxsize=256)
def _strip(block: Block, width: int) -> Strip:
    match block:
        case Number(text):
            return _number(text, width)
        case Say(words, role, centred):
            said = _spoken(words, role, MARGIN, width, centred=centred)
            return Strip(said.height, said.marks, with_next=role == "heading")
        case Line(text):
            return _line(text, width)
        case Item(words, mark, role):
            return _item(words, mark, role, width)
        case Amount(label, value, role):
            return _amount(label, value, role, width)
        case Banner(words, role):
            return _banner(words, role, width)
        case Code():
            return _code(block, width)
        case Ruler():
            return _ruler(width)
        case Gauge(millimetres):
            return Strip(36 + GAP, (LaidBar(MARGIN, 0, round(millimetres * _DOTS_PER_MM), 36),))
        case Rule():
            return Strip(8 + GAP, (LaidBar(MARGIN, 4, width - 2 * MARGIN, 2),), with_next=True)
        case Space():
            return Strip(_SIGNATURE, ())


def _number(text: str, width: int) -> Strip:
    size = _NUMBER_LARGEST
    while size > 40 and text_width(text, size, bold=True) > width - 2 * MARGIN:
        size -= 2
    x = (width - text_width(text, size, bold=True)) // 2
    # Digits and capitals have no descender: only their own height is taken.
    cap = round(size * 0.74)
    return Strip(cap + 4 * GAP, (Text(x, cap + GAP, text, size, True),))


def _spoken(words: Words, role: Role, left: int, width: int, *, centred: bool, white: bool = False) -> Strip:
    marks: list[Mark] = []
    y = 0
    room = width - MARGIN - left
    for text, (size, bold) in zip((words.es, words.en), _VOICES[role], strict=True):
        for line in _balanced(text, size, room, bold=bold) if centred else wrap(text, size, room, bold=bold):
            x = left + (room - text_width(line, size, bold=bold)) // 2 if centred else left
            marks.append(Text(x, y + size, line, size, bold, white))
            y += round(size * 1.2)
    return Strip(y + GAP, tuple(marks))


def _line(text: str, width: int) -> Strip:
    room = width - 2 * MARGIN
    tried = ((most, size) for most, sizes in _LINE_SIZES for size in sizes)
    most, size = next(
        ((most, size) for most, size in tried if len(wrap(text, size, room, bold=True)) <= most),
        (_LINE_SIZES[-1][0], _LINE_SIZES[-1][1][-1]),
    )
    lines = _balanced(text, size, room, bold=True)
    if len(lines) > most:
        lines = wrap(text, size, room, bold=True)
        lines = [*lines[: most - 1], _ended(" ".join(lines[most - 1 :]), size, room)]
    leading = round(size * 1.2)
    marks = tuple(
        Text((width - text_width(line, size, bold=True)) // 2, place * leading + size, line, size, True)
        for place, line in enumerate(lines)
    )
    return Strip(len(lines) * leading + GAP, marks)


def _ended(text: str, size: int, room: int) -> str:
    """As much of a text as fits, and the sign that there was more."""
    while text and text_width(f"{text}…", size, bold=True) > room:
        text = text[:-1].rstrip()
    return f"{text}…"


def _item(words: Words, mark: str, role: Role, width: int) -> Strip:
    (size, _), _ = _VOICES[role]
    said = _spoken(words, role, MARGIN + HANG * size // 30, width, centred=False)
    box = round(size * 0.93)
    hung: Mark = Text(MARGIN, size, mark, size, True) if mark else LaidBar(MARGIN, 6, box, box, filled=False)
    return Strip(said.height, (hung, *said.marks))


def _amount(label: Words, value: str, role: Role, width: int) -> Strip:
    (size, _), _ = _VOICES[role]
    x = width - MARGIN - text_width(value, size, bold=True)
    said = _spoken(label, role, MARGIN, x, centred=False)
    return Strip(said.height, (*said.marks, Text(x, size, value, size, True)))


def _banner(words: Words, role: Role, width: int) -> Strip:
    said = _spoken(words, role, MARGIN, width, centred=True, white=True)
    return Strip(said.height + GAP, (LaidBar(0, 0, width, said.height), *said.marks))


def _ruler(width: int) -> Strip:
    marks: list[Mark] = [LaidBar(0, 0, width, 2), LaidBar(0, 0, 2, 60), LaidBar(width - 2, 0, 2, 60)]
    for millimetre in range(1, int(width / _DOTS_PER_MM)):
        x = round(millimetre * _DOTS_PER_MM)
        marks.append(LaidBar(x, 0, 2, 30 if millimetre % 10 == 0 else 20 if millimetre % 5 == 0 else 10))
        if millimetre % 10 == 0:
            number = str(millimetre)
            marks.append(Text(x - text_width(number, 24, bold=True) // 2, 56, number, 24, True))
    return Strip(62 + GAP, tuple(marks))


def _code(code: Code, width: int) -> Strip:
    square = modules(code.text, long=code.long)
    dots = code.dots or module_dots(len(square), width, long=code.long)
    quiet = dots * QUIET_MODULES
    # One of a size of its own stands at the left, where a narrower head still prints it.
    x = quiet if code.dots else (width - dots * len(square)) // 2
    return Strip(dots * len(square) + 2 * quiet, (Square(x, quiet, square, dots),))


def wrap(text: str, size: int, room: int, *, bold: bool) -> list[str]:
    """Lines no wider than ``room`` dots; a word that is itself wider is cut, never lost."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _cut(word, size, room, bold=bold):
            grown = f"{line} {piece}" if line else piece
            if line and text_width(grown, size, bold=bold) > room:
                lines.append(line)
                grown = piece
            line = grown
    return [*lines, line] if line else lines


def _balanced(text: str, size: int, room: int, *, bold: bool) -> list[str]:
    lines = wrap(text, size, room, bold=bold)
    # Centred lines of like length read better than a full one over a lonely word.
    narrower = lines
    while len(narrower) == len(lines) > 1 and room > size:
        lines, room = narrower, room - size // 2
        narrower = wrap(text, size, room, bold=bold)
    return lines


def _cut(word: str, size: int, room: int, *, bold: bool) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces
