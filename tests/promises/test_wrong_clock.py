"""Promise 20: the clock may be wrong by ten years: it is noticed, the order is unchanged, nothing is refused."""

from pathlib import Path

import pytest

from fieldkit.desk.access import enrolment, unlock
from fieldkit.desk.capture import application_form
from fieldkit.desk.closing import day_close
from fieldkit.desk.exchange import batching
from fieldkit.desk.printing import print_jobs
from fieldkit.desk.public import queue_state
from fieldkit.desk.queue import calls, wait_times
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.event import pack as packs
from fieldkit.people.names import PersonName
from fieldkit.platform import clock as clocks
from fieldkit.store import Store
from sync import sealed
from sync.journal import chain
from tests.promises import hall
from tests.support import kit
from tests.support.narrowing import of_kind, present

YEAR = 365 * 24 * kit.HOUR
WRONG = {
    "ten years behind": kit.NOON_MS - 10 * YEAR,
    "ten years ahead": kit.NOON_MS + 10 * YEAR,
    "at its factory setting": 0,
    "before time began": -YEAR,
    "at the end of everything": 253_402_300_799_000,
}


def restarted(session: Session, clock: kit.TestClock) -> Session:
    return unlock.start(session.home, session.store, kit.OPERATOR, wall=clock.wall, steady=clock.steady)


def arrive(session: Session, clock: kit.TestClock, name: str) -> str:
    clock.advance(2)
    return hall.walk_in(session, PersonName(name), ("PAS-AR",)).id


@pytest.mark.parametrize("wall", WRONG.values(), ids=WRONG.keys())
def test_a_day_whose_clock_breaks_twice_goes_on_in_order(tmp_path: Path, wall: int) -> None:
    clock = kit.TestClock()
    session = kit.session(tmp_path / "kit", kit.hands(), clock)
    came = [arrive(session, clock, "Ana"), arrive(session, clock, "Eva")]
    clock.ms = wall
    came.append(arrive(session, clock, "Inés"))  # it breaks while people are at the desk
    session = restarted(session, clock)  # and is still broken at the next start
    came += [arrive(session, clock, "Olga"), arrive(session, clock, "Úrsula")]
    clock.ms = kit.NOON_MS + 30 * 60_000
    came.append(arrive(session, clock, "Ximena"))  # then somebody sets it right
    assert session.today() == kit.DAY
    assert [place.visit.id for place in calls.view(session).places] == came
    assert [of_kind(j.ClockDoubted, fact.body).wall_ms for fact in session.store.log.facts_of_kind("device.clock")] == [
        wall + 2 * 60_000
    ]
    assert all(wait.p50 <= 12 * 60 for wait in wait_times.estimates(session).values())
    session.store.log.verify()
    session.store.close()


@pytest.mark.parametrize("wall", WRONG.values(), ids=WRONG.keys())
def test_with_a_wrong_clock_all_day_nothing_is_refused(tmp_path: Path, wall: int) -> None:
    hq, clock = kit.hands(), kit.TestClock()
    session = kit.session(tmp_path / "kit", hq, clock)
    clock.ms = wall
    session = restarted(session, clock)
    reading = session.clock.read()
    assert not reading.believed
    assert reading.wall_ms == wall
    visit = hall.serving(session)
    print_jobs.print_ticket(session, visit.id)
    print_jobs.confirm(session, visit.id)
    draft = application_form.begin(session, visit.id, "PAS-AR")
    hall.fill(session, draft.id)
    application = present(application_form.submit(session, draft.id))
    assert application.fee_cents > 0
    shown = queue_state.state(session)
    assert shown is not None
    hall.close_day(session)
    assert application.day == day_close.summary(session).day == kit.DAY
    hlcs = [chain.read_header(entry.header).hlc for entry in session.store.log.entries(session.store.device, 1, 10_000)]
    assert hlcs == sorted(set(hlcs))
    assert batching.seal(session) == 0
    session.store.log.verify()
    session.store.close()


@pytest.mark.parametrize("wall", [WRONG["ten years behind"], WRONG["at its factory setting"]])
def test_a_laptop_whose_clock_is_behind_joins_all_the_same(tmp_path: Path, wall: int) -> None:
    clock = kit.TestClock(wall)
    session = kit.session(tmp_path / "kit", kit.hands(), clock)
    assert not session.clock.read().believed
    assert session.today() == kit.DAY
    session.store.close()


def test_a_clock_that_is_ahead_of_the_pack_is_told_what_to_do(tmp_path: Path) -> None:
    hq, clock = kit.hands(), kit.TestClock()
    store = kit.enrolled(tmp_path / "kit", hq, clock)
    raw = packs.make(kit.pack(hq, store.device, number=2), hq.office, sealed.recipient_of(store.identity))
    with pytest.raises(packs.PackExpired, match="Corrija la fecha"):
        enrolment.take_pack(store, raw, now_ms=WRONG["ten years ahead"])
    assert enrolment.take_pack(store, raw, now_ms=None).number == 2
    store.close()


def test_entries_of_a_laptop_years_off_keep_their_order_everywhere(tmp_path: Path) -> None:
    """What was heard from a clock far ahead moves the order on, never the day."""
    hq, clock = kit.hands(), kit.TestClock()
    here = kit.session(tmp_path / "here", hq, clock)
    path, key = tmp_path / "there.store", bytes(32)
    identity, _ = sealed.generate()
    there = Store.create(
        path, key, device_key=b"k" * 32, identity=identity, role="kit", wall=lambda: kit.NOON_MS + 10 * YEAR
    )
    there.log.append("v1", j.CheckedIn(number="B001", services=("PALE",), day=kit.DAY, notice=True), operator="eva")
    here.store.log.add_device(there.key.public_key().public_bytes_raw(), "kit")
    here.store.log.take(there.log.entries(there.device, 1, 10))
    first, second = arrive(here, clock, "Ana"), arrive(here, clock, "Eva")
    assert here.today() == kit.DAY
    assert [place.visit.id for place in calls.view(here).places if place.visit.id != "v1"] == [first, second]
    again = restarted(here, clock)
    assert again.today() == kit.DAY
    there.close()
    here.store.close()


def test_twin_a_clock_that_is_always_believed_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def believe(self: clocks.EventClock) -> clocks.Reading:
        return clocks.Reading(self._wall(), True, self._wall())

    clock = kit.TestClock()
    session = kit.session(tmp_path / "kit", kit.hands(), clock)
    monkeypatch.setattr(clocks.EventClock, "read", believe)
    clock.ms = WRONG["ten years ahead"]
    assert restarted(session, clock).today() != kit.DAY
    session.store.close()
