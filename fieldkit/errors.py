"""The kit's own problems stand on the same root as those of sync; here every problem learns to speak."""

import errno
from typing import NamedTuple

from fieldkit.locale import N_, _
from printing.errors import PrintProblem
from sync.errors import Fact, Problem, Wording

__all__ = ["TROUBLE", "Fact", "PrintProblem", "Problem", "Spoken", "Wording", "disk_reason", "spoken"]

TROUBLE = (Problem, PrintProblem)


_DISK = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), N_("el disco está lleno")),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), N_("el disco no permite escribir")),
    **dict.fromkeys((errno.EIO, errno.ENXIO, errno.ENODEV), N_("el disco no respondió bien")),
}


def disk_reason(error: OSError) -> str:
    """Why a file could not be written, as a message for a problem's ``reason``; the system's own words otherwise."""
    return _DISK.get(error.errno or 0, error.strerror or type(error).__name__)


class Spoken(NamedTuple):
    """What happened, why, and what to do next, in the operator's language."""

    title: str
    cause: str
    remedy: str


def spoken(problem: Problem | PrintProblem) -> Spoken:
    """A problem in words; facts that are words themselves are translated too."""
    facts = {name: _(fact) if isinstance(fact, str) else fact for name, fact in problem.facts.items()}
    return Spoken(*(_(part).format(**facts) if part else "" for part in problem.wording))
