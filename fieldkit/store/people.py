"""Who is here and who is booked: visits, applications and appointments as the screens ask for them."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from sqlite_utils import Database

from fieldkit.domain.forms.application import Application
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.visit import Visit
from fieldkit.domain.stored_dates import DatedDecoder
from fieldkit.people.matching import identity
from fieldkit.people.names import search_key
from fieldkit.store.file import atomic
from fieldkit.store.identities import BOOKING, Identities

_visit = DatedDecoder(Visit)
_application = DatedDecoder(Application)
_appointment = DatedDecoder(Appointment)


class People:
    """Reads over the projections, and the pack's appointments."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._parsed: dict[str, Visit] = {}
        self.identities = Identities(db)

    def visit(self, visit: str) -> Visit | None:
        """One visit by its id."""
        row = self._db.execute("SELECT data FROM visits WHERE id = ?", [visit]).fetchone()
        return _visit.decode(row[0]) if row else None

    def visits(self, day: date) -> list[Visit]:
        """Every visit of a day. Those that did not change since the last call are not parsed again."""
        rows = self._db.execute("SELECT data FROM visits WHERE day = ? ORDER BY number", [day.isoformat()]).fetchall()
        before = self._parsed
        self._parsed = {data: before.get(data) or _visit.decode(data) for (data,) in rows}
        return list(self._parsed.values())

    def numbers(self) -> int:
        """How many visits have a ticket number on this laptop, all days."""
        return int(self._db.execute("SELECT count(*) FROM visits WHERE number <> ''").fetchone()[0])

    def last_counter(self, letter: str) -> int:
        """The highest ticket counter given out under a device letter."""
        row = self._db.execute(
            "SELECT max(CAST(substr(number, ?) AS INTEGER)) FROM visits WHERE number GLOB ?",
            [len(letter) + 1, letter + "[0-9]*"],
        ).fetchone()
        return int(row[0] or 0)

    def search(self, text: str, *, limit: int = 50) -> list[Visit]:
        """Visits whose number, name or CURP holds every word of ``text``; accents and case do not matter."""
        where, values = _every_word(text, ("name_key", "lower(number)", "lower(curp)"))
        rows = self._db.execute(f"SELECT data FROM visits WHERE {where} ORDER BY number LIMIT ?", [*values, limit])
        return [_visit.decode(data) for (data,) in rows.fetchall()]

    def application(self, application: str) -> Application | None:
        """One application by its id."""
        row = self._db.execute("SELECT data FROM applications WHERE id = ?", [application]).fetchone()
        return _application.decode(row[0]) if row else None

    def applications(self, visit: str | None = None) -> list[Application]:
        """Every application, or those of one visit."""
        where, values = ("WHERE visit = ?", [visit]) if visit else ("", [])
        rows = self._db.execute(f"SELECT data FROM applications {where} ORDER BY rowid", values).fetchall()
        return [_application.decode(data) for (data,) in rows]

    def add_appointments(self, appointments: Iterable[Appointment]) -> None:
        """Take the pack's appointments; a later pack replaces an appointment with the same id."""
        with atomic(self._db):
            for one in appointments:
                key = search_key(str(one.name))
                self._db.execute(
                    "INSERT OR REPLACE INTO appointments VALUES (?, ?, ?, ?, ?, ?)",
                    [one.id, one.day.isoformat(), one.slot_ms, key, one.curp, msgspec.json.encode(one)],
                )
                who = identity(one.name, born=one.born, curp=one.curp, passport=one.passport)
                self.identities.put(one.id, BOOKING, who)

    def appointment(self, appointment: str) -> Appointment | None:
        """One appointment by its id, which is also its visit's id."""
        row = self._db.execute("SELECT data FROM appointments WHERE id = ?", [appointment]).fetchone()
        return _appointment.decode(row[0]) if row else None

    def appointments(self, day: date) -> list[Appointment]:
        """The appointments of a day, by slot."""
        rows = self._db.execute(
            "SELECT data FROM appointments WHERE day = ? ORDER BY slot_ms, id", [day.isoformat()]
        ).fetchall()
        return [_appointment.decode(data) for (data,) in rows]

    def search_appointments(self, text: str, *, limit: int = 50) -> list[Appointment]:
        """Appointments whose name, CURP or folio holds every word of ``text``."""
        where, values = _every_word(text, ("name_key", "lower(curp)", "lower(id)"))
        rows = self._db.execute(
            f"SELECT data FROM appointments WHERE {where} ORDER BY slot_ms, id LIMIT ?",
            [*values, limit],
        )
        return [_appointment.decode(data) for (data,) in rows.fetchall()]

    def days(self, until: date) -> list[date]:
        """The days up to ``until`` (included) that somebody came or was booked on."""
        rows = self._db.execute(
            "SELECT day FROM visits WHERE day <> '' AND day <= ? UNION SELECT day FROM appointments WHERE day <= ?",
            [until.isoformat(), until.isoformat()],
        )
        return sorted(date.fromisoformat(day) for (day,) in rows.fetchall())

    def forget_appointments(self, days: Iterable[date]) -> int:
        """Delete the appointments of closed days; returns how many there were."""
        texts = [day.isoformat() for day in days]
        for day in texts:
            self._db.execute(
                "DELETE FROM identities WHERE source = ? AND owner IN (SELECT id FROM appointments WHERE day = ?)",
                [BOOKING, day],
            )
        return sum(self._db.execute("DELETE FROM appointments WHERE day = ?", [day]).rowcount for day in texts)


def _every_word(text: str, columns: Sequence[str]) -> tuple[str, list[str | int]]:
    """Every word of ``text`` in one of the columns; a text in which there is nothing to look for is found nowhere."""
    words = search_key(text).split()
    if not words:
        return ("0" if text.strip() else "1"), []
    either = " OR ".join(f"instr({column}, ?) > 0" for column in columns)
    values: list[str | int] = [word for word in map(_with_zeros, words) for _ in columns]
    return " AND ".join(f"({either})" for _ in words), values


def _with_zeros(word: str) -> str:
    """A ticket's number as it is printed: ``a17`` is ``a017``."""
    return f"{word[0]}{word[1:]:0>3}" if len(word) in {2, 3} and word[0].isalpha() and word[1:].isdecimal() else word
