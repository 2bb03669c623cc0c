"""Somebody half registered at the door is kept field by field, offered again, and gone when nobody needs it."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.desk import problems
from fieldkit.desk.closing import day_close
from fieldkit.desk.closing import problems as closing_problems
from fieldkit.desk.reception import check_in, unfinished_arrival
from fieldkit.desk.reception import problems as reception_problems
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.reception.unfinished_arrival import Half
from fieldkit.desk.session import Session
from fieldkit.people.names import PersonName
from tests.promises import hall
from tests.support import kit
from tests.support.narrowing import present
from tests.support.problems import raises
from tests.support.tui_hands import desk

pytestmark = pytest.mark.anyio

HALF = Half({"given": "Quetzalli", "surname1": "Xolotl", "services": "PALE", "language": "spa", "notice": "yes"})
QUESTION = "Había alguien a medio registrar: Quetzalli Xolotl"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = kit.session(tmp_path, kit.hands(), kit.TestClock(), appointments=())
    yield made
    made.store.close()


def test_what_was_kept_last_is_there_and_only_for_who_registers_people(session: Session) -> None:
    assert unfinished_arrival.begun(session) is None
    unfinished_arrival.keep(session, Half({"given": "Quetz"}))
    unfinished_arrival.keep(session, HALF)
    assert unfinished_arrival.begun(session) == HALF
    room = dataclasses.replace(session, operator="pilar", roles=frozenset({"protection"}))
    assert (unfinished_arrival.begun(room), unfinished_arrival.waits(room)) == (None, True)
    with raises(problems.NOT_ALLOWED):
        unfinished_arrival.keep(room, HALF)


def test_it_is_gone_in_the_transaction_that_registers_somebody(session: Session) -> None:
    unfinished_arrival.keep(session, HALF)
    with raises(reception_problems.NO_SERVICE):
        check_in.check_in(session, Arrival(PersonName("Quetzalli"), (), notice=True))
    assert unfinished_arrival.begun(session) == HALF
    check_in.check_in(session, Arrival(PersonName("Quetzalli"), ("PALE",), notice=True))
    assert unfinished_arrival.begun(session) is None


def test_the_close_tells_of_it_and_takes_it_off_the_laptop(session: Session) -> None:
    unfinished_arrival.keep(session, HALF)
    assert [(one.code, one.n) for one in day_close.summary(session).notices] == [("half_arrival", 1)]
    with raises(closing_problems.NOT_CLOSABLE):
        day_close.close_day(session, seen=[])
    hall.close_day(session)
    assert unfinished_arrival.begun(session) is None
    assert not session.store.has("to_scrub")


async def test_after_a_cut_somebody_says_whether_to_go_on(tmp_path: Path) -> None:
    async with desk(tmp_path, post="queue") as at:
        await at.app.read(unfinished_arrival.keep, HALF)
        await at.press("f2")
        await at.sees(QUESTION)
        await at.press("escape")  # nothing is given up in silence
        await at.sees("Registrar llegada", "Quetzalli", "Xolotl", "PALE")
        await at.press("ctrl+g")
        await at.sees("A001 está registrado")
        assert await at.app.read(unfinished_arrival.begun) is None
        assert str((await at.app.read(check_in.find, "A001")).visits[0].name) == "Quetzalli Xolotl"


async def test_what_was_typed_is_erased_when_somebody_says_so_and_is_not_offered_again(tmp_path: Path) -> None:
    async with desk(tmp_path, post="queue") as at:
        await at.app.read(unfinished_arrival.keep, HALF)
        await at.press("f2")
        await at.sees(QUESTION)
        await at.press("2")
        await at.sees("Citas que faltan por llegar")
        assert await at.app.read(unfinished_arrival.begun) is None
        await at.press("f3")
        await at.press("f2")
        await at.sees("Citas que faltan por llegar")
        assert QUESTION not in at.text()


async def test_leaving_an_arrival_on_purpose_keeps_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.type("quetzalli")
        await at.press("enter")
        await at.sees("Registrar llegada")
        await at.press("enter", "enter")
        await at.type("Xolotl")
        await at.press("escape")
        await at.sees("¿Dejar lo escrito?")
        assert (present(await at.app.read(unfinished_arrival.begun))).values["surname1"] == "Xolotl"
        await at.press("2")
        await at.sees("Citas que faltan por llegar")
        assert await at.app.read(unfinished_arrival.begun) is None


async def test_a_booking_is_still_the_one_that_was_opened(tmp_path: Path) -> None:
    async with desk(tmp_path, post="queue") as at:
        booked = kit.appointment(1)
        values = {
            "given": "Luis",
            "surname1": "Pérez",
            "services": "PAS-AR",
            "notice": "yes",
            "phone": "(919) 555-0147",
        }
        await at.app.read(unfinished_arrival.keep, Half(values, booked.id))
        await at.press("f2")
        await at.sees("a medio registrar: Luis Pérez")
        await at.press("1")
        await at.sees("Registrar llegada", "555-0147")
        await at.press("ctrl+g")
        await at.sees("A001 está registrado")
        visit = (await at.app.read(check_in.find, "A001")).visits[0]
        assert (visit.id, visit.phone, visit.appointment) == (booked.id, "(919) 555-0147", True)
