"""The store's tables, as migrations: what is written once is never changed, only added to."""

from sqlite_utils import Database, Migrations

migrations = Migrations("fieldkit")


@migrations()
def first(db: Database) -> None:
    """Journal, projections, drafts, and what waits for headquarters."""
    for statement in _FIRST:
        db.execute(statement)


_FIRST = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
    (
        "CREATE TABLE devices (device TEXT PRIMARY KEY, public_key BLOB NOT NULL, role TEXT NOT NULL,"
        " quarantined TEXT NOT NULL DEFAULT '') STRICT"
    ),
    # A fork is two entries with one (device, seq): both are kept, so the hash belongs to the key.
    (
        "CREATE TABLE entries (device TEXT NOT NULL, seq INTEGER NOT NULL, sha256 TEXT NOT NULL, hlc INTEGER NOT NULL,"
        " kind TEXT NOT NULL, subject TEXT NOT NULL, header BLOB NOT NULL, signature BLOB NOT NULL, body BLOB,"
        " PRIMARY KEY (device, seq, sha256)) STRICT"
    ),
    "CREATE INDEX entries_subject ON entries (subject)",
    "CREATE INDEX entries_kind ON entries (kind)",
    "CREATE INDEX entries_hlc ON entries (hlc)",
    (
        "CREATE TABLE visits (id TEXT PRIMARY KEY, state TEXT NOT NULL, number TEXT NOT NULL, day TEXT NOT NULL,"
        " name_key TEXT NOT NULL, curp TEXT NOT NULL, data BLOB NOT NULL) STRICT"
    ),
    "CREATE INDEX visits_day ON visits (day, state)",
    "CREATE INDEX visits_number ON visits (number)",
    (
        "CREATE TABLE applications (id TEXT PRIMARY KEY, state TEXT NOT NULL, visit TEXT NOT NULL,"
        " service TEXT NOT NULL, data BLOB NOT NULL) STRICT"
    ),
    (
        "CREATE TABLE appointments (id TEXT PRIMARY KEY, day TEXT NOT NULL, slot_ms INTEGER NOT NULL,"
        " name_key TEXT NOT NULL, curp TEXT NOT NULL, data BLOB NOT NULL) STRICT"
    ),
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
    "CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, content BLOB NOT NULL) STRICT",
    (
        "CREATE TABLE batches (n INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL,"
        " sha256 TEXT NOT NULL, size INTEGER NOT NULL, blobs BLOB NOT NULL, content BLOB NOT NULL,"
        " state TEXT NOT NULL DEFAULT 'waiting', reason TEXT NOT NULL DEFAULT '', receipt BLOB) STRICT"
    ),
    (
        "CREATE TABLE inbox (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, content BLOB NOT NULL,"
        " state TEXT NOT NULL DEFAULT 'new', reason TEXT NOT NULL DEFAULT '') STRICT"
    ),
)
