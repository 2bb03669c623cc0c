"""How the close ends the visits of those who are still in the hall. Pure."""

from fieldkit.domain import journal as j
from fieldkit.domain.queue import visit as visits
from fieldkit.domain.queue.visit import Visit


def is_open(visit: Visit) -> bool:
    """Whether somebody is still in the line or at a table."""
    return visit.state not in visits.ENDED


def partly_served(visit: Visit) -> bool:
    """Whether a service of theirs was done."""
    return j.Outcome.DONE in visit.outcomes.values()


def ending(visit: Visit) -> list[j.Body]:
    """How the close ends a visit: who got a service was served, and what is left was not done."""
    if not partly_served(visit):
        return [j.Expired()]
    if (visit.state, j.LineDone) in visits.TRANSITIONS:
        return [j.LineDone(service=code, outcome=j.Outcome.NOT_POSSIBLE) for code in visit.open_services]
    return [j.Left()]  # called, and not here
