"""The capture form's screen: saved when left, filled by the reader, reviewed, sealed."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from textual.widgets import Input

from fieldkit.desk.capture import application_form
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.domain.queue.visit import Visit
from fieldkit.people.names import PersonName
from fieldkit.store.drafts import Draft
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.widgets.form import Form
from tests.support.narrowing import present
from tests.support.tui_hands import LARGE, SMALL, Desk, desk

pytestmark = pytest.mark.anyio
CURP = "HELX850305MDFRPM08"
MRZ = "P<MEXDARTAGNAN<LOPEZ<<JUAN<JOSE<<<<<<<<<<<<<", "G123456786MEX8503057M3111208<<<<<<<<<<<<<<<8"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def seated(at: Desk, service: str = "PAS-AR", name: str = "Ximena") -> Visit:
    """One person at this table, and the capture screen reading it."""
    arrival = Arrival(PersonName(name, "Hernández", "López"), (service,), notice=True)
    visit = await at.app.read(check_in.check_in, arrival)
    await at.app.read(calls.call_next)
    await at.app.read(calls.start, visit.id)
    await at.front(DeskScreen).refresh_work()
    await at.sees("A001", "sin empezar")
    await at.press("enter")
    await at.sees("Captura A001")
    await at.until(lambda: at.app.screen.query(Form) and at.app.focused is not None)
    return visit


async def draft(at: Desk) -> Draft:
    return (await at.app.read(application_form.work)).drafts[0]


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_field_is_saved_when_it_is_left_and_a_wrong_one_says_why(tmp_path: Path, size: tuple[int, int]) -> None:
    async with desk(tmp_path, size=size, post="capture") as at:
        await seated(at)
        form = at.app.screen.query_one(Form)
        at.app.screen.set_focus(form.field("sex").line)
        await at.type("2")
        await at.press("enter")
        await at.sees("Mujer")
        await at.type("9-5-1975")
        await at.press("enter")
        await at.sees("09/05/1975")
        at.app.screen.set_focus(form.field("height_cm").line)
        await at.type("9000")
        await at.press("enter")
        await at.sees("! La estatura no se entiende")
        saved = (await draft(at)).fields
        assert (saved["sex"], saved["born"], saved["height_cm"]) == ("M", "1975-05-09", "9000")


async def test_every_way_out_saves_the_field_being_written(tmp_path: Path) -> None:
    async with desk(tmp_path, post="capture") as at:
        await seated(at)
        form = at.app.screen.query_one(Form)
        at.app.screen.set_focus(form.field("occupation").line)
        await at.type("Cocinera")
        await at.press("f3")
        await at.sees("Fila")
        assert (await draft(at)).fields["occupation"] == "Cocinera"
        await at.press("f4")
        await at.type(" 2")
        await at.press("escape")
        await at.sees("El borrador del A001 está guardado")
        assert (await draft(at)).fields["occupation"] == "Cocinera 2"
        await at.press("enter")
        await at.sees("Captura A001")
        await at.until(lambda: at.app.screen.query(Form) and at.app.focused is not None)
        at.app.screen.set_focus(at.app.screen.query_one(Form).field("occupation").line)
        await at.press("end")
        await at.type("3")
        await at.press("f10")
        await at.until(lambda: at.app.return_value is not None)
        assert present(at.app.return_value).why == "locked"
        assert (await draft(at)).fields["occupation"] == "Cocinera 23"


async def test_the_reader_fills_what_is_empty_and_changes_nothing_else(tmp_path: Path) -> None:
    async with desk(tmp_path, post="capture") as at:
        await seated(at)
        field = at.app.screen.query_one(Form).field("prev_mrz")
        at.app.screen.set_focus(field.line)
        field.line.value = MRZ[0]
        await at.press("enter")
        assert at.app.focused is field.line
        field.line.value += MRZ[1]
        await at.press("enter")
        await at.sees("Quizá es la misma persona: mismo nombre que la cita de las 12:30", "El lector llenó")
        saved = (await draft(at)).fields
        assert (saved["given"], saved["born"], saved["sex"]) == ("Ximena", "1985-03-05", "H")


async def test_a_scan_replaces_what_stands_in_its_box_and_leaves_other_boxes_alone(tmp_path: Path) -> None:
    async with desk(tmp_path, post="capture") as at:
        await seated(at)
        form = at.app.screen.query_one(Form)
        for key, text in (("occupation", "Cocinera"), ("curp", "HELX")):
            at.app.screen.set_focus(form.field(key).line)
            await at.type(text)
            await at.press("enter")
        for key, then in (("occupation", "HELX"), ("curp", CURP)):
            at.app.screen.set_focus(form.field(key).line)
            await at.pilot.pause()
            await at.type(CURP)
            await at.press("enter")
            assert form.field("occupation").line.value == "Cocinera"
            await at.sees("no se hizo nada" if key == "occupation" else CURP)
            assert form.field("curp").kept == then


async def test_review_leads_to_the_field_and_then_the_form_is_sealed(tmp_path: Path) -> None:
    async with desk(tmp_path, post="capture") as at:
        await seated(at, service="MCAS-R")
        await at.press("ctrl+g")
        await at.sees("✗", "Revisar A001")
        await at.press("ctrl+g")
        await at.sees("! Todavía no se puede enviar")
        await at.press("enter")
        await at.sees("Captura A001")
        now = await draft(at)
        service = at.app.workplace.catalog.services["MCAS-R"]
        for field in service.fields:
            if field.key in VALUES or (field.required and not now.fields.get(field.key)):
                value = VALUES.get(field.key) or (field.choices[0].key if field.choices else "1")
                await at.app.read(application_form.save, now.id, field.key, value)
        for slot in service.slots:
            if slot.required:
                await at.app.read(application_form.add_picture, now.id, slot.key, picture())
        await at.press("escape")
        await at.sees("borrador")
        await at.press("enter")
        await at.sees("Captura A001")
        await at.press("ctrl+g")
        await at.sees("Ctrl+G envía")
        await at.press("ctrl+g")
        await at.sees("¿Cómo pagó?", "US$ 41.00")
        await at.press("escape")
        await at.sees("A001 sellada. Nadie en esta computadora puede leerla ya.")
        assert not (await at.app.read(application_form.work)).drafts
        await at.press("f5")
        await at.type("a001")
        await at.sees("sellada")
        await at.press("enter", "enter")
        await at.sees("¿Cómo pagó?", "US$ 41.00")
        await at.press("1")
        await at.sees("Hoy nadie ha contado la caja al abrir")
        await at.press("2")
        await at.sees("41.00")
        await at.press("enter")
        await at.sees("✓ A001: pago anotado, US$ 41.00", "Pagó US$ 41.00")
        await at.press("enter")
        await at.sees("No hay nada por pagar")


async def test_a_photo_is_taken_from_a_path_shown_and_kept(tmp_path: Path) -> None:
    shot = tmp_path / "IMG [b] 1.jpg"
    shot.write_bytes(picture())
    async with desk(tmp_path / "kit", post="capture") as at:
        await seated(at)
        await at.press("ctrl+t")
        await at.sees("Fotos y documentos", "✗ Fotografía")
        at.app.screen.query_one("#path", Input).value = str(shot)
        await at.press("enter")
        await at.sees("✓ Fotografía", "Guardada y cifrada", "▄▄▄")
        assert (await draft(at)).slots == ("photo",)
        at.app.screen.query_one("#path", Input).value = str(tmp_path / "[/foo].jpg")
        await at.press("enter")
        await at.sees("✗ Ese archivo no se puede abrir")


VALUES = {"born": "1975-05-09", "birth_country": "MEX", "birth_state": "OC", "sex": "M", "years": "5"}


def picture() -> bytes:
    """A sharp, bright, upright picture of nobody."""
    image = Image.new("RGB", (900, 1200), "white")
    pen = ImageDraw.Draw(image)
    pen.ellipse((250, 250, 650, 800), fill="tan")
    for y in range(260, 1200, 6):
        pen.line((200, y, 700, y), fill="black")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    return out.getvalue()
