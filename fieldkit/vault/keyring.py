"""The store's key, wrapped once for each operator's passphrase and once for headquarters' recovery.

The key is random and never derived from a passphrase, so an operator comes, goes or changes a passphrase without
touching the store. Who may do what is not said here: roles come with headquarters' signed pack.

Removing an operator protects against whoever holds this laptop's present key file, not against an old copy of it.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldkit.errors import Problem
from fieldkit.vault import keyfile, problems
from fieldkit.vault.keyfile import CEILING, FLOOR, Cost, KeyFile, KeySlot
from fieldkit.vault.passphrase import MIN_LENGTH, chosen, derive, typed
from sync import sealed

__all__ = [
    "CEILING",
    "DEFAULT",
    "FLOOR",
    "Cost",
    "KeyFile",
    "KeySlot",
    "add_operator",
    "change_passphrase",
    "create",
    "operators",
    "recover",
    "remove_operator",
    "spelled",
    "unlock",
]

Random = Callable[[int], bytes]
KEY_BYTES: Final = 32
DEFAULT: Final = Cost()
_WRAP = "fieldkit key slot v1"
_SEAL = b"fieldkit key file v1"
_NONCE = bytes(12)


def create(
    path: Path,
    *,
    operator: str,
    passphrase: str,
    recovery: Sequence[str],
    cost: Cost = DEFAULT,
    min_length: int = MIN_LENGTH,
    random: Random = os.urandom,
) -> bytes:
    """Make a new store key (32 bytes) and the key file for it at ``path``.

    ``recovery`` names HQ's recipients (``age1pq1…``), at least one. Raises KEY_FILE_EXISTS, WEAK_PASSPHRASE,
    BAD_OPERATOR, KDF_REFUSED, sealed.BadKey, KEY_FILE_NOT_SAVED.
    """
    if path.exists():
        raise Problem(problems.KEY_FILE_EXISTS)
    key = random(KEY_BYTES)
    slot = _wrap(key, operator, chosen(passphrase, min_length), cost, random)
    _save(path, key, KeyFile((slot,), sealed.seal_bytes(key, recovery)))
    return key


def unlock(path: Path, operator: str, passphrase: str) -> bytes:
    """The store key for an operator who knows the passphrase; one derivation at most.

    An unknown operator gives the same WRONG_PASSPHRASE. Raises KDF_REFUSED and KEY_FILE_DAMAGED before or after it.
    """
    file = keyfile.read(path)
    slot, secret = file.slot(operator), typed(passphrase)
    if slot is None or secret is None:
        raise Problem(problems.WRONG_PASSPHRASE)
    try:
        key = ChaCha20Poly1305(derive(secret, slot.salt, slot.cost)).decrypt(
            _NONCE, slot.wrapped, _bound(slot.operator, slot.cost)
        )
    except InvalidTag:
        raise Problem(problems.WRONG_PASSPHRASE) from None
    _check(file, key)
    return key


def spelled(path: Path, operator: str) -> str:
    """The operator's name as their slot has it: nobody remembers capitals. As typed when there is no such slot."""
    slot = keyfile.read(path).slot(operator)
    return slot.operator if slot else operator


def operators(path: Path) -> tuple[str, ...]:
    """Who has a slot, in the order in which they came. Not secret, and not yet verified."""
    return tuple(slot.operator for slot in keyfile.read(path).slots)


def add_operator(
    path: Path,
    key: bytes,
    operator: str,
    passphrase: str,
    cost: Cost = DEFAULT,
    *,
    anew: bool = False,
    min_length: int = MIN_LENGTH,
    random: Random = os.urandom,
) -> None:
    """Give ``operator`` a slot; ``anew`` in place of the one whose passphrase was forgotten.

    Raises BAD_OPERATOR, WEAK_PASSPHRASE, KDF_REFUSED, KEY_FILE_DAMAGED.
    """
    file = _checked(path, key)
    rest = tuple(one for one in file.slots if one.operator != operator)
    if (rest != file.slots and not anew) or len(rest) == keyfile.MAX_SLOTS:
        raise Problem(problems.BAD_OPERATOR)
    slot = _wrap(key, operator, chosen(passphrase, min_length), cost, random)
    _save(path, key, msgspec.structs.replace(file, slots=(*rest, slot)))


def remove_operator(path: Path, key: bytes, operator: str) -> None:
    """Take ``operator``'s slot away; nothing happens when there is none. Raises LAST_OPERATOR, KEY_FILE_DAMAGED."""
    file = _checked(path, key)
    rest = tuple(slot for slot in file.slots if slot.operator != operator)
    if not rest:
        raise Problem(problems.LAST_OPERATOR)
    _save(path, key, msgspec.structs.replace(file, slots=rest))


def change_passphrase(
    path: Path,
    operator: str,
    old: str,
    new: str,
    cost: Cost = DEFAULT,
    *,
    min_length: int = MIN_LENGTH,
    random: Random = os.urandom,
) -> None:
    """Wrap the same key for ``operator`` anew. Raises as ``unlock`` does, WEAK_PASSPHRASE, KDF_REFUSED."""
    key = unlock(path, operator, old)
    fresh = _wrap(key, operator, chosen(new, min_length), cost, random)
    file = _checked(path, key)
    slots = tuple(fresh if slot.operator == operator else slot for slot in file.slots)
    _save(path, key, msgspec.structs.replace(file, slots=slots))


def recover(path: Path, identity: str) -> bytes:
    """The store key by HQ's identity (``AGE-SECRET-KEY-PQ-1…``), at HQ only.

    Raises sealed.NotForUs, sealed.BadKey, KEY_FILE_DAMAGED.
    """
    file = keyfile.read(path)
    try:
        key = sealed.open_bytes(file.recovery, [identity])
    except sealed.Damaged as error:
        raise Problem(problems.KEY_FILE_DAMAGED) from error
    _check(file, key)
    return key


def _bound(operator: str, cost: Cost) -> bytes:
    """What the wrapping is tied to beside the salt, which the derivation takes in."""
    return msgspec.json.encode((_WRAP, operator, cost))


def _wrap(key: bytes, operator: str, secret: bytes, cost: Cost, random: Random) -> KeySlot:
    if not 1 <= len(operator) <= 64 or not operator.isprintable():
        raise Problem(problems.BAD_OPERATOR)
    salt = random(keyfile.SALT_BYTES)
    # The salt is new each time, so the wrapping key is used once and its nonce may be constant.
    wrapped = ChaCha20Poly1305(derive(secret, salt, cost)).encrypt(_NONCE, key, _bound(operator, cost))
    return KeySlot(operator, cost, salt, wrapped)


def _seal(key: bytes, file: KeyFile) -> HMAC:
    mac = HMAC(HKDF(SHA256(), 32, salt=None, info=_SEAL).derive(key), SHA256())
    mac.update(file.signed())
    return mac


def _check(file: KeyFile, key: bytes) -> None:
    """All slots and the recovery are those that were sealed with ``key``; ``key`` is the one and only."""
    try:
        _seal(key, file).verify(file.mac)
    except InvalidSignature:
        raise Problem(problems.KEY_FILE_DAMAGED) from None


def _checked(path: Path, key: bytes) -> KeyFile:
    file = keyfile.read(path)
    _check(file, key)
    return file


def _save(path: Path, key: bytes, file: KeyFile) -> None:
    keyfile.write(path, msgspec.structs.replace(file, mac=_seal(key, file).finalize()))
