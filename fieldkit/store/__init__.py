"""The laptop's store: drafts, what waits for headquarters, and the journal that every store has."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlite_utils import Database

from fieldkit.store.drafts import Draft, DraftFile, Drafts
from fieldkit.store.file import DiskTrouble, StoreDamaged, StoreUnreadable
from fieldkit.store.journal import Check, Journal, Random, Wall
from fieldkit.store.journal_store import JournalStore
from fieldkit.store.outbox import InboxEntry, Outbox
from fieldkit.store.people import People
from fieldkit.store.report_facts import Counting
from fieldkit.store.reviews import Review, Reviews
from fieldkit.store.schema import LAPTOP

__all__ = [
    "Check",
    "Counting",
    "DiskTrouble",
    "Draft",
    "DraftFile",
    "InboxEntry",
    "Journal",
    "JournalStore",
    "Outbox",
    "People",
    "Random",
    "Review",
    "Reviews",
    "Store",
    "StoreDamaged",
    "StoreUnreadable",
    "Wall",
]


class Store(JournalStore):
    """A laptop's whole memory."""

    schema = LAPTOP

    def __init__(self, db: Database, *, wall: Wall, random: Random) -> None:
        super().__init__(db, wall=wall, random=random)
        self.reviews = Reviews(db)
        self.outbox = Outbox(db, self.log.device)

    def drafts(self, form: str) -> Drafts:
        """The half-filled forms of one kind."""
        return Drafts(self._db, form)

    def become(self, key: Ed25519PrivateKey) -> None:
        """Go on under another signing key, with an empty chain of its own; call inside a transaction."""
        self.put("device_key", key.private_bytes_raw())
        self.put("head", b"0")
        self.key = key
        self.log = Journal(self._db, key, self.log.wall, self.random)
        self.log.add_device(key.public_key().public_bytes_raw(), "kit")
        self.outbox = Outbox(self._db, self.log.device)

    def outbox_of(self, device: str) -> Outbox:
        """The batches and the inbox of another device that this store carries, after a restore."""
        return Outbox(self._db, device)
