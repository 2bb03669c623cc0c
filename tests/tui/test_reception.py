"""Reception's screen, driven by keys over a real store."""

import threading
import time
from datetime import date
from pathlib import Path

import msgspec
import pytest
from anyio import to_thread
from textual import events

from fieldkit import locale
from fieldkit.desk.queue import wait_times
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.people.names import PersonName
from fieldkit.tui.screens.reception.reception import ReceptionScreen
from fieldkit.tui.widgets.form import Form
from fieldkit.tui.widgets.scan_input import ScanInput
from fieldkit.tui.widgets.ticket_card import TicketCard
from tests.promises import hall
from tests.support import kit
from tests.support.tui_hands import LARGE, SMALL, desk

pytestmark = pytest.mark.anyio
PASSPORT = ("P<MEXNUNEZ<PENA<<MARIA<JOSE<<<<<<<<<<<<<<<<<", "G123456786MEX8802299F3111208<<<<<<<<<<<<<<04")
CARD = ("IPUSAC123456788<<<<<<<<<<<<<<<", "8802299F3111208MEX<<<<<<<<<<<0", "NUNEZ<PENA<<MARIA<JOSE<<<<<<<<")
HOSTILE = ["[/foo]", "[@click=app.quit]x[/]", "🚀 Zoé", "[b]zz", "$zx", "\\[/]zx"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_somebody_with_an_appointment_has_a_number_after_scan_enter_enter(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desk(tmp_path, size=size) as at:
        await at.sees("Citas que faltan por llegar: 3")
        await at.type("ximena")
        await at.press("enter")
        await at.sees("Registrar llegada", "Ximena", "Debe traer:")
        await at.press("1", "enter")
        await at.sees("A001 está registrado", "¿Ya salió el papel?", "es la siguiente persona")
        visit = (await at.app.read(check_in.find, "A001")).visits[0]
        assert (visit.number, visit.notice, visit.paper) == ("A001", True, "sent")
        await at.press("enter")
        await at.sees("A001 tiene su boleto en la mano")
        assert (await at.app.read(check_in.find, "A001")).visits[0].paper == "confirmed"


async def test_a_walk_in_is_registered_field_by_field(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.type("rosa")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("1", "enter")
        await at.sees("Leído en voz alta")
        await at.press("enter")
        await at.type("Xolotl")
        await at.press("enter", "enter")
        await at.type("2, mcas-1")
        await at.press("ctrl+g")
        await at.sees("A001 está registrado")
        visit = (await at.app.read(check_in.find, "A001")).visits[0]
        assert str(visit.name) == "rosa Xolotl"
        assert visit.services == ("PAS-AR", "MCAS-1")


@pytest.mark.parametrize("key", ["priority", "spanish", "interpreter", "services"])
async def test_a_closed_list_takes_its_own_answers_only(tmp_path: Path, key: str) -> None:
    async with desk(tmp_path) as at:
        await at.type("rosa")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("1", "enter")
        form = at.app.screen.query_one(Form)
        for one, text in (("services", "2"), (key, "patata")):
            at.app.screen.set_focus(form.field(one).line)
            await at.pilot.pause()
            await at.type(text)
            await at.press("up")
        await at.press("ctrl+g")
        await at.until(lambda: at.app.focused is form.field(key).line)
        await at.sees("patata", "! ")
        assert not (await at.app.read(check_in.find, "rosa")).visits


async def test_a_walk_in_who_has_an_appointment_is_told_while_typing_and_takes_it(tmp_path: Path) -> None:
    booked = kit.appointment(1, minutes=30, born=date(1975, 9, 9), curp="PEXL750909HDFRXS02")
    async with desk(tmp_path, appointments=(booked,)) as at:
        await at.type("luis peres")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("1", "enter", "enter", "enter", "enter")
        await at.type("2")
        await at.press("enter", "enter")
        await at.type("9/9/1975")
        await at.press("enter")
        await at.sees("! Quizá es la misma persona: nombre parecido y mismo nacimiento que la cita de las 12:30.")
        await at.press("ctrl+g")
        await at.sees("Aquí: luis peres · 09/09/1975", "Allá: Luis Pérez · 09/09/1975", "usar su cita")
        await at.press("1")
        await at.sees("✓ Se usará su cita", "PEXL750909HDFRXS02")
        await at.press("ctrl+g")
        await at.sees("A001 está registrado", "Citas que faltan por llegar: 0")
        visit = await at.app.read(Session.visit, booked.id)
        assert (str(visit.name), visit.appointment, visit.number) == ("Luis Pérez", True, "A001")


async def test_somebody_who_is_here_is_shown_or_registered_as_another_person(tmp_path: Path) -> None:
    here = Arrival(PersonName("Rosa", "Soto"), ("PALE",), notice=True, born=date(1990, 5, 9))
    async with desk(tmp_path, appointments=()) as at:
        first = await at.app.write(check_in.check_in, here)
        for answer, words in (("1", "A001 ya está registrado"), ("2", "A002 está registrado")):
            await at.type("ROZA SOTO")
            await at.press("down", "enter")
            await at.sees("Registrar llegada")
            await at.press("1", "enter", "enter", "enter", "enter")
            await at.type("1")
            await at.press("enter", "enter")
            await at.type("9/5/1990")
            await at.press("ctrl+g")
            await at.sees("Quizá es la misma persona", "en la fila desde las 12:00", "Es otra persona")
            await at.press(answer)
            await at.sees(words)
            await at.press("escape")
        (second,) = (await at.app.read(check_in.find, "A002")).visits
        assert second.distinct == {first.id: "similar"}


@pytest.mark.parametrize("end", ["enter", "ctrl+j", "tab"])
@pytest.mark.parametrize("lines", [PASSPORT, CARD], ids=["passport", "card"])
async def test_a_passport_or_a_card_read_at_the_door_finds_its_person(
    tmp_path: Path, lines: tuple[str, str, str] | tuple[str, str], end: str
) -> None:
    booked = kit.appointment(0, minutes=30, born=date(1988, 2, 29))
    async with desk(tmp_path, appointments=(booked,)) as at:
        for line in lines:
            await at.type(line)
            await at.press(end)
        await at.sees(
            "mismo nombre y nacimiento que la cita de las 12:30", "Registrar sin cita: «MARIA JOSE NUNEZ PENA»"
        )
        await at.press("enter")
        await at.sees("Registrar llegada", "Ñúñez")
        await at.press("1", "enter")
        await at.sees("A001 está registrado")
        visit = await at.app.read(Session.visit, booked.id)
        assert visit.passport == ("G12345678" if lines is PASSPORT else "")


async def test_a_passport_of_somebody_unknown_fills_the_arrival(tmp_path: Path) -> None:
    async with desk(tmp_path, appointments=()) as at:
        for line in PASSPORT:
            await at.type(line)
            await at.press("enter")
        await at.sees("Registrar llegada", "MARIA JOSE", "NUNEZ", "PENA", "29/02/1988")


async def test_a_zone_that_was_read_badly_is_told_and_registers_nobody(tmp_path: Path) -> None:
    async with desk(tmp_path, appointments=()) as at:
        for line in (PASSPORT[0], "6" + PASSPORT[1][1:]):
            await at.type(line)
            await at.press("enter")
        await at.sees("✗ El número de un pasaporte mexicano es una letra y ocho números")
        await at.type("rosa")
        await at.press("enter")
        await at.sees("Registrar llegada", "rosa")


async def test_without_the_notice_nobody_is_registered(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.type("rosa")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.type("4")
        await at.press("ctrl+g")
        await at.sees("Falta el aviso de privacidad", "✗")
        assert not (await at.app.read(check_in.find, "rosa")).visits


async def test_escape_asks_before_it_gives_up_what_was_typed(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.type("rosa")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("1", "enter")
        await at.press("end")
        await at.type(" maria")
        await at.press("escape")
        await at.sees("¿Dejar lo escrito?")
        await at.press("1")
        await at.sees("rosa maria")


async def test_another_post_and_back_leaves_a_half_typed_arrival_as_it_was(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.type("rosa")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("1", "enter")
        await at.press("end")
        await at.type(" maria")
        await at.press("f3")
        await at.sees("Nadie en la fila")
        await at.press("f2")
        await at.sees("Registrar llegada", "rosa maria")


async def test_hostile_texts_are_shown_as_they_are(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        line = at.app.screen.query_one("#find", ScanInput)
        for text in HOSTILE:
            line.value = text
            await at.sees(f"Registrar sin cita: «{text}»")
            await at.press("enter")
            await at.sees("Registrar llegada", text)
            await at.press("escape")
            await at.sees("Boleto, nombre o CURP")


async def test_the_screen_never_shows_a_name_beside_the_big_number(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.type("ximena")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("1", "enter")
        await at.sees("A001 está registrado")
        card = at.app.screen.query_one("#card")
        shown = " ".join(str(one.render()) for one in card.query("Static"))
        assert "Ximena" not in shown


async def test_a_dead_printer_is_told_and_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "printed").write_text("in the way", encoding="utf-8")
    async with desk(tmp_path) as at:
        await at.type("ximena")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("1", "enter")
        await at.sees("✗ No se puede escribir en la carpeta de impresión", "! boleto por salir")
        assert (await at.app.read(check_in.find, "A001")).visits[0].paper == "queued"


async def test_a_wrong_clock_is_said_on_the_status_line(tmp_path: Path) -> None:
    clock = kit.TestClock()
    async with desk(tmp_path, clock=clock) as at:
        clock.ms += 10 * 365 * 24 * kit.HOUR
        at.app.refresh_status()
        await at.sees("El reloj de esta computadora está mal")


async def test_the_door_is_told_how_many_more_can_be_served_today(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.sees("Citas que faltan por llegar: 3", "Hoy alcanza para unas")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_whoever_comes_for_much_keeps_to_one_line_that_says_there_is_more(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    services = ("RC-NAC", "MCAS-R", "PAS-AR", "VAIPO")
    booked = msgspec.structs.replace(kit.appointment(0, minutes=30), services=services)
    other = kit.appointment(1, minutes=45)
    async with desk(tmp_path, size=size, services=services, appointments=(booked, other)) as at:
        await at.sees("Citas que faltan por llegar: 2")
        lines = at.text().splitlines()
        here = next(row for row, line in enumerate(lines) if " 12:30 " in line)
        assert str(booked.name) in lines[here]
        assert lines[here].rstrip().endswith("…")
        assert " 12:45 " in lines[here + 1]


async def test_a_wait_that_is_known_late_brings_no_ticket_back_while_the_next_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = []
    async with desk(tmp_path) as at:
        await at.app.read(check_in.check_in, Arrival(PersonName("Rosa", "Peña"), ("PAS-AR",), notice=True))
        monkeypatch.setattr(ReceptionScreen, "soon", lambda _screen, work: later.append(work))
        await at.type("rosa")
        await at.press("enter")
        await at.sees("A001 ya está registrado")
        card = at.app.screen.query_one(TicketCard)
        await later[-1]()
        assert card.display
        assert card.estimate is not None
        await at.type("luis")
        await at.until(lambda: not card.display)
        await later[-1]()
        assert not card.display


async def test_the_language_can_be_changed_while_the_advice_is_worked_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, room = threading.Event(), wait_times.room

    def slow(session: Session) -> int | None:
        begun.set()
        end = time.monotonic() + 0.5
        while screen.query("#find") and time.monotonic() < end:
            pass
        return room(session)

    async with desk(tmp_path) as at:
        await at.sees("Hoy alcanza para unas")
        screen = at.app.screen
        monkeypatch.setattr(wait_times, "room", slow)
        at.app.post_message(events.Key("escape", None))
        await to_thread.run_sync(begun.wait)
        try:
            await at.app.action_language()
            await at.sees("Appointments still to arrive: 3", "more people can be served today")
        finally:
            locale.speak(locale.DEFAULT)


async def test_after_the_close_the_door_says_that_whoever_comes_opens_the_day_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.sees("Hoy alcanza para unas")
        await at.app.write(hall.close_day)
        await at.press("f3", "f2")
        await at.sees("El día ya se cerró: quien llega lo abre otra vez")
