"""The payload of an age file: chunks of 64 KiB, each sealed with its place and whether it is the last.

So no chunk can be changed, moved, repeated or left out. Source: C2SP age.md, "Payload".
"""

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.age.header import Damaged

CHUNK_BYTES = 65_536
NONCE_BYTES = 16
_TAG_BYTES = 16


def _cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=nonce, info=b"payload").derive(file_key))


def _take(source: BinaryIO, size: int) -> bytes:
    """``size`` bytes, fewer only at the end: a pipe or a socket may give less than it was asked for."""
    pieces = bytearray()
    while len(pieces) < size and (piece := source.read(size - len(pieces))):
        pieces += piece
    return bytes(pieces)


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk with its nonce; one chunk is read ahead, to know which is the last."""
    counter = 0
    chunk = _take(source, size)
    while True:
        following = _take(source, size) if len(chunk) == size else b""
        yield counter.to_bytes(11) + (b"\x00" if following else b"\x01"), chunk
        if not following:
            return
        chunk = following
        counter += 1


def seal(source: BinaryIO, target: BinaryIO, file_key: bytes, nonce: bytes) -> None:
    """Write the payload of all that is left in ``source``; holds two chunks in memory at most."""
    target.write(nonce)
    cipher = _cipher(file_key, nonce)
    target.writelines(cipher.encrypt(place, chunk, None) for place, chunk in _chunks(source, CHUNK_BYTES))


def open_(source: BinaryIO, target: BinaryIO, file_key: bytes) -> None:
    """Write each chunk to ``target`` once it is verified. Raises Damaged, then with part already written."""
    nonce = _take(source, NONCE_BYTES)
    if len(nonce) != NONCE_BYTES:
        raise Damaged
    cipher = _cipher(file_key, nonce)
    first = True
    for place, chunk in _chunks(source, CHUNK_BYTES + _TAG_BYTES):
        try:
            plain = cipher.decrypt(place, chunk, None)
        except InvalidTag:
            raise Damaged from None
        if not plain and not first:  # a second spelling: only a whole empty payload ends in an empty chunk
            raise Damaged
        target.write(plain)
        first = False
