"""The form of a service as a whole: what is missing, what cannot stand, and what does not agree with what."""

from collections.abc import Mapping
from datetime import date

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.cross_checks import CHECKS
from fieldkit.domain.catalog.derived_facts import with_facts
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.catalog.model import Service
from fieldkit.domain.forms.review import in_order, missing_answers, read_answers


def check_form(catalog: Catalog, service: Service, values: Mapping[str, str], *, today: date) -> list[Finding]:
    """Everything that keeps the form back or is worth a second look, in the order of its fields.

    Values that cannot be read are reported and then count as missing for the checks between fields.
    """
    good, found = read_answers(service.fields, values, today=today)
    known = with_facts(service, good, today)
    found += missing_answers(service.fields, good, known, {finding.field for finding in found})
    for check in CHECKS:
        found.extend(check(catalog, service, known, today))
    return in_order(service.fields, found)
