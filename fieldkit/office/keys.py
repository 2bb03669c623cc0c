"""Headquarters' keys: made once, in two halves. Only the office's half opens anything."""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.load import load as load_catalog
from fieldkit.errors import Problem
from fieldkit.office import problems
from fieldkit.office.paths import Places, Public, write_private
from fieldkit.office.store import OfficeStore
from fieldkit.store import Random, Wall
from fieldkit.vault import keyring
from sync import durable_files, sealed
from sync.protocol import tls

KEY_BYTES = 32
# What guessing a passphrase costs: in earnest, and for rehearsals.
COST, REHEARSAL_COST = keyring.DEFAULT, keyring.FLOOR
_RECOVERY, _PUBLIC = "recovery_identity", "public"


@dataclass(frozen=True)
class Office:
    """The office at work: its store and keys, and who works there."""

    places: Places
    store: OfficeStore
    public: Public
    catalog: Catalog
    operator: str

    @property
    def identities(self) -> tuple[str, ...]:
        """What opens the batches and applications that were sealed for headquarters."""
        return (self.store.identity,)

    @property
    def recovery_identity(self) -> str:
        """What opens the key file of a laptop whose people lost their passphrases."""
        return self.store.get(_RECOVERY).decode()

    def close(self) -> None:
        """Close the store."""
        self.store.close()


class GivenCertificate(NamedTuple):
    """The web server's certificate chain and key (PEM), and the authority (PEM) that laptops are to trust."""

    authority: str
    certificate: bytes
    key: bytes


def _is_address(url: str) -> bool:
    """Whether a laptop can reach headquarters under ``url``: https, a host, and a port that exists if any."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none
        return False


def create(
    folder: Path,
    *,
    operator: str,
    passphrase: str,
    url: str,
    hosts: Sequence[str],
    today: date,
    wall: Wall,
    given: GivenCertificate | None = None,
    cost: keyring.Cost = COST,
    random: Random = os.urandom,
) -> str:
    """Set headquarters up in ``folder`` for its address ``url`` and the names or IP addresses of its server.

    Without a ``given`` certificate headquarters makes an authority of its own, which phones do not know.
    Returns the recovery identity, to be kept on paper in a safe: it opens the office's own key file and those of
    the laptops. Raises ALREADY_SET_UP, BAD_ADDRESS, WEAK_PASSPHRASE, BAD_OPERATOR.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Problem(problems.ALREADY_SET_UP)
    if not _is_address(url):
        raise Problem(problems.BAD_ADDRESS)
    # Made aside and renamed, so that a crash never leaves half of the keys in use.
    fresh = Places(folder.with_name(f"{folder.name}.new"))
    shutil.rmtree(fresh.folder, ignore_errors=True)
    for half in (fresh.office, fresh.ingest):
        half.mkdir(parents=True, mode=0o700)
    opening, recovery = sealed.generate(random=random), sealed.generate(random=random)
    key = keyring.create(
        fresh.keys,
        operator=operator,
        passphrase=passphrase,
        recovery=[recovery.recipient],
        cost=cost,
        random=random,
    )
    store = OfficeStore.create(
        fresh.store,
        key,
        device_key=random(KEY_BYTES),
        identity=opening.identity,
        role="office",
        wall=wall,
        random=random,
    )
    receipt_seed = random(KEY_BYTES)
    authority = tls.make_authority("Fieldkit HQ", today)
    web = given or _own_certificate(authority, hosts, today)
    public = Public(
        url=url,
        ca_pem=web.authority,
        recipients=(opening.recipient,),
        recovery_recipients=(recovery.recipient,),
        receipt_key=_public_key(receipt_seed),
        office_key=store.key.public_key().public_bytes_raw(),
    )
    with store.atomic():
        store.put(_RECOVERY, recovery.identity.encode())
        store.put(_PUBLIC, msgspec.json.encode(public))
        if given is None:
            store.put("authority_key", authority.key)  # to certify the next server; the ingest must not have it
    store.close()
    write_private(fresh.receipt_key, receipt_seed)
    write_private(fresh.tls_key, web.key)
    write_private(fresh.tls_certificate, web.certificate)
    write_private(fresh.public, msgspec.json.encode(public))
    if folder.exists():
        folder.rmdir()
    durable_files.rename(fresh.folder, folder)
    durable_files.sync_folder(folder.parent)
    return recovery.identity


def open_office(
    folder: Path, operator: str, passphrase: str, *, wall: Callable[[], int], random: Random = os.urandom
) -> Office:
    """Open the office's half of ``folder``. Raises WRONG_PASSPHRASE, KEY_FILE_MISSING, StoreUnreadable."""
    places = Places(folder)
    store = OfficeStore.open(places.store, keyring.unlock(places.keys, operator, passphrase), wall=wall, random=random)
    public = msgspec.json.decode(store.get(_PUBLIC), type=Public)
    return Office(places, store, public, load_catalog(), operator)


def recover(office: Office, keys: Path) -> Callable[[str, str], None]:
    """Open the key file of a laptop whose people lost their passphrases; the result gives (operator, passphrase).

    Raises sealed.NotForUs, KEY_FILE_DAMAGED; what is returned raises WEAK_PASSPHRASE, BAD_OPERATOR.
    """
    key = keyring.recover(keys, office.recovery_identity)
    return partial(keyring.add_operator, keys, key, anew=True)


def _own_certificate(authority: tls.Pem, hosts: Sequence[str], today: date) -> GivenCertificate:
    server = tls.make_server_certificate(authority, hosts, today)
    return GivenCertificate(authority.certificate.decode("ascii"), server.certificate, server.key)


def _public_key(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
