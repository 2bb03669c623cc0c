"""What the public page may know of an event: for each ticket its state and wait, and nothing about anybody.

A row is found only with the ticket's own token: it is keyed by a hash, so whoever holds the snapshot holds no
token.
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated

import msgspec

from fieldkit.errors import KitProblem
from fieldkit.locale import N_

MAX_SNAPSHOT_BYTES = 512 << 10
MAX_ROWS = 4_000
_KEY_HEX = 32
_Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class BadSnapshot(KitProblem):
    title = N_("El estado público del evento no se entiende")
    cause = N_("Está dañado o es de otra versión del programa.")
    remedy = N_("Se sigue mostrando el anterior.")


class Row(msgspec.Struct, frozen=True, array_like=True):
    """One ticket: hash of its token, state, table called to, people before, minutes, services by code."""

    key: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{32}\Z")]
    state: Annotated[str, msgspec.Meta(max_length=16)]
    number: Annotated[str, msgspec.Meta(max_length=8)]
    services: tuple[Annotated[str, msgspec.Meta(max_length=16)], ...]
    table: Annotated[str, msgspec.Meta(max_length=16)] = ""
    ahead: _Count = 0
    p50: _Count = 0
    p80: _Count = 0


class Snapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All tickets of an event as one laptop saw them at ``as_of_ms``."""

    event: Annotated[str, msgspec.Meta(max_length=80)]
    name: Annotated[str, msgspec.Meta(max_length=200)]
    as_of_ms: int
    rows: Annotated[tuple[Row, ...], msgspec.Meta(max_length=MAX_ROWS)]
    v: int = 1


_decoder = msgspec.msgpack.Decoder(Snapshot)


def key_of(token: str) -> str:
    """Under which key a ticket's row stands: the first 16 bytes of the token's SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()[:_KEY_HEX]


def make(rows: Sequence[Row], *, event: str, name: str, as_of_ms: int) -> bytes:
    """A snapshot's bytes."""
    return msgspec.msgpack.encode(Snapshot(event=event, name=name, as_of_ms=as_of_ms, rows=tuple(rows)))


def read(raw: bytes) -> Snapshot:
    """Parse a snapshot; raises BadSnapshot."""
    try:
        if len(raw) > MAX_SNAPSHOT_BYTES:
            raise BadSnapshot
        return _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadSnapshot from error
