"""What somebody could find out about hidden counts from those that are shown, and from counts being never negative."""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from fieldkit.report.model import CountId, Sum

_PRIME = (1 << 61) - 1
_Equation = dict[CountId, int]
_OUTSIDE = -1


def computable(sums: list[Sum], hidden: set[CountId]) -> set[CountId]:
    """The hidden counts that follow from the shown ones: those that the sums, as equations, leave no choice.

    Solved in whole numbers modulo a prime, far larger than any determinant of such tables.
    """
    solved: dict[CountId, _Equation] = {}
    for total, parts, implied in sums:
        row: _Equation = {} if implied else {part: 1 for part in parts if part in hidden}
        if total in hidden and not implied:
            row[total] = -1
        for name in [name for name in row if name in solved]:
            row = _without(name, row, solved[name])
        if row:
            first = min(row)
            once = pow(row[first], -1, _PRIME)
            row = {name: value * once % _PRIME for name, value in row.items()}
            solved |= {name: _without(first, known, row) for name, known in solved.items() if first in known}
            solved[first] = row
    return {name for name, row in solved.items() if len(row) == 1}


def _without(name: CountId, row: _Equation, known: _Equation) -> _Equation:
    """``row`` less so much of ``known`` that ``name``, which ``known`` has once, is gone from it."""
    times = row[name]
    left = dict(row)
    for one, value in known.items():
        left[one] = (left.get(one, 0) - times * value) % _PRIME
        if not left[one]:
            del left[one]
    return left


class _Arc(NamedTuple):
    """A hidden count as a stream between two sums: what leaves the one comes into the other."""

    name: CountId
    start: int
    end: int


def forced(counts: Mapping[CountId, int], sums: Sequence[Sum], hidden: Set[CountId]) -> set[CountId]:
    """The hidden counts of one table for which no other number would fit.

    Rows and columns make a table a net of streams: each sum is a place where as much comes in as goes out. A count
    can be another one if and only if its stream can be changed by one, and others with it round a circle, none of
    them below nothing.
    """
    arcs = _arcs([one for one in sums if not one.implied], hidden)
    ways: defaultdict[int, list[tuple[CountId, int]]] = defaultdict(list)
    for name, start, end in arcs:
        ways[start].append((name, end))
        if counts[name]:
            ways[end].append((name, start))
    return {
        name
        for name, start, end in arcs
        if not _reaches(ways, end, start, but=name) and not (counts[name] and _reaches(ways, start, end, but=name))
    }


def _arcs(sums: Sequence[Sum], hidden: Set[CountId]) -> list[_Arc]:
    """The hidden counts between the two sums that they stand in, or between one and the outside."""
    standing: defaultdict[CountId, list[tuple[int, int]]] = defaultdict(list)
    for at, one in enumerate(sums):
        for part in one.parts:
            standing[part].append((at, 1))
        standing[one.total].append((at, -1))
    turned = _turned(standing, len(sums))
    arcs = []
    for name in sorted(hidden & standing.keys()):
        (at, sign), *others = standing[name]
        other = others[0][0] if others else _OUTSIDE
        arcs.append(_Arc(name, at, other) if sign * turned[at] > 0 else _Arc(name, other, at))
    return arcs


def _turned(standing: Mapping[CountId, list[tuple[int, int]]], n: int) -> list[int]:
    """A sign for each sum, so that what stands in two of them goes out of the one and into the other."""
    neighbours: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for places in standing.values():
        if len(places) == 2:
            (one, sign), (other, sign_there) = places
            neighbours[one].append((other, -sign * sign_there))
            neighbours[other].append((one, -sign * sign_there))
    turned = [0] * n
    for first in range(n):
        if turned[first]:
            continue
        turned[first] = 1
        left = deque([first])
        while left:
            at = left.popleft()
            for other, same in neighbours[at]:
                if not turned[other]:
                    turned[other] = turned[at] * same
                    left.append(other)
    return turned


def _reaches(ways: Mapping[int, list[tuple[CountId, int]]], start: int, end: int, *, but: CountId) -> bool:
    seen, left = {start}, [start]
    while left:
        at = left.pop()
        if at == end:
            return True
        for name, other in ways.get(at, ()):
            if name != but and other not in seen:
                seen.add(other)
                left.append(other)
    return False
