"""Differences that somebody answered for with a reason: of a till in cents, of a box of blanks in pieces."""

from collections import Counter

from fieldkit.locale import _
from fieldkit.report.crosstab import Dimensions
from fieldkit.report.model import Cell, Column, ReportRow, Table, Unit


class SignedDifferences:
    """Counts differences, and adds up what was missing and what was over."""

    def __init__(self, reasons: Dimensions) -> None:
        self._reasons = reasons
        self._times: Counter[str] = Counter()
        self._short: Counter[str] = Counter()
        self._over: Counter[str] = Counter()

    def add(self, reason: str, difference: int) -> None:
        """One more; counted less expected."""
        known = self._reasons.known(reason)
        self._times[known] += 1
        self._short[known] += min(difference, 0)
        self._over[known] += max(difference, 0)

    def tables(self, key: str, title: str, source: str, unit: Unit) -> list[Table]:
        """A line for each reason; no table when nothing was signed."""
        if not self._times:
            return []
        rows = [ReportRow(words, self._cells([value])) for value, words in self._reasons.listed(self._times)]
        return [
            Table(
                key=key,
                title=title,
                head=self._reasons.head,
                columns=(Column(_("Veces")), Column(_("Faltó"), unit), Column(_("Sobró"), unit)),
                rows=(*rows, ReportRow(_("Total"), self._cells(list(self._times)), total=True)),
                source=source,
                inside=True,
            )
        ]

    def _cells(self, reasons: list[str]) -> tuple[Cell, ...]:
        return tuple(Cell(sum(one[reason] for reason in reasons)) for one in (self._times, self._short, self._over))
