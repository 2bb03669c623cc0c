"""What follows from a form's values and is asked for by conditions of the tables: ``minor``, ``late_acta`` …"""

from collections.abc import Mapping
from datetime import date

from fieldkit.domain.catalog.model import Service
from fieldkit.people.ages import age_on
from fieldkit.people.dates import iso_date

YES_NO = frozenset({"yes", "no"})
# minor: under 18 and not married. under_7: a doctor's letter serves. late_acta: registered long after birth.
# not_renewable: the previous passport is treated as a first one. Each is "yes", "no", or absent while unknown.
FACTS = frozenset({"minor", "under_7", "late_acta", "not_renewable"})
ADULT, SCHOOL = 18, 7

Values = Mapping[str, str]


def day_in(values: Values, key: str) -> date | None:
    """A date of the form; None while it is missing or cannot be read."""
    return iso_date(values.get(key, ""))


def married(values: Values) -> bool | None:
    """Whether the person is married; None while nobody said."""
    status = values.get("marital_status", "")
    return status == "married" if status else None


def years_to_acta(values: Values) -> int | None:
    """Years between birth and registration; None while one is missing."""
    born, year = day_in(values, "born"), values.get("acta_year", "")
    return int(year) - born.year if born is not None and year.isdecimal() else None


def not_renewable(service: Service, values: Values) -> str:
    """The field that says why the previous passport cannot be renewed; empty when it can.

    NO CANJEABLE, restricted, damaged, before 1995, or consular before 2006 (Reglamento de Pasaportes; the dates are
    settings of the service, because they could only be read in the press).
    """
    if values.get("prev_fate", "") in service.first_time_fates:
        return "prev_fate"
    issued = day_in(values, "prev_issued")
    limit = service.first_time_before
    if values.get("prev_kind") == "consular" and service.first_time_consular_before is not None:
        limit = service.first_time_consular_before
    return "prev_issued" if issued is not None and limit is not None and issued < limit else ""


def with_facts(service: Service, values: Values, today: date) -> dict[str, str]:
    """The values together with what follows from them."""
    known = dict(values)
    born = day_in(values, "born")
    if born is not None and born <= today:
        age = age_on(born, today)
        known["minor"] = _said(age < ADULT and not married(values))
        known["under_7"] = _said(age < SCHOOL)
    after = years_to_acta(values)
    if after is not None and service.late_acta_years is not None:
        known["late_acta"] = _said(after > service.late_acta_years)
    if values.get("prev_fate") or values.get("prev_issued"):
        known["not_renewable"] = _said(bool(not_renewable(service, values)))
    return known


def _said(holds: bool) -> str:
    return "yes" if holds else "no"
