"""Days of an event and midnight: nobody vanishes from the line, and doors may close after twelve."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fieldkit.desk.queue import calls, hall_day
from fieldkit.desk.session import Session
from fieldkit.event.pack import EventDay
from tests.promises import hall
from tests.support import kit

HOUR = 3_600_000
ZONE = ZoneInfo("America/Chicago")


@pytest.fixture
def own(tmp_path: Path, clock: kit.TestClock) -> Iterator[Session]:
    made = kit.session(tmp_path / "kit", kit.hands(), clock)
    yield made
    made.store.close()


def test_doors_that_close_after_midnight_close_on_the_next_day() -> None:
    night = EventDay(date(2026, 11, 21), time(20), time(2), ((time(23), time(23, 30)), (time(0, 30), time(1))))
    opens = night.at_ms(night.opens, ZONE)
    assert night.overnight
    assert night.closing_ms(ZONE) - opens == 6 * HOUR
    assert [night.at_ms(begin, ZONE) - opens for begin, _ in night.pauses] == [3 * HOUR, 4.5 * HOUR]
    day = EventDay(date(2026, 11, 21), time(8), time(17))
    assert (day.closing_ms(ZONE) - day.at_ms(day.opens, ZONE), day.overnight) == (9 * HOUR, False)


def test_who_waits_at_midnight_stays_in_the_line_and_is_called(own: Session, clock: kit.TestClock) -> None:
    waiting = hall.walk_in(own, services=("PAS-AR",))
    day = own.today()
    while own.today() == day:
        clock.advance(60)
    assert [one.id for one in hall_day.people(own)] == [waiting.id]
    assert [place.visit.id for place in calls.view(own).places] == [waiting.id]
    assert calls.call_next(own).id == waiting.id
