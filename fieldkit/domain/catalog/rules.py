"""Who may ask for a service, for how many years, at what price, and with which papers. Pure.

Sources: Reglamento de Pasaportes y del Documento de Identidad y Viaje (validity, minors, OP-7); Ley Federal de
Derechos and the yearly published fees (tables, half price).
"""

import math
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from fieldkit.domain.catalog import problems
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.derived_facts import Values, day_in, with_facts
from fieldkit.domain.catalog.errors import DiscountRefused, NoFee
from fieldkit.domain.catalog.model import Discount, FeeTable, Service
from fieldkit.locale import _
from fieldkit.people.ages import age_on

OP7_DAYS = 90


def years_offered(service: Service, born: date, on: date) -> tuple[int, ...]:
    """The validities in years that a person of this birth date can choose on a day. Raises NOT_YET_BORN."""
    age = age_on(born, on)
    offers = [step.offer for step in service.years if step.age <= age]
    return offers[-1] if offers else ()


def eligible(service: Service, born: date, on: date, *, married: bool | None = None, sex: str = "") -> list[str]:
    """Why this person cannot ask for the service, in sentences; empty when they can.

    What is not known (``married`` None, ``sex`` empty) is no reason. Raises NOT_YET_BORN.
    """
    who = service.who
    age = age_on(born, on)
    reasons = []
    if who.age_min is not None and age < who.age_min and not (who.or_married and married):
        reasons.append(_("Este servicio es desde los {n} años cumplidos.").format(n=who.age_min))
    if who.age_max is not None and age > who.age_max:
        reasons.append(_("Este servicio es hasta los {n} años cumplidos.").format(n=who.age_max))
    if who.unmarried and married:
        reasons.append(_("Quien está casado se atiende como persona adulta."))
    if who.sexes and sex and sex not in who.sexes:
        reasons.append(_("Este servicio no corresponde al sexo que dice el acta."))
    return reasons


def op7_valid(signed: date, used: date, days: int = OP7_DAYS) -> bool:
    """Whether an absent parent's permit serves: calendar days from the declaration, the last one included."""
    return 0 <= (used - signed).days <= days


def fee_cents(
    catalog: Catalog,
    service: Service,
    years: int | None,
    paid_on: date,
    discount: str | None = None,
    born: date | None = None,
    surcharges: Iterable[str] = (),
) -> int:
    """The price in cents on the day of payment; 0 for a free service.

    ``discount`` and ``surcharges`` are keys of the catalogue's; ``born`` is needed when a discount depends on age.
    Raises NoFee, DiscountRefused.
    """
    if not service.fee:
        if discount:
            raise DiscountRefused(reason=_("El servicio no cuesta."))
        return 0
    price = _price(_table(catalog, paid_on), service, years)
    parts = [100 + catalog.surcharges[key].percent for key in surcharges]
    if discount:
        found = catalog.discounts.get(discount)
        if found is None:
            raise DiscountRefused(reason=_("No está en el catálogo."))
        refusal = _refusal(found, service, years, paid_on, born)
        if refusal:
            raise DiscountRefused(reason=refusal)
        parts.append(100 - found.percent)
    # Exact: the catalogue has no price of which a discount or surcharge leaves a part of a cent.
    return price * math.prod(parts) // math.prod([100] * len(parts))


def fee_of_form(catalog: Catalog, service: Service, values: Values, paid_on: date) -> int:
    """The price in cents of what a form asks for. Raises what ``fee_cents`` does."""
    years = int(values["years"]) if values.get("years", "").isdecimal() else None
    return fee_cents(
        catalog,
        service,
        years,
        paid_on,
        values.get("discount") or None,
        day_in(values, "born"),
        surcharges_of(catalog, service, values),
    )


def surcharges_of(catalog: Catalog, service: Service, values: Values) -> tuple[str, ...]:
    """The surcharges that a form calls for, as keys."""
    return tuple(key for key, one in catalog.surcharges.items() if service.fee in one.fees and one.when.holds(values))


class ToBring(NamedTuple):
    """One line of the list of documents: any one of ``options``; ``when`` says in which case, or is empty."""

    name: str
    options: tuple[str, ...]
    when: str


def checklist(
    catalog: Catalog, service: Service, language: str, *, born: date | None = None, on: date | None = None
) -> tuple[ToBring, ...]:
    """What to bring, in words; with a birth date and a day, only what serves and is asked for at that age."""
    age = age_on(born, on) if born and on else None
    known = with_facts(service, {"born": born.isoformat()}, on) if born and on else {}
    lines = []
    for key in service.requirements:
        requirement = catalog.requirements[key]
        if requirement.needed is not None and requirement.needed.field in known and not requirement.needed.holds(known):
            continue
        documents = [catalog.documents[one] for one in requirement.one_of]
        options = tuple(
            document.name.get(language)
            for document in documents
            if age is None or document.age_max is None or age <= document.age_max
        )
        when = requirement.when.get(language) if requirement.when else ""
        if options:
            lines.append(ToBring(requirement.name.get(language), options, when))
    return tuple(lines)


def _table(catalog: Catalog, day: date) -> FeeTable:
    found = next((table for table in catalog.fee_tables if table.first <= day <= table.last), None)
    if found is None:
        raise NoFee(problems.NO_FEE_TABLE, day=day.isoformat())
    return found


def _price(table: FeeTable, service: Service, years: int | None) -> int:
    price = table.fees[service.fee]
    if isinstance(price, int):
        return price
    if years not in price:
        raise NoFee(problems.NO_FEE, service=service.code, years=years or 0)
    return price[years]


def _refusal(discount: Discount, service: Service, years: int | None, on: date, born: date | None) -> str:
    """Why a discount cannot be given; empty when it can."""
    if service.fee not in discount.fees:
        return _("Es solo para pasaportes.")
    if years in discount.not_years:
        return _("No se da con esa vigencia.")
    if discount.age_min is not None and born is None:
        return _("Falta la fecha de nacimiento.")
    if discount.age_min is not None and born is not None and age_on(born, on) < discount.age_min:
        return _("Es desde los {n} años cumplidos.").format(n=discount.age_min)
    return ""
