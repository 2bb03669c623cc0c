"""The whole report: a pure function of typed facts, which it reads once and does not keep."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from fieldkit import journal as j
from fieldkit.applications import Application
from fieldkit.catalog.model import Catalog
from fieldkit.locale import _
from fieldkit.report.bands import Bands
from fieldkit.report.blanks import Blanks, Kept
from fieldkit.report.documents import Documents
from fieldkit.report.hall import Hall
from fieldkit.report.marks import Book, Words
from fieldkit.report.money import Money
from fieldkit.report.times import Times
from fieldkit.report.tree import Cell, Column, Report, Row, Section, Sum, Table
from fieldkit.visits import Visit


class Counted(NamedTuple):
    """Something that is counted, and the consulate that it belongs to."""

    place: str
    what: Visit | Application | Kept | j.TillSigned | j.StockSigned | j.StockMissing


class Scope(NamedTuple):
    """Which days are counted, of which consulates (by code, with their names), and what the whole is called."""

    title: str
    place: str
    first: date
    last: date
    places: Mapping[str, str]


def build(
    scope: Scope, things: Iterable[Counted], catalog: Catalog, bands: Bands, words: Words, notes: Iterable[str] = ()
) -> Report:
    """Count ``things``, whose days are those of the scope, and set out the tables.

    Memory grows with the number of different values, not of things.
    """
    book = Book(catalog, bands, words, scope.places, scope.first, scope.last)
    hall, documents, times = Hall(book), Documents(book), Times()
    money, blanks = Money(book), Blanks(book)
    for place, what in things:
        match what:
            case Visit():
                hall.add(place, what)
                times.add(what)
                money.add(what)
            case Application():
                documents.add(place, what)
            case Kept():
                blanks.add(what)
            case j.TillSigned():
                money.sign(what)
            case j.StockSigned() | j.StockMissing():
                blanks.sign(what)
    sections = [
        *_by_place(book, hall, documents),
        *hall.sections(),
        *documents.sections(),
        *times.sections(),
        *money.sections(),
        *blanks.sections(),
    ]
    return Report(
        title=scope.title,
        place=scope.place,
        first=scope.first,
        last=scope.last,
        mark=_("interno: no compartir"),
        shared=False,
        notes=tuple(notes),
        sections=tuple(sections),
    )


def _by_place(book: Book, hall: Hall, documents: Documents) -> list[Section]:
    """A line for each consulate, when there are several."""
    if len(book.places) < 2:
        return []
    cubes = [(_("Visitas"), hall.visits), (_("Servicios"), hall.lines), (_("Documentos"), documents.cube)]
    seen = {value for _title, cube in cubes for (value,) in cube.by("place")}
    rows = []
    for place, name in book.place().listed(seen):
        cells = (Cell(cube.by("place")[place,], of=(cube.id(place=place),)) for _title, cube in cubes)
        rows.append((place, Row(name, tuple(cells))))
    total = Row(_("Total"), tuple(Cell(cube.total, of=(cube.id(),)) for _title, cube in cubes), total=True)
    table = Table(
        key="consulates",
        title=_("Lo principal por consulado"),
        head=_("Consulado"),
        columns=tuple(Column(title) for title, _cube in cubes),
        rows=(*(row for _place, row in rows), total),
        source=_("los mismos hechos que los cuadros siguientes"),
        charted=1,
        sums=tuple(Sum(cube.id(), tuple(cube.id(place=place) for place, _row in rows)) for _title, cube in cubes),
    )
    return [Section(_("Consulados"), (table,))]
