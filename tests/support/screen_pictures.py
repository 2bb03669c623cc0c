"""Draws the README's pictures from the real screens: ``python -m tests.support.screen_pictures``. All are invented."""

import asyncio
import re
import tempfile
from pathlib import Path

from fieldkit.desk.capture import application_form
from fieldkit.desk.printing import print_jobs
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.people.names import PersonName
from tests.support import kit
from tests.support.tui_hands import Desk, desk

DOCS = Path(__file__).parents[2] / "docs"
SIZE = (100, 30)
PEOPLE = (
    ("Maribel", "Ochoa", "Tinoco", "PAS-AR", ""),
    ("Evaristo", "Nájera", "", "MCAS-1", ""),
    ("Jacinta", "Barragán", "Lugo", "PAS-A1 MCAS-1", "elderly"),
    ("Yaretzi", "Ochoa", "Bustos", "PAS-M", ""),
    ("Crisóforo", "Ibarra", "Nava", "PAS-AR", ""),
    ("Hermelinda", "", "", "PALE", "infant"),
    ("Ulises", "Tinajero", "Rentería", "MCAS-R", ""),
    ("Nayeli", "Xochihua", "", "PAS-A1", ""),
)


def booked() -> tuple[Appointment, ...]:
    return tuple(
        Appointment(
            id=f"{n:020x}",
            day=kit.DAY,
            slot_ms=kit.NOON_MS + (n - 3) * 10 * 60_000,
            services=tuple(services.split()),
            name=PersonName(given, surname1, surname2),
        )
        for n, (given, surname1, surname2, services, _) in enumerate(PEOPLE, 1)
    )


def saturday(session: Session, clock: kit.TestClock) -> None:
    """Everybody but the last is in the line; one sits at the table with a form begun, one is called."""
    for n, (given, surname1, surname2, services, priority) in enumerate(PEOPLE[:-1], 1):
        visit = check_in.check_in(
            session,
            Arrival(
                PersonName(given, surname1, surname2),
                tuple(services.split()),
                notice=True,
                appointment=f"{n:020x}" if n != 5 else "",
                priority=priority,
            ),
        )
        print_jobs.print_ticket(session, visit.id)
        print_jobs.confirm(session, visit.id)
        clock.advance(4)
    first = calls.call_next(session)
    calls.start(session, first.id)
    draft = application_form.begin(session, first.id, first.services[0])
    for key, value in (("sex", "M"), ("born", "09/03/1958"), ("birth_country", "MEX")):
        application_form.save(session, draft.id, key, value)
    clock.advance(3)
    calls.call_next(session)


def save(running: Desk, name: str) -> None:
    """The screen in front as a picture that asks no other site for its letters."""
    svg = re.sub(r"@font-face\s*{.*?}", "", running.app.export_screenshot(title="fieldkit"), flags=re.DOTALL)
    (DOCS / name).write_text(svg, encoding="utf-8")


async def draw() -> None:
    clock = kit.TestClock()
    with tempfile.TemporaryDirectory() as folder:
        async with desk(
            Path(folder), size=SIZE, clock=clock, name="Jornada Sabatina en Waukegan", appointments=booked()
        ) as running:
            await running.app.store_thread.ask(saturday, clock)
            await running.app.action_post("queue")
            await running.sees("A003")
            await running.press("r", "r")
            await running.sees("repetido 2")
            await running.pilot.pause(0.3)
            save(running, "fila.svg")
            await running.app.action_post("capture")
            await running.sees("borrador")
            await running.press("enter")
            await running.sees("fotos 0 de")
            await running.pilot.pause(0.3)
            save(running, "captura.svg")


if __name__ == "__main__":
    asyncio.run(draw())
