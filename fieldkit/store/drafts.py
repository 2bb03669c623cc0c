"""Half-filled forms, saved field by field on the laptop that captures them; never in the journal."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlite_utils import Database

from fieldkit.store.file import atomic
from fieldkit.store.identities import Identities


class DraftFile(NamedTuple):
    """A photo or scan of a draft: its slot in the form, media type and plain bytes."""

    slot: str
    media: str
    content: bytes


class Draft(NamedTuple):
    """A form being filled: ``id`` is what it will be known by; ``revision`` grows with each sheet of the same id.

    ``service``: what it is about; empty for a form that is always about the same.
    """

    id: str
    visit: str
    service: str
    revision: int
    made_ms: int
    fields: dict[str, str]
    slots: tuple[str, ...]


_COLUMNS = "id, visit, service, revision, made_ms"
_FILES = "SELECT slot, media, content FROM draft_files"
_GONE = ""  # the media type of a file that was taken away


class Drafts:
    """Drafts of one kind of form: no list, search or count comes upon another's. Every save is durable."""

    def __init__(self, db: Database, form: str) -> None:
        self._db = db
        self._form = form

    def open(self, draft: str, *, visit: str, service: str, revision: int, now_ms: int) -> Draft:
        """The draft of that id, made when it is not there yet."""
        self._db.execute(
            f"INSERT INTO drafts (form, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            [self._form, draft, visit, service, revision, now_ms],
        )
        return self.get(draft)

    def get(self, draft: str) -> Draft:
        """One draft; KeyError when there is none of this form."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM drafts WHERE form = ? AND id = ?", [self._form, draft]
        ).fetchone()
        if row is None:
            raise KeyError(draft)
        return self._whole(row)

    def has(self, draft: str) -> bool:
        """Whether there is one of that id."""
        row = self._db.execute("SELECT 1 FROM drafts WHERE form = ? AND id = ?", [self._form, draft]).fetchone()
        return row is not None

    def all(self) -> list[Draft]:
        """Every draft of this form on this laptop, oldest first."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM drafts WHERE form = ? ORDER BY made_ms, id", [self._form])
        return [self._whole(row) for row in rows.fetchall()]

    def count(self) -> int:
        """How many there are, for those who may not read them."""
        return int(self._db.execute("SELECT count(*) FROM drafts WHERE form = ?", [self._form]).fetchone()[0])

    def services(self, visit: str) -> list[str]:
        """The services that a visit has a draft of."""
        rows = self._db.execute("SELECT service FROM drafts WHERE form = ? AND visit = ?", [self._form, visit])
        return [service for (service,) in rows.fetchall()]

    def save_field(self, draft: str, key: str, value: str, *, now_ms: int) -> None:
        """Keep one field; an empty value takes it away."""
        with atomic(self._db):
            if value:
                self._db.execute("INSERT OR REPLACE INTO draft_fields VALUES (?, ?, ?, ?)", [draft, key, value, now_ms])
            else:
                self._db.execute("DELETE FROM draft_fields WHERE draft = ? AND key = ?", [draft, key])

    def save_file(self, draft: str, file: DraftFile, *, now_ms: int) -> None:
        """Keep a photo or scan in its slot, in place of the one before."""
        with atomic(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO draft_files VALUES (?, ?, ?, ?, ?)",
                [draft, file.slot, file.media, file.content, now_ms],
            )

    def save_slot(self, draft: str, *, gone: Iterable[str], files: Iterable[DraftFile], now_ms: int) -> None:
        """Keep files, and remember that those called ``gone`` were taken away, wherever else they are still known."""
        with atomic(self._db):
            for name in gone:
                self.save_file(draft, DraftFile(name, _GONE, b""), now_ms=now_ms)
            for file in files:
                self.save_file(draft, file, now_ms=now_ms)

    def files(self, draft: str) -> list[DraftFile]:
        """The draft's photos and scans, by slot."""
        rows = self._db.execute(f"{_FILES} WHERE draft = ? AND media != ? ORDER BY slot", [draft, _GONE])
        return [DraftFile(*row) for row in rows.fetchall()]

    def taken_away(self, draft: str) -> set[str]:
        """The names of files that were removed on purpose."""
        rows = self._db.execute("SELECT slot FROM draft_files WHERE draft = ? AND media = ?", [draft, _GONE])
        return {name for (name,) in rows.fetchall()}

    def delete(self, draft: str) -> None:
        """Remove a draft and all it holds; call inside the transaction that seals or discards it."""
        self._db.execute("DELETE FROM drafts WHERE form = ? AND id = ?", [self._form, draft])
        Identities(self._db).forget([draft])

    def _whole(self, row: tuple[str, str, str, int, int]) -> Draft:
        fields = self._db.execute("SELECT key, value FROM draft_fields WHERE draft = ?", [row[0]]).fetchall()
        files = "SELECT slot FROM draft_files WHERE draft = ? AND media != ? ORDER BY slot"
        slots = self._db.execute(files, [row[0], _GONE]).fetchall()
        return Draft(*row, dict(fields), tuple(slot for (slot,) in slots))
