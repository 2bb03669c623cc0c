"""The header of an age file: who can open it, and a seal over every byte of the header.

Strict both ways: one spelling for each header, so that nothing in it can be changed without being noticed.
Source: C2SP age.md, "Header" and its ABNF.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import BinaryIO, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.errors import N_, Problem, Wording

MAX_STANZAS = 64
MAX_LINE_BYTES = 4_096
MAX_HEADER_BYTES = 262_144
_VERSION = b"age-encryption.org/v1\n"
_ARGUMENTS = re.compile(rb"->((?: [!-~]+)+)\n")
_MAC = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")
_COLUMNS = 64


class Damaged(Problem):
    """The bytes are not an intact age file."""

    wording = Wording(
        title=N_("Un archivo sellado no está íntegro"),
        cause=N_("Se cortó al copiarlo o alguien lo cambió."),
        remedy=N_("No se usó nada de él. Vuelva a copiarlo desde donde se creó."),
    )


class Stanza(NamedTuple):
    """One wrapping of the file key: arguments (the first is the type) and body."""

    arguments: tuple[str, ...]
    body: bytes


class AgeHeader(NamedTuple):
    """Stanzas in the order of the file, the bytes under the seal, and the seal (32 bytes)."""

    stanzas: tuple[Stanza, ...]
    signed: bytes
    mac: bytes

    def check(self, file_key: bytes) -> None:
        """Raises Damaged unless the header is the one that was sealed with ``file_key``."""
        try:
            _hmac(file_key, self.signed).verify(self.mac)
        except InvalidSignature:
            raise Damaged from None


def to_base64(data: bytes) -> bytes:
    """Standard base64 without padding."""
    return base64.b64encode(data).rstrip(b"=")


def from_base64(text: bytes) -> bytes:
    """The data behind canonical base64 without padding; any other spelling raises Damaged."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise Damaged from None
    if to_base64(data) != text:
        raise Damaged
    return data


def _hmac(file_key: bytes, signed: bytes) -> HMAC:
    mac = HMAC(HKDF(SHA256(), 32, salt=None, info=b"header").derive(file_key), SHA256())
    mac.update(signed)
    return mac


def write(file_key: bytes, stanzas: Sequence[Stanza]) -> bytes:
    """The header that wraps ``file_key`` in ``stanzas``."""
    lines = [_VERSION]
    for stanza in stanzas:
        text = to_base64(stanza.body)
        lines.append(f"-> {' '.join(stanza.arguments)}\n".encode("ascii"))
        # A body ends with a short line, so a full last line is followed by an empty one.
        lines += [text[at : at + _COLUMNS] + b"\n" for at in range(0, len(text) + 1, _COLUMNS)]
    signed = b"".join([*lines, b"---"])
    return signed + b" " + to_base64(_hmac(file_key, signed).finalize()) + b"\n"


class _Lines:
    """The header's lines, each with its end, and all bytes taken so far; bounded before memory is used."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._taken: list[bytes] = []
        self._bytes = 0

    def take(self) -> bytes:
        line = self._source.readline(MAX_LINE_BYTES)
        self._bytes += len(line)
        if not line.endswith(b"\n") or self._bytes > MAX_HEADER_BYTES:
            raise Damaged
        self._taken.append(line)
        return line

    def signed(self) -> bytes:
        """Everything up to and including the mark ``---`` of the last line taken."""
        return b"".join([*self._taken[:-1], b"---"])


def read(source: BinaryIO) -> AgeHeader:
    """The header at the start of ``source``, which is left at the first byte of the payload.

    Takes at most 256 KiB, 64 stanzas and 4 KiB a line. The seal is not yet checked. Raises Damaged.
    """
    lines = _Lines(source)
    if lines.take() != _VERSION:
        raise Damaged
    stanzas: list[Stanza] = []
    line = lines.take()
    while arguments := _ARGUMENTS.fullmatch(line):
        if len(stanzas) == MAX_STANZAS:
            raise Damaged
        stanzas.append(Stanza(tuple(arguments[1].decode("ascii").split(" ")[1:]), _body(lines)))
        line = lines.take()
    end = _MAC.fullmatch(line)
    if end is None or not stanzas:
        raise Damaged
    return AgeHeader(tuple(stanzas), lines.signed(), from_base64(end[1]))


def _body(lines: _Lines) -> bytes:
    text: list[bytes] = []
    while True:
        piece = lines.take()[:-1]
        if len(piece) > _COLUMNS:
            raise Damaged
        text.append(piece)
        if len(piece) < _COLUMNS:
            return from_base64(b"".join(text))
