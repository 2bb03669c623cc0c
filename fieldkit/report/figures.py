"""Figures as they are computed and written: one rule of rounding, one way to write each unit."""

import math
from collections import Counter

from fieldkit.report.model import Cell, Unit

NOTHING, SUPPRESSED = "–", "*"


def percent(part: int, whole: int) -> int | None:
    """``part`` of ``whole`` in hundredths of a percent, a half rounded up; None of nothing.

    In whole numbers, so that a figure never depends on how a machine holds fractions.
    """
    return (20_000 * part + whole) // (2 * whole) if whole else None


def written(cell: Cell, unit: Unit) -> str:
    """A figure for people: ``14,008``, ``58.22 %``, ``37 min``, ``US$ 203.00``."""
    if cell.hidden:
        return SUPPRESSED
    if cell.value is None:
        return NOTHING
    value = cell.value
    match unit:
        case "count":
            return f"{value:,}"
        case "percent":
            return f"{plain(cell, unit)} %"
        case "minutes":
            return f"{value:,} min"
        case "cents":
            sign = "-" if value < 0 else ""
            return f"{sign}US$ {abs(value) // 100:,}.{abs(value) % 100:02}"


def plain(cell: Cell, unit: Unit) -> str:
    """A figure for spreadsheets: no unit, no thousands; empty where there is none."""
    if cell.hidden:
        return SUPPRESSED
    if cell.value is None:
        return ""
    if unit in {"percent", "cents"}:
        sign = "-" if cell.value < 0 else ""
        return f"{sign}{abs(cell.value) // 100}.{abs(cell.value) % 100:02}"
    return str(cell.value)


class Spread:
    """Whole minutes as they were measured: as many numbers as different minutes, however many measurements."""

    def __init__(self) -> None:
        self._times: Counter[int] = Counter()

    def add(self, minutes: int) -> None:
        """One more measurement."""
        self._times[minutes] += 1

    @property
    def n(self) -> int:
        """How many were measured."""
        return self._times.total()

    def at(self, share: int) -> int | None:
        """The least minutes that ``share`` percent of the measurements do not exceed (nearest rank)."""
        rank = math.ceil(self.n * share / 100)
        seen = 0
        for minutes in sorted(self._times):
            seen += self._times[minutes]
            if seen >= rank:
                return minutes
        return None

    def mean(self) -> int | None:
        """The mean, to the nearest minute, a half rounded up."""
        total = sum(minutes * times for minutes, times in self._times.items())
        return (2 * total + self.n) // (2 * self.n) if self.n else None

    def mean_size(self) -> int | None:
        """The mean of the measurements without their signs."""
        total = sum(abs(minutes) * times for minutes, times in self._times.items())
        return (2 * total + self.n) // (2 * self.n) if self.n else None
