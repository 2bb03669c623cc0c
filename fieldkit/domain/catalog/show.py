"""A service in words, as applicants and staff will meet it; for whoever edits the tables."""

from collections.abc import Iterator

from fieldkit.domain.accounts.money import money
from fieldkit.domain.catalog import problems, rules
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.model import Field, Service, Who
from fieldkit.errors import Problem
from fieldkit.locale import N_, _, speaking

_REACH = {
    "application": N_("la solicitud sellada"),
    "case": N_("el caso, desde el cuarto de protección"),
    "totals": N_("solo totales, sin personas"),
    "nothing": N_("nada"),
}
_PRIVACY = {
    "identity": N_("datos de identidad"),
    "advice": N_("asesoría, pocos datos"),
    "sensitive": N_("delicado, lo ven pocas personas"),
    "count": N_("no se anota quién es"),
}
_SEXES = {"H": N_("hombres"), "M": N_("mujeres"), "X": N_("sexo X")}


def lines(catalog: Catalog, code: str) -> Iterator[str]:
    """Everything about a service, in the language in use. Raises NO_SUCH_SERVICE."""
    service = catalog.services.get(code)
    if service is None:
        raise Problem(problems.NO_SUCH_SERVICE, code=code, known=", ".join(catalog.services))
    yield f"{service.code} · {service.name} ({service.family})"
    yield _("Fuente: {source}").format(source=service.source)
    yield _("Quién: {who}").format(who=_who(service.who))
    if service.approval is not None:
        yield _("Con autorización: {why}").format(why=service.approval)
    yield _("Tiempo: unos {n} min").format(n=service.minutes)
    yield _("Privacidad: {privacy} · A la oficina central llega: {reach}").format(
        privacy=_(_PRIVACY[service.privacy]), reach=_(_REACH[service.hq])
    )
    yield from _section(_("Vigencia"), _years(service))
    yield from _section(_("Tarifa"), _fees(catalog, service))
    yield from _section(_("Debe traer"), _papers(catalog, service))
    yield from _section(_("El personal captura"), map(_field, service.fields))
    marks = (f"{'*' if slot.required else ' '} {slot.label}" for slot in service.slots)
    yield from _section(_("Fotos y documentos"), marks)
    yield from _section(_("Qué sigue"), [str(service.next)])


def _section(title: str, rows: Iterator[str] | list[str]) -> Iterator[str]:
    found = list(rows)
    if found:
        yield ""
        yield title
        yield from (f"  {row}" for row in found)


def _who(who: Who) -> str:
    parts = []
    if who.age_min is not None:
        parts.append(_("desde los {n} años").format(n=who.age_min))
    if who.age_max is not None:
        parts.append(_("hasta los {n} años").format(n=who.age_max))
    if who.unmarried:
        parts.append(_("sin casarse"))
    if who.or_married:
        parts.append(_("o antes, si se casó"))
    parts += [_(_SEXES[sex]) for sex in who.sexes]
    if who.note is not None:
        parts.append(str(who.note))
    return ", ".join(parts) or _("cualquier persona")


def _years(service: Service) -> Iterator[str]:
    for step in service.years:
        offer = ", ".join(map(str, step.offer))
        yield _("desde los {age} años de edad: {offer}").format(age=step.age, offer=offer)


def _fees(catalog: Catalog, service: Service) -> Iterator[str]:
    if not service.fee:
        yield _("gratuito")
        return
    for table in catalog.fee_tables:
        price = table.fees[service.fee]
        offered = sorted({years for step in service.years for years in step.offer})
        said = (
            money(price)
            if isinstance(price, int)
            else " · ".join(_("{n} año(s) {price}").format(n=years, price=money(price[years])) for years in offered)
        )
        demo = _(" · DEMOSTRACIÓN, inventada") if table.demo else ""
        yield f"{table.first} … {table.last}: {said}{demo}"
    for less in catalog.discounts.values():
        if service.fee in less.fees and service.field("discount"):
            yield f"{less.name}: −{less.percent} % ({less.source})"
    for more in catalog.surcharges.values():
        if service.fee in more.fees and service.field(more.when.field):
            yield f"{more.name}: +{more.percent} % ({more.source})"


def _papers(catalog: Catalog, service: Service) -> Iterator[str]:
    for key, line in zip(service.requirements, rules.checklist(catalog, service, speaking()), strict=True):
        when = f" ({line.when})" if line.when else ""
        yield f"· {line.name}{when}"
        requirement = catalog.requirements[key]
        for option in requirement.one_of:
            document = catalog.documents[option]
            notes = [str(document.look)] if document.look is not None else []
            if document.days is not None:
                notes.append(_("vale {n} días").format(n=document.days))
            if document.age_max is not None:
                notes.append(_("hasta los {n} años").format(n=document.age_max))
            yield f"    {document.name}{': ' if notes else ''}{'; '.join(notes)}"
        yield _("    Fuente: {source}").format(source=requirement.source)


def _field(field: Field) -> str:
    mark = "*" if field.required else "?" if field.required_when is not None else " "
    choices = f": {' / '.join(str(choice.label) for choice in field.choices)}" if 0 < len(field.choices) <= 8 else ""
    return f"{mark} {field.label} ({field.kind}){choices}"
