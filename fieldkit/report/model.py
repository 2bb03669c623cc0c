"""A report as a typed tree: sections of tables, tables of cells. Text, CSV, JSON and paper are made from it alone.

Every label comes from the catalogue or from the program's own words, so nothing about a person can get in.
"""

from datetime import date
from typing import Literal, NamedTuple

import msgspec

# count: how many; percent: hundredths of a percent; minutes: whole minutes; cents: of a US dollar.
Unit = Literal["count", "percent", "minutes", "cents"]
CountId = str


class Column(msgspec.Struct, frozen=True):
    """A column's heading, and what its figures are. ``inside``: left out of what is shared."""

    title: str
    unit: Unit = "count"
    inside: bool = False


class Cell(msgspec.Struct, frozen=True, omit_defaults=True):
    """A figure; None where there is none. ``hidden``: it was suppressed.

    ``of`` names the counts that the figure is made of. The same count has the same name wherever it stands, so that
    what is hidden in one table is hidden in all.
    """

    value: int | None
    hidden: bool = False
    of: tuple[CountId, ...] = ()


class ReportRow(msgspec.Struct, frozen=True):
    """A line of a table; ``total`` when it sums up those above it."""

    label: str
    cells: tuple[Cell, ...]
    total: bool = False


class Sum(NamedTuple):
    """``total`` is the sum of ``parts``: what somebody could compute a hidden figure from.

    ``implied``: it follows from the other sums of its table.
    """

    total: CountId
    parts: tuple[CountId, ...]
    implied: bool = False


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """``head`` stands over the labels; ``source`` says which facts were counted and how.

    ``key`` is the same in every language. ``charted``: how many columns, from the first, are drawn. ``inside``: for
    the consulate's own eyes, left out of what is shared.
    """

    key: str
    title: str
    head: str
    columns: tuple[Column, ...]
    rows: tuple[ReportRow, ...]
    source: str
    charted: int = 0
    inside: bool = False
    sums: tuple[Sum, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """Tables of one subject."""

    title: str
    tables: tuple[Table, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """``place`` is the event or the consulates; ``mark`` says who may read it; ``notes`` what to know about it all."""

    title: str
    place: str
    first: date
    last: date
    mark: str
    shared: bool
    notes: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in order."""
        return tuple(table for section in self.sections for table in section.tables)
