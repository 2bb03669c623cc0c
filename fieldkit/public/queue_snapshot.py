"""The public state of an event's line, as a laptop sends it and the applicants' page shows it.

A row is found by a hash of the ticket's token, which stands only on the ticket: headquarters' database never holds
a token, and whoever reads it can neither name a person nor make a ticket.
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from typing import Annotated, Final, Literal

import msgspec

from fieldkit.domain.queue.visit import ENDED, VisitState
from fieldkit.errors import Problem, Wording
from fieldkit.locale import N_
from sync.protocol.messages import MAX_SNAPSHOT_BYTES

VERSION: Final = 1
KEY_BYTES = 16
MAX_ROWS = 20_000
MAX_SERVICES = 16
MOST = 100_000
LONGEST_CODE = 24

Number = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
Code = Annotated[str, msgspec.Meta(max_length=LONGEST_CODE)]
Words = Annotated[str, msgspec.Meta(max_length=200)]
Key = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]


class BadSnapshot(Problem):
    wording = Wording(
        title=N_("El estado de la fila no se entiende"),
        cause=N_("Está dañado o es de otra versión del programa."),
        remedy=N_("La página de los solicitantes sigue mostrando el anterior."),
    )


class NewerSnapshot(BadSnapshot):
    """It says that a newer program made it."""

    wording = Wording(
        title=N_("El estado de la fila es de una versión más nueva del programa"),
        cause=N_("Dice ser de la versión {theirs}; este programa conoce la {ours}."),
        remedy=N_("La página de los solicitantes sigue mostrando lo demás. Actualice este programa."),
    )


class QueueRow(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One ticket: ``ahead`` people before it, about ``p50`` and probably at most ``p80`` minutes; no word on who."""

    key: Key
    state: VisitState
    ahead: Number = 0
    p50: Number = 0
    p80: Number = 0
    services: Annotated[tuple[Code, ...], msgspec.Meta(max_length=MAX_SERVICES)] = ()
    table: Code = ""


class EventName(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What the page says of the event: its code, name and venue, and the time zone of the hours it shows."""

    event: Words
    name: Words
    venue: Words
    zone: Words


class QueueSnapshot(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The whole line at one moment, in milliseconds since 1970 UTC."""

    event: EventName
    as_of_ms: Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)]
    rows: Annotated[tuple[QueueRow, ...], msgspec.Meta(max_length=MAX_ROWS)]
    v: Literal[1] = VERSION


class _Version(msgspec.Struct, frozen=True, array_like=True):
    """What stays in its place in every version."""

    event: msgspec.Raw
    as_of_ms: msgspec.Raw
    rows: msgspec.Raw
    v: int = VERSION


_board = msgspec.msgpack.Decoder(QueueSnapshot)
_version = msgspec.msgpack.Decoder(_Version)


def status_key(token: str) -> bytes:
    """The name of a ticket on the board: the first 16 bytes of the SHA-256 of its token in its one spelling."""
    return hashlib.sha256(token.encode("ascii")).digest()[:KEY_BYTES]


def make(rows: Iterable[QueueRow], as_of_ms: int, event: EventName) -> bytes:
    """The board as bytes. When it would be too large, tickets whose way has ended are left out first."""
    bounded = (_bounded(row) for row in rows)
    ordered = sorted(bounded, key=lambda row: (row.state in ENDED, row.ahead))[:MAX_ROWS]
    raw = msgspec.msgpack.encode(QueueSnapshot(event, as_of_ms, tuple(ordered)))
    while len(raw) > MAX_SNAPSHOT_BYTES:
        ordered = ordered[: len(ordered) * 9 // 10]
        raw = msgspec.msgpack.encode(QueueSnapshot(event, as_of_ms, tuple(ordered)))
    return raw


def read(raw: bytes) -> QueueSnapshot:
    """Parse a board; raises BadSnapshot or NewerSnapshot."""
    if len(raw) > MAX_SNAPSHOT_BYTES:
        raise BadSnapshot
    try:
        return _board.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        _refuse_newer(raw)
        raise BadSnapshot from error


def _refuse_newer(raw: bytes) -> None:
    """Raises NewerSnapshot for a board that says so; anything else is for the caller to refuse."""
    with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        theirs = _version.decode(raw).v
        if theirs > VERSION:
            raise NewerSnapshot(theirs=theirs, ours=VERSION)


def _bounded(row: QueueRow) -> QueueRow:
    """Within what ``read`` takes: one odd row must not cost all the others their page."""
    return msgspec.structs.replace(
        row,
        ahead=min(max(row.ahead, 0), MOST),
        p50=min(max(row.p50, 0), MOST),
        p80=min(max(row.p80, 0), MOST),
        services=tuple(code[:LONGEST_CODE] for code in row.services[:MAX_SERVICES]),
        table=row.table[:LONGEST_CODE],
    )
