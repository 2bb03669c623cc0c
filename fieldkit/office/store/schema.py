"""The office's tables, as migrations: what is written once is never changed, only added to."""

from sqlite_utils import Database, Migrations

from fieldkit.store import journal_schema
from fieldkit.store.migration import Schema, drop_empty

# Up to 0.1.0 laptops and the office had one set of migrations, and each other's tables.
_OF_0_1_0 = frozenset(
    ("fieldkit", name) for name in ("first", "office", "searching", "resembling", "second_person", "protecting")
)
office = Migrations("office")
OFFICE = Schema(office, _OF_0_1_0)


@office()
def first(db: Database) -> None:
    """Journal, opened applications and cases, prepared events, and what goes out to laptops; 0.1.0 made them too."""
    if db["packages"].exists():
        return
    journal_schema.journal(db)
    journal_schema.searching(db)
    journal_schema.resembling(db)
    for statement in _OFFICE:
        db.execute(statement)


@office()
def without_laptop_tables(db: Database) -> None:
    """The laptops' tables of a store of 0.1.0 go; one that is not empty stays as it is."""
    drop_empty(
        db,
        *("draft_fields", "draft_files", "draft_hands", "reviews", "drafts", "case_draft_fields", "case_drafts"),
        *("blobs", "batches", "inbox"),
    )


office()(journal_schema.folded_again)


@office()
def case_files(db: Database) -> None:
    """Photos and scans of cases, apart from those of applications, as their sheets are."""
    db.execute(
        "CREATE TABLE case_files (package TEXT NOT NULL, slot TEXT NOT NULL, media TEXT NOT NULL,"
        " content BLOB NOT NULL, PRIMARY KEY (package, slot)) STRICT"
    )


_OFFICE = (
    (
        "CREATE TABLE events (event TEXT PRIMARY KEY, number INTEGER NOT NULL, ticket_key BLOB NOT NULL,"
        " invitation BLOB NOT NULL, plan BLOB NOT NULL) STRICT"
    ),
    (
        "CREATE TABLE codes (code_id TEXT PRIMARY KEY, event TEXT NOT NULL, letter TEXT NOT NULL, code TEXT NOT NULL,"
        " UNIQUE (event, letter)) STRICT"
    ),
    (
        "CREATE TABLE kits (device TEXT PRIMARY KEY, event TEXT NOT NULL, letter TEXT NOT NULL, label TEXT NOT NULL,"
        " public_key BLOB NOT NULL, recipient TEXT NOT NULL, predecessor TEXT NOT NULL, packed INTEGER NOT NULL,"
        " UNIQUE (event, letter)) STRICT"
    ),
    (
        "CREATE TABLE outgoing (id INTEGER PRIMARY KEY, device TEXT NOT NULL, kind TEXT NOT NULL,"
        " content BLOB NOT NULL, number INTEGER NOT NULL DEFAULT 0) STRICT"
    ),
    "CREATE INDEX outgoing_device ON outgoing (device, number)",
    # A device that forked may send one number with two contents: both are kept, so the hash belongs to the key.
    (
        "CREATE TABLE opened_batches (device TEXT NOT NULL, n INTEGER NOT NULL, sha256 TEXT NOT NULL,"
        " state TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (device, n, sha256)) STRICT"
    ),
    (
        "CREATE TABLE packages (application TEXT NOT NULL, revision INTEGER NOT NULL, sha256 TEXT NOT NULL,"
        " device TEXT NOT NULL, operator TEXT NOT NULL, event TEXT NOT NULL, submitted BLOB NOT NULL,"
        " state TEXT NOT NULL, reason TEXT NOT NULL, package BLOB,"
        " PRIMARY KEY (application, revision, sha256, device)) STRICT"
    ),
    "CREATE INDEX packages_state ON packages (state)",
    "CREATE INDEX packages_sha256 ON packages (sha256)",
    (
        "CREATE TABLE package_files (package TEXT NOT NULL, slot TEXT NOT NULL, media TEXT NOT NULL,"
        " content BLOB NOT NULL, PRIMARY KEY (package, slot)) STRICT"
    ),
    (
        "CREATE TABLE case_sheets (case_id TEXT NOT NULL, revision INTEGER NOT NULL, sha256 TEXT NOT NULL,"
        " device TEXT NOT NULL, operator TEXT NOT NULL, event TEXT NOT NULL, said BLOB NOT NULL,"
        " state TEXT NOT NULL, reason TEXT NOT NULL, sheet BLOB,"
        " PRIMARY KEY (case_id, revision, sha256, device)) STRICT"
    ),
    "CREATE INDEX case_sheets_state ON case_sheets (state)",
)
