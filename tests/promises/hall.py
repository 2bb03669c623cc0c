"""A hall for the campaigns: walk-ins, filled forms and made-up pictures, and how to look into a store's file."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlcipher3
from PIL import Image, ImageDraw

from fieldkit.desk.access.second_person import Confirmation
from fieldkit.desk.capture import application_form
from fieldkit.desk.closing import day_close
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain.forms.application import Application
from fieldkit.domain.queue.visit import Visit
from fieldkit.people.names import PersonName
from fieldkit.vault import keyring
from tests.support import kit
from tests.support.narrowing import present

SOAK = os.environ.get("FIELDKIT_SOAK") == "1"
OF_KIND = {
    "date": "2016-05-03",
    "phone": "(919) 555-0147",
    "email": "a@example.org",
    "year": "1988",
    "zip": "60085",
    "height_cm": "165",
    "curp": "",
    "mrz": "",
}
CHOSEN = {
    "sex": "M",
    "born": "1988-02-29",
    "father_born": "1960-05-03",
    "mother_born": "1962-05-03",
    "discount": "",
}


@cache
def picture(seed: int = 0, size: tuple[int, int] = (480, 640)) -> bytes:
    """A JPEG that passes for a photo; each seed gives another one."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for n in range(0, size[0], 12):
        pen.line((n, size[1] // 4, (size[0] - n * (seed + 1)) % size[0], size[1] - 50), fill=(90, 60, 40), width=3)
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def walk_in(
    session: Session, name: PersonName | None = None, services: tuple[str, ...] = ("PALE",), **more: Any
) -> Visit:
    """A person without an appointment is registered."""
    arrival = Arrival(name=name or PersonName("Ana", "Ruiz"), services=services, notice=True, **more)
    return check_in.check_in(session, arrival)


def serving(session: Session, service: str = "PAS-AR", name: PersonName | None = None, **more: Any) -> Visit:
    """A person sits at the table."""
    visit = walk_in(session, name or PersonName("María José", "Ñúñez", "Peña"), (service,), **more)
    calls.call(session, visit.id, "urgent")
    return calls.start(session, visit.id)


def fill(session: Session, draft: str, values: dict[str, str] | None = None) -> dict[str, str]:
    """Fill every field of a form and every place for a picture; returns what was typed."""
    now = session.store.drafts("application").get(draft)
    form = session.catalog.services[now.service]
    typed = {}
    for field in form.fields:
        if field.key in now.fields and field.key not in (values or {}):
            continue
        chosen = (
            CHOSEN
            | {"prev_number": f"G{session.store.people.numbers():08}"}
            | {"years": str(form.years[-1].offer[-1]) if form.years else ""}
            | (values or {})
        )
        value = chosen.get(field.key)
        if value is None:
            value = field.choices[0].key if field.choices else OF_KIND.get(field.kind, "Dato")
        if value:
            saved = application_form.save(session, draft, field.key, value)
            assert not saved.doubt, (field.key, value, saved.doubt)
            typed[field.key] = saved.value
    for slot in form.slots:
        if slot.required:
            application_form.add_picture(session, draft, slot.key, picture())
    return typed


def submitted(session: Session, service: str = "PAS-AR") -> Application:
    """A whole application, from the door to the seal; nobody is asked whether it is of the same person as another."""
    visit = serving(session, service, PersonName("María José", "Ñúñez", f"Peña {session.store.people.numbers()}"))
    draft = application_form.begin(session, visit.id, service)
    fill(session, draft.id)
    return present(application_form.submit(session, draft.id))


def close_day(session: Session) -> None:
    """Close the day with every notice seen and every account signed for."""
    for notice in day_close.summary(session).notices:
        if notice.code in day_close.TO_SIGN:
            day_close.sign(session, notice, "unknown", Confirmation(session.operator))
    day_close.close_day(session, seen=[notice.code for notice in day_close.summary(session).notices])


def raw_key(home: Path, operator: str = kit.OPERATOR, passphrase: str = kit.PASSPHRASE) -> bytes:
    """The store's key, as an operator's passphrase gives it."""
    return keyring.unlock(home / "fieldkit.keys.json", operator, passphrase)


@contextmanager
def raw(store: Path, key: bytes) -> Iterator[sqlcipher3.Connection]:
    """A thief's view with the key in hand: bare SQL on the store's file."""
    connection = sqlcipher3.connect(str(store), isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield connection
    finally:
        connection.close()
