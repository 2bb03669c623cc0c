"""The tables that every kind of store has, as steps for its migrations: journal, projections, bookings, identities.

What a step does is never changed; another step is added, to the migrations of every kind.
"""

from sqlite_utils import Database

from fieldkit.domain import journal as j
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.visit import Visit
from fieldkit.domain.stored_dates import DatedDecoder
from fieldkit.people.matching import identity
from fieldkit.store.identities import BOOKING, VISIT, Identities
from fieldkit.store.projections import project
from sync.journal import chain


def journal(db: Database) -> None:
    """Journal, devices, what entries fold into, and who is booked."""
    for statement in _JOURNAL:
        db.execute(statement)


def searching(db: Database) -> None:
    """A search reads names from an index, not everybody's whole record; it finds numbers too."""
    db.execute("DROP INDEX visits_number")
    db.execute("CREATE INDEX visits_search ON visits (number, name_key, curp)")


def resembling(db: Database) -> None:
    """Who may be one person is looked up by what identifies people."""
    for statement in _IDENTITIES:
        db.execute(statement)
    known = Identities(db)
    for subject, data in db.execute("SELECT id, data FROM visits").fetchall():
        visit = DatedDecoder(Visit).decode(data)
        known.put(subject, VISIT, identity(visit.name, born=visit.born, curp=visit.curp))
    for subject, data in db.execute("SELECT id, data FROM appointments").fetchall():
        booked = DatedDecoder(Appointment).decode(data)
        known.put(subject, BOOKING, identity(booked.name, born=booked.born, curp=booked.curp))


def folded_again(db: Database) -> None:
    """What entries fold into is written anew: 0.1.0 wrote a day that is not known as empty text."""
    known = Identities(db)
    for table in ("visits", "applications"):
        for (subject,) in db.execute(f"SELECT id FROM {table} ORDER BY rowid").fetchall():
            entries = db.execute("SELECT header, signature, body FROM entries WHERE subject = ?", [subject]).fetchall()
            row = project(subject, [j.read(chain.Entry(*entry)) for entry in entries])
            if row is not None:
                marks = ", ".join("?" * len(row.values))
                db.execute(f"INSERT OR REPLACE INTO {row.table} VALUES ({marks})", list(row.values))
                known.put(row.owner, row.source, row.who)


_JOURNAL = (
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
