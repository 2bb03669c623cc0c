"""The kit's own problems stand on the same root as those of sync."""

from sync.errors import Fact, Problem

__all__ = ["Fact", "KitProblem", "Problem"]


class KitProblem(Problem):
    """A problem of this program: the vault, the store, the desk or the office."""
