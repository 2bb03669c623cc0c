"""What every form is looked over for: values that cannot be read, answers and pictures that are missing.

``stop`` keeps a form from being sealed, unless it names a rule and a supervisor lets that pass; ``warn`` asks the
person at the table to look again. Nothing here changes a value.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from fieldkit.domain.catalog.field_values import check_value, doubt
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.catalog.model import Field, Slot
from fieldkit.locale import _
from fieldkit.people.errors import BadValue

Values = Mapping[str, str]


def read_answers(fields: Iterable[Field], values: Values, *, today: date) -> tuple[dict[str, str], list[Finding]]:
    """The answers, empty where there is none or it cannot be read; a stop for each that cannot, and the doubts."""
    good: dict[str, str] = {}
    found: list[Finding] = []
    for field in fields:
        try:
            good[field.key] = check_value(field.narrowed(values), values.get(field.key, ""), today=today)
        except BadValue as wrong:
            good[field.key] = ""
            found.append(Finding(field.key, "stop", str(wrong)))
        else:
            if sentence := doubt(field, good[field.key]):
                found.append(Finding(field.key, "warn", sentence))
    return good, found


def missing_answers(fields: Iterable[Field], good: Values, known: Values, unread: Collection[str]) -> list[Finding]:
    """What has no answer: a stop where the facts ``known`` require it, else the field's warning.

    ``unread``: the keys of answers that cannot be read, which are told already.
    """
    found = []
    for field in fields:
        if good.get(field.key) or field.key in unread:
            continue
        if field.required or (field.required_when is not None and field.required_when.holds(known)):
            found.append(Finding(field.key, "stop", _("Falta: {what}.").format(what=field.label)))
        elif field.missing is not None:
            found.append(Finding(field.key, "warn", str(field.missing)))
    return found


def check_answers(fields: Iterable[Field], values: Values, *, today: date) -> tuple[dict[str, str], list[Finding]]:
    """The answers that can be read, and all that can be said of them one by one, in the order of the questions."""
    asked = list(fields)
    good, found = read_answers(asked, values, today=today)
    found += missing_answers(asked, good, good, {one.field for one in found})
    return good, in_order(asked, found)


def in_order(fields: Iterable[Field], found: Iterable[Finding]) -> list[Finding]:
    """The findings in the order of their fields, those about none of them at the end."""
    order = {field.key: place for place, field in enumerate(fields)}
    return sorted(found, key=lambda one: order.get(one.field, len(order)))


def missing_slots(slots: Iterable[Slot], filled: Collection[str]) -> list[Finding]:
    """Photos and scans that must be there and are not. A scan may be let pass with the paper it would show."""
    sentence = _("Falta: {what}.")
    return [
        Finding(slot.key, "stop", sentence.format(what=slot.label), "" if slot.kind == "photo" else f"scan.{slot.key}")
        for slot in slots
        if slot.required and slot.key not in filled
    ]


def unless_excepted(findings: Iterable[Finding], excepted: Collection[str]) -> list[Finding]:
    """The findings once the rules in ``excepted`` no longer stop anything; they are still shown."""
    return [
        Finding(one.field, "warn", _("{sentence} Con excepción.").format(sentence=one.sentence), one.rule)
        if one.severity == "stop" and one.rule and one.rule in excepted
        else one
        for one in findings
    ]


def stops(findings: Iterable[Finding]) -> list[Finding]:
    """Those that keep the form here."""
    return [one for one in findings if one.severity == "stop"]
