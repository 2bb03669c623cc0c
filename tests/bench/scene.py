"""What is measured on: laptops with many people, filled forms, and files that nothing can compress."""

import os
from pathlib import Path

from fieldkit.desk.capture import application_form
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain.queue.visit import Visit
from fieldkit.people.names import PersonName
from fieldkit.store import DraftFile
from tests.support import kit
from tests.support.office_world import RENEWAL, somebody

GIVEN = ("María José", "Luis", "Ximena", "Évaristo", "Guadalupe", "Íñigo", "Rosa", "Ana")
SURNAMES = ("Ñúñez", "Pérez", "Hernández", "Nájera", "Ochoa", "Tinoco", "Zúñiga", "Peña", "Ruiz", "Ávila", "Cruz")
PHOTO_BYTES, SCAN_BYTES = 300_000, 400_000
FILES = {"photo": PHOTO_BYTES, "previous": SCAN_BYTES, "identity": SCAN_BYTES}
AT_ONCE = 500


def laptop(folder: Path, people: int = 0) -> Session:
    """A new laptop on which ``people`` have arrived today and wait."""
    session = kit.session(folder, kit.hands(), kit.TestClock())
    crowd(session, people)
    return session


def crowd(session: Session, people: int) -> None:
    """More arrivals, many in one transaction: how long this takes is not measured."""
    for start in range(0, people, AT_ONCE):
        with session.store.atomic():
            for n in range(start, min(start + AT_ONCE, people)):
                arrive(session, n)


def arrive(session: Session, n: int = 0) -> Visit:
    """The n-th walk-in."""
    priority = "" if n % 9 else "elderly"
    return check_in.check_in(session, Arrival(name=name(n), services=("PAS-AR",), notice=True, priority=priority))


def name(n: int) -> PersonName:
    """The n-th name; they repeat no sooner than after a thousand."""
    return PersonName(GIVEN[n % len(GIVEN)], SURNAMES[n % len(SURNAMES)], SURNAMES[n // len(SURNAMES) % len(SURNAMES)])


def files(sizes: dict[str, int]) -> list[DraftFile]:
    """Files by slot; what is in them does not matter to sealing."""
    return [DraftFile(slot, "image/jpeg", os.urandom(size)) for slot, size in sizes.items()]


def filled_form(session: Session, sizes: dict[str, int] = FILES) -> str:
    """A person at the table with a form ready to submit; the draft's id."""
    with session.store.atomic():
        visit = arrive(session)
        calls.call(session, visit.id, "urgent")
        calls.start(session, visit.id)
        draft = application_form.begin(session, visit.id, "PAS-AR").id
        for key, value in somebody(session, RENEWAL).items():
            application_form.save(session, draft, key, value)
        for file in files(sizes):
            session.store.drafts("application").save_file(draft, file, now_ms=session.clock.now_ms())
    return draft
