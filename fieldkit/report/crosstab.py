"""How many, by several marks at once, and the tables that can be read off such counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fieldkit.locale import _
from fieldkit.report.figures import percent
from fieldkit.report.model import Cell, Column, CountId, ReportRow, Sum, Table

OTHER = ""


class Dimensions(NamedTuple):
    """A mark that is counted by: its name, its heading, and the words of each of its values in order.

    A value without words is counted under ``other``: what somebody typed is never printed. Values in ``always`` have
    their line even when nobody has them.
    """

    name: str
    head: str
    words: Mapping[str, str]
    other: str
    always: frozenset[str] = frozenset()

    def known(self, value: str) -> str:
        """The value under which it is counted."""
        return value if value in self.words else OTHER

    def listed(self, seen: Iterable[str]) -> list[tuple[str, str]]:
        """The values to list, with their words, in order; ``other`` last."""
        wanted = set(seen) | self.always
        rows = [(value, words) for value, words in self.words.items() if value in wanted and value != OTHER]
        return [*rows, (OTHER, self.other)] if OTHER in wanted else rows


class Crosstab:
    """Counts of one kind of thing, ``name``, by the values of ``marks``."""

    def __init__(self, name: str, *marks: Dimensions) -> None:
        self.name = name
        self._marks = marks
        self._counts: Counter[tuple[str, ...]] = Counter()

    def add(self, *values: str, n: int = 1) -> None:
        """``n`` more things with these values, one for each mark."""
        if n:
            self._counts[tuple(mark.known(value) for mark, value in zip(self._marks, values, strict=True))] += n

    @property
    def total(self) -> int:
        """How many in all."""
        return self._counts.total()

    def __bool__(self) -> bool:
        return bool(self._counts)

    def by(self, *names: str) -> Counter[tuple[str, ...]]:
        """The counts by some of the marks."""
        at = [self._at(name) for name in names]
        found: Counter[tuple[str, ...]] = Counter()
        for values, n in self._counts.items():
            found[tuple(values[place] for place in at)] += n
        return found

    def only(self, **wanted: str) -> "Crosstab":
        """The part of the counts that has these values; a thing of its own, with its own name."""
        part = Crosstab(f"{self.name}/{','.join(f'{name}={value}' for name, value in wanted.items())}", *self._marks)
        at = {self._at(name): value for name, value in wanted.items()}
        for values, n in self._counts.items():
            if all(values[place] == value for place, value in at.items()):
                part._counts[values] += n
        return part

    def id(self, **values: str) -> CountId:
        """The name of a count: the same for the same question, whichever table asks it."""
        return "|".join([self.name, *(f"{name}={value}" for name, value in sorted(values.items()))])

    def listing(self, key: str, title: str, rows: str, source: str, *, head: str = "", inside: bool = False) -> Table:
        """A line for each value of a mark: how many, and which part of all."""
        mark, counts = self._marks[self._at(rows)], self.by(rows)
        listed = mark.listed(value for (value,) in counts)
        lines = [ReportRow(words, self._counted(counts[value,], **{rows: value})) for value, words in listed]
        parts = tuple(self.id(**{rows: value}) for value, _words in listed)
        return Table(
            key=key,
            title=title,
            head=mark.head,
            columns=(Column(head or _("Total")), Column("%", "percent")),
            rows=(*lines, ReportRow(_("Total"), self._counted(self.total), total=True)),
            source=source,
            charted=1,
            inside=inside,
            sums=(Sum(self.id(), parts),),
        )

    def crossing(self, key: str, title: str, rows: str, columns: str, source: str) -> Table:
        """A line for each value of one mark, a column for each of another, with the sums of both."""
        down, across, counts = self._marks[self._at(rows)], self._marks[self._at(columns)], self.by(rows, columns)
        lines = down.listed(row for row, _column in counts)
        heads = across.listed(column for _row, column in counts)
        body = [ReportRow(words, self._line(counts, rows, columns, row, heads)) for row, words in lines]
        last = self.by(columns)
        bottom = (
            *(Cell(last[column,], of=(self.id(**{columns: column}),)) for column, _words in heads),
            *self._counted(self.total),
        )
        sums = [
            Sum(self.id(**{rows: row}), tuple(self.id(**{rows: row, columns: column}) for column, _words in heads))
            for row, _words in lines
        ]
        sums += [
            Sum(self.id(**{columns: column}), tuple(self.id(**{rows: row, columns: column}) for row, _words in lines))
            for column, _words in heads
        ]
        sums.append(Sum(self.id(), tuple(self.id(**{rows: row}) for row, _words in lines)))
        sums.append(Sum(self.id(), tuple(self.id(**{columns: column}) for column, _words in heads)))
        # Follows from the others, and yet: of a sum that is nearly all shown, little is left to share out.
        sums.append(Sum(self.id(), tuple(part for one in sums[: len(lines)] for part in one.parts), True))
        return Table(
            key=key,
            title=title,
            head=down.head,
            columns=(*(Column(words) for _value, words in heads), Column(_("Total")), Column("%", "percent")),
            rows=(*body, ReportRow(_("Total"), bottom, total=True)),
            source=source,
            charted=len(heads),
            sums=tuple(sums),
        )

    def _line(
        self, counts: Counter[tuple[str, ...]], rows: str, columns: str, row: str, heads: list[tuple[str, str]]
    ) -> tuple[Cell, ...]:
        cells = [Cell(counts[row, column], of=(self.id(**{rows: row, columns: column}),)) for column, _words in heads]
        whole = sum(counts[row, column] for column, _words in heads)
        return (*cells, *self._counted(whole, **{rows: row}))

    def _counted(self, n: int, **values: str) -> tuple[Cell, Cell]:
        """A count, and which part it is of all."""
        mine, all_ = self.id(**values), self.id()
        return Cell(n, of=(mine,)), Cell(percent(n, self.total), of=(mine, all_))

    def _at(self, name: str) -> int:
        return [mark.name for mark in self._marks].index(name)
