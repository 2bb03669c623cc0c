"""Reception's screen, driven by keys over a real store."""

import pytest

from fieldkit.desk import reception
from fieldkit.tui.widgets.scan_input import ScanInput
from tests import kit
from tests.tui_hands import LARGE, SMALL, desk

pytestmark = pytest.mark.anyio
HOSTILE = ["[/foo]", "[@click=app.quit]x[/]", "🚀 Zoé", "[b]zz", "$zx", "\\[/]zx"]


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_somebody_with_an_appointment_has_a_number_after_scan_enter_enter(tmp_path, size):
    async with desk(tmp_path, size=size) as at:
        await at.sees("Citas que faltan por llegar: 3")
        await at.type("ximena")
        await at.press("enter")
        await at.sees("Registrar llegada", "Ximena", "Debe traer:")
        await at.press("enter")
        await at.sees("A001 está registrado", "¿Ya salió el papel?", "es la siguiente persona")
        visit = (await at.app.ask(reception.find, "A001")).visits[0]
        assert (visit.number, visit.notice, visit.paper) == ("A001", True, "sent")
        await at.press("enter")
        await at.sees("A001 tiene su boleto en la mano")
        assert (await at.app.ask(reception.find, "A001")).visits[0].paper == "confirmed"


async def test_a_walk_in_is_registered_field_by_field(tmp_path):
    async with desk(tmp_path) as at:
        await at.type("rosa")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("enter")  # the notice: Enter says yes
        await at.sees("Sí, se le mostró")
        await at.press("enter")
        await at.type("Xolotl")
        await at.press("enter", "enter")
        await at.type("2, mcas-1")
        await at.press("ctrl+g")
        await at.sees("A001 está registrado")
        visit = (await at.app.ask(reception.find, "A001")).visits[0]
        assert str(visit.name) == "rosa Xolotl"
        assert visit.services == ("PAS-AR", "MCAS-1")


async def test_without_the_notice_nobody_is_registered(tmp_path):
    async with desk(tmp_path) as at:
        await at.type("rosa")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.type("2")
        await at.press("ctrl+g")
        await at.sees("Falta el aviso de privacidad", "✗")
        assert not (await at.app.ask(reception.find, "rosa")).visits


async def test_escape_asks_before_it_gives_up_what_was_typed(tmp_path):
    async with desk(tmp_path) as at:
        await at.type("rosa")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("enter")
        await at.type(" maria")
        await at.press("escape")
        await at.sees("¿Dejar lo escrito?")
        await at.press("1")
        await at.sees("rosa maria")


async def test_another_post_and_back_leaves_a_half_typed_arrival_as_it_was(tmp_path):
    async with desk(tmp_path) as at:
        await at.type("rosa")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("enter")
        await at.type(" maria")
        await at.press("f3")
        await at.sees("Nadie en la fila")
        await at.press("f2")
        await at.sees("Registrar llegada", "rosa maria")


async def test_hostile_texts_are_shown_as_they_are(tmp_path):
    async with desk(tmp_path) as at:
        line = at.app.screen.query_one("#find", ScanInput)
        for text in HOSTILE:
            line.value = text
            await at.sees(f"Registrar sin cita: «{text}»")
            await at.press("enter")
            await at.sees("Registrar llegada", text)
            await at.press("escape")
            await at.sees("Boleto, nombre o CURP")


async def test_the_screen_never_shows_a_name_beside_the_big_number(tmp_path):
    async with desk(tmp_path) as at:
        await at.type("ximena")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("enter")
        await at.sees("A001 está registrado")
        card = at.app.screen.query_one("#card")
        shown = " ".join(str(one.render()) for one in card.query("Static"))
        assert "Ximena" not in shown


async def test_a_dead_printer_is_told_and_stops_nobody(tmp_path):
    (tmp_path / "printed").write_text("in the way", encoding="utf-8")
    async with desk(tmp_path) as at:
        await at.type("ximena")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("enter")
        await at.sees("✗ No se puede escribir en la carpeta de impresión", "! boleto por salir")
        assert (await at.app.ask(reception.find, "A001")).visits[0].paper == "queued"


async def test_a_wrong_clock_is_said_on_the_status_line(tmp_path):
    clock = kit.TestClock()
    async with desk(tmp_path, clock=clock) as at:
        clock.ms += 10 * 365 * 24 * kit.HOUR
        at.app.look()
        await at.sees("El reloj de esta computadora está mal")
