"""The rooms behind Ctrl+O: protection for its own people, sessions and contacts for all; at 80×24."""

import dataclasses
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from fieldkit import locale
from fieldkit.desk import outreach
from fieldkit.desk.protection import cases
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.outreach import SessionSum
from fieldkit.event.approval_rules import ApprovalRules
from fieldkit.event.pack import StaffMember
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.keys import ROOMS
from fieldkit.tui.screens.protection.case import CaseScreen
from fieldkit.tui.screens.protection.protection import ProtectionScreen
from fieldkit.tui.widgets.catalog_field import WordsField
from fieldkit.tui.widgets.choice_field import ChoiceField
from fieldkit.tui.widgets.form import Form
from fieldkit.vault import keyring
from tests.desk.test_protection import CASE, SIMPLE, sealed_case, typed
from tests.promises import hall
from tests.support import kit
from tests.support.narrowing import of_kind
from tests.support.tui_hands import Desk, desk

pytestmark = pytest.mark.anyio
ROOM = str(1 + [one.name for one in ROOMS].index("post('protection')"))
SECRET = "otra frase muy larga"
INSIDE: dict[str, Any] = {"staff": (StaffMember("ana", "Ana", ("protection", "supervisor")),)}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def spanish_again() -> Iterator[None]:
    yield
    locale.speak(locale.DEFAULT)


async def on_form(at: Desk) -> Form:
    await at.until(lambda: isinstance(at.app.screen, CaseScreen) and at.app.screen.query(Form) and at.app.focused)
    return at.app.screen.query_one(Form)


def is_kept(form: Form, key: str) -> bool:
    return bool(form.field(key).kept)


async def fill(at: Desk, form: Form, answers: dict[str, str]) -> None:
    """Each answer as somebody types it: its key, which a choice takes as well as its number."""
    for key, value in answers.items():
        at.app.screen.set_focus(form.field(key).line)
        await at.type(value.replace(" ", ", "))
        await at.press("enter")
        await at.until(partial(is_kept, form, key))


async def test_those_without_the_role_are_told_kindly_and_see_numbers_only(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:  # a supervisor without it
        inside = StaffMember("x", "", ("protection",))
        await at.app.read(lambda session: sealed_case(with_roles(session, inside), CASE))
        await at.app.read(lambda session: typed(w := with_roles(session, inside), cases.begin(w).id, SIMPLE))
        await at.press("ctrl+o")
        await at.sees("¿A qué puesto?", "Protección", "Pláticas y contactos")
        await at.press(ROOM)
        await at.sees("Este cuarto es del personal de protección", "P001-A caso de protección, sellado")
        for key in ("enter", "n", "d"):
            await at.press(key)
            await at.sees("✗ Este cuarto es del personal de protección")
            assert isinstance(at.app.screen, ProtectionScreen)
        assert "medio llenar" not in at.text()
        assert not [word for word in (CASE["p1-given"], SIMPLE["p1-given"], "family", "Civil") if word in at.text()]


def with_roles(session: Session, member: StaffMember) -> Session:
    return dataclasses.replace(session, roles=frozenset(member.roles))


async def test_a_case_is_told_saved_looked_over_and_sealed(tmp_path: Path) -> None:
    async with desk(tmp_path, post="protection", **INSIDE) as at:
        await at.sees("Nadie espera por protección")
        await at.press("n")
        form = await on_form(at)
        await fill(
            at, form, {key: value for key, value in SIMPLE.items() if key != "p1-sex"} | {"p1-born": "31/1/1980"}
        )
        assert form.field("p1-born").line.value == "31/01/1980"
        assert form.field("actions").line.value == "Orientación"
        assert {one.key for one in of_kind(ChoiceField, form.field("kind")).options} == {
            code for code, kind in at.app.workplace.catalog.protection.kinds.items() if "labour" in kind.fields
        }
        await at.press("ctrl+g")
        await at.sees("Faltan o están mal: 1", "Falta el sexo")
        await at.press("enter")
        await on_form(at)
        assert at.app.focused is form.field("p1-sex").line
        (draft,) = await at.app.read(lambda session: cases.work(session).drafts)
        assert draft.fields["p1-given"] == "Rosaldo"
        await at.type("1")
        await at.press("ctrl+t")
        await at.sees("Fotos y documentos", "· Documento de la autoridad")
        shot = tmp_path / "order.jpg"
        shot.write_bytes(hall.picture())
        at.app.screen.query_one("#path", Input).value = str(shot)
        await at.press("enter")
        await at.sees("✓ Documento de identidad", "Guardada y cifrada")
        await at.press("escape")
        await on_form(at)
        await at.press("ctrl+g")
        await at.sees("¿Sellar el caso?", "nadie en esta computadora podrá leerlo")
        await at.press("ctrl+g")
        await at.sees("P001-A sellado. Nadie en esta computadora puede leerlo ya.", "P001-A caso de protección")
        assert await at.app.read(lambda session: cases.work(session).drafts) == []


async def test_another_person_comes_into_sight_and_every_way_out_saves(tmp_path: Path) -> None:
    async with desk(tmp_path, post="protection", **INSIDE) as at:
        visit = await at.app.read(lambda session: hall.serving(session, "PROT"))
        await at.front(DeskScreen).refresh_work()
        await at.sees(visit.number, "en la mesa 1")
        await at.press("enter")
        form = await on_form(at)
        assert form.field("p1-given").kept == "María José"
        await at.press("ctrl+n")
        await at.sees("Persona 2", "1 Persona afectada")
        await at.until(lambda: at.app.focused is form.field("p2-role").line)
        await at.type("4")
        await at.press("enter")
        await at.type("Ñandú")
        await at.press("f3")
        await at.sees("Fila")
        assert "Ñandú" not in at.text()
        (draft,) = await at.app.read(lambda session: cases.work(session).drafts)
        assert (draft.fields["p2-role"], draft.fields["p2-given"]) == ("father", "Ñandú")
        await at.press("ctrl+o")
        await at.sees("¿A qué puesto?")
        await at.press(ROOM)
        await at.sees("Persona 2", "Ñandú")
        await at.press("ctrl+l")
        await at.sees("Who it is in the case")
        assert at.app.screen.query_one(Form).field("p2-given").line.value == "Ñandú"
        await at.press("ctrl+l")
        await at.sees("Quién es en el caso")
        await at.press("escape")
        await at.sees("a medio llenar", "solo protección puede abrirlo")
        await at.press("d")
        await at.sees("¿Por qué se desecha?")
        await at.press("2")
        await at.sees("Se desechó")
        assert await at.app.read(lambda session: cases.work(session).drafts) == []


async def test_a_sealed_case_opens_as_an_empty_follow_up(tmp_path: Path) -> None:
    async with desk(tmp_path, post="protection", **INSIDE) as at:
        await at.app.read(sealed_case, CASE)
        await at.front(DeskScreen).refresh_work()
        await at.sees("P001-A")
        await at.press("enter")
        form = await on_form(at)
        await at.sees("Seguimiento P001-A")
        assert set(form.values().values()) == {""}
        await at.press("ctrl+n")
        await at.sees("En un seguimiento no se agregan personas")
        await fill(at, form, {"actions": "repatriation", "standing": "closed"})
        await at.press("ctrl+g")
        await at.sees("¿Sellar el caso?")
        await at.press("ctrl+g")
        await at.sees("sellado, concluido")


def petra_may_sign(session: Session) -> None:
    key = keyring.unlock(session.home.keys, kit.OPERATOR, kit.PASSPHRASE)
    keyring.add_operator(session.home.keys, key, "petra", SECRET, kit.FLOOR)


async def goes_to(at: Desk, post: str) -> None:
    await at.press("ctrl+o")
    await at.sees("¿A qué puesto?")
    await at.press(str(1 + [one.name for one in ROOMS].index(f"post('{post}')")))


async def hands_in(at: Desk) -> None:
    """Open the first row, look it over, and hand it to the second person."""
    await at.press("enter")
    await on_form(at)
    await at.press("ctrl+g")
    await at.sees("¿Sellar el caso?")
    await at.press("ctrl+g")
    await at.sees("El caso espera a una segunda persona de protección", "◌ espera a una segunda persona")


async def test_a_case_is_given_back_to_its_room_then_approved_by_somebody_else_of_it(tmp_path: Path) -> None:
    staff = (*INSIDE["staff"], StaffMember("petra", "Petra", ("protection",)))
    async with desk(tmp_path, post="protection", staff=staff, approval=ApprovalRules()) as at:
        await at.app.read(petra_may_sign)
        await at.app.read(lambda session: typed(session, cases.begin(session).id, SIMPLE))
        await at.front(DeskScreen).refresh_work()
        await at.sees("a medio llenar")
        await hands_in(at)
        await goes_to(at, "approval")
        await at.sees("Esperan a una segunda persona: 1", "capturó ana")
        assert SIMPLE["p1-given"] not in at.text()
        await at.press("enter")
        await at.sees("Revisión caso nuevo", SIMPLE["p1-given"])
        await at.press("d")
        await at.sees("¿Por qué se devuelve el caso nuevo a Protección?")
        await at.press("1")
        await at.sees("¿Qué hay que corregir?")
        await at.type("El nombre")
        await at.press("enter")
        await at.sees("caso nuevo regresó a Protección", "Nada espera revisión")
        await goes_to(at, "protection")
        await at.sees("! lo devolvió ana: Un dato no concuerda con el documento: El nombre")
        await hands_in(at)
        await goes_to(at, "approval")
        await at.sees("Esperan a una segunda persona: 1")
        await at.press("enter")
        await at.sees("Antes la devolvió ana")
        await at.press("ctrl+g")
        await at.sees("¿Quién revisó el caso nuevo?")
        await at.type("petra\t")
        await at.type(SECRET)
        await at.press("enter")
        await at.sees("caso nuevo aprobado por petra y sellado. Nadie en esta computadora puede leerlo ya.")
        await at.sees("Nada espera revisión")
        assert await at.app.read(lambda session: cases.work(session).drafts) == []
        (card,) = await at.app.read(cases.known)
        (fact,) = await at.app.read(lambda session: session.store.log.facts(card.id))
        assert of_kind(j.CaseSealed, fact.body).approved_by == "petra"


async def test_a_case_that_headquarters_returned_opens_with_what_was_told_and_is_sealed_again(tmp_path: Path) -> None:
    async with desk(tmp_path, post="protection", **INSIDE) as at:
        case = await at.app.read(sealed_case, SIMPLE)
        back = j.CaseReturned(revision=1, reasons=("Falta el expediente",), fields=SIMPLE)
        await at.app.read(lambda session: session.append(case.id, back))
        await at.front(DeskScreen).refresh_work()
        await at.sees("P001-A", "! la oficina central lo devolvió: Falta el expediente")
        await at.press("enter")
        form = await on_form(at)
        await at.sees("P001-A")
        assert form.field("p1-given").kept == SIMPLE["p1-given"]
        await fill(at, form, {"p1-surname1": "Quillorba"})
        await at.press("ctrl+g")
        await at.sees("¿Sellar el caso?")
        await at.press("ctrl+g")
        await at.sees(
            "P001-A sellado. Nadie en esta computadora puede leerlo ya.", "P001-A caso de protección, sellado"
        )
        assert "Falta el expediente" not in at.text()
        sealed = await at.app.read(lambda session: session.store.log.facts(case.id)[-1])
        body = of_kind(j.CaseSealed, sealed.body)
        assert (body.revision, body.corrects) == (2, 1)


async def test_a_session_and_contacts_are_counted_and_the_last_is_withdrawn(tmp_path: Path) -> None:
    async with desk(tmp_path, post="outreach") as at:
        await at.sees("Hoy no se ha contado nada")
        await at.press("s")
        await at.sees("Plática o visita", "Actividad")
        form = at.app.screen.query_one(Form)
        await at.until(lambda: at.app.focused is not None)
        for answer in ("2", "2"):
            await at.type(answer)
            await at.press("enter")
        assert form.field("topic").line.value == "Laboral"  # the only one there is
        at.app.screen.set_focus(form.field("people").line)
        await at.type("cuarenta")
        await at.press("ctrl+g")
        await at.sees("«Personas a las que llegó» lleva un número")
        await at.press("enter")
        await at.until(lambda: at.app.focused is form.field("people").line)
        await at.sees("✗ «Personas a las que llegó» lleva un número")
        form.field("people").line.value = "40"
        at.app.screen.set_focus(form.field("to-ciam").line)
        await at.type("7")
        await at.press("ctrl+g")
        await at.sees("✓ Anotado: Semana de derechos laborales · virtual · Laboral · personas: 40", "canalizadas 7")
        await at.press("c")
        await at.sees("Contacto en ventanilla")
        await at.until(lambda: at.app.focused is not None)
        await at.type("1")
        await at.press("enter")
        await at.type("2")
        await at.press("enter")
        await at.press("ctrl+g")
        await at.sees("✓ Anotado: Salud (VDS) · Vacunación", "contactos 1")
        await at.press("c")
        await at.sees("Contacto en ventanilla", "Salud (VDS)")
        await at.press("escape")
        await at.press("f9")
        await at.sees("Retirado: Salud (VDS)")
        now = await at.app.read(outreach.totals)
        assert now == ({("labour_week", True): SessionSum(1, 40, 0)}, {}, {"ciam": 7})


async def test_a_session_says_whether_it_was_virtual_before_it_is_counted(tmp_path: Path) -> None:
    async with desk(tmp_path, post="outreach") as at:
        await at.press("s")
        await at.sees("Actividad")
        await at.until(lambda: at.app.focused is not None)
        await at.type("2")
        await at.press("ctrl+g")
        await at.sees("Falta decir si fue presencial o virtual")
        assert await at.app.read(outreach.totals) == ({}, {}, {})


@pytest.mark.parametrize(
    ("text", "keys"),
    [("1 3", "a c"), ("1,3", "a c"), ("Menor sin compañía, 3", "a c"), ("3, 3 1", "c a"), ("", ""), ("nada", "nada")],
)
def test_several_answers_are_typed_as_numbers_or_as_words(text: str, keys: str) -> None:
    options = [Option("a", "Menor sin compañía"), Option("b", "Enfermedad"), Option("c", "Detenida")]
    field = WordsField("x", "X", options=options)
    assert field.meant(text) == keys
    assert field.meant(field.shown(keys)) == keys


async def test_a_contact_left_from_another_day_is_asked_about(tmp_path: Path) -> None:
    async with desk(tmp_path, post="outreach") as at:
        for again in (True, False):
            await at.press("c")
            await at.sees("Contacto en ventanilla")
            await at.until(lambda: at.app.focused is not None)
            await at.type("1")
            await at.press("enter", "f3")
            await at.sees("Fila")
            at.clock.advance(24 * 60)
            await at.press("ctrl+o")
            await at.sees("¿A qué puesto?")
            await at.press(str(1 + [one.name for one in ROOMS].index("post('outreach')")))
            if at.app.screen.query(Form):
                await at.press("escape")
                await at.sees("¿Dejarla?")
                await at.press("2")
            await at.sees("Hoy no se ha contado nada")
            await at.press("c")
            await at.sees("Quedó una a medias del", "Terminarla; se anota en ese día")
            await at.press("1" if again else "2")
            await at.sees("Contacto en ventanilla", "Salud (VDS)" if again else "Contacto")
            await at.press("escape")
            if again:
                await at.sees("¿Dejarla?")
                await at.press("3")
            await at.sees("Hoy no se ha contado nada")
            assert not await at.app.read(lambda session: session.store.drafts("contact").count())
