"""The pictures' screen: files with time and size, several pictures a place, and nothing replaced without a question."""

import os
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from fieldkit.desk.capture import application_form
from tests.photos.drawn import camera_file, page, portrait
from tests.support import kit
from tests.support.tui_hands import Desk, desk
from tests.tui.test_capture import draft, seated

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a phone and a scanner left: the newest first, and a name that no terminal should be given."""
    folder = tmp_path / "camera"
    folder.mkdir()
    noon = kit.NOON_MS // 1000
    (folder / "retrato.jpg").write_bytes(camera_file(portrait()))
    for n in range(1, 31):
        (folder / f"hoja {n:02}.jpg").write_bytes(camera_file(page(seed=n) if n < 4 else page((90, 120))))
        os.utime(folder / f"hoja {n:02}.jpg", (noon - n * 60, noon - n * 60))
    os.utime(folder / "retrato.jpg", (noon, noon))
    (folder / "viejo\x1b[31m.jpg").write_bytes(b"x")
    os.utime(folder / "viejo\x1b[31m.jpg", (noon - 90_000, noon - 90_000))
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "config.toml").write_text(f"watch_folder = '{folder}'\n", encoding="utf-8")
    return folder


async def at_pictures(at: Desk) -> None:
    await seated(at)
    await at.press("ctrl+t")
    await at.sees("Fotos y documentos", "retrato.jpg")


async def take(at: Desk, what: str) -> None:
    at.app.screen.query_one("#path", Input).value = what
    await at.press("enter")


async def test_files_stand_with_their_time_and_size_and_the_list_can_be_gone_through(
    tmp_path: Path, folder: Path
) -> None:
    async with desk(tmp_path / "kit", post="capture") as at:
        await at_pictures(at)
        await at.sees("1 12:00", "MB retrato.jpg", "2 11:59", "hoja 01.jpg")
        assert "hoja 30.jpg" not in at.text()
        for _page in range(6):
            await at.press("pagedown")
        await at.sees("31 11:30", "hoja 30.jpg", "20/11", "viejo·[31m.jpg")
        await take(at, "2")
        await at.sees("Guardada y cifrada: Fotografía")


async def test_a_filled_place_asks_before_anything_is_replaced(tmp_path: Path, folder: Path) -> None:
    async with desk(tmp_path / "kit", post="capture") as at:
        await at_pictures(at)
        await take(at, "1")
        await at.sees("✓ Fotografía", "imagen 1 de 1", "mire que sea el retrato de esta persona")
        await at.press("up", "up")
        await take(at, "2")
        await at.sees("Fotografía: ya hay 1", "Cambiarla por esta")
        await at.press("escape")
        await at.sees("No se cambió nada en Fotografía")
        before = await at.app.read(application_form.APPLICATION.pictures, (await draft(at)).id)
        await take(at, "2")
        await at.sees("Cambiarla por esta")
        await at.press("1")
        await at.sees("Guardada y cifrada")
        assert await at.app.read(application_form.APPLICATION.pictures, (await draft(at)).id) != before


async def test_two_sides_are_added_ordered_and_taken_away(tmp_path: Path, folder: Path) -> None:
    async with desk(tmp_path / "kit", post="capture") as at:
        await at_pictures(at)
        await at.press("down")
        place = at.app.screen.query_one("#slots", OptionList).highlighted
        await take(at, "2")
        await at.sees("imagen 1 de 1")
        at.app.screen.query_one("#slots", OptionList).highlighted = place
        await take(at, "3")
        await at.sees("Agregar esta: otra cara")
        await at.press("1")
        await at.sees("imagen 2 de 2")
        first, second = await at.app.read(application_form.APPLICATION.pictures, (await draft(at)).id)
        at.app.screen.query_one("#slots", OptionList).highlighted = (place or 0) + 2
        await at.press("ctrl+n")
        await at.until(lambda: at.app.screen.query_one("#slots", OptionList).highlighted == (place or 0) + 1)
        now = await at.app.read(application_form.APPLICATION.pictures, (await draft(at)).id)
        assert [one.content for one in now] == [second.content, first.content]
        await at.press("ctrl+r")
        await at.sees("¿Quitar esta imagen de")
        await at.press("1")
        await at.sees("Quitada de", "imagen 1 de 1")
        now = await at.app.read(application_form.APPLICATION.pictures, (await draft(at)).id)
        assert [one.content for one in now] == [first.content]


async def test_one_file_in_two_places_is_told(tmp_path: Path, folder: Path) -> None:
    async with desk(tmp_path / "kit", post="capture") as at:
        await at_pictures(at)
        await at.press("down")
        await take(at, "2")
        await at.sees("Guardada y cifrada")
        await take(at, "2")
        await at.sees("La misma imagen está también en")


async def test_a_dropped_path_with_escaped_blanks_is_taken(tmp_path: Path, folder: Path) -> None:
    async with desk(tmp_path / "kit", post="capture") as at:
        await at_pictures(at)
        await take(at, str(folder / "hoja 01.jpg").replace(" ", "\\ "))
        await at.sees("Guardada y cifrada")
        await take(at, str(folder / "a\0b.jpg"))
        await at.sees("No hay ningún archivo con ese nombre")
