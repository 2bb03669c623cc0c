"""The second look on the screen: form and pictures side by side, a passphrase of one's own, or back with a reason."""

import asyncio
import io
import threading
from contextlib import _AsyncGeneratorContextManager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from textual.widgets import Input

from fieldkit.desk.capture import application_form
from fieldkit.desk.forms import approval
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain.forms.application import Application
from fieldkit.event.approval_rules import ApprovalRules
from fieldkit.people.names import PersonName
from fieldkit.store import DraftFile
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.keys import ROOMS
from fieldkit.tui.widgets.picture import PictureView
from fieldkit.vault import keyring, problems
from sync.errors import Problem
from tests.support import kit
from tests.support.narrowing import present
from tests.support.office_world import RENEWAL
from tests.support.tui_hands import LARGE, SMALL, Desk, desk

pytestmark = pytest.mark.anyio
SECRET = "otra frase muy larga"
NAME = "[/foo] Ximena"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def picture(colour: str) -> bytes:
    made = Image.new("RGB", (600, 800), "white")
    ImageDraw.Draw(made).ellipse((150, 200, 450, 600), fill=colour)
    out = io.BytesIO()
    made.save(out, "JPEG")
    return out.getvalue()


def hand_in(session: Session) -> str:
    """Ana hands in a renewal with its pictures."""
    visit = check_in.check_in(session, Arrival(PersonName(NAME, "Ochoa"), ("PAS-AR",), notice=True))
    calls.call_next(session)
    calls.start(session, visit.id)
    draft = application_form.begin(session, visit.id, "PAS-AR").id
    for field, value in (RENEWAL | {"given": NAME}).items():
        application_form.save(session, draft, field, value)
    for slot in session.catalog.services["PAS-AR"].slots:
        if slot.required:
            file = DraftFile(slot.key, "image/jpeg", picture("navy"))
            session.store.drafts("application").save_file(draft, file, now_ms=kit.NOON_MS)
    assert application_form.submit(session, draft) is None
    return draft


def waiting(folder: Path, **more: Any) -> _AsyncGeneratorContextManager[Desk, None]:
    return desk(folder, post="approval", approval=ApprovalRules(), appointments=(), **more)


async def opened(at: Desk) -> str:
    draft = await at.app.read(hand_in)
    await at.front(DeskScreen).refresh_work()
    await at.sees("Esperan a una segunda persona: 1", "A001", "capturó ana")
    assert "Ximena" not in at.text()
    await at.press("enter")
    await at.sees("Revisión A001", NAME, "Capturó: ana")
    return draft


def give_beto_a_passphrase(session: Session) -> None:
    key = keyring.unlock(session.home.keys, kit.OPERATOR, kit.PASSPHRASE)
    keyring.add_operator(session.home.keys, key, "beto", SECRET, kit.FLOOR)


async def submitted(at: Desk, draft: str) -> Application | None:
    return await at.app.read(lambda session: session.store.people.application(draft))


async def test_side_by_side_where_there_is_room_and_by_a_key_where_there_is_not(tmp_path: Path) -> None:
    async with waiting(tmp_path / "large", size=LARGE) as at:
        await opened(at)
        await at.sees("09/03/1984", "1 de", "▄▄▄")
    async with waiting(tmp_path / "small", size=SMALL) as at:
        await opened(at)
        assert "▄▄▄" not in at.text()
        await at.press("v")
        await at.sees("1 de", "▄▄▄")
        assert NAME not in at.text()
        await at.press("right")
        await at.sees("2 de")
        await at.press("left", "left")
        await at.until(lambda: "1 de" not in at.text())
        await at.press("z", "z")
        await at.until(lambda: at.app.screen.query_one(PictureView).zoom == 4)
        before = at.app.screen.query_one(PictureView).at
        await at.press("down", "right")
        await at.until(lambda: at.app.screen.query_one(PictureView).at > before)
        await at.press("v")
        await at.sees(NAME)


async def test_another_person_approves_with_their_own_passphrase_and_it_is_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    real = keyring.unlock

    def noted(*given: Any) -> bytes:
        threads.append(threading.current_thread().name)
        return real(*given)

    async with waiting(tmp_path) as at:
        draft = await opened(at)
        await at.app.read(give_beto_a_passphrase)
        monkeypatch.setattr(keyring, "unlock", noted)
        await at.press("ctrl+g")
        await at.sees("¿Quién revisó el A001?")
        await at.type("beto\t")
        await at.type("no es esta frase")
        await at.press("enter")
        await at.sees("✗ No se pudo entrar")
        assert await submitted(at, draft) is None
        at.app.screen.query_one("#passphrase", Input).value = ""
        await at.type(SECRET)
        await at.press("enter")
        await at.sees("¿Cómo pagó?")
        await at.press("escape")
        await at.sees("A001 aprobada por beto y sellada", "Nada espera revisión")
        assert present(await submitted(at, draft)).state == "sealed"
        assert SECRET not in at.text()
    assert len(threads) == 2
    assert not [name for name in threads if name.startswith("store")]


async def test_the_screen_lives_while_a_passphrase_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()

    def slow(*_given: object) -> None:
        let_go.wait(20)
        raise Problem(problems.WRONG_PASSPHRASE)

    async with waiting(tmp_path) as at:
        draft = await opened(at)
        monkeypatch.setattr(keyring, "unlock", slow)
        try:
            await at.press("ctrl+g")
            await at.type("beto\t")
            await at.type("x")
            await at.press("enter")
            await at.sees("Revisando…")
            async with asyncio.timeout(10):  # the store answers and keys arrive meanwhile
                assert len(await at.app.read(approval.waiting)) == 1
                await at.press("enter", "escape")
                await at.sees("Revisando…")
        finally:
            let_go.set()
        await at.sees("✗ No se pudo entrar")
        assert await submitted(at, draft) is None


async def test_who_captured_it_is_refused_before_any_passphrase_though_a_supervisor(tmp_path: Path) -> None:
    async with waiting(tmp_path) as at:
        draft = await opened(at)
        await at.press("ctrl+g")
        await at.sees("Su nombre de usuario")
        await at.type("ana\t")
        await at.type(kit.PASSPHRASE)
        await at.press("enter")
        await at.sees("✗ Usted no puede aprobar esta solicitud")
        await at.press("escape", "escape")
        await at.sees("Esperan a una segunda persona: 1")
        assert await submitted(at, draft) is None


async def test_a_refused_form_is_at_the_capture_table_with_the_reason_and_can_be_handed_in_again(
    tmp_path: Path,
) -> None:
    async with waiting(tmp_path) as at:
        draft = await opened(at)
        await at.press("d")
        await at.sees("¿Por qué se devuelve el A001 a Captura?")
        await at.press("1")
        await at.sees("¿Qué hay que corregir?")
        await at.type("El apellido [/x] es Otxoa")
        await at.press("enter")
        await at.sees("A001 regresó a Captura", "Nada espera revisión")
        await at.press("f4")
        await at.sees("A001", "! la devolvió ana")
        await at.press("enter")
        await at.sees("Captura A001", "Un dato no concuerda con el documento: El apellido [/x] es Otxoa")
        await at.press("ctrl+g")
        await at.sees("Ctrl+G envía")
        await at.press("ctrl+g")
        await at.sees("A001 espera a una segunda persona", "◌ espera a una segunda persona")
        await at.press("enter")
        await at.sees("✗ Ese formulario espera la revisión de otra persona")
        assert await submitted(at, draft) is None


async def test_the_room_is_in_the_list_behind_ctrl_o(tmp_path: Path) -> None:
    async with desk(tmp_path, approval=ApprovalRules()) as at:
        await at.press("ctrl+o")
        await at.sees("Revisión. Aprobar o devolver lo que otra persona capturó.")
        await at.press(str(1 + [room.name for room in ROOMS].index("post('approval')")))
        await at.sees("Nada espera revisión.")
