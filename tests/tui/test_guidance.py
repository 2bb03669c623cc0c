"""Finding one's way without having been told: palette, help everywhere, the language asked for, a line that fits."""

import io
import struct
import zlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from fieldkit import cli, locale, photos
from fieldkit.background.store_thread import StoreThread
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.errors import spoken
from fieldkit.people.names import PersonName
from fieldkit.platform.paths import Home
from fieldkit.tui import screens
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.keys import EVERYWHERE, HELP, MORE, POSTS
from fieldkit.tui.palette import Commands
from fieldkit.tui.screens.access.unlock import UnlockApp
from fieldkit.tui.widgets.key_line import keys
from tests.support.problems import raises
from tests.support.tui_hands import LARGE, SMALL, RunningApp, desk

anyio = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def spanish_after() -> Iterator[None]:
    yield
    locale.speak(locale.DEFAULT)


@anyio
async def test_the_palette_has_every_action_of_every_post(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        for key in ("f2", "f3", "f4", "f5", "f6", "f7"):
            await at.press(key)
            await at.until(lambda: at.app.screen.is_current)
            here = at.front(DeskScreen)
            offered = [label for label, _does, _run in Commands(here)._all()]
            for one in (*here.ACTIONS, *here.MORE):
                assert one.name == "none" or f"{one.label} ({one.cap})" in offered, (here, one)
            assert len(offered) == len(set(offered))
            assert "Bloquear (F10)" in offered


@anyio
async def test_a_person_leaves_the_line_by_the_palette(tmp_path: Path) -> None:
    async with desk(tmp_path, post="queue") as at:
        await at.app.read(check_in.check_in, Arrival(PersonName("Rosa", "Peña"), ("PAS-AR",), notice=True))
        await at.front(DeskScreen).refresh_work()
        await at.press("ctrl+p")
        await at.sees("Buscar una acción")
        await at.type("se fue")
        await at.sees("Se fue (S)")
        await at.press("enter")
        await at.sees("¿Se fue el A001?")
        await at.press("2")
        await at.sees("A001 se fue. F9 lo deshace.")


@anyio
async def test_help_names_the_key_of_the_palette(tmp_path: Path) -> None:
    assert "Ctrl+P" in [one.cap for one in EVERYWHERE]
    async with desk(tmp_path, size=LARGE) as at:
        await at.press("f1")
        await at.sees("Ctrl+P Buscar cualquier acción por su nombre y hacerla.")


def _posts(kind: type[DeskScreen] = DeskScreen) -> set[type[DeskScreen]]:
    found = set(kind.__subclasses__())
    return found.union(*map(_posts, found))


@pytest.mark.parametrize("language", locale.languages())
def test_the_keys_of_every_screen_fit_in_80_columns_in_every_language(spanish_after: None, language: str) -> None:
    for module in iter_modules(screens.__path__, f"{screens.__name__}."):
        import_module(module.name)
    locale.speak(language)
    lines = {kind.__name__: kind.ACTIONS for kind in _posts()} | {"posts": (HELP, *POSTS, MORE)}
    assert len(lines) > 20
    room = SMALL[0]
    assert not {name: width for name, own in lines.items() if (width := keys(own, gap=" ").cell_length) > room}


@anyio
async def test_help_opens_before_a_question_and_leads_back_to_it(tmp_path: Path) -> None:
    async with desk(tmp_path, post="queue") as at:
        await at.app.read(check_in.check_in, Arrival(PersonName("Rosa", "Peña"), ("PAS-AR",), notice=True))
        await at.front(DeskScreen).refresh_work()
        await at.press("x")
        await at.sees("¿Por qué se cancela el A001?")
        await at.press("f1")
        await at.sees("Ayuda: Fila")
        await at.press("escape")
        await at.sees("¿Por qué se cancela el A001?")


@anyio
async def test_the_door_explains_itself_and_keeps_what_was_typed(tmp_path: Path) -> None:
    app = UnlockApp(Home(tmp_path), StoreThread())
    async with app.run_test(size=SMALL) as pilot:
        at = RunningApp(app, pilot)
        await at.sees("F1 Ayuda", "Todo lo guardado está completo")
        await at.type("ana")
        await at.press("f1")
        await at.sees("olvidó?", "fieldkit office recover", "pierde.", "ana", "Su contraseña", "F10 Salir")
        await at.press("f1")
        await at.sees("Todo lo guardado está completo", "ana")


@anyio
@pytest.mark.parametrize("waiting", [0, 999])
async def test_a_dead_printer_leaves_room_for_the_network_in_80_columns(tmp_path: Path, waiting: int) -> None:
    (tmp_path / "printed").write_text("in the way", encoding="utf-8")
    async with desk(tmp_path) as at:
        await at.sees("! Impresora F8")

        def shown() -> bool:
            at.app._show(saved="12:00", waiting=waiting, network="✗ Envío detenido: vea F6")  # the real one comes late
            return "por enviar · ! Impresora F8 · ✗ Envío detenido: vea F6" in at.text()

        await at.until(shown)
        assert "● Guardado 12:00" in at.text()
    async with desk(tmp_path / "other", size=(140, 40)) as at:

        def told() -> bool:
            at.app._show(printer="La impresora no contesta", printer_ok=False, network="Sin red (normal)")
            return "! La impresora no contesta · Sin red (normal)" in at.text()

        await at.until(told)


@pytest.mark.parametrize(
    ("asked", "settings", "spoken"),
    [([], "en", "en"), (["--language", "es"], "en", "es"), (["--language", "en"], "es", "en")],
)
def test_the_language_asked_for_wins_over_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spanish_after: None, asked: list[str], settings: str, spoken: str
) -> None:
    (tmp_path / "config.toml").write_text(f'language = "{settings}"\n', encoding="utf-8")
    heard = []

    def door(*_args: object, **_more: Any) -> SimpleNamespace:
        heard.append(locale.speaking())
        return SimpleNamespace(run=lambda: False, return_code=0)

    monkeypatch.setattr(import_module("fieldkit.tui.run"), "UnlockApp", door)  # the package's own ``run`` hides it
    assert cli.main(["--home", str(tmp_path), *asked]) == 0
    assert heard == [spoken]


def test_a_file_of_too_many_bytes_is_told_in_megabytes_and_one_of_too_many_dots_in_megapixels() -> None:
    with raises(photos.TOO_HEAVY) as heavy:
        photos.photo(bytes(photos.MAX_FILE_BYTES + 1))
    assert "40 MB" in str(spoken(heavy.value))
    with raises(photos.TOO_BIG) as wide:
        photos.photo(_header_of(10_000, 10_000))
    assert "100 megapíxeles" in str(spoken(wide.value))


def _header_of(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds nothing."""
    raw = io.BytesIO()
    Image.new("1", (1, 1)).save(raw, "PNG")
    body = b"IHDR" + struct.pack(">II", width, height) + raw.getvalue()[24:29]
    return raw.getvalue()[:12] + body + struct.pack(">I", zlib.crc32(body)) + raw.getvalue()[33:]
