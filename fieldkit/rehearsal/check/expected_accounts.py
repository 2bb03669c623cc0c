"""The independent count of money and blank documents; prices are worked out here anew from the published tables."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

from fieldkit.domain.accounts import denominations
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.journal import code_words
from fieldkit.rehearsal.check.expected_hall import service_name
from fieldkit.rehearsal.check.report_cells import Cells
from fieldkit.rehearsal.plan.plan import DrillPlan, Filing
from fieldkit.rehearsal.play import accounts

_HALF, _EMERGENCY = Fraction(1, 2), Fraction(13, 10)


def count(plan: DrillPlan, catalog: Catalog) -> dict[str, Cells]:
    """Payments by form and by service, what was signed for in the till, and blanks by kind."""
    tables: dict[str, Cells] = defaultdict(Cells)
    for person, filing in plan.filings():
        fee = price(catalog, filing, plan.day)
        over = person.role.overpaid if fee else 0
        rows = (
            ("money-form", code_words.PAYMENT_FORMS[accounts.form_of(person)]),
            ("money-service", service_name(catalog, filing.service)),
        )
        for key, row in rows if fee else ():
            tables[key][row, "Pagos"] += 1
            tables[key][row, "Cobrado"] += fee + over
            tables[key][row, "Neto"] += fee
            if over:
                tables[key][row, "Devoluciones"] += 1
                tables[key][row, "Devuelto"] += over
    short = code_words.TILL_REASONS[accounts.SHORT_REASON]
    tables["till-signed"] = Cells({(short, "Veces"): 1, (short, "Faltó"): -accounts.SHORT_CENTS})
    _blanks(tables["blanks"], plan, catalog)
    return tables


def price(catalog: Catalog, filing: Filing, day: date) -> int:
    """What an application costs, in cents."""
    service, answers = catalog.services[filing.service], filing.final
    if not service.fee:
        return 0
    # A rehearsal in a year whose fees are not published yet goes by the last ones.
    latest = max(catalog.fee_tables, key=lambda table: table.last)
    table = next((one for one in catalog.fee_tables if one.first <= day <= one.last), latest)
    listed = table.fees[service.fee]
    cents = Fraction(listed if isinstance(listed, int) else listed[int(answers["years"])])
    cents *= _HALF if answers.get("discount") else 1
    cents *= _EMERGENCY if service.fee == "passport" and answers.get("urgency") == "emergency" else 1
    return int(cents)


def _blanks(cells: Cells, plan: DrillPlan, catalog: Catalog) -> None:
    used = [catalog.services[filing.service].stock for _person, filing in plan.filings()]
    for item, blank in denominations.shipped().stock.items():
        name, many = blank.name.es, used.count(item)
        came = many + accounts.SPARE
        figures = {"Recibidos": came, "Usados": many, "Inutilizados": 1, "Devueltos": 1, "Quedan": accounts.SPARE - 2}
        cells.update({(name, column): n for column, n in figures.items()})
