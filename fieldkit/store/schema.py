"""A laptop's tables, as migrations: what is written once is never changed, only added to."""

from sqlite_utils import Database, Migrations

from fieldkit.store import journal_schema
from fieldkit.store.migration import Schema, drop_empty

laptop = Migrations("fieldkit")
# Up to 0.1.0 a laptop's file had the office's tables too.
LAPTOP = Schema(laptop, frozenset({("fieldkit", "office")}))


@laptop()
def first(db: Database) -> None:
    """Journal, drafts, and what waits for headquarters."""
    journal_schema.journal(db)
    for statement in _LAPTOP:
        db.execute(statement)


laptop()(journal_schema.searching)
laptop()(journal_schema.resembling)


@laptop()
def second_person(db: Database) -> None:
    """Who wrote in a draft, and whether it waits for somebody else to approve it."""
    for statement in _REVIEWS:
        db.execute(statement)


@laptop()
def protecting(db: Database) -> None:
    """Half-filled forms of protection cases, apart from all others."""
    for statement in _PROTECTION:
        db.execute(statement)


@laptop()
def without_office_tables(db: Database) -> None:
    """The office's tables of a store of 0.1.0 go; one that is not empty stays as it is."""
    drop_empty(
        db,
        *("package_files", "packages", "opened_batches", "case_sheets"),
        *("outgoing", "kits", "codes", "events"),
    )


laptop()(journal_schema.folded_again)


@laptop()
def one_form(db: Database) -> None:
    """Drafts of every kind of form lie in one table, by their kind; those of cases come over with what is in them."""
    for statement in _ONE_FORM:
        db.execute(statement)


_ONE_FORM = (
    "ALTER TABLE drafts ADD COLUMN form TEXT NOT NULL DEFAULT 'application'",
    "CREATE INDEX drafts_form ON drafts (form, made_ms)",
    (
        "INSERT INTO drafts (id, visit, service, revision, made_ms, form)"
        " SELECT id, visit, '', revision, made_ms, 'case' FROM case_drafts"
    ),
    "INSERT INTO draft_fields (draft, key, value, saved_ms) SELECT draft, key, value, saved_ms FROM case_draft_fields",
    "DROP TABLE case_draft_fields",
    "DROP TABLE case_drafts",
)

_LAPTOP = (
    (
        "CREATE TABLE drafts (id TEXT PRIMARY KEY, visit TEXT NOT NULL, service TEXT NOT NULL,"
        " revision INTEGER NOT NULL, made_ms INTEGER NOT NULL) STRICT"
    ),
    (
        "CREATE TABLE draft_fields (draft TEXT NOT NULL REFERENCES drafts(id) ON DELETE CASCADE, key TEXT NOT NULL,"
        " value TEXT NOT NULL, saved_ms INTEGER NOT NULL, PRIMARY KEY (draft, key)) STRICT"
    ),
    (
        "CREATE TABLE draft_files (draft TEXT NOT NULL REFERENCES drafts(id) ON DELETE CASCADE, slot TEXT NOT NULL,"
        " media TEXT NOT NULL, content BLOB NOT NULL, saved_ms INTEGER NOT NULL, PRIMARY KEY (draft, slot)) STRICT"
    ),
    (
        "CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, content BLOB NOT NULL,"
        " damage TEXT NOT NULL DEFAULT '') STRICT"
    ),
    (
        "CREATE TABLE batches (device TEXT NOT NULL, n INTEGER NOT NULL, first_seq INTEGER NOT NULL,"
        " last_seq INTEGER NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, blobs BLOB NOT NULL,"
        " content BLOB NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', reason TEXT NOT NULL DEFAULT '', receipt BLOB,"
        " PRIMARY KEY (device, n)) STRICT"
    ),
    (
        "CREATE TABLE inbox (device TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, content BLOB NOT NULL,"
        " state TEXT NOT NULL DEFAULT 'new', reason TEXT NOT NULL DEFAULT '',"
        " PRIMARY KEY (device, number)) STRICT"
    ),
)

_REVIEWS = (
    (
        "CREATE TABLE draft_hands (draft TEXT NOT NULL REFERENCES drafts(id) ON DELETE CASCADE,"
        " operator TEXT NOT NULL, PRIMARY KEY (draft, operator)) STRICT"
    ),
    (
        "CREATE TABLE reviews (draft TEXT PRIMARY KEY REFERENCES drafts(id) ON DELETE CASCADE,"
        " state TEXT NOT NULL CHECK (state IN ('waiting', 'refused')), captor TEXT NOT NULL,"
        " handed_ms INTEGER NOT NULL, times INTEGER NOT NULL, refused_by TEXT NOT NULL, reason TEXT NOT NULL,"
        " words TEXT NOT NULL) STRICT"
    ),
)

_PROTECTION = (
    (
        "CREATE TABLE case_drafts (id TEXT PRIMARY KEY, visit TEXT NOT NULL, revision INTEGER NOT NULL,"
        " made_ms INTEGER NOT NULL) STRICT"
    ),
    (
        "CREATE TABLE case_draft_fields (draft TEXT NOT NULL REFERENCES case_drafts(id) ON DELETE CASCADE,"
        " key TEXT NOT NULL, value TEXT NOT NULL, saved_ms INTEGER NOT NULL, PRIMARY KEY (draft, key)) STRICT"
    ),
)
