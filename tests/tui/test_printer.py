"""A new printer from the screens: tried, asked about, kept, and used at once for what was waiting."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.background import print_spooler
from fieldkit.desk.printing.printer_setup import used
from fieldkit.desk.session import Session
from fieldkit.platform import config
from fieldkit.platform.config import PrinterConfig
from fieldkit.tui.keys import ROOMS
from printing import calibration
from printing.layout import ROLL_80, roll
from printing.picture import draw
from printing.printers.escpos import NetworkPrinter
from tests.bench import scene
from tests.support.narrowing import of_kind
from tests.support.thermal_model import CUT, NetworkModel, burn, prints
from tests.support.tui_hands import LARGE, SMALL, desk

pytestmark = pytest.mark.anyio
ROOM = [one.name for one in ROOMS].index("post('printer')") + 1


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def model() -> Iterator[NetworkModel]:
    made = NetworkModel(prints)
    yield made
    made.close()


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_printer_is_tried_asked_about_kept_and_used_without_a_restart(
    tmp_path: Path, model: NetworkModel, size: tuple[int, int]
) -> None:
    async with desk(tmp_path, size=size) as at:
        await at.press("ctrl+o", str(ROOM))
        await at.sees("Ahora se usa: (una carpeta, sin papel)", "Carpeta de impresión lista")
        await at.press("n")
        await at.sees("Dirección de la impresora")
        await at.type(f"127.0.0.1:{model.port}")
        await at.press("enter")
        await at.sees("1. ¿Cuál es el último número")
        await at.type("40")
        await at.press("enter")
        await at.sees("moneda de 25 centavos")
        await at.press("2")
        await at.sees("¿Se cortó solo el papel?")
        await at.press("1")
        await at.sees("✓ Impresora lista y guardada: 127.0.0.1", "Ahora se usa: 127.0.0.1")
        heard = model.hearing()  # and afterwards the status line asks how it is
        (page,) = burn(heard[: heard.index(CUT) + len(CUT)]).pages
        assert page.tobytes() == draw(calibration.compose(), ROLL_80).tobytes()
        now = of_kind(NetworkPrinter, at.app.workplace.printer)
        assert (now.name, now.roll, now.cutter) == ("escpos", roll(58, 180), True)
        assert config.load(tmp_path / "config.toml").printer.host == "127.0.0.1"


async def test_what_waited_for_a_dead_printer_comes_out_of_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_spooler, "ASK_AGAIN", 0.02)
    (tmp_path / "printed").write_text("in the way", encoding="utf-8")
    async with desk(tmp_path) as at:
        visit = await at.app.write(scene.arrive, 0)
        await at.type("A001")
        await at.press("enter", "f8")
        await at.sees("¿Qué papel del A001?")
        await at.press("1")
        await at.sees("✗ No se puede escribir en la carpeta de impresión")
        new = tmp_path / "new"
        await at.app.store_thread.change(lambda session: at_folder(session, str(new)))
        await at.until(lambda: list(new.glob("A001-*.png")))
        assert (await at.app.read(lambda session: session.visit(visit.id))).copies == 0


def at_folder(session: Session, folder: str) -> Session:
    return used(session, PrinterConfig(folder=folder))


async def test_a_printer_that_does_not_answer_changes_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        before = at.app.workplace.printer
        await at.press("ctrl+o", str(ROOM))
        await at.sees("Ahora se usa:", "Carpeta de impresión lista")
        await at.press("n")
        await at.sees("Dirección de la impresora")
        await at.type("127.0.0.1:9")
        await at.press("enter")
        await at.sees("✗ La impresora no contesta")
        assert at.app.workplace.printer is before
        assert not (tmp_path / "config.toml").exists()


async def test_who_does_not_answer_the_questions_keeps_the_printer_there_was(
    tmp_path: Path, model: NetworkModel
) -> None:
    async with desk(tmp_path) as at:
        await at.press("ctrl+o", str(ROOM))
        await at.sees("Carpeta de impresión lista")
        await at.press("n")
        await at.sees("Dirección de la impresora")
        await at.type(f"127.0.0.1:{model.port}")
        await at.press("enter")
        await at.sees("1. ¿Cuál es el último número")
        await at.press("escape")
        await at.sees("! No se cambió la impresora.")
        assert at.app.workplace.printer.name == "folder"
        assert not (tmp_path / "config.toml").exists()
