"""Tickets behind the screens: printed beside the work, by themselves when the printer returns, and never twice."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from fieldkit.background import print_spooler
from fieldkit.background.run_aside import run_aside
from fieldkit.background.store_thread import StoreThread
from fieldkit.desk.capture import application_form
from fieldkit.desk.printing import print_jobs
from fieldkit.desk.reception import check_in
from fieldkit.desk.session import Session
from fieldkit.domain.queue.visit import Visit
from fieldkit.tui.app import DeskApp
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.screens.evidence.evidence import EvidenceScreen
from printing import problems
from printing.blocks import Sheet
from printing.errors import PrintProblem
from printing.job import READY, Job, Readiness, Sent
from sync import durable_files
from tests.bench import scene
from tests.support import kit
from tests.support.problems import raises
from tests.support.tui_hands import LARGE, SMALL, Desk, desk


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _asked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_spooler, "ASK_AGAIN", 0.02)


def pictures(folder: Path) -> list[str]:
    return sorted(path.stem.partition("-")[0] for path in (folder / "printed").glob("*.png"))


async def arrives(at: Desk, name: str) -> None:
    await at.type(name)
    await at.press("enter")
    await at.sees("Registrar llegada")
    await at.press("1", "enter")


async def paper_of(at: Desk, number: str) -> tuple[str, int]:
    (visit,) = (await at.app.read(check_in.find, number)).visits
    return visit.paper, visit.copies


async def test_tickets_that_waited_for_the_printer_come_out_by_themselves_once_each(tmp_path: Path) -> None:
    blocked = tmp_path / "printed"
    blocked.write_text("in the way", encoding="utf-8")
    async with desk(tmp_path) as at:
        for name in ("ximena", "luis"):
            await arrives(at, name)
            await at.sees("✗ No se puede escribir en la carpeta de impresión", "! boleto por salir")
        assert await paper_of(at, "A001") == await paper_of(at, "A002") == ("queued", 0)
        blocked.unlink()
        await at.sees("A002 está registrado. ¿Ya salió el papel?")
        assert await paper_of(at, "A001") == await paper_of(at, "A002") == ("sent", 0)
        assert pictures(tmp_path) == ["A001", "A002"]


class Torn:
    """Takes half of every job and breaks off."""

    name = "torn"

    def __init__(self) -> None:
        self.jobs: list[str] = []

    def ready(self) -> Readiness:
        return READY

    def send(self, job: Job) -> Sent:
        self.jobs.append(job.id)
        raise PrintProblem(problems.PRINTER_VANISHED, address="torn", percent=50)


async def opened(store_thread: StoreThread, folder: Path, before: Callable[[Session], Session]) -> None:
    await store_thread.open(lambda: before(kit.session(folder, kit.hands(), kit.TestClock())))


async def test_a_ticket_that_broke_off_waits_for_a_person_and_then_says_that_it_is_a_reprint(tmp_path: Path) -> None:
    store_thread, printer = StoreThread(), Torn()
    await opened(store_thread, tmp_path, lambda session: replace(session, printer=printer))
    app = DeskApp(store_thread)
    try:
        async with app.run_test(size=SMALL) as pilot:
            at = Desk(app, pilot, kit.TestClock())
            await at.sees("F1 Ayuda", "●")
            await arrives(at, "ximena")
            await at.sees("✗ Se perdió la conexión con la impresora", "✗ el boleto no salió")
            await arrives(at, "luis")
            await at.until(lambda: len(printer.jobs) == 2)
            await at.sees("✗ el boleto no salió")
            await at.press("f8")
            await at.sees("¿Qué papel del A002?", "1 Boleto · otra vez")
            await at.press("1")
            await at.sees("reimpresión 1", "✗ el boleto no salió")
            assert len(set(printer.jobs)) == 3
            assert await paper_of(at, "A002") == ("failed", 1)
    finally:
        store_thread.close()


async def test_what_waited_when_the_laptop_was_cut_off_is_printed_at_the_next_start(tmp_path: Path) -> None:
    def left_over(session: Session) -> Session:
        print_jobs.queue(session, scene.arrive(session, 0).id)
        sent = scene.arrive(session, 1)
        print_jobs.queue(session, sent.id)
        print_jobs.take(session, sent.id)  # and cut off: whether it came out, only a person can see
        return session

    store_thread = StoreThread()
    await opened(store_thread, tmp_path, left_over)
    app = DeskApp(store_thread)
    try:
        async with app.run_test(size=SMALL) as pilot:
            at = Desk(app, pilot, kit.TestClock())
            await at.until(lambda: pictures(tmp_path))
            await at.sees("Impresora lista")
            assert await paper_of(at, "A001") == await paper_of(at, "A002") == ("sent", 0)
            assert pictures(tmp_path) == ["A001"]
    finally:
        store_thread.close()


async def test_a_reprint_asked_for_at_the_search_is_printed_and_its_trouble_told_there(tmp_path: Path) -> None:
    async with desk(tmp_path, post="search") as at:
        visit: Visit = await at.app.write(scene.arrive, 0)
        await at.app.write(print_jobs.print_ticket, visit.id)
        for path in (tmp_path / "printed").iterdir():
            path.unlink()
        (tmp_path / "printed").rmdir()
        (tmp_path / "printed").write_text("in the way", encoding="utf-8")
        await at.type("A001")
        await at.sees("boleto enviado a la impresora")
        await at.press("f8")
        await at.sees("1 Boleto · otra vez")
        await at.press("1")
        await at.sees("✗ No se puede escribir en la carpeta de impresión")
        (tmp_path / "printed").unlink()
        await at.until(lambda: pictures(tmp_path))
        assert await paper_of(at, "A001") in {("queued", 1), ("sent", 1)}


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_papers_that_make_sense_are_offered_printed_and_told(tmp_path: Path, size: tuple[int, int]) -> None:
    async with desk(tmp_path, size=size) as at:
        await arrives(at, "ximena")
        await at.sees("A001 está registrado. ¿Ya salió el papel?")
        await at.press("f8")
        await at.sees(
            "1 Boleto · otra vez", "2 Boleto en letra grande", "3 Lista de lo que le falta", "4 Hoja de canal"
        )
        await at.press("3")
        await at.sees("Lista de lo que le falta traer del A001: enviado a la impresora")
        await at.press("f8")
        await at.sees("3 Lista de lo que le falta traer · otra vez")
        await at.press("4")
        await at.sees("¿Con quién pasa el A001?", "no se anota en ninguna parte")
        await at.press("1")
        await at.sees("Hoja de canalización del A001: enviado a la impresora")
        await at.press("f8")
        await at.sees("¿Qué papel del A001?")
        await at.press("2")
        await at.sees("A001 está registrado", "reimpresión 1")
        names = [path.stem.rpartition("-")[0] for path in (tmp_path / "printed").glob("*.png")]
        assert sorted(names) == ["A001", "A001", "A001-canalizacion", "A001-lista"]


async def test_the_acknowledgement_is_printed_at_the_table_where_it_was_sealed(tmp_path: Path) -> None:
    async with desk(tmp_path, post="capture") as at:
        draft = await at.app.read(scene.filled_form, {"photo": 900, "previous": 900})
        await at.front(DeskScreen).refresh_work()
        await at.press("enter")
        await at.sees("Captura A001")
        await at.press("escape")
        await at.app.read(application_form.submit, draft)
        await at.front(DeskScreen).refresh_work()
        await at.press("f8")
        await at.sees("¿Qué papel del A001?", "1 Acuse de su solicitud · Pasaporte de adulto, renovación", "2 Etiqueta")
        await at.press("1")
        await at.sees("Acuse de su solicitud del A001: enviado a la impresora")


async def test_the_list_to_take_home_is_printed_from_the_list_itself(tmp_path: Path) -> None:
    async with desk(tmp_path, post="capture") as at:
        visit = await at.app.read(scene.arrive, 0)
        at.app.push_screen(EvidenceScreen(visit.id, visit.services, visit.number))
        await at.sees("Documentos A001", "F8 Lista")
        await at.press("f8")
        await at.sees("Lista de lo que le falta traer del A001: enviado a la impresora")
        assert pictures(tmp_path) == ["A001"]


def test_a_printer_that_hangs_does_not_hold_up_the_end_of_the_program() -> None:
    released = threading.Event()

    async def locked_meanwhile() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(run_aside(released.wait), 0.05)

    try:
        asyncio.run(locked_meanwhile())
        assert [thread.name for thread in threading.enumerate() if thread.name == "run_aside"]
    finally:
        released.set()


async def test_what_goes_wrong_beside_the_work_is_raised_where_it_is_waited_for() -> None:
    assert await run_aside(lambda: 7) == 7
    with raises(problems.PRINTER_VANISHED):
        await run_aside(lambda: Torn().send(Job("V1", Sheet("A001", ()), durable_files.write)))
