"""One round of headquarters' work: new laptops get their packs, what came is opened, decided if so wished, and told."""

from typing import NamedTuple

from fieldkit.office import decisions, enrolment, intake
from fieldkit.office.decisions import DecisionRound, PendingApplication
from fieldkit.office.headquarters import Headquarters
from fieldkit.office.intake import IntakeSummary


class IntakeRound(NamedTuple):
    """What was opened; what was decided, None if that was not asked for; what is left for a person to see."""

    taken: IntakeSummary
    decided: DecisionRound | None
    pending: tuple[PendingApplication, ...]


def run(hq: Headquarters, *, decide: bool, now_ms: int) -> IntakeRound:
    """Do everything that is due, once; ``decide`` what has no faults or whose faults are plain."""
    enrolment.pack_all(hq.office, hq.archive)
    taken = intake.open_new(hq.office, hq.archive)
    decided = decisions.decide_all(hq.office) if decide else None
    hq.announce(now_ms)
    return IntakeRound(taken, decided, tuple(decisions.open_cases(hq.office)) if taken.opened else ())
