"""Crockford's base 32: letters and figures only, so that a QR code stays compact and no scanner's keyboard garbles it.

Bytes are written as one number, the first bits zero where they do not fill a character: one spelling for each.
"""

import base64

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FROM_RFC_4648 = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode())
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
# What people type when they read a printed code: Crockford's own tolerance.
_LOOKALIKES = str.maketrans("OIL", "011")


def encode(raw: bytes) -> str:
    """The bytes as upper-case characters, ``length`` of them."""
    whole = bytes(-len(raw) % 5) + raw  # five bytes are eight characters, without any padding
    return base64.b32encode(whole).translate(_FROM_RFC_4648)[-length(len(raw)) :].decode() if raw else ""


def decode(text: str) -> bytes:
    """The bytes of a text in its one spelling; ValueError for any other text."""
    size = 5 * len(text) // 8
    number = 0
    if len(text) != length(size) or not _VALUES.keys() >= set(text):
        raise ValueError("not base 32")
    for character in text:
        number = number << 5 | _VALUES[character]
    if number >> 8 * size:
        raise ValueError("not the one spelling")
    return number.to_bytes(size, "big")


def tidy(text: str) -> str:
    """What a person typed, in the alphabet's own letters."""
    return text.upper().translate(_LOOKALIKES)


def length(size: int) -> int:
    """Characters that ``size`` bytes take."""
    return (8 * size + 4) // 5
