"""What the board in the hall shows: numbers and tables being called, never a name; one small file of public facts.

The desk writes it at every change and every few seconds; the board's server reads it without any key.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

import msgspec

from fieldkit.domain import journal as j
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.errors import Problem, Wording
from fieldkit.locale import N_

LAST = 24  # calls: the page lists the last eight numbers among them
MAX_BYTES = 64 << 10
LONGEST = 24
MOST = 100_000

Code = Annotated[str, msgspec.Meta(max_length=LONGEST)]
Words = Annotated[str, msgspec.Meta(max_length=200)]
Count = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
Millis = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]


class BadBoard(Problem):
    wording = Wording(
        title=N_("El estado de la pantalla no se entiende"),
        cause=N_("Está dañado o es de otra versión del programa."),
        remedy=N_("La pantalla sigue mostrando lo último que supo."),
    )


class Call(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number called to a table; ``id`` tells this call from every other, ``again`` that it was repeated."""

    id: Code
    number: Code
    table: Code
    at_ms: Millis
    again: bool = False


class Wait(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody who comes now is told, in minutes."""

    p50: Count
    p80: Count


class BoardState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything on the board. ``calls``: newest last; ``waiting``: how many; ``room``: how many more today."""

    event: Words
    as_of_ms: Millis
    calls: Annotated[tuple[Call, ...], msgspec.Meta(max_length=LAST)]
    missed: Annotated[tuple[Code, ...], msgspec.Meta(max_length=40)]
    waiting: Count
    newcomers: Wait
    help_line: Words
    v: Literal[1] = 1


_decoder = msgspec.json.Decoder(BoardState)


def make(
    event: str, now_ms: int, visits: Iterable[Visit], calls: Iterable[j.Fact], newcomers: Wait, help_line: str
) -> BoardState:
    """The board of today's visits, and of the calls among their facts that were not taken back."""
    people = list(visits)
    numbers = {visit.id: visit.number for visit in people}
    last = j.in_order(calls)[-LAST:]
    return BoardState(
        event=event[:200],
        as_of_ms=now_ms,
        calls=tuple(call for fact in last if (call := _call(fact, numbers)) is not None),
        missed=tuple(visit.number[:LONGEST] for visit in people if visit.state is VisitState.MISSED)[-40:],
        waiting=min(sum(visit.state is VisitState.WAITING for visit in people), MOST),
        newcomers=newcomers,
        help_line=help_line,
    )


def write(board: BoardState) -> bytes:
    """The file."""
    return msgspec.json.encode(board)


def read(raw: bytes) -> BoardState:
    """Parse the file; raises BadBoard."""
    if len(raw) > MAX_BYTES:
        raise BadBoard
    try:
        return _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadBoard from error


def _call(fact: j.Fact, numbers: Mapping[str, str]) -> Call | None:
    header, body = fact
    if not isinstance(body, j.Called | j.Recalled):
        return None
    return Call(
        id=f"{header.device[:8]}-{header.seq}",
        number=numbers.get(header.subject, "")[:LONGEST],
        table=body.table[:LONGEST],
        at_ms=max(fact.at_ms, 0),
        again=isinstance(body, j.Recalled),
    )
