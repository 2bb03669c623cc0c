"""An operator's passphrase: which ones are accepted, and the slow derivation that makes guessing dear."""

import unicodedata
from typing import Final

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw

from fieldkit.errors import Problem
from fieldkit.vault import problems
from fieldkit.vault.keyfile import Cost

MIN_LENGTH: Final = 8
_MAX_LENGTH: Final = 1_024
_MIN_DISTINCT: Final = 4
_DERIVED_BYTES: Final = 32


def typed(passphrase: str) -> bytes | None:
    """The bytes of a passphrase, the same whichever keyboard composed its accents; None if it can be nobody's."""
    if len(passphrase) > _MAX_LENGTH:
        return None
    try:
        return unicodedata.normalize("NFKC", passphrase).encode("utf-8")
    except UnicodeEncodeError:  # half a character from a broken paste
        return None


def chosen(passphrase: str, min_length: int) -> bytes:
    """The bytes of a new passphrase of at least ``min_length`` characters. Raises WEAK_PASSPHRASE."""
    secret = typed(passphrase)
    if secret is None:
        raise Problem(problems.WEAK_PASSPHRASE, length=min_length)
    text = secret.decode("utf-8")
    if len(text) < min_length or len(set(text)) < _MIN_DISTINCT:
        raise Problem(problems.WEAK_PASSPHRASE, length=min_length)
    return secret


def derive(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    """32 bytes by Argon2id (RFC 9106), at a cost that is checked first. Raises KDF_REFUSED, TOO_LITTLE_MEMORY."""
    cost.check()
    try:
        return hash_secret_raw(secret, salt, cost.time, cost.memory_kib, cost.lanes, _DERIVED_BYTES, Type.ID)
    except HashingError as error:
        raise Problem(problems.TOO_LITTLE_MEMORY, memory_kib=cost.memory_kib) from error
