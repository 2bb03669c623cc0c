"""A small world for the sync tests: headquarters over real TLS on loopback, kits with an honest outbox."""

import datetime as dt
import hashlib
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync import sealed
from sync.archive.archive import Archive
from sync.client.exchange import Exchange
from sync.client.http import SyncClient, Timeouts
from sync.client.outbox import BatchRef, PublicState
from sync.ingest import app
from sync.ingest.requests import RequestTimeouts
from sync.journal import chain
from sync.protocol import tls
from sync.protocol.batches import BlobRef, Receipt, pack_batch
from sync.protocol.envelope import check
from sync.protocol.messages import Credentials

TODAY = dt.date(2026, 3, 7)
NOW_MS = 1_772_900_000_000
EVENT = "jornada-1"
HQ_PAIR = sealed.generate()
RECEIPT_KEY = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)
RECEIPT_PUBLIC = RECEIPT_KEY.public_key().public_bytes_raw()
OFFICE_PUBLIC = Ed25519PrivateKey.from_private_bytes(bytes([2]) * 32).public_key().public_bytes_raw()
AUTHORITY = tls.make_authority("Jornada de prueba", TODAY)
CREDENTIALS = Credentials((HQ_PAIR.recipient,), RECEIPT_PUBLIC, OFFICE_PUBLIC, AUTHORITY.certificate.decode("ascii"))
SHORT = Timeouts(connect=5.0, piece=5.0, answer=10.0)


def device_key(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([100 + number]) * 32)


def blob_bytes(number: int, size: int) -> bytes:
    """Bytes that no two numbers share and that no compression could shrink."""
    return hashlib.shake_256(b"blob %d" % number).digest(size)


def digest_of(body: bytes | None) -> bytes | None:
    """The SHA-256 that a request's signature covers."""
    return None if body is None else hashlib.sha256(body).digest()


@dataclass
class MemoryOutbox:
    """An honest outbox: what it was told, and nothing that it was not told."""

    batches: dict[int, BatchRef] = field(default_factory=dict)
    raw: dict[int, bytes] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    kept: dict[int, bytes] = field(default_factory=dict)
    waiting: dict[int, str] = field(default_factory=dict)
    damaged: dict[str, str] = field(default_factory=dict)
    inbox: dict[int, bytes] = field(default_factory=dict)
    public: PublicState | None = None

    def batches_to_send(self) -> Sequence[BatchRef]:
        return [ref for n, ref in self.batches.items() if n not in self.kept and n not in self.waiting]

    def sent_batches(self) -> Sequence[BatchRef]:
        return [ref for n, ref in self.batches.items() if n in self.kept]

    def last_batch(self) -> int:
        return max(self.batches, default=0)

    def batch_bytes(self, n: int) -> bytes:
        return self.raw[n]

    def read_blob(self, sha256: str, offset: int, size: int) -> bytes:
        return self.blobs[sha256][offset : offset + size]

    def keep_receipt(self, n: int, raw: bytes) -> None:
        self.kept[n] = raw

    def quarantine(self, n: int, reason: str) -> None:
        self.waiting[n] = reason

    def quarantine_blob(self, sha256: str, reason: str) -> None:
        self.damaged[sha256] = reason

    def mark_unsent(self, ns: Sequence[int]) -> None:
        for n in ns:
            self.kept.pop(n, None)
            self.waiting.pop(n, None)

    def inbox_position(self) -> int:
        return max(self.inbox, default=0)

    def keep_inbox(self, number: int, raw: bytes) -> None:
        self.inbox[number] = raw

    def snapshot(self) -> PublicState | None:
        return self.public


class Kit:
    """One laptop: a key, a chain and an outbox that it fills with real batches."""

    def __init__(self, number: int = 1) -> None:
        self.key = device_key(number)
        self.public_key = self.key.public_key().public_bytes_raw()
        self.device = chain.device_id(self.public_key)
        self.outbox = MemoryOutbox()
        self.head = chain.EMPTY
        self.number = number
        self.drawn = 0

    def entry(self, body: bytes) -> chain.Entry:
        entry, self.head = chain.write(
            self.head,
            self.key,
            hlc=chain.tick(self.head.hlc, NOW_MS),
            operator="op",
            kind="prueba",
            subject="s",
            body=body,
            salt=bytes(16),
        )
        return entry

    def add_batch(self, *blob_sizes: int, entries: int = 2) -> BatchRef:
        n = len(self.outbox.batches) + 1
        blobs = []
        for size in blob_sizes:
            self.drawn += 1
            data = blob_bytes(self.number * 10_000 + self.drawn, size)
            blobs.append(BlobRef(chain.sha256(data), size))
            self.outbox.blobs[blobs[-1].sha256] = data
        raw = pack_batch(
            [self.entry(b"entry %d" % index) for index in range(entries)],
            n=n,
            event=EVENT,
            blobs=blobs,
            recipients=[HQ_PAIR.recipient],
            key=self.key,
            made_ms=NOW_MS,
        )
        ref = BatchRef(n, chain.sha256(raw), len(raw), tuple(blobs))
        self.outbox.batches[n], self.outbox.raw[n] = ref, raw
        return ref

    def batch(self, n: int) -> tuple[bytes, str]:
        """A batch's bytes and their SHA-256."""
        return self.outbox.raw[n], chain.sha256(self.outbox.raw[n])

    def client(self, port: int, **options: Any) -> SyncClient:
        settings: dict[str, Any] = {
            "ca_pem": CREDENTIALS.ca_pem,
            "receipt_key": RECEIPT_PUBLIC,
            "key": self.key,
            "now_ms": lambda: NOW_MS,
            "patience": SHORT,
        }
        return SyncClient(f"https://127.0.0.1:{port}", **(settings | options))

    @contextmanager
    def exchange(self, port: int, **options: Any) -> Iterator[Exchange]:
        with self.client(port, **options) as client:
            yield Exchange(client, self.outbox)

    def receipts(self) -> list[Receipt]:
        return [check(raw, RECEIPT_PUBLIC, Receipt) for raw in self.outbox.kept.values()]


def register(archive: Archive, *kits: Kit) -> None:
    for kit in kits:
        archive.devices.register(kit.public_key, event=EVENT, label=f"laptop {kit.number}")


def assert_all_arrived_once(archive: Archive, kit: Kit) -> None:
    """What the kit made is at headquarters, byte for byte, each once; every receipt names what is there."""
    rows = archive.batches.of(kit.device)
    assert [row.n for row in rows] == sorted(kit.outbox.batches)
    assert all(archive.batches.raw(kit.device, n) == raw for n, raw in kit.outbox.raw.items())
    for sha256, data in kit.outbox.blobs.items():
        with archive.blobs.open(sha256) as file:
            assert file.read() == data
    assert archive.batches.disputed(kit.device) == []


def assert_receipts_are_true(archive: Archive, kit: Kit) -> None:
    """No receipt without the very bytes and blobs at headquarters."""
    for n, raw in kit.outbox.kept.items():
        receipt = check(raw, RECEIPT_PUBLIC, Receipt)
        assert (receipt.status, receipt.device, receipt.n) == ("stored", kit.device, n)
        stored = archive.batches.raw(kit.device, n)
        assert stored is not None
        assert receipt.batch_sha256 == chain.sha256(stored) == kit.outbox.batches[n].sha256
        for blob in kit.outbox.batches[n].blobs:
            assert archive.blobs.size(blob.sha256) == blob.size


def write_certificate(
    folder: Path, authority: tls.Pem = AUTHORITY, today: dt.date = TODAY, years: int = 15
) -> tuple[Path, Path]:
    pem = tls.make_server_certificate(authority, ["127.0.0.1", "localhost"], today, years=years)
    certificate, key = folder / "server.pem", folder / "server.key"
    certificate.write_bytes(pem.certificate)
    key.write_bytes(pem.key)
    return certificate, key


@contextmanager
def serving(archive: Archive, folder: Path, **options: Any) -> Iterator[int]:
    """Headquarters in a thread of this process; gives its port."""
    certificate, key = write_certificate(folder, **options.pop("certificate", {}))
    options.setdefault("timeouts", RequestTimeouts(silence=2.0, body=20.0))
    application = app.app(archive, RECEIPT_KEY, credentials=CREDENTIALS, now_ms=lambda: NOW_MS, **options)
    # The protocol is named, or asyncio would leave Nagle's delay on and every answer would take 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        web = app.web_server(application, certificate, key, host="127.0.0.1", port=0)
        thread = threading.Thread(target=web.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 10
        while not web.started and time.monotonic() < deadline:
            thread.join(0.01)
        assert web.started
        try:
            yield listener.getsockname()[1]
        finally:
            web.should_exit = True
            thread.join(15)
