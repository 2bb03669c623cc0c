"""The whole report: a pure function of typed facts, which it reads once and does not keep."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from fieldkit.domain import journal as j
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.forms.application import Application
from fieldkit.domain.outreach import Activity
from fieldkit.domain.queue.visit import Visit
from fieldkit.locale import _
from fieldkit.report.age_bands import Bands
from fieldkit.report.blank_stock import Blanks, BlankTotals
from fieldkit.report.dimensions import Book, CodeWords
from fieldkit.report.documents import Documents
from fieldkit.report.hall import Hall
from fieldkit.report.model import Cell, Column, Report, ReportRow, Section, Sum, Table
from fieldkit.report.money import Money
from fieldkit.report.outreach import Outreach
from fieldkit.report.protection import CaseWork, Protection
from fieldkit.report.times import Times


class CountedThing(NamedTuple):
    """Something that is counted, and the consulate that it belongs to."""

    place: str
    what: Visit | Application | CaseWork | Activity | BlankTotals | j.TillSigned | j.StockSigned | j.StockMissing


class Scope(NamedTuple):
    """Which days are counted, of which consulates (by code, with their names), and what the whole is called.

    ``cases_in_full``: protection by field, sex and age; else no more than how many cases there were.
    """

    title: str
    place: str
    first: date
    last: date
    places: Mapping[str, str]
    cases_in_full: bool = True


def build(
    scope: Scope,
    things: Iterable[CountedThing],
    catalog: Catalog,
    bands: Bands,
    words: CodeWords,
    notes: Iterable[str] = (),
) -> Report:
    """Count ``things``, whose days are those of the scope, and set out the tables.

    Memory grows with the number of different values, not of things.
    """
    book = Book(catalog, bands, words, scope.places, scope.first, scope.last)
    hall, documents, times = Hall(book), Documents(book), Times()
    protection, outreach = Protection(book), Outreach(book)
    money, blanks = Money(book), Blanks(book)
    for place, what in things:
        match what:
            case Visit():
                hall.add(place, what)
                times.add(what)
                money.add(what)
            case Application():
                documents.add(place, what)
                outreach.add_advice(what)
            case CaseWork():
                protection.add(place, what)
                if scope.cases_in_full:
                    outreach.add_case(what)
            case Activity():
                outreach.add(place, what)
            case BlankTotals():
                blanks.add(what)
            case j.TillSigned():
                money.sign(what)
            case j.StockSigned() | j.StockMissing():
                blanks.sign(what)
    sections = [
        *_by_place(book, hall, documents, protection, outreach),
        *hall.sections(),
        *documents.sections(),
        *protection.sections(totals_only=not scope.cases_in_full),
        *outreach.sections(),
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


def _by_place(
    book: Book, hall: Hall, documents: Documents, protection: Protection, outreach: Outreach
) -> list[Section]:
    """A line for each consulate, when there are several."""
    if len(book.places) < 2:
        return []
    cubes = [(_("Visitas"), hall.visits), (_("Servicios"), hall.lines), (_("Documentos"), documents.cube)]
    cubes += [(_("Casos"), protection.cases), (_("Ventanillas"), outreach.contacts)]
    seen = {value for _title, cube in cubes for (value,) in cube.by("place")}
    rows = []
    for place, name in book.place().listed(seen):
        cells = (Cell(cube.by("place")[place,], of=(cube.id(place=place),)) for _title, cube in cubes)
        rows.append((place, ReportRow(name, tuple(cells))))
    if not rows:
        return []
    total = ReportRow(_("Total"), tuple(Cell(cube.total, of=(cube.id(),)) for _title, cube in cubes), total=True)
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
