"""Somebody who is expected: a booked person, as the office's list and the pack have it."""

from datetime import date

import msgspec

from fieldkit.people.names import PersonName


class Appointment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A booked person; ``id`` (20 hex digits) is also the visit's id, so every laptop names it alike."""

    id: str
    day: date
    slot_ms: int
    services: tuple[str, ...]
    name: PersonName
    curp: str = ""
    born: date | None = None
    phone: str = ""
    passport: str = ""
