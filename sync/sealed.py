"""Sealed files: standard age v1 files that only headquarters can open.

Anyone who holds the identity can open them with the stock ``age`` (1.3 or later). A laptop holds recipients
only, so after sealing it cannot read what it captured. Everyone who knows a recipient can seal for it: who
made a file is shown by the signed journal entry that names its hash, never by the seal itself.
"""

import io
import os
from collections.abc import Callable, Sequence
from typing import BinaryIO, NamedTuple

from sync.age import header as age_header
from sync.age import keys as age_keys
from sync.age import payload
from sync.age.header import Damaged, Stanza
from sync.age.keys import BadKey, recipient_of
from sync.errors import N_, Problem, Wording

__all__ = [
    "BadKey",
    "Damaged",
    "NotForUs",
    "Pair",
    "generate",
    "open_",
    "open_bytes",
    "recipient_of",
    "seal",
    "seal_bytes",
]

Random = Callable[[int], bytes]
FILE_KEY_BYTES = 16
_TYPE = "mlkem768x25519"


class NotForUs(Problem):
    """No identity given opens the file."""

    wording = Wording(
        title=N_("Este archivo se selló para otra oficina"),
        cause=N_("Ninguna de las llaves de aquí lo abre."),
        remedy=N_("Ábralo en la oficina a la que va dirigido, o pida la llave que corresponde."),
    )


class Pair(NamedTuple):
    """A new key: ``identity`` (secret, stays at HQ) first, then its ``recipient`` (public)."""

    identity: str
    recipient: str


def generate(*, random: Random = os.urandom) -> Pair:
    """A new ``Pair(identity, recipient)``."""
    identity = age_keys.encode_identity(random(age_keys.SEED_BYTES))
    return Pair(identity, recipient_of(identity))


def seal(source: BinaryIO, target: BinaryIO, recipients: Sequence[str], *, random: Random = os.urandom) -> None:
    """Seal what is left in ``source`` into ``target`` (buffered), for each of ``recipients`` (``age1pq1…``).

    ``random`` gives the file's key and nonce; the wrapping draws its own inside the library, so sealing twice
    never gives the same bytes. Memory is bounded whatever the size. Raises BadKey, before anything is
    written, for a bad recipient, none, or more than 64.
    """
    keys = [age_keys.read_recipient(recipient) for recipient in recipients]
    if not 1 <= len(keys) <= age_header.MAX_STANZAS:
        raise BadKey
    file_key = random(FILE_KEY_BYTES)
    stanzas = []
    for key in keys:
        encapsulated, wrapped = age_keys.wrap(file_key, key)
        stanzas.append(Stanza((_TYPE, age_header.to_base64(encapsulated).decode("ascii")), wrapped))
    target.write(age_header.write(file_key, stanzas))
    payload.seal(source, target, file_key, random(payload.NONCE_BYTES))


def open_(source: BinaryIO, target: BinaryIO, identities: Sequence[str]) -> None:
    """Open ``source`` into ``target`` (buffered) with whichever of ``identities`` fits.

    Streams: every chunk is verified before it is written, but a file that was cut short raises Damaged only
    after its good part was written. A caller must drop the target then, or use ``open_bytes``.
    Raises NotForUs, Damaged, BadKey.
    """
    keys = [age_keys.read_identity(identity) for identity in identities]
    header = age_header.read(source)
    wrappings = _wrappings(header.stanzas)
    for encapsulated, wrapped in wrappings:
        for key in keys:
            file_key = age_keys.unwrap(encapsulated, wrapped, key)
            if file_key is not None:
                header.check(file_key)
                payload.open_(source, target, file_key)
                return
    raise NotForUs


def _wrappings(stanzas: Sequence[Stanza]) -> list[tuple[bytes, bytes]]:
    """Encapsulated and wrapped key of every stanza of our type; other types are skipped, as the format asks.

    Raises Damaged.
    """
    found = []
    for stanza in stanzas:
        kind, *arguments = stanza.arguments
        if kind == "scrypt" and len(stanzas) > 1:  # a passphrase promises that its only holder made the file
            raise Damaged
        if kind == _TYPE:
            encapsulated = age_header.from_base64(" ".join(arguments).encode("ascii"))
            if len(encapsulated) != age_keys.ENCAPSULATED_BYTES or len(stanza.body) != age_keys.WRAPPED_BYTES:
                raise Damaged
            found.append((encapsulated, stanza.body))
    return found


def seal_bytes(data: bytes, recipients: Sequence[str], *, random: Random = os.urandom) -> bytes:
    """``data`` as a sealed file. Raises BadKey."""
    target = io.BytesIO()
    seal(io.BytesIO(data), target, recipients, random=random)
    return target.getvalue()


def open_bytes(data: bytes, identities: Sequence[str]) -> bytes:
    """What the sealed file ``data`` holds: all of it, or an error. Raises NotForUs, Damaged, BadKey."""
    target = io.BytesIO()
    open_(io.BytesIO(data), target, identities)
    return target.getvalue()
