"""What somebody speaks: asked at the door, told when called; and screens in a language that translators added."""

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from fieldkit import locale
from fieldkit.desk.reception import check_in, problems
from fieldkit.desk.reception.check_in import SPANISH, Arrival
from fieldkit.domain.catalog.load import load
from fieldkit.domain.queue.visit import Visit
from fieldkit.people.names import PersonName
from fieldkit.tui import labels
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.widgets.form import Form
from tests.support import kit, translation
from tests.support.narrowing import of_kind
from tests.support.problems import raises
from tests.support.tui_hands import LARGE, SMALL, Desk, desk

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def answer(at: Desk, **answers: Any) -> None:
    """Type answers into fields of the arrival's form."""
    for key, text in answers.items():
        at.app.screen.set_focus(at.app.screen.query_one(Form).field(key).line)
        of_kind(Input, at.app.focused).value = ""
        await at.type(text)
        await at.press("enter")


@pytest.mark.parametrize("booked", [True, False], ids=["booked", "walk-in"])
async def test_language_spanish_and_interpreter_are_asked_at_the_door_of_everybody(
    tmp_path: Path, booked: bool
) -> None:
    async with desk(tmp_path) as at:
        await at.type("Ximena" if booked else "Zenaida")
        await at.press("enter")
        await at.until(lambda: at.app.screen.query(Form) and at.app.focused is not None)
        if not booked:
            await answer(at, services="PALE")
        await answer(at, language="tu'un", spanish="poco", interpreter="1", notice="1")
        await at.press("ctrl+g")
        await at.sees("A001 está registrado")
        [visit] = (await at.app.read(check_in.find, "A001")).visits
        assert (visit.appointment, visit.language, visit.spanish, visit.interpreter) == (booked, "mix", "some", True)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_what_somebody_speaks_is_told_when_called_and_signed_in_the_list(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desk(tmp_path, size=size, post="queue") as at:
        speaks: dict[str, Any] = {"language": "mix", "spanish": "none", "interpreter": True}
        await at.app.read(check_in.check_in, Arrival(PersonName("Zenaida"), ("PALE",), notice=True, **speaks))
        chuj = Arrival(PersonName("Mateo"), ("PALE",), notice=True, language="Chuj", spanish="some")
        await at.app.read(check_in.check_in, chuj)
        await at.app.read(check_in.check_in, Arrival(PersonName("Ana"), ("PALE",), notice=True, spanish="well"))
        await at.front(DeskScreen).refresh_work()
        await at.sees("A001 ◆", "A002 ◇", "A003 ")
        await at.press("n")
        await at.sees("Llame en voz alta al A001", "habla Mixteco · Tu'un savi · español: nada · necesita intérprete")
        await at.press("r")
        await at.sees("llamado otra vez (1)", "necesita intérprete")
        await at.press("i", "n")
        await at.sees("Llame en voz alta al A002", "habla Chuj · español: poco")
        await at.press("i", "n")
        await at.sees("✓ Llame en voz alta al A003: pase a la mesa 1. ●")


@pytest.mark.parametrize("spanish", ["", *SPANISH])
@pytest.mark.parametrize("interpreter", [True, False])
@pytest.mark.parametrize("language", ["spa", "nah", "Chuj"])
def test_the_sign_and_the_words_say_the_same(language: str, spanish: str, interpreter: bool) -> None:
    visit = Visit(id="v", language=language, spanish=spanish, interpreter=interpreter)
    words, sign = labels.speaks(load(), visit), labels.speech_sign(visit)
    assert bool(words) == (sign != " ")
    assert ("intérprete" in words) == (sign == "◆")


def test_a_level_of_spanish_that_nobody_offers_is_refused(tmp_path: Path) -> None:
    session = kit.session(tmp_path, kit.hands(), kit.TestClock())
    with raises(problems.UNKNOWN_SPANISH):
        check_in.check_in(session, Arrival(PersonName("Ana"), ("PALE",), notice=True, spanish="fluent"))
    with raises(problems.UNKNOWN_PRIORITY):
        check_in.check_in(session, Arrival(PersonName("Ana"), ("PALE",), notice=True, priority="patata"))
    assert not session.store.people.visits(session.today())


async def test_a_third_language_comes_with_ctrl_l_and_what_it_lacks_is_spanish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "locale"
    folder.mkdir()
    (folder / "en.po").write_bytes((locale.HERE / "en.po").read_bytes())
    monkeypatch.setattr(locale, "HERE", folder)
    locale.catalogue.cache_clear()
    try:
        translation.update(folder / "nah.po")
        text = (folder / "nah.po").read_text(encoding="utf-8")
        assert 'msgid "Fila"\nmsgstr ""' in text
        (folder / "nah.po").write_text(
            text.replace('msgid "Fila"\nmsgstr ""', 'msgid "Fila"\nmsgstr "Tecpantli"'), encoding="utf-8"
        )
        async with desk(tmp_path / "kit", post="queue") as at:
            await at.sees("F3 Fila")
            await at.press("ctrl+l")
            await at.sees("F1 Help")
            await at.press("ctrl+l")
            await at.sees("F3 Tecpantli", "F2 Recepción", "Nadie en la fila.")
            service = load().services["PALE"]
            assert str(service.name) == service.name.es
            await at.press("ctrl+l")
            await at.sees("F3 Fila")
    finally:
        locale.speak(locale.DEFAULT)
        locale.catalogue.cache_clear()
