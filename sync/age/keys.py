"""Keys of HQ's recipients: their text forms, and the wrapping of one file's key for each of them.

A recipient (``age1pq1…``) is public and may lie on any laptop; its identity (``AGE-SECRET-KEY-PQ-1…``) stays
at HQ. The hybrid of ML-KEM-768 and X25519 holds as long as either does: the files stay sensitive for decades.

Source: C2SP age.md, "The MLKEM768-X25519 hybrid post-quantum recipient type"; RFC 9180 (HPKE base mode).
"""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from sync.age import bech32
from sync.errors import N_, Problem, Wording

SEED_BYTES = 32
ENCAPSULATED_BYTES = 1_120
WRAPPED_BYTES = 32
_MLKEM_SEED_BYTES = 64
_MLKEM_PUBLIC_BYTES = 1_184
_PUBLIC_BYTES = _MLKEM_PUBLIC_BYTES + 32
_IDENTITY_PREFIX = "AGE-SECRET-KEY-PQ-"
_RECIPIENT_PREFIX = "age1pq"
_INFO = b"age-encryption.org/mlkem768x25519"
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class BadKey(Problem):
    """The text of a recipient or an identity cannot be used. The text itself is never repeated."""

    wording = Wording(
        title=N_("La llave de sellado no es válida"),
        cause=N_("No está completa, tiene un error al copiarla o es de otro tipo."),
        remedy=N_("Pida de nuevo la llave a la oficina central y cópiela completa."),
    )


def encode_identity(seed: bytes) -> str:
    """The text of an identity from its 32-byte seed."""
    return bech32.encode(_IDENTITY_PREFIX, seed)


def _halves(identity: str) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    seed = _decode(identity, _IDENTITY_PREFIX, SEED_BYTES)
    material = hashlib.shake_256(seed).digest(_MLKEM_SEED_BYTES + 32)
    return (
        MLKEM768PrivateKey.from_seed_bytes(material[:_MLKEM_SEED_BYTES]),
        X25519PrivateKey.from_private_bytes(material[_MLKEM_SEED_BYTES:]),
    )


def _decode(text: str, prefix: str, length: int) -> bytes:
    try:
        found, data = bech32.decode(text)
    except ValueError:
        raise BadKey from None  # the chain would carry the text of the key into a log
    if found != prefix or len(data) != length:
        raise BadKey
    return data


def read_identity(identity: str) -> MLKEM768X25519PrivateKey:
    """The private key behind ``AGE-SECRET-KEY-PQ-1…``. Raises BadKey."""
    return MLKEM768X25519PrivateKey(*_halves(identity))


def read_recipient(recipient: str) -> MLKEM768X25519PublicKey:
    """The public key behind ``age1pq1…``. Raises BadKey."""
    data = _decode(recipient, _RECIPIENT_PREFIX, _PUBLIC_BYTES)
    try:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(data[:_MLKEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(data[_MLKEM_PUBLIC_BYTES:]),
        )
    except ValueError:  # ML-KEM's modulus check, FIPS 203 section 7.2
        raise BadKey from None


def recipient_of(identity: str) -> str:
    """The recipient that belongs to ``identity``. Raises BadKey."""
    lattice, curve = _halves(identity)
    public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    return bech32.encode(_RECIPIENT_PREFIX, public)


def wrap(file_key: bytes, recipient: MLKEM768X25519PublicKey) -> tuple[bytes, bytes]:
    """``file_key`` (16 bytes) for ``recipient``: encapsulated key (1,120 bytes) and ciphertext (32 bytes)."""
    try:
        sealed = _SUITE.encrypt(file_key, recipient, info=_INFO)
    except ValueError:  # an X25519 half of low order
        raise BadKey from None
    return sealed[:ENCAPSULATED_BYTES], sealed[ENCAPSULATED_BYTES:]


def unwrap(encapsulated: bytes, wrapped: bytes, identity: MLKEM768X25519PrivateKey) -> bytes | None:
    """The file key, or None when it was wrapped for someone else."""
    try:
        return _SUITE.decrypt(encapsulated + wrapped, identity, info=_INFO)
    except InvalidTag:
        return None
