"""A capture form as a whole: what is missing, what cannot stand, and what does not agree with what.

``stop`` keeps a form from being submitted, unless it names a rule and a supervisor lets that pass; ``warn`` asks the
person at the table to look again. Nothing here changes a value.
"""

from collections.abc import Collection, Mapping
from datetime import date

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.cross_checks import CHECKS
from fieldkit.domain.catalog.derived_facts import with_facts
from fieldkit.domain.catalog.field_values import check_value
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.catalog.model import Service
from fieldkit.locale import _
from fieldkit.people.errors import BadValue

__all__ = ["Finding", "check_form", "check_value", "missing_slots", "unless_excepted"]


def check_form(catalog: Catalog, service: Service, values: Mapping[str, str], *, today: date) -> list[Finding]:
    """Everything that keeps the form back or is worth a second look, in the order of its fields.

    Values that cannot be read are reported and then count as missing for the checks between fields.
    """
    found: list[Finding] = []
    good: dict[str, str] = {}
    for field in service.fields:
        try:
            good[field.key] = check_value(field, values.get(field.key, ""), today=today)
        except BadValue as wrong:
            found.append(Finding(field.key, "stop", str(wrong)))
    unread = {finding.field for finding in found}
    known = with_facts(service, good, today)
    for field in service.fields:
        if good.get(field.key) or field.key in unread:
            continue
        if field.required or (field.required_when is not None and field.required_when.holds(known)):
            found.append(Finding(field.key, "stop", _("Falta: {what}.").format(what=field.label)))
        elif field.missing is not None:
            found.append(Finding(field.key, "warn", str(field.missing)))
    for check in CHECKS:
        found.extend(check(catalog, service, known, today))
    order = {field.key: place for place, field in enumerate(service.fields)}
    return sorted(found, key=lambda finding: order.get(finding.field, len(order)))


def missing_slots(service: Service, filled: Collection[str]) -> list[Finding]:
    """Photos and scans that must be there and are not. A scan may be let pass with the paper it would show."""
    sentence = _("Falta: {what}.")
    return [
        Finding(slot.key, "stop", sentence.format(what=slot.label), "" if slot.kind == "photo" else f"scan.{slot.key}")
        for slot in service.slots
        if slot.required and slot.key not in filled
    ]


def unless_excepted(findings: list[Finding], excepted: Collection[str]) -> list[Finding]:
    """The findings once the rules in ``excepted`` no longer stop anything; they are still shown."""
    return [
        Finding(one.field, "warn", _("{sentence} Con excepción.").format(sentence=one.sentence), one.rule)
        if one.severity == "stop" and one.rule and one.rule in excepted
        else one
        for one in findings
    ]
