"""What an office's own events teach about the wait goes into its next packs, and only when there is enough of it."""

from pathlib import Path

from fieldkit.domain import journal as j
from fieldkit.domain.queue import wait_estimate
from fieldkit.domain.queue.wait_estimate import Residuals
from fieldkit.office import intake, wait_calibration
from tests.support import office_world as w


def test_waits_that_were_twice_as_long_as_replayed_make_the_next_packs_promise_more(tmp_path: Path) -> None:
    with w.world(tmp_path) as world:
        session = world.join()
        for _ in range(wait_estimate.ENOUGH):
            visit = w.waiting(session, "PALE")
            session.append(visit.id, j.EstimateShown(ahead=5, p50=30, p80=40, replayed=30))
            world.clock.advance(60)
            session.append(visit.id, j.Called(table="1"))
        assert session.pack.residuals == wait_calibration.learned(world.office) == Residuals()
        w.send(world, session)
        intake.open_new(world.office, world.archive)
        session.store.close()
        later = world.join("B")
        taught = later.pack.residuals
        assert taught.band(30).p80 > 1.7 > Residuals().band(30).p80
        assert taught.band(100) == Residuals().band(100)
        later.store.close()


def test_who_was_not_called_since_or_was_told_by_an_older_program_teaches_nothing(tmp_path: Path) -> None:
    with w.world(tmp_path) as world:
        session = world.join()
        for n in range(2 * wait_estimate.ENOUGH):
            visit = w.waiting(session, "PALE")
            if n % 2:
                session.append(visit.id, j.EstimateShown(ahead=5, p50=30, p80=40))
                world.clock.advance(60)
            session.append(visit.id, j.Called(table="1"))
            if not n % 2:
                session.append(visit.id, j.EstimateShown(ahead=5, p50=30, p80=40, replayed=30))
        w.send(world, session)
        intake.open_new(world.office, world.archive)
        session.store.close()
        assert wait_calibration.learned(world.office) == Residuals()
