"""What an office's own past events teach about the wait: how long it truly was where the replay said so long."""

from collections.abc import Iterator
from datetime import date

from fieldkit.domain.queue import wait_estimate
from fieldkit.domain.queue.visit import true_wait
from fieldkit.domain.queue.wait_estimate import Residuals
from fieldkit.office.keys import Office


def learned(office: Office) -> Residuals:
    """The factors for the next event's pack; a band that saw too little keeps what simulated days taught."""
    return wait_estimate.learn(_waits(office), Residuals())


def _waits(office: Office) -> Iterator[tuple[int, float]]:
    for day in office.store.people.days(date.max):
        for visit in office.store.people.visits(day):
            for told in visit.told:
                wait = true_wait(visit, told)
                if wait is not None and told.replayed:
                    yield told.replayed, wait
