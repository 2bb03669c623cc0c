"""fees.toml: tables of prices by day, and what is taken off or put on top; whole cents in every case."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from fieldkit.domain.catalog.derived_facts import FACTS
from fieldkit.domain.catalog.model import Discount, FeeTable, Field, Surcharge
from fieldkit.domain.catalog.tables import TableFile
from fieldkit.locale import _


def tables(sheet: TableFile) -> tuple[FeeTable, ...]:
    """The fee tables by their days, of which no two may share one."""
    rows = sheet.content.get("table", [])
    if not isinstance(rows, list):
        sheet.fault("table", _("cada tabla comienza con [[table]]"))
        return ()
    read = [sheet.read(f"table[{at}]", row, FeeTable) for at, row in enumerate(rows, 1)]
    found = sorted((one for one in read if one is not None), key=lambda table: table.first)
    for table in found:
        if table.last < table.first:
            sheet.fault(f"table {table.first}", _("termina antes de empezar"))
    for earlier, later in pairwise(found):
        if later.first <= earlier.last:
            reason = _("hay dos tablas para un mismo día: se encima con la del {day}")
            sheet.fault(f"table {later.first}", reason.format(day=earlier.first))
    if not rows:
        sheet.fault("table", _("falta: sin una tabla no se puede cobrar"))
    return tuple(found)


def discounts(sheet: TableFile, requirements: set[str]) -> dict[str, Discount]:
    """The discounts; the proof that one asks for must be a requirement."""
    found = sheet.each("discounts", Discount)
    for key, one in found.items():
        if one.proof:
            sheet.known(f"discounts.{key}.proof", [one.proof], requirements)
    return found


def surcharges(sheet: TableFile, fields: Mapping[str, Field]) -> dict[str, Surcharge]:
    """The surcharges; each is charged for answers of a field that exists."""
    found = sheet.each("surcharges", Surcharge)
    for key, one in found.items():
        name = f"surcharges.{key}.when"
        if one.when.field not in FACTS and sheet.known(name, [one.when.field], fields):
            sheet.known(name, one.when.values, (choice.key for choice in fields[one.when.field].choices))
    return found


def no_fractions(
    sheet: TableFile, found: Iterable[FeeTable], less: Mapping[str, Discount], more: Mapping[str, Surcharge]
) -> None:
    """Every price with every discount, surcharge and both of them must be whole cents: nothing is ever rounded."""
    taken = [(f"discounts.{key}", one.fees, 100 - one.percent) for key, one in less.items()]
    put_on = [(f"surcharges.{key}", one.fees, 100 + one.percent) for key, one in more.items()]
    both = [percent for _name, _fees, percent in put_on]
    for table in found:
        for name, fees, percent in (*taken, *put_on):
            if not sheet.known(f"{name}.fees", fees, table.fees):
                continue
            prices = [cents for fee in fees for cents in _prices(table.fees[fee])]
            if any(cents * percent % 100 for cents in prices):
                reason = _("deja fracciones de centavo en la tabla del {day}")
                sheet.fault(name, reason.format(day=table.first))
            elif percent < 100 and any(cents * percent * other % 10_000 for cents in prices for other in both):
                reason = _("junto con un recargo deja fracciones de centavo en la tabla del {day}")
                sheet.fault(name, reason.format(day=table.first))


def _prices(fee: int | dict[int, int]) -> Iterator[int]:
    yield from [fee] if isinstance(fee, int) else fee.values()
