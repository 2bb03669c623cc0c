"""How far each application of a ticket has come at headquarters, for the applicants' page; no word on who or why.

The office tells it, signed, beside the laptops' snapshots: under the same hashed tickets, by service.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from fieldkit.errors import Problem, Wording
from fieldkit.locale import N_
from fieldkit.public.queue_snapshot import KEY_BYTES, LONGEST_CODE, MAX_ROWS, MAX_SERVICES
from sync.protocol.messages import MAX_SNAPSHOT_BYTES

LONGEST_PLACE = 160

Code = Annotated[str, msgspec.Meta(max_length=LONGEST_CODE)]
Day = Annotated[str, msgspec.Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Where = Annotated[str, msgspec.Meta(max_length=LONGEST_PLACE)]
Key = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]


class BadProgress(Problem):
    wording = Wording(
        title=N_("El avance de las solicitudes no se entiende"),
        cause=N_("Está dañado o es de otra versión del programa."),
        remedy=N_("La página de los solicitantes sigue mostrando lo demás."),
    )


class ProgressStage(StrEnum):
    """Where an application is at headquarters."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    READY = "ready"


class ApplicationProgress(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One service's application; of a document that is ready, from which day (ISO 8601) on and where."""

    service: Code
    way: ProgressStage
    day: Day = ""
    where: Where = ""


class TicketProgress(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One ticket's applications; ``key`` is the snapshot's."""

    key: Key
    steps: Annotated[tuple[ApplicationProgress, ...], msgspec.Meta(max_length=MAX_SERVICES)]


class EventProgress(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """All of an event."""

    rows: Annotated[tuple[TicketProgress, ...], msgspec.Meta(max_length=MAX_ROWS)]
    v: Literal["ways 1"] = "ways 1"


_progress = msgspec.msgpack.Decoder(EventProgress)


def make(rows: Iterable[TicketProgress]) -> bytes:
    """The message; when there are more tickets than one holds, the last are left out."""
    kept = tuple(rows)[:MAX_ROWS]
    raw = msgspec.msgpack.encode(EventProgress(kept))
    while len(raw) > MAX_SNAPSHOT_BYTES:
        kept = kept[: len(kept) * 9 // 10]
        raw = msgspec.msgpack.encode(EventProgress(kept))
    return raw


def read(raw: bytes) -> EventProgress:
    """Parse the message; raises BadProgress."""
    if len(raw) > MAX_SNAPSHOT_BYTES:
        raise BadProgress
    try:
        return _progress.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadProgress from error
