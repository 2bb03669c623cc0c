"""The ticket a person takes from reception: a number, a code to follow the line, and what to have ready.

Nothing about the person stands on it: found on the floor, it says only that somebody has number A017.
"""

import msgspec

from printing.blocks import REPRINT, Banner, Block, Code, Item, Number, Rule, Say, Sheet, Words, enlarged, fill

HELP_LINE = "CIAM 1-855-463-6395"

_PRIORITY = Words("ATENCIÓN PREFERENTE", "PRIORITY SERVICE")
_YOUR_NUMBER = Words("Su número", "Your number")
_FOLLOW = Words("Vea su lugar en la fila con su teléfono", "See your place in line with your phone")
_SERVICES = Words("Usted viene a", "You came for")
_DOCUMENTS = Words("Tenga listo en la mano", "Have ready in your hand")
_NEXT = Words("Qué sigue", "What happens next")
_HELP = Words("¿Dudas? Llame al {line}", "Questions? Call {line}")


class Ticket(msgspec.Struct, frozen=True):
    """Everything that stands on a ticket, already translated."""

    number: str  # A017
    url: str  # what the QR code holds, from ticket_token.url
    event: str
    venue: str
    date: Words
    services: tuple[Words, ...]
    documents: tuple[Words, ...]
    next_steps: tuple[Words, ...]
    privacy: Words
    fraud: Words
    wait: Words | None = None
    help_line: str = HELP_LINE
    priority: bool = False
    reprint: int = 0  # 0 is the first print
    large: bool = False  # for people who see badly


def compose(ticket: Ticket) -> Sheet:
    """The ticket as a sheet, ready for any kind of paper."""
    sheet = Sheet(title=ticket.number, face=tuple(_face(ticket)), rest=tuple(_rest(ticket)))
    return enlarged(sheet) if ticket.large else sheet


def _face(ticket: Ticket) -> list[Block]:
    face: list[Block] = []
    if ticket.reprint:
        face.append(Banner(fill(REPRINT, n=ticket.reprint)))
    face += [
        Say(Words(ticket.event), "strong", centred=True),
        Say(Words(ticket.venue), "fine", centred=True),
        Say(ticket.date, "fine", centred=True),
        Rule(),
        Say(_YOUR_NUMBER, "fine", centred=True),
        Number(ticket.number),
    ]
    if ticket.priority:
        face.append(Banner(_PRIORITY))
    if ticket.wait is not None:
        face.append(Say(ticket.wait, "heading", centred=True))
    face += [Code(ticket.url), Say(_FOLLOW, "fine", centred=True)]
    return face


def _rest(ticket: Ticket) -> list[Block]:
    steps = [Item(words, f"{place}.") for place, words in enumerate(ticket.next_steps, start=1)]
    lists: tuple[tuple[Words, list[Item]], ...] = (
        (_SERVICES, [Item(words, "•") for words in ticket.services]),
        (_DOCUMENTS, [Item(words) for words in ticket.documents]),
        (_NEXT, steps),
    )
    rest: list[Block] = []
    for heading, items in lists:
        if items:
            rest += [Rule(), Say(heading, "heading"), *items]
    return [
        *rest,
        Rule(),
        Say(ticket.fraud, "strong"),
        Say(fill(_HELP, line=ticket.help_line), "strong"),
        Rule(),
        Say(ticket.privacy, "fine"),
    ]
