"""What may leave the consulate: no count under five, nor any from which one could be computed.

A count under five, nought included, is suppressed, and with it every figure made from it. Then so many more counts
are suppressed that no sum of a row or a column, in whatever table it stands, gives a suppressed one away: neither by
subtracting, nor because what is left to share out is itself under five. All get the same sign, so that nobody can
tell which were the small ones.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from fieldkit.locale import N_, _
from fieldkit.report.disclosure_attack import computable, forced
from fieldkit.report.model import Cell, CountId, Report, Section, Sum, Table

LEAST = 5
_NOTE = N_("* Cifra suprimida: es menor de {least}, o de ella se podría calcular una que lo es.")
_LEFT_OUT = N_("Sin los cuadros internos: {tables}.")


def shared(report: Report) -> Report:
    """The report as it may be handed on."""
    kept = [
        Section(section.title, tuple(table for table in section.tables if not table.inside))
        for section in report.sections
    ]
    tables = [table for section in kept for table in section.tables]
    hidden = suppressed(_counts(tables), [table.sums for table in tables])
    left_out = [table.title for table in report.tables if table.inside]
    notes = [*report.notes, *([_(_NOTE).format(least=LEAST)] if hidden else [])]
    notes += [_(_LEFT_OUT).format(tables="; ".join(left_out))] if left_out else []
    return msgspec.structs.replace(
        report,
        mark=_("Para compartir"),
        shared=True,
        notes=tuple(notes),
        sections=tuple(
            Section(section.title, tuple(_covered(table, hidden) for table in section.tables))
            for section in kept
            if section.tables
        ),
    )


def suppressed(counts: Mapping[CountId, int], tables: Sequence[Sequence[Sum]]) -> frozenset[CountId]:
    """The counts to hide, of tables by their sums."""
    hidden = {name for name, n in counts.items() if n < LEAST}
    sums = list(dict.fromkeys(one for table in tables for one in table))
    while found := _unsafe(counts, tables, sums, hidden):
        more = _next(counts, sums, hidden, found)
        if not more:
            break
        hidden |= more
    return frozenset(hidden)


def _unsafe(
    counts: Mapping[CountId, int], tables: Sequence[Sequence[Sum]], sums: list[Sum], hidden: set[CountId]
) -> set[CountId]:
    """Hidden counts that the shown ones still give away."""
    found = computable(sums, hidden)
    for total, parts, _implied in sums:
        unseen = [part for part in parts if part in hidden]
        if unseen and total not in hidden and sum(counts[part] for part in unseen) < LEAST:
            found.update(unseen)
    return found or {name for table in tables for name in forced(counts, table, hidden)}


def _next(counts: Mapping[CountId, int], sums: list[Sum], hidden: set[CountId], found: set[CountId]) -> set[CountId]:
    """What to hide beside those found: a part rather than a total, the smallest rather than a larger one.

    At most one in each sum at a time, for it often covers others of that sum too.
    """
    standing: dict[CountId, list[int]] = {}
    for at, (total, parts, _implied) in enumerate(sums):
        for name in (total, *parts):
            standing.setdefault(name, []).append(at)
    choices = []
    for one in found:
        beside = [
            (name == sums[at].total, counts[name], name)
            for at in standing[one]
            for name in (*sums[at].parts, sums[at].total)
            if name not in hidden
        ]
        choices += [(*min(beside), one)] if beside else []
    more: set[CountId] = set()
    touched: set[int] = set()
    for is_total, _n, name, one in sorted(choices):
        near = {*standing[name], *standing[one]}
        if is_total == min(choices)[0] and touched.isdisjoint(near):
            more.add(name)
            touched |= near
    return more


def _counts(tables: Iterable[Table]) -> dict[CountId, int]:
    return {
        cell.of[0]: cell.value
        for table in tables
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
        if column.unit == "count" and cell.value is not None and len(cell.of) == 1
    }


def _covered(table: Table, hidden: frozenset[CountId]) -> Table:
    kept = [at for at, column in enumerate(table.columns) if not column.inside]
    rows = tuple(
        msgspec.structs.replace(row, cells=tuple(_cover(row.cells[at], hidden) for at in kept)) for row in table.rows
    )
    return msgspec.structs.replace(table, columns=tuple(table.columns[at] for at in kept), rows=rows, sums=())


def _cover(cell: Cell, hidden: frozenset[CountId]) -> Cell:
    if cell.value is None:
        return cell
    return Cell(None, hidden=True) if hidden.intersection(cell.of) else Cell(cell.value)
