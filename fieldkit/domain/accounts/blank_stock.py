"""Blank documents by folio: the fold of what came, was used, spoiled, went back, was counted and signed for. Pure.

The event's folios are one whole, whichever laptop wrote about them; boxes are each laptop's own. Two laptops that
used one folio are a conflict that the fold reports.
"""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

import msgspec

from fieldkit.domain import journal as j
from fieldkit.domain.accounts import problems
from fieldkit.domain.accounts.balance import Balance
from fieldkit.errors import Problem
from fieldkit.locale import N_
from sync.journal import chain

# A box holds a few hundred; a longer range is a folio typed wrong.
MOST_IN_A_RANGE = 2_000
_BODIES: tuple[type[j.Body], ...] = (
    *(j.StockReceived, j.StockUsed, j.StockFreed, j.StockSpoiled, j.StockReturned, j.StockMissing),
    *(j.StockCounted, j.StockSigned),
)
KINDS = tuple(j.tag(body) for body in _BODIES)
_FOLIO = re.compile(r"([A-Z]{0,4})(\d{4,12})", re.ASCII)


class BadFolio(Problem):
    """A folio, or a range of them, that cannot be."""


class BlankState(StrEnum):
    """Where a blank is."""

    STOCK = "stock"
    USED = "used"
    SPOILED = "spoiled"
    RETURNED = "returned"
    MISSING = "missing"


S = BlankState
# What may happen to a folio; None is a folio that nobody ever received.
TRANSITIONS: dict[tuple[BlankState | None, type[j.Body]], BlankState] = {
    (None, j.StockReceived): S.STOCK,
    (S.STOCK, j.StockUsed): S.USED,
    (S.STOCK, j.StockSpoiled): S.SPOILED,
    (S.STOCK, j.StockReturned): S.RETURNED,
    (S.STOCK, j.StockMissing): S.MISSING,
    (S.USED, j.StockFreed): S.STOCK,
    (S.USED, j.StockSpoiled): S.SPOILED,
    (S.RETURNED, j.StockReceived): S.STOCK,
    (S.MISSING, j.StockReceived): S.STOCK,
}


class Blank(NamedTuple):
    """One blank: where it is, whose box it came into, and the application it was used for."""

    item: str
    folio: str
    state: BlankState
    box: str
    application: str = ""


class Conflict(NamedTuple):
    """Two facts that cannot both be: a code, the folio, the laptop that wrote the later one, and its application."""

    code: str
    item: str
    folio: str
    device: str
    application: str = ""


class StockCount(NamedTuple):
    """A count: on which day and when in it, by whom, what was found and what should have been there."""

    day: date
    moment: str
    operator: str
    left: int
    expected: int


class StockSignature(NamedTuple):
    """A difference (counted less computed) that a supervisor answered for."""

    day: date
    operator: str
    difference: int
    reason: str


class Box(msgspec.Struct, frozen=True):
    """One laptop's blanks of one kind: received − used − spoiled − returned − missing = ``left.book``.

    ``missing`` is what a supervisor answered for, by folio or by number; less than nothing when more were found.
    """

    left: Balance = Balance()
    received: int = 0
    used: int = 0
    spoiled: int = 0
    returned: int = 0
    missing: int = 0
    counts: tuple[StockCount, ...] = ()
    signed: tuple[StockSignature, ...] = ()


class Stock(msgspec.Struct, frozen=True):
    """Everything that is known: pieces by (item, folio), boxes by (box, item), and what does not agree."""

    pieces: dict[tuple[str, str], Blank]
    boxes: dict[tuple[str, str], Box]
    conflicts: tuple[Conflict, ...]

    def piece(self, item: str, folio: str) -> Blank | None:
        """A blank by its folio."""
        return self.pieces.get((item, folio))

    def box(self, box: str, item: str) -> Box:
        """A laptop's blanks of one kind; an empty box when it never had any."""
        return self.boxes.get((box, item), Box())

    def used_for(self, application: str) -> Blank | None:
        """The blank that became an application's document."""
        wanted = (one for one in self.pieces.values() if one.state is S.USED and one.application == application)
        return next(wanted, None)

    def ranges(self, box: str, item: str) -> list[tuple[str, str]]:
        """What should lie in a box, as first and last folio of every run."""
        held = [p.folio for p in self.pieces.values() if (p.box, p.item, p.state) == (box, item, S.STOCK)]
        numbers = sorted((len(folio), *parse(folio), folio) for folio in held)
        runs = groupby(enumerate(numbers), lambda one: (one[1][0], one[1][1], one[1][2] - one[0]))
        found = [[folio for _, (*_, folio) in run] for _, run in runs]
        return [(run[0], run[-1]) for run in found]


def folio(text: str) -> str:
    """A folio as it is kept: capitals, no blanks. Raises BadFolio."""
    kept = re.sub(r"\s", "", text).upper()
    parse(kept)
    return kept


def parse(text: str) -> tuple[str, int]:
    """Letters and number of a folio. Raises BadFolio."""
    found = _FOLIO.fullmatch(text)
    if found is None:
        raise BadFolio(problems.BAD_FOLIO, folio=text[:20])
    return found[1], int(found[2])


def span(first: str, last: str) -> list[str]:
    """Every folio of a range, both ends included. Raises BadFolio."""
    (prefix, low), (other, high) = parse(first), parse(last)
    if prefix != other or len(first) != len(last):
        raise BadFolio(problems.BAD_RANGE, reason=N_("Las letras o el número de cifras no son iguales."))
    if high < low:
        raise BadFolio(problems.BAD_RANGE, reason=N_("El último va antes que el primero."))
    if high - low >= MOST_IN_A_RANGE:
        reason = N_("Son demasiados para un paquete; seguramente un folio tiene un error.")
        raise BadFolio(problems.BAD_RANGE, reason=reason)
    digits = len(first) - len(prefix)
    return [f"{prefix}{number:0{digits}}" for number in range(low, high + 1)]


def fold(facts: Iterable[j.Fact]) -> Stock:
    """The stock that ``facts`` tell of, whatever their order and repeats."""
    work = _Work()
    for fact in j.in_order(facts):
        work.take(fact)
    return Stock(work.pieces, work.boxes, tuple(work.conflicts))


class _Work:
    """The fold while it runs; nothing outside sees it change."""

    def __init__(self) -> None:
        self.pieces: dict[tuple[str, str], Blank] = {}
        self.boxes: dict[tuple[str, str], Box] = {}
        self.conflicts: list[Conflict] = []
        self._used: dict[str, tuple[str, str]] = {}

    def take(self, fact: j.Fact) -> None:
        """One more fact."""
        header, body = fact.header, fact.body
        match body:
            case j.StockReceived() | j.StockReturned():
                for one in self._span(body, header.device):
                    self._move(header, body, body.item, one)
            case j.StockUsed():
                self._use(header, body)
            case j.StockFreed() | j.StockSpoiled() | j.StockMissing():
                self._move(header, body, body.item, body.folio)
            case j.StockCounted():
                box = self._box(header.subject, body.item)
                counted = StockCount(body.day, body.moment, header.operator, body.left, box.left.book)
                changed = msgspec.structs.replace(box, left=box.left.count(body.left), counts=(*box.counts, counted))
                self.boxes[header.subject, body.item] = changed
            case j.StockSigned():
                box = self._box(header.subject, body.item)
                signed = StockSignature(body.day, header.operator, body.difference, body.reason)
                self.boxes[header.subject, body.item] = msgspec.structs.replace(
                    box,
                    left=box.left.sign(body.difference),
                    missing=box.missing - body.difference,
                    signed=(*box.signed, signed),
                )
            case _:
                pass

    def _span(self, body: j.StockReceived | j.StockReturned, device: str) -> list[str]:
        try:
            return span(body.first, body.last)
        except BadFolio:
            self.conflicts.append(Conflict("bad_range", body.item, body.first, device))
            return []

    def _use(self, header: chain.Header, body: j.StockUsed) -> None:
        key, before = (body.item, body.folio), self._used.get(body.application)
        if before == key:
            return  # the same thing noted twice
        if before is not None:
            self.conflicts.append(Conflict("second_folio", *key, header.device, body.application))
        if self._move(header, body, *key, body.application):
            self._used[body.application] = key

    def _move(self, header: chain.Header, body: j.Body, item: str, folio: str, application: str = "") -> bool:
        now = self.pieces.get((item, folio))
        before = now.state if now else None
        after = TRANSITIONS.get((before, type(body)))
        if after is None:
            code = f"{header.kind}@{before or 'nowhere'}"
            self.conflicts.append(Conflict(code, item, folio, header.device, application))
            return False
        if now is not None and before is S.USED and self._used.get(now.application) == (item, folio):
            del self._used[now.application]
        # What was missing and turns up in its own box came only once.
        again = before is S.MISSING and now is not None and now.box == header.subject
        came = now is None or (isinstance(body, j.StockReceived) and not again)
        box = header.subject if came or now is None else now.box
        self.pieces[item, folio] = Blank(item, folio, after, box, application)
        changed = _received(self._box(box, item)) if came else _moved(self._box(box, item), before, after)
        self.boxes[box, item] = changed
        return True

    def _box(self, box: str, item: str) -> Box:
        return self.boxes.get((box, item), Box())


def _received(box: Box) -> Box:
    return msgspec.structs.replace(box, received=box.received + 1, left=box.left.move(1))


def _moved(box: Box, before: BlankState | None, after: BlankState) -> Box:
    """A piece left one column for another; the blanks in the box are no column, but what is left."""
    left = box.left
    if after is S.MISSING:
        left = left.write_off(1)
    elif S.STOCK in {before, after}:
        left = left.move(1 if after is S.STOCK else -1)
    step = {before: -1, after: 1}
    return msgspec.structs.replace(
        box,
        left=left,
        used=box.used + step.get(S.USED, 0),
        spoiled=box.spoiled + step.get(S.SPOILED, 0),
        returned=box.returned + step.get(S.RETURNED, 0),
        missing=box.missing + step.get(S.MISSING, 0),
    )
