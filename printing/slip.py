"""A slip of figures for the drawer and the folder: the day's close, a cash count, a hand-over.

Totals only; nothing on it names a person.
"""

import msgspec

from printing.blocks import REPRINT, Amount, Banner, Block, Rule, Say, Sheet, Space, Words, fill

_SIGNED = Words("Nombre y firma de quien revisa", "Name and signature of who checked")


class Figure(msgspec.Struct, frozen=True):
    """One line: what was counted, and the count as it should read (``$165.00``, ``42``)."""

    label: Words
    value: str


class Slip(msgspec.Struct, frozen=True):
    """A heading, groups of figures with a line between them, and room for a signature if one is wanted."""

    code: str  # for file names: CIERRE-20261205-A
    heading: Words
    event: str
    date: Words
    groups: tuple[tuple[Figure, ...], ...]
    signed: bool = True
    reprint: int = 0


def compose(slip: Slip) -> Sheet:
    """The slip as a sheet, ready for any kind of paper."""
    face: list[Block] = []
    if slip.reprint:
        face.append(Banner(fill(REPRINT, n=slip.reprint)))
    face += [
        Say(slip.heading, "heading", centred=True),
        Say(Words(slip.event), "strong", centred=True),
        Say(slip.date, "fine", centred=True),
    ]
    for group in slip.groups:
        face.append(Rule())
        face += [Amount(figure.label, figure.value) for figure in group]
    if slip.signed:
        face += [Space(), Rule(), Say(_SIGNED, "fine", centred=True)]
    return Sheet(title=slip.code, face=tuple(face))
