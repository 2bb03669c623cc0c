"""How much is measured: in full, or so little that it can be tried in a minute."""

from typing import NamedTuple


class Sizes(NamedTuple):
    """``rounds`` of each median; people, applications, entries as the figures name them."""

    rounds: int
    people: int
    waiting: int
    applications: int
    taken_in: int
    day: int
    entries: int
    phones: int
    growth: tuple[int, int, int]


FULL = Sizes(15, 10_000, 1_000, 200, 60, 200, 1_000_000, 5_000, (100, 1_000, 10_000))
QUICK = Sizes(5, 1_000, 200, 10, 6, 10, 20_000, 500, (30, 100, 300))
