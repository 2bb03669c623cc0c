"""The kit's own problems stand on the same root as those of sync; here every problem learns to speak."""

from typing import NamedTuple

from fieldkit.locale import _
from printing.errors import PrintProblem
from sync.errors import Fact, Problem, Wording

__all__ = ["TROUBLE", "Fact", "KitProblem", "PrintProblem", "Problem", "Spoken", "Wording", "spoken"]

TROUBLE = (Problem, PrintProblem)


class KitProblem(Problem):
    """A problem of this program: the vault, the store, the desk or the office."""


class Spoken(NamedTuple):
    """What happened, why, and what to do next, in the operator's language."""

    title: str
    cause: str
    remedy: str


def spoken(problem: Problem | PrintProblem) -> Spoken:
    """A problem in words; facts that are words themselves are translated too."""
    facts = {name: _(fact) if isinstance(fact, str) else fact for name, fact in problem.facts.items()}
    return Spoken(*(_(part).format(**facts) if part else "" for part in problem.wording))
