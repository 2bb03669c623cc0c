"""Headquarters' folder: where each thing lies. The two halves may stand on different machines."""

from pathlib import Path
from typing import NamedTuple

import msgspec

from fieldkit.errors import Problem
from fieldkit.office import problems
from sync import durable_files
from sync.archive.archive import Archive
from sync.archive.database import sqlite_address


class Public(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the ingest may know, all of it public: addresses and keys that close but do not open."""

    url: str
    ca_pem: str
    recipients: tuple[str, ...]
    recovery_recipients: tuple[str, ...]
    receipt_key: bytes
    office_key: bytes


_public = msgspec.json.Decoder(Public)


class Places(NamedTuple):
    """``office/`` holds everything that opens; ``ingest/`` what takes things in and can open nothing."""

    folder: Path

    @property
    def office(self) -> Path:
        """The private half."""
        return self.folder / "office"

    @property
    def store(self) -> Path:
        """The office's encrypted store."""
        return self.office / "office.store"

    @property
    def keys(self) -> Path:
        """The key file with the office operators' slots."""
        return self.office / "office.keys.json"

    @property
    def ingest(self) -> Path:
        """The half that faces the network."""
        return self.folder / "ingest"

    @property
    def receipt_key(self) -> Path:
        """The raw Ed25519 seed that signs receipts."""
        return self.ingest / "receipt.key"

    @property
    def tls_key(self) -> Path:
        """The web server's private key."""
        return self.ingest / "tls.key.pem"

    @property
    def tls_certificate(self) -> Path:
        """The web server's certificate."""
        return self.ingest / "tls.pem"

    @property
    def public(self) -> Path:
        """``Public`` as JSON."""
        return self.ingest / "public.json"

    def notice(self, event: str) -> Path:
        """An event's privacy notice, for the public page."""
        return self.ingest / "notices" / f"{event}.json"

    def read_public(self) -> Public:
        """Raises BAD_HEADQUARTERS."""
        try:
            return _public.decode(self.public.read_bytes())
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Problem(problems.BAD_HEADQUARTERS, file=self.public.name) from error

    def open_archive(self, url: str = "") -> Archive:
        """The archive of ``url``, by default SQLite in the ingest folder; blobs lie in the folder either way."""
        if not self.ingest.is_dir():
            raise Problem(problems.BAD_HEADQUARTERS, file=self.ingest.name)
        return Archive(url or sqlite_address(self.ingest / "archive.sqlite"), self.ingest / "blobs")


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all, durable when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    durable_files.write(path, content)
