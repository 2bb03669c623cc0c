"""What a sheet of paper is made of, whatever it is printed on.

A sheet is composed once, from words in both languages, and then drawn as a picture, a PDF or plain text.
"""

from typing import Literal

import msgspec

Role = Literal["large", "larger", "heading", "strong", "body", "fine"]


class Words(msgspec.Struct, frozen=True):
    """The same thing said in both languages; ``en`` is empty for names, which need no translation."""

    es: str
    en: str = ""


def fill(words: Words, **facts: str | int) -> Words:
    """Templates with their ``{names}`` filled in, in both languages."""
    return Words(words.es.format(**facts), words.en.format(**facts))


REPRINT = Words("REIMPRESIÓN {n}", "REPRINT {n}")


class Number(msgspec.Struct, frozen=True):
    """The ticket's number, as large as the paper allows."""

    text: str


class Say(msgspec.Struct, frozen=True):
    """A sentence: Spanish first and larger, English under it."""

    words: Words
    role: Role = "body"
    centred: bool = False


class Item(msgspec.Struct, frozen=True):
    """A line of a list, hung on its mark; an empty mark is a box to tick with a pen."""

    words: Words
    mark: str = ""
    role: Role = "body"


class Banner(msgspec.Struct, frozen=True):
    """White on black, for what nobody may overlook."""

    words: Words
    role: Role = "heading"


class Line(msgspec.Struct, frozen=True):
    """A name in bold in the middle, on two lines or three, in the largest letters that fit; the rest ends in ``…``."""

    text: str


class Code(msgspec.Struct, frozen=True):
    """A QR code of ``dots`` to the module, 0 as large as the paper allows; ``long``: more than a ticket's address."""

    text: str
    dots: int = 0
    long: bool = False


class Amount(msgspec.Struct, frozen=True):
    """A figure at the right edge, and at the left what it counts."""

    label: Words
    value: str
    role: Role = "body"


class Rule(msgspec.Struct, frozen=True):
    """A line across the paper."""


class Ruler(msgspec.Struct, frozen=True):
    """Millimetres from the left edge to the right, as a head of 203 dots to the inch prints them."""


class Gauge(msgspec.Struct, frozen=True):
    """A black bar ``millimetres`` wide, as a head of 203 dots to the inch prints it."""

    millimetres: float


class Space(msgspec.Struct, frozen=True):
    """Empty paper for a pen: a signature, a stamp."""


Block = Number | Line | Say | Item | Amount | Banner | Code | Rule | Ruler | Gauge | Space


class Sheet(msgspec.Struct, frozen=True):
    """One piece of paper. The face is what people look for first; a wide page sets it beside the rest."""

    title: str  # for file names and the PDF's own title: a ticket number, never a person
    face: tuple[Block, ...]
    rest: tuple[Block, ...] = ()


_LARGER: dict[Role, Role] = {"fine": "larger", "larger": "large"}


def enlarged(sheet: Sheet) -> Sheet:
    """The same sheet for people who see badly: every sentence in letters about half again as large."""
    return Sheet(sheet.title, tuple(map(_enlarged, sheet.face)), tuple(map(_enlarged, sheet.rest)))


def _enlarged(block: Block) -> Block:
    match block:
        case Say() | Item() | Amount() | Banner():
            return msgspec.structs.replace(block, role=_LARGER.get(block.role, "large"))
        case _:
            return block
