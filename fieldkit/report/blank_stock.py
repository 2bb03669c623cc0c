"""Blank documents by folio: what came, was used, spoiled, went back and is left. For the consulate's own eyes."""

from collections import Counter
from typing import NamedTuple

from fieldkit.domain import journal as j
from fieldkit.domain.accounts.blank_stock import Box
from fieldkit.locale import N_, _
from fieldkit.report.dimensions import Book, coded
from fieldkit.report.model import Cell, Column, ReportRow, Section, Table
from fieldkit.report.signed_differences import SignedDifferences

_SOURCE = N_("folios anotados en los eventos del periodo, de su principio a su fin")
_SIGNED = N_("conteos de documentos y folios que faltan; negativo: faltaba")


class BlankTotals(NamedTuple):
    """A laptop's blanks of one kind."""

    item: str
    box: Box


class Blanks:
    """Adds up boxes."""

    def __init__(self, book: Book) -> None:
        self._items = coded("item", _("Documento"), book.words.items, _("Otro documento"))
        self._sums: dict[str, Counter[str]] = {}
        self._signed = SignedDifferences(coded("reason", _("Motivo"), book.words.stock, _("Otro motivo")))

    def add(self, kept: BlankTotals) -> None:
        """One box."""
        box, sums = kept.box, self._sums.setdefault(self._items.known(kept.item), Counter())
        sums.update(received=box.received, used=box.used, spoiled=box.spoiled, returned=box.returned)
        sums.update(missing=box.missing, left=box.left.book)

    def sign(self, body: j.StockSigned | j.StockMissing) -> None:
        """A difference that somebody answered for; a missing folio is one piece short."""
        self._signed.add(body.reason, body.difference if isinstance(body, j.StockSigned) else -1)

    def sections(self) -> list[Section]:
        """By kind of document, and what was signed for."""
        columns = {
            "received": _("Recibidos"),
            "used": _("Usados"),
            "spoiled": _("Inutilizados"),
            "returned": _("Devueltos"),
            "missing": _("Faltantes"),
            "left": _("Quedan"),
        }
        tables = []
        if self._sums:
            rows = [
                ReportRow(words, tuple(Cell(self._sums[item][column]) for column in columns))
                for item, words in self._items.listed(self._sums)
            ]
            tables.append(
                Table(
                    key="blanks",
                    title=_("Documentos con folio"),
                    head=self._items.head,
                    columns=tuple(Column(title) for title in columns.values()),
                    rows=tuple(rows),
                    source=_(_SOURCE),
                    inside=True,
                )
            )
        tables += self._signed.tables("blanks-signed", _("Diferencias de folios firmadas"), _(_SIGNED), "count")
        return [Section(_("Documentos con folio"), tuple(tables))] if tables else []
