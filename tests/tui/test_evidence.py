"""The list of what a person brought, on the screen: marked by a key, let pass with a supervisor's passphrase."""

from dataclasses import replace
from pathlib import Path

import pytest

from fieldkit.desk.capture import application_form
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.people.names import PersonName
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.screens.evidence.evidence import EvidenceScreen
from tests.support import kit
from tests.support.tui_hands import LARGE, SMALL, Desk, desk

pytestmark = pytest.mark.anyio
ALL = ("PAS-A1", "PAS-AR", "PAS-M", "MCAS-1", "INE", "PROT", "PALE", "VDS", "VAF", "EDU", "OP7", "SMN")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def seated(at: Desk, *services: str) -> str:
    """One person at this table with these services, and the capture screen reading them."""
    visit = await at.app.read(check_in.check_in, Arrival(PersonName("Ximena", "López"), services, notice=True))
    await at.app.read(calls.call_next)
    await at.app.read(calls.start, visit.id)
    await at.front(DeskScreen).refresh_work()
    await at.sees("A001")
    return visit.id


async def list_of(at: Desk, visit: str, service: str = "PAS-A1") -> None:
    at.app.push_screen(EvidenceScreen(visit, (service,), "A001"))
    await at.sees("Documentos A001", "Una prueba de nacionalidad mexicana", "Sirve uno de:", "Fuente:")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_each_line_is_marked_by_a_key_and_says_which_document_was_seen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desk(tmp_path, size=size, post="capture") as at:
        visit = await seated(at, "PAS-A1")
        await list_of(at, visit)
        await at.press("v")
        await at.sees("¿Cuál se vio?")
        await at.press("2")
        await at.sees("✓ Una prueba de nacionalidad mexicana: visto", "✓ Una prueba de nacionalidad mexicana Acta de")
        await at.press("f")
        await at.sees("✗ Una identificación con foto", "falta")
        said = (await at.app.read(check_in.find, "A001")).visits[0].documents_of("PAS-A1")
        assert {key: (one.verdict, one.document) for key, one in said.items()} == {
            "nationality": ("seen", "acta-consular"),
            "identity": ("missing", ""),
        }


async def test_a_supervisor_signs_at_somebody_elses_table_and_the_table_stays_theirs(tmp_path: Path) -> None:
    async with desk(tmp_path, post="capture") as at:
        visit = await seated(at, "PAS-A1")
        session = at.app.store_thread.session
        at.app.store_thread._session = replace(session, operator="beto", roles=frozenset({"reception", "capture"}))
        await list_of(at, visit)
        await at.press("down", "f")
        await at.sees("✗ Una identificación con foto")
        await at.press("up", "e")
        await at.sees("¿Por qué se deja pasar?")
        await at.press("2")
        await at.sees("Quien supervisa: nombre de usuario")
        await at.type("ana")
        await at.press("enter")
        await at.type("wrong horse battery")
        await at.press("enter")
        await at.sees("✗ No se pudo entrar")
        await at.press("e", "2")
        await at.sees("Quien supervisa: nombre de usuario")
        await at.type("ana")
        await at.press("enter")
        await at.type(kit.PASSPHRASE)
        await at.press("enter")
        await at.sees("✓ Excepción anotada", "con excepción")
        assert at.app.workplace.operator == "beto"
        found = (await at.app.read(check_in.find, "A001")).visits[0]
        assert [(one.rule, one.by) for one in found.exceptions] == [("document.identity", "ana")]


async def test_what_is_only_counted_asks_how_it_ended_and_a_case_is_sent_to_its_room(tmp_path: Path) -> None:
    async with desk(tmp_path, post="capture", services=ALL) as at:
        await seated(at, "VDS", "PROT")
        await at.sees("sin formulario", "se atiende en su propio cuarto")
        await at.press("enter")
        await at.sees("¿cómo terminó?")
        await at.press("1")
        await at.sees("✓ A001: anotado.")
        await at.press("enter")
        await at.sees("! Eso se atiende en su propio cuarto.")
        assert not (await at.app.read(application_form.work)).drafts
        assert (await at.app.read(check_in.find, "A001")).visits[0].outcomes == {"VDS": "done"}


async def test_of_many_services_a_few_letters_leave_those_that_fit(tmp_path: Path) -> None:
    async with desk(tmp_path, services=ALL, appointments=()) as at:
        await at.type("rosa")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("1", "enter", "enter", "enter", "enter")
        await at.sees("1 Pasaporte de adulto, primera vez", "12 Cartilla militar", "Número, código o parte")
        await at.type("menor")
        await at.sees("3 PAS-M Pasaporte de menor de edad")
        await at.until(lambda: "Cartilla" not in at.text())
        await at.type(", vds, zzz")
        await at.press("enter")
        await at.sees("! Esto no es un servicio de este evento, o son varios: zzz.")
        await at.press("ctrl+g")  # refused, and the cursor is back where the strange word stands
        await at.type("menor, vds")
        await at.press("ctrl+g")
        await at.sees("A001 está registrado")
        assert (await at.app.read(check_in.find, "A001")).visits[0].services == ("PAS-M", "VDS")
        await at.press("ctrl+n")
        await at.sees("Documentos A001", "PAS-M", "Una identificación del menor")
