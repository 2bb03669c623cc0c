"""Finding people: who is booked and not here, half a ticket, data corrected after the door; and new camera files."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from textual import events
from textual.widgets import OptionList

from fieldkit.desk.capture import application_form
from fieldkit.desk.capture.application_form import APPLICATION
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in, search
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.people.names import PersonName
from fieldkit.tokens import ticket_token
from fieldkit.tokens.errors import BadScan
from fieldkit.tui.screens.capture.pictures import PicturesScreen
from fieldkit.tui.widgets.form import FieldLine
from fieldkit.tui.widgets.scan_input import ScanInput
from tests.support import kit
from tests.support.tui_hands import desk
from tests.tui.test_capture import picture

pytestmark = pytest.mark.anyio
HALF = ["HTTPS://127.0.0.1:8443/T/0H7K", "https://hq.example/t/", "0123456789ABCDEFGHJK", "HTTPSÑ--HOST-T-0H7K"]
NO_TICKET = [
    "P<MEXPEREZ<<LUIS<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
    "PEGL900101HDFRRS09",
    "María del Carmen de los Ángeles Hernández",
]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = kit.session(tmp_path, kit.hands(), kit.TestClock())
    yield made
    made.store.close()


@pytest.mark.parametrize("text", HALF)
def test_half_a_ticket_is_refused_and_never_a_name(session: Session, text: str) -> None:
    for find in (check_in.scan, check_in.find, search.search):
        with pytest.raises(BadScan):
            find(session, text)


@pytest.mark.parametrize("text", NO_TICKET)
def test_passport_lines_curp_and_long_names_are_no_half_tickets(session: Session, text: str) -> None:
    assert check_in.scan(session, text) is None
    assert check_in.find(session, text) == ([], [])


def test_a_folio_and_a_very_long_name_are_found_although_they_look_like_a_piece(session: Session) -> None:
    folio = session.store.people.appointments(kit.DAY)[0]
    assert [one.id for one in check_in.find(session, folio.id).appointments] == [folio.id]
    arrival = Arrival(PersonName("Q" * 30, "Peña"), ("PAS-AR",), notice=True)
    visit = check_in.check_in(session, arrival)
    assert [one.id for one in check_in.find(session, "Q" * 30).visits] == [visit.id]


def test_search_finds_who_is_booked_and_has_not_arrived(session: Session) -> None:
    found = search.search(session, "nunez")
    assert (found.cards, [one.name.surname1 for one in found.bookings]) == ([], ["Ñúñez"])
    booking = found.bookings[0]
    check_in.check_in(session, Arrival(booking.name, booking.services, notice=True, appointment=booking.id))
    found = search.search(session, "nunez")
    assert ([card.visit.id for card in found.cards], found.bookings) == ([booking.id], [])


@pytest.mark.parametrize("post", ["reception", "search"])
@pytest.mark.parametrize("text", [HALF[0], HALF[2]])
async def test_enter_after_half_a_ticket_says_so_and_registers_nobody(tmp_path: Path, post: str, text: str) -> None:
    async with desk(tmp_path, post=post) as at:
        await at.type(text)
        assert "no se leyó completo" not in at.text()  # it may still be coming in
        assert "Registrar sin cita: «HTTP" not in at.text()
        await at.press("enter")
        await at.sees("✗ El boleto no se leyó completo", "Pase otra vez el código del boleto")
        await at.press("enter")
        assert "Registrar llegada" not in at.text()


async def test_a_whole_ticket_typed_like_a_scanner_still_opens_its_person(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        arrival = Arrival(PersonName("Rosa", "Peña"), ("PAS-AR",), notice=True)
        visit = await at.app.read(check_in.check_in, arrival)
        token = await at.app.read(check_in.token, visit)
        await at.type(ticket_token.url("127.0.0.1:8443", token))
        await at.press("enter")
        await at.sees("A001 ya está registrado")


async def test_who_was_marked_for_half_a_name_is_not_opened_by_the_whole_one(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.type("pe")
        await at.sees("Puede ser:", "María José Ñúñez Peña", "Luis Pérez")
        await at.press("down")
        for key in ("r", "enter"):  # at once, before anybody was looked for anew
            at.app.post_message(events.Key(key, key if key == "r" else None))
        await at.sees("Registrar llegada", "Pérez")
        assert "Peña" not in at.text()


async def test_a_booked_person_is_shown_as_not_here_yet(tmp_path: Path) -> None:
    async with desk(tmp_path, post="search") as at:
        await at.type("ximena")
        await at.sees("Ximena Hernández López cita 12:30, todavía no llega", "F2 la registra")
        await at.press("f8")
        await at.sees("! Todavía no llega: F2 la registra.")
        await at.press("ctrl+b")
        await at.sees("Buscar Jornada")


async def test_data_written_wrongly_at_the_door_is_corrected_and_the_earlier_stays_noted(tmp_path: Path) -> None:
    async with desk(tmp_path, post="search") as at:
        arrival = Arrival(PersonName("Rosita", "Peña"), ("PAS-AR",), notice=True, phone="8475550101")
        visit = await at.app.read(check_in.check_in, arrival)
        await at.type("rosita")
        await at.sees("A001")
        await at.press("ctrl+b")
        await at.sees("Corregir A001", "Rosita", "Peña")
        at.app.screen.query(FieldLine)[0].value = "Rocío"
        await at.press("enter", "ctrl+g")
        await at.sees("✓ A001: datos corregidos.", "A001 Rocío Peña")
        now = await at.app.read(lambda session: session.visit(visit.id))
        assert (now.name, now.conflicts) == (PersonName("Rocío", "Peña"), ("visit.identified",))
        assert now.phone.endswith("8475550101")


async def test_a_correction_without_a_change_writes_nothing_and_escape_asks(tmp_path: Path) -> None:
    async with desk(tmp_path, post="search") as at:
        visit = await at.app.read(check_in.check_in, Arrival(PersonName("Rosa", "Peña"), ("PAS-AR",), notice=True))
        await at.type("rosa")
        await at.sees("A001")
        await at.press("ctrl+b")
        await at.sees("Corregir A001")
        await at.press("ctrl+g")
        await at.sees("Nada cambió.")
        assert (await at.app.read(lambda session: session.visit(visit.id))).conflicts == ()
        await at.press("ctrl+b")
        await at.sees("Corregir A001")
        await at.type("lia")
        await at.press("escape")
        await at.sees("La corrección todavía no está guardada. ¿Dejarla?")
        await at.press("2")
        await at.sees("A001 Rosa Peña")


async def test_a_new_file_of_the_camera_is_listed_without_moving_mark_or_text(tmp_path: Path) -> None:
    camera = tmp_path / "camera"
    camera.mkdir()
    async with desk(tmp_path / "kit", post="capture") as at:
        session = at.app.store_thread.session
        object.__setattr__(session, "config", msgspec.structs.replace(session.config, watch_folder=str(camera)))
        visit = await at.app.read(check_in.check_in, Arrival(PersonName("Rosa", "Peña"), ("PAS-AR",), notice=True))
        draft = await at.app.read(_seated, visit.id)
        at.app.push_screen(PicturesScreen(APPLICATION, draft, session.catalog.services["PAS-AR"].slots, set()))
        await at.sees("Fotos y documentos")
        await at.press("down")
        slots = at.app.screen.query_one("#slots", OptionList)
        (camera / "IMG1.jpg").write_bytes(picture())
        os.utime(camera / "IMG1.jpg", (1, 1))
        await at.sees("IMG1.jpg")
        assert slots.highlighted == 1
        await at.type("1")
        (camera / "IMG2.jpg").write_bytes(picture())
        await at.front(PicturesScreen).look_again()
        assert "IMG2" not in at.text()  # 1 is still what was seen when it was typed
        line_ = at.app.screen.query_one("#path", ScanInput)
        assert (line_.value, slots.highlighted) == ("1", 1)
        line_.value = ""
        await at.sees("IMG2.jpg", "IMG1.jpg")
        assert at.text().index("IMG2.jpg") < at.text().index("IMG1.jpg")


def _seated(session: Session, visit: str) -> str:
    calls.call_next(session)
    calls.start(session, visit)
    return application_form.begin(session, visit, "PAS-AR").id
