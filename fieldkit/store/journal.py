"""The journal in the store: append with its projection in one transaction, import, verify, rebuild, purge."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlite_utils import Database

from fieldkit.domain import journal as j
from fieldkit.errors import Problem
from fieldkit.locale import N_
from fieldkit.store import problems
from fieldkit.store.file import atomic
from fieldkit.store.identities import Identities
from fieldkit.store.projections import project
from sync.journal import chain

Wall = Callable[[], int]
Random = Callable[[int], bytes]


class Check(NamedTuple):
    """What a verification looked at."""

    devices: int
    entries: int
    subjects: int


class Journal:
    """Entries of this and other devices, and the projections they fold into."""

    def __init__(self, db: Database, key: Ed25519PrivateKey, wall: Wall, random: Random) -> None:
        self._db = db
        self._key = key
        self.wall = wall
        self._random = random
        self._identities = Identities(db)
        self.device = chain.device_id(key.public_key().public_bytes_raw())

    def append(self, subject: str, *bodies: j.Body, operator: str) -> list[j.Fact]:
        """Add one entry a body about ``subject`` and project it, all in one durable transaction."""
        with atomic(self._db):
            facts = [self._write(subject, body, operator) for body in bodies]
            self._project(subject)
        return facts

    def head(self, device: str | None = None) -> chain.Head:
        """The end of a device's chain (this device's by default)."""
        row = self._db.execute(
            "SELECT seq, sha256, hlc FROM entries WHERE device = ? ORDER BY seq DESC LIMIT 1",
            [device or self.device],
        ).fetchone()
        return chain.Head(*row) if row else chain.EMPTY

    def clock(self) -> chain.Hlc:
        """The highest clock reading seen in any entry."""
        return chain.Hlc(self._db.execute("SELECT coalesce(max(hlc), 0) FROM entries").fetchone()[0])

    def entries(self, device: str, first: int, last: int) -> list[chain.Entry]:
        """A run of a device's entries, ends included."""
        rows = self._db.execute(
            "SELECT header, signature, body FROM entries WHERE device = ? AND seq BETWEEN ? AND ? ORDER BY seq, sha256",
            [device, first, last],
        )
        return [chain.Entry(*row) for row in rows.fetchall()]

    def facts(self, subject: str) -> list[j.Fact]:
        """All facts about one subject."""
        rows = self._db.execute("SELECT header, signature, body FROM entries WHERE subject = ?", [subject])
        return [j.read(chain.Entry(*row)) for row in rows.fetchall()]

    def facts_of_kind(self, kind: str) -> list[j.Fact]:
        """All facts of one kind, in order."""
        rows = self._db.execute("SELECT header, signature, body FROM entries WHERE kind = ?", [kind])
        return j.in_order(j.read(chain.Entry(*row)) for row in rows.fetchall())

    def recent(self, limit: int) -> list[j.Fact]:
        """This device's last facts, newest first."""
        rows = self._db.execute(
            "SELECT header, signature, body FROM entries WHERE device = ? ORDER BY seq DESC LIMIT ?",
            [self.device, limit],
        )
        return [j.read(chain.Entry(*row)) for row in rows.fetchall()]

    def add_device(self, public_key: bytes, role: str) -> str:
        """Know a device's public key; ``role`` is ``kit`` or ``office``."""
        device = chain.device_id(public_key)
        self._db.execute(
            "INSERT INTO devices (device, public_key, role) VALUES (?, ?, ?) ON CONFLICT (device) DO NOTHING",
            [device, public_key, role],
        )
        return device

    def take(self, entries: Sequence[chain.Entry]) -> int:
        """Import entries of known devices, any order, any repeats; returns how many were new.

        Each must verify on its own. Two entries with one (device, seq) and different hashes are both kept and the
        device is quarantined: that is a cloned or restored disk.
        """
        with atomic(self._db):
            subjects = [subject for entry in entries if (subject := self._take_one(entry))]
            for subject in dict.fromkeys(subjects):
                self._project(subject)
        return len(subjects)

    def quarantined(self) -> dict[str, str]:
        """Devices that a person must look at, and why."""
        rows = self._db.execute("SELECT device, quarantined FROM devices WHERE quarantined <> ''")
        return dict(rows.fetchall())

    def verify(self) -> Check:
        """Every chain, signature and body hash, and every projection against its fold; raises what is wrong."""
        devices = self._db.execute("SELECT device, public_key FROM devices").fetchall()
        count = 0
        for device, public_key in devices:
            rows = self._db.execute(
                "SELECT header, signature, body FROM entries WHERE device = ? ORDER BY seq, sha256", [device]
            )
            run = [chain.Entry(*row) for row in rows.fetchall()]
            if device != self.device:
                _check_held(run, public_key)
            elif (head := chain.check_chain(run, public_key)).seq != self._pinned_head():
                raise chain.BrokenLog(device=device, seq=head.seq, reason=N_("faltan anotaciones al final"))
            count += len(run)
        self._check_columns()
        different = [subject for subject in self.subjects() if not self._projected(subject)]
        known = set(self.subjects())
        ids = self._db.execute("SELECT id FROM visits UNION ALL SELECT id FROM applications").fetchall()
        different += [subject for (subject,) in ids if subject not in known]
        if different:
            raise Problem(problems.PROJECTIONS_DIFFER, count=len(different))
        return Check(len(devices), count, len(known))

    def rebuild(self) -> int:
        """Make every projection again from the journal; returns the number of subjects."""
        with atomic(self._db):
            self._db.execute("DELETE FROM visits")
            self._db.execute("DELETE FROM applications")
            self._identities.forget_projected()
            subjects = self.subjects()
            for subject in subjects:
                self._project(subject)
        return len(subjects)

    def purge(self, subjects: Iterable[str], kinds: frozenset[str] = j.PERSONAL) -> int:
        """Take the bodies of personal kinds away; headers stay, so the chain still verifies."""
        count = 0
        marks = ",".join("?" * len(kinds))
        with atomic(self._db):
            for subject in subjects:
                done = self._db.execute(
                    f"UPDATE entries SET body = NULL WHERE subject = ? AND body IS NOT NULL AND kind IN ({marks})",
                    [subject, *sorted(kinds)],
                )
                count += done.rowcount
                self._project(subject)
        return count

    def subjects(self) -> list[str]:
        """Every subject that has a projection."""
        rows = self._db.execute(
            "SELECT DISTINCT subject FROM entries WHERE kind LIKE 'visit.%' OR kind LIKE 'application.%'"
            " OR kind LIKE 'ticket.%' OR kind LIKE 'payment.%'"
        )
        return [subject for (subject,) in rows.fetchall()]

    def _write(self, subject: str, body: j.Body, operator: str) -> j.Fact:
        hlc = chain.tick(self.clock(), self.wall())
        entry, head = chain.write(
            self.head(),
            self._key,
            hlc=hlc,
            operator=operator,
            kind=j.tag(body),
            subject=subject,
            body=j.encode(body),
            salt=self._random(chain.SALT_BYTES),
        )
        fact = j.read(entry)
        self._insert(entry, fact.header, head.sha256)
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('head', ?)", [str(head.seq).encode()])
        return fact

    def _pinned_head(self) -> int:
        row = self._db.execute("SELECT value FROM meta WHERE key = 'head'").fetchone()
        return int(row[0]) if row else 0

    def _take_one(self, entry: chain.Entry) -> str:
        header = chain.read_header(entry.header)
        row = self._db.execute("SELECT public_key FROM devices WHERE device = ?", [header.device]).fetchone()
        if row is None:
            raise Problem(problems.UNKNOWN_DEVICE, device=header.device)
        chain.check(entry, row[0])
        digest = chain.sha256(entry.header)
        others = self._db.execute(
            "SELECT sha256, body IS NULL FROM entries WHERE device = ? AND seq = ?",
            [header.device, header.seq],
        ).fetchall()
        if any(known == digest for known, _ in others):
            return ""
        if others:
            self._db.execute(
                "UPDATE devices SET quarantined = ? WHERE device = ?", [f"fork@{header.seq}", header.device]
            )
        self._insert(entry, header, digest)
        return header.subject

    def _insert(self, entry: chain.Entry, header: chain.Header, digest: str) -> None:
        self._db.execute(
            "INSERT INTO entries (device, seq, sha256, hlc, kind, subject, header, signature, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(header.device, header.seq, digest, header.hlc, header.kind, header.subject),
                *(entry.header, entry.signature, entry.body),
            ],
        )

    def _check_columns(self) -> None:
        """What entries are found by says the same as what was signed."""
        rows = self._db.execute("SELECT device, seq, sha256, hlc, kind, subject, header FROM entries")
        for *columns, raw in rows.fetchall():
            header = chain.read_header(raw)
            signed = [header.device, header.seq, chain.sha256(raw), header.hlc, header.kind, header.subject]
            if columns != signed:
                raise chain.BrokenLog(device=header.device, seq=header.seq, reason=N_("está anotada en otro lugar"))

    def _project(self, subject: str) -> None:
        row = project(subject, self.facts(subject))
        if row is not None:
            marks = ", ".join("?" * len(row.values))
            self._db.execute(f"INSERT OR REPLACE INTO {row.table} VALUES ({marks})", list(row.values))
            self._identities.put(row.owner, row.source, row.who)

    def _projected(self, subject: str) -> bool:
        row = project(subject, self.facts(subject))
        if row is None:
            return True
        stored = self._db.execute(f"SELECT * FROM {row.table} WHERE id = ?", [subject]).fetchone()
        return bool(stored == row.values) and self._identities.get(row.owner, row.source) == row.who


def _check_held(run: Sequence[chain.Entry], public_key: bytes) -> None:
    """Verify what is held of another device: it may have gaps and forks, but no entry that follows nothing held."""
    held: dict[int, set[str]] = {0: {chain.GENESIS}}
    for entry in run:
        header = chain.check(entry, public_key)
        if header.prev not in held.get(header.seq - 1, {header.prev}):
            raise chain.BrokenLog(device=header.device, seq=header.seq, reason=N_("no continúa la anotación anterior"))
        held.setdefault(header.seq, set()).add(chain.sha256(entry.header))
