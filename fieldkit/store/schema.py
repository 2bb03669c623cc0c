"""The store's tables, as migrations: what is written once is never changed, only added to."""

import msgspec
from sqlite_utils import Database, Migrations

from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.visit import Visit
from fieldkit.people.matching import identity
from fieldkit.store.identities import BOOKING, VISIT, Identities

migrations = Migrations("fieldkit")


@migrations()
def first(db: Database) -> None:
    """Journal, projections, drafts, and what waits for headquarters."""
    for statement in _FIRST:
        db.execute(statement)


@migrations()
def office(db: Database) -> None:
    """What only headquarters' office fills: opened applications, prepared events, and what goes out to laptops."""
    for statement in _OFFICE:
        db.execute(statement)


@migrations()
def searching(db: Database) -> None:
    """A search reads names from an index, not everybody's whole record; it finds numbers too."""
    db.execute("DROP INDEX visits_number")
    db.execute("CREATE INDEX visits_search ON visits (number, name_key, curp)")


@migrations()
def resembling(db: Database) -> None:
    """Who may be one person is looked up by what identifies people."""
    for statement in _IDENTITIES:
        db.execute(statement)
    known = Identities(db)
    for subject, data in db.execute("SELECT id, data FROM visits").fetchall():
        visit = msgspec.json.decode(data, type=Visit)
        known.put(subject, VISIT, identity(visit.name, born=visit.born, curp=visit.curp))
    for subject, data in db.execute("SELECT id, data FROM appointments").fetchall():
        booked = msgspec.json.decode(data, type=Appointment)
        known.put(subject, BOOKING, identity(booked.name, born=booked.born, curp=booked.curp))


@migrations()
def second_person(db: Database) -> None:
    """Who wrote in a draft, and whether it waits for somebody else to approve it."""
    for statement in _REVIEWS:
        db.execute(statement)


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

_IDENTITIES = (
    (
        "CREATE TABLE identities (owner TEXT NOT NULL, source TEXT NOT NULL, given TEXT NOT NULL,"
        " surname1 TEXT NOT NULL, surname2 TEXT NOT NULL, born TEXT NOT NULL, curp TEXT NOT NULL,"
        " passport TEXT NOT NULL, words TEXT NOT NULL, PRIMARY KEY (owner, source)) STRICT"
    ),
    "CREATE INDEX identities_source ON identities (source)",
    "CREATE INDEX identities_born ON identities (born)",
    "CREATE INDEX identities_curp ON identities (curp)",
    "CREATE INDEX identities_passport ON identities (passport)",
    "CREATE INDEX identities_words ON identities (words)",
)


@migrations()
def protecting(db: Database) -> None:
    """Protection cases: their half-filled forms lie apart from all others; what headquarters opened of them."""
    for statement in _PROTECTION:
        db.execute(statement)


_PROTECTION = (
    (
        "CREATE TABLE case_drafts (id TEXT PRIMARY KEY, visit TEXT NOT NULL, revision INTEGER NOT NULL,"
        " made_ms INTEGER NOT NULL) STRICT"
    ),
    (
        "CREATE TABLE case_draft_fields (draft TEXT NOT NULL REFERENCES case_drafts(id) ON DELETE CASCADE,"
        " key TEXT NOT NULL, value TEXT NOT NULL, saved_ms INTEGER NOT NULL, PRIMARY KEY (draft, key)) STRICT"
    ),
    (
        "CREATE TABLE case_sheets (case_id TEXT NOT NULL, revision INTEGER NOT NULL, sha256 TEXT NOT NULL,"
        " device TEXT NOT NULL, operator TEXT NOT NULL, event TEXT NOT NULL, said BLOB NOT NULL,"
        " state TEXT NOT NULL, reason TEXT NOT NULL, sheet BLOB,"
        " PRIMARY KEY (case_id, revision, sha256, device)) STRICT"
    ),
    "CREATE INDEX case_sheets_state ON case_sheets (state)",
)


@migrations()
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
)
