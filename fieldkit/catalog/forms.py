"""A capture form as a whole: what is missing, what cannot stand, and what does not agree with what.

``stop`` keeps a form from being submitted; ``warn`` asks the person at the table to look again. Nothing here
changes a value.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

import msgspec

from fieldkit.catalog import rules
from fieldkit.catalog.errors import DiscountRefused, NoFee, NoFeeTable
from fieldkit.catalog.model import Catalog, Service
from fieldkit.catalog.values import check_value
from fieldkit.locale import _
from fieldkit.people import curp, mrz
from fieldkit.people.errors import BadValue

__all__ = ["Finding", "check_form", "check_value"]

Severity = Literal["stop", "warn"]
Values = Mapping[str, str]
_PARTS = ("given", "surname1", "surname2")


class Finding(msgspec.Struct, frozen=True):
    """Something to look at: the field's key, whether it stops the form, and a sentence for people."""

    field: str
    severity: Severity
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def check_form(catalog: Catalog, service: Service, values: Values, *, today: date) -> list[Finding]:
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
    for field in service.fields:
        if good.get(field.key) or field.key in unread:
            continue
        if field.required or (field.required_when is not None and field.required_when.holds(good)):
            found.append(Finding(field.key, "stop", _("Falta: {what}.").format(what=field.label)))
        elif field.missing is not None:
            found.append(Finding(field.key, "warn", str(field.missing)))
    for check in (_person, _acta, _parents, _previous, _validity):
        found.extend(check(catalog, service, good, today))
    order = {field.key: place for place, field in enumerate(service.fields)}
    return sorted(found, key=lambda finding: order.get(finding.field, len(order)))


def _born(values: Values) -> date | None:
    text = values.get("born", "")
    return date.fromisoformat(text) if text else None


def _married(values: Values) -> bool | None:
    status = values.get("marital_status", "")
    return status == "married" if status else None


def _person(_catalog: Catalog, service: Service, values: Values, today: date) -> Iterator[Finding]:
    """Who may ask, and the CURP beside the certificate."""
    born = _born(values)
    if born is not None:
        sex = values.get("sex", "")
        for reason in rules.eligible(service, born, today, married=_married(values), sex=sex):
            yield Finding("born", "stop", reason)
    abroad = values.get("birth_country", "MEX") not in {"", "MEX"}
    state = values.get("birth_state", "")
    if abroad and state not in {"", "NE"}:
        yield Finding("birth_state", "warn", _("El país de nacimiento no es México: la entidad es «extranjero»."))
    if values.get("curp"):
        read = curp.parse(values["curp"], today=today)
        given, surname1, surname2 = (values.get(part, "") for part in _PARTS)
        entity = "NE" if abroad else state
        for difference in curp.compare(read, given, surname1, surname2, born, values.get("sex", ""), entity):
            yield Finding("curp", "warn", str(difference))


def _acta(_catalog: Catalog, service: Service, values: Values, _today: date) -> Iterator[Finding]:
    born, year = _born(values), values.get("acta_year", "")
    if born is None or not year:
        return
    after = int(year) - born.year
    if after < 0:
        yield Finding("acta_year", "stop", _("El acta no puede ser anterior al nacimiento."))
    elif service.late_acta_years is not None and after > service.late_acta_years:
        sentence = _("El acta se registró más de {n} años después de nacer: hacen falta más pruebas.")
        yield Finding("acta_year", "warn", sentence.format(n=service.late_acta_years))


def _parents(_catalog: Catalog, service: Service, values: Values, today: date) -> Iterator[Finding]:
    """A child's permission: who came, and whether the absent one's OP-7 still serves."""
    if service.permit_days is None:
        return
    if not any(values.get(f"{parent}_{part}") for parent in ("father", "mother") for part in _PARTS):
        yield Finding("mother_given", "stop", _("Falta el nombre de la madre o del padre, como está en el acta."))
    signed = values.get("op7_signed", "")
    waited_for = values.get("parents_present") == "one" and values.get("absent_reason") == "op7"
    if signed and waited_for and not rules.op7_valid(date.fromisoformat(signed), today, service.permit_days):
        sentence = _("El permiso OP-7 venció: sirve {n} días desde que se firmó.")
        yield Finding("op7_signed", "stop", sentence.format(n=service.permit_days))


def _previous(_catalog: Catalog, service: Service, values: Values, today: date) -> Iterator[Finding]:
    """Whether the previous passport can be renewed, and whether its printed lines say the same person."""
    as_first_time = _("Este pasaporte no se renueva: se atiende como primera vez.")
    if values.get("prev_fate", "") in service.first_time_fates:
        yield Finding("prev_fate", "warn", as_first_time)
    issued, limit = values.get("prev_issued", ""), service.first_time_before
    if issued and limit is not None and date.fromisoformat(issued) < limit:
        yield Finding("prev_issued", "warn", as_first_time)
    if values.get("prev_mrz"):
        zone = mrz.parse(values["prev_mrz"], today=today)
        yield from (Finding("prev_mrz", "warn", sentence) for sentence in _against_zone(zone, values))


def _against_zone(zone: mrz.Mrz, values: Values) -> Iterator[str]:
    given, surname1, surname2 = (values.get(part, "") for part in _PARTS)
    if given and not mrz.matches(zone, f"{surname1} {surname2}", given):
        yield _("El nombre en el pasaporte anterior no es el de la solicitud.")
    if values.get("born") and values["born"] != zone.born.isoformat():
        yield _("La fecha de nacimiento del pasaporte anterior no es la de la solicitud.")
    if values.get("sex") and zone.curp_sex not in {"", "X", values["sex"]}:
        yield _("El sexo del pasaporte anterior no es el de la solicitud.")
    if zone.passport and values.get("prev_number") and values["prev_number"].upper() != zone.number:
        yield _("El número del pasaporte anterior no es el de sus líneas.")


def _validity(catalog: Catalog, service: Service, values: Values, today: date) -> Iterator[Finding]:
    """The years asked for are offered at that age, and the discount can be given."""
    born, text = _born(values), values.get("years", "")
    if not text or born is None:
        return
    years = int(text)
    offered = rules.years_offered(service, born, today)
    if years not in offered:
        listed = ", ".join(map(str, offered))
        yield Finding("years", "stop", _("A esa edad la vigencia puede ser de {years} años.").format(years=listed))
        return
    if values.get("discount"):
        try:
            rules.fee_cents(catalog, service, years, today, values["discount"], born)
        except DiscountRefused as refused:
            yield Finding("discount", "stop", f"{_(refused.title)}: {refused.facts['reason']}")
        except (NoFeeTable, NoFee) as no_fee:
            yield Finding("years", "stop", f"{_(no_fee.title)}. {_(no_fee.remedy)}")
