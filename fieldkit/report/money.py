"""Money taken and given back, by form and by service. For the consulate's own eyes: fees would tell small counts."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from fieldkit.domain import journal as j
from fieldkit.domain.queue.visit import Visit
from fieldkit.locale import N_, _
from fieldkit.report.crosstab import Dimensions
from fieldkit.report.dimensions import Book, coded
from fieldkit.report.model import Cell, Column, ReportRow, Section, Table
from fieldkit.report.signed_differences import SignedDifferences

_SOURCE = N_("pagos y devoluciones anotados en las visitas del periodo")


class _Sums(NamedTuple):
    """By value of a mark: payments, cents taken, refunds, cents given back."""

    paid: Counter[str]
    taken: Counter[str]
    refunded: Counter[str]
    given: Counter[str]


class Money:
    """Adds up payments and refunds, in cents."""

    def __init__(self, book: Book) -> None:
        form = coded("form", _("Forma de pago"), book.words.forms, _("Otra forma"))
        self._signed = SignedDifferences(coded("reason", _("Motivo"), book.words.till, _("Otro motivo")))
        self._sums = [(mark, _Sums(Counter(), Counter(), Counter(), Counter())) for mark in (form, book.service())]

    def add(self, visit: Visit) -> None:
        """One visit's payments and refunds."""
        for paid in visit.paid:
            for (mark, sums), value in zip(self._sums, (paid.form, paid.service), strict=True):
                sums.paid[mark.known(value)] += 1
                sums.taken[mark.known(value)] += paid.cents
        for back in visit.refunded:
            for (mark, sums), value in zip(self._sums, (back.form, back.service), strict=True):
                sums.refunded[mark.known(value)] += 1
                sums.given[mark.known(value)] += back.cents

    def sign(self, body: j.TillSigned) -> None:
        """A difference of a till that somebody answered for."""
        self._signed.add(body.reason, body.difference)

    def sections(self) -> list[Section]:
        """By form, by service."""
        titles = (("money-form", _("Cobros por forma de pago")), ("money-service", _("Cobros por servicio")))
        tables = [
            _table(key, title, mark, sums)
            for (key, title), (mark, sums) in zip(titles, self._sums, strict=True)
            if sums.paid or sums.refunded
        ]
        signed = _("Diferencias de caja firmadas"), _("conteos de caja; negativo: faltaba")
        tables += self._signed.tables("till-signed", *signed, "cents")
        return [Section(_("Caja"), tuple(tables))] if tables else []


def _table(key: str, title: str, mark: Dimensions, sums: _Sums) -> Table:
    seen = {*sums.paid, *sums.refunded}
    rows = [ReportRow(words, _cells(sums, [value])) for value, words in mark.listed(seen)]
    rows.append(ReportRow(_("Total"), _cells(sums, seen), total=True))
    return Table(
        key=key,
        title=title,
        head=mark.head,
        columns=(
            Column(_("Pagos")),
            Column(_("Cobrado"), "cents"),
            Column(_("Devoluciones")),
            Column(_("Devuelto"), "cents"),
            Column(_("Neto"), "cents"),
        ),
        rows=tuple(rows),
        source=_(_SOURCE),
        inside=True,
    )


def _cells(sums: _Sums, values: Iterable[str]) -> tuple[Cell, ...]:
    paid, taken, refunded, given = (sum(one[value] for value in values) for one in sums)
    return Cell(paid), Cell(taken), Cell(refunded), Cell(given), Cell(taken - given)
