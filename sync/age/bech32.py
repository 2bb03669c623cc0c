"""Bech32 text for keys: a prefix, the data in 32 lower-case or upper-case characters, a checksum of six.

As age uses it, without BIP 173's limit of 90 characters. Source: BIP 173; C2SP age.md, "Conventions".
"""

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM = 6
MAX_CHARACTERS = 4_096


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate(_GENERATOR):
            if top >> bit & 1:
                checksum ^= term
    return checksum


def _expanded(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]


def encode(prefix: str, data: bytes) -> str:
    """``data`` under ``prefix``; the case of ``prefix`` is the case of the whole."""
    bits = len(data) * 8
    spare = -bits % 5
    number = int.from_bytes(data) << spare
    values = [number >> shift & 31 for shift in range(bits + spare - 5, -1, -5)]
    lower = prefix.lower()
    residue = _polymod([*_expanded(lower), *values, *[0] * _CHECKSUM]) ^ 1
    values += [residue >> 5 * (_CHECKSUM - 1 - place) & 31 for place in range(_CHECKSUM)]
    text = f"{lower}1{''.join(_ALPHABET[value] for value in values)}"
    return text if prefix == lower else text.upper()


def decode(text: str) -> tuple[str, bytes]:
    """The prefix, in the case in which it was written, and the data.

    Raises ValueError, without the text: mixed case, a foreign character, a wrong checksum, spare bits set.
    """
    lower = text.lower()
    if not text.isascii() or len(text) > MAX_CHARACTERS or text not in {lower, text.upper()}:
        raise ValueError("foreign, too long, or mixed case")
    prefix, mark, tail = lower.rpartition("1")
    if not prefix or not mark or not all(33 <= ord(character) <= 126 for character in prefix):
        raise ValueError("no prefix")
    if len(tail) < _CHECKSUM or not all(character in _VALUES for character in tail):
        raise ValueError("a foreign character")
    values = [_VALUES[character] for character in tail]
    if _polymod([*_expanded(prefix), *values]) != 1:
        raise ValueError("wrong checksum")
    return text[: len(prefix)], _octets(values[:-_CHECKSUM])


def _octets(values: list[int]) -> bytes:
    number = 0
    for value in values:
        number = number << 5 | value
    length, spare = divmod(len(values) * 5, 8)
    if spare > 4 or number & ((1 << spare) - 1):
        raise ValueError("spare bits")  # a second spelling of the same key
    return (number >> spare).to_bytes(length)
