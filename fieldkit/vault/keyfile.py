"""The key file beside the store, as bytes: what may stand in it, and how it is read and replaced.

It holds no key in clear. It has one spelling only: a file that is not byte for byte what this program writes is
refused, so nothing in it can be edited without being noticed.
"""

import contextlib
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from fieldkit.errors import Problem, disk_reason
from fieldkit.vault import problems
from sync import durable_files

MAX_FILE_BYTES: Final = 1 << 20
MAX_SLOTS: Final = 64
SALT_BYTES: Final = 16
WRAPPED_BYTES: Final = 48
MAC_BYTES: Final = 32


_Figure = Annotated[int, msgspec.Meta(ge=0, lt=1 << 32)]


class Cost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one guess at a passphrase costs: Argon2id's memory (KiB), passes and lanes (RFC 9106)."""

    memory_kib: _Figure = 262_144
    time: _Figure = 3
    lanes: _Figure = 4

    def check(self) -> None:
        """Raise KDF_REFUSED below the floor (cheap guessing) or above the ceiling (a laptop that stands still)."""
        within = (
            FLOOR.memory_kib <= self.memory_kib <= CEILING.memory_kib
            and FLOOR.time <= self.time <= CEILING.time
            and FLOOR.lanes <= self.lanes <= CEILING.lanes
        )
        if not within:
            raise Problem(problems.KDF_REFUSED, memory_kib=self.memory_kib, time=self.time, lanes=self.lanes)


FLOOR: Final = Cost(65_536, 3, 4)
CEILING: Final = Cost(1_048_576, 10, 16)

_Operator = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class KeySlot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The store key as wrapped for one operator: salt (16 bytes), wrapped key and tag (48 bytes)."""

    operator: _Operator
    cost: Cost
    salt: bytes
    wrapped: bytes


VERSION: Final = 1


class _Version(msgspec.Struct, frozen=True):
    """What is read of a file that is not understood."""

    v: int


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All slots, the store key sealed for headquarters (an age file), and the seal over them (32 bytes)."""

    slots: tuple[KeySlot, ...]
    recovery: bytes
    mac: bytes = b""
    v: Literal[1] = 1

    def slot(self, operator: str) -> KeySlot | None:
        """The slot of ``operator``, whose name may be in other case where only one is spelled so."""
        like = [slot for slot in self.slots if slot.operator.casefold() == operator.casefold()]
        exact = [slot for slot in like if slot.operator == operator]
        return exact[0] if exact else like[0] if len(like) == 1 else None

    def signed(self) -> bytes:
        """The bytes under the seal: everything but the seal."""
        return _encode(msgspec.structs.replace(self, mac=b""))


def _encode(file: KeyFile) -> bytes:
    return msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n"


_decoder = msgspec.json.Decoder(KeyFile)


def read(path: Path) -> KeyFile:
    """The key file at ``path``; its seal is not yet checked, for that takes the key.

    Raises KEY_FILE_MISSING, KEY_FILE_NEWER, KEY_FILE_DAMAGED, and KDF_REFUSED when any slot's cost is out of bounds.
    """
    try:
        with path.open("rb") as source:
            raw = source.read(MAX_FILE_BYTES)  # what is longer is cut here, and then not whole
    except OSError as error:
        raise Problem(problems.KEY_FILE_MISSING, file=path.name) from error
    try:
        file = _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        _refuse_newer(raw)
        raise Problem(problems.KEY_FILE_DAMAGED) from error
    if _encode(file) != raw or not _is_sound(file):
        raise Problem(problems.KEY_FILE_DAMAGED)
    for slot in file.slots:
        slot.cost.check()
    return file


def _refuse_newer(raw: bytes) -> None:
    """Raises KEY_FILE_NEWER for a file that says so; anything else is for the caller to refuse."""
    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        theirs = msgspec.json.decode(raw, type=_Version).v
        if theirs > VERSION:
            raise Problem(problems.KEY_FILE_NEWER, theirs=theirs, ours=VERSION)


def _is_sound(file: KeyFile) -> bool:
    return (
        1 <= len(file.slots) <= MAX_SLOTS
        and len(file.mac) == MAC_BYTES
        and all(len(slot.salt) == SALT_BYTES and len(slot.wrapped) == WRAPPED_BYTES for slot in file.slots)
    )


def write(path: Path, file: KeyFile) -> None:
    """Replace the key file so that a power cut leaves the old one or the new one, whole. Raises KEY_FILE_NOT_SAVED."""
    try:
        durable_files.write(path, _encode(file))
    except OSError as error:
        raise Problem(problems.KEY_FILE_NOT_SAVED, reason=disk_reason(error)) from error
