"""A sheet as plain text: the last resort, for a printer that takes letters only, or to copy by hand."""

import textwrap

from printing.blocks import (
    Amount,
    Banner,
    Block,
    Code,
    Gauge,
    Item,
    Line,
    Number,
    Rule,
    Ruler,
    Say,
    Sheet,
    Space,
    Words,
)

COLUMNS_80 = 48  # letters across an 80 mm roll in the usual font
COLUMNS_58 = 32


def write(sheet: Sheet, columns: int = COLUMNS_80) -> str:
    """The sheet in lines of at most ``columns`` letters; the code's address takes the place of its picture."""
    lines: list[str] = []
    for block in sheet.face + sheet.rest:
        lines += _lines(block, columns)
    return "\n".join(lines) + "\n"


def _lines(block: Block, columns: int) -> list[str]:
    match block:
        case Number(text):
            return ["", text.center(columns).rstrip(), ""]
        case Say(words, _, centred):
            lines = _wrapped(words, columns)
            return [line.center(columns).rstrip() for line in lines] if centred else lines
        case Line(text):
            return textwrap.wrap(text, columns)
        case Item(words, mark):
            # Bullet and tick are in none of the printers' code pages.
            sign = f"{mark.replace('•', '-').replace('✓', '[x]') or '[ ]':4}"
            first, *others = _wrapped(words, columns - len(sign)) or [""]
            return [sign + first, *(" " * len(sign) + line for line in others)]
        case Amount(label, value):
            first, *others = _wrapped(label, columns - len(value) - 1) or [""]
            return [first.ljust(columns - len(value)) + value, *others]
        case Banner(words):
            return [f"*** {line} ***".center(columns).rstrip() for line in _wrapped(words, columns - 8)]
        case Code(text):
            return textwrap.wrap(text, columns)
        case Rule():
            return ["-" * columns]
        case Ruler():
            return ["".join(f"{place:10}" for place in range(10, columns + 1, 10))]
        case Gauge(_):
            return []
        case Space():
            return ["", "", ""]


def _wrapped(words: Words, columns: int) -> list[str]:
    return [line for text in (words.es, words.en) for line in textwrap.wrap(text, columns)]
