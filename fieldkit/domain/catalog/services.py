"""The services' files: each table becomes a service, held against the fields, papers and fees that it names."""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

import msgspec

from fieldkit.domain.catalog.model import Bilingual, Document, FeeTable, Field, Service, ServiceFacts, Slot
from fieldkit.domain.catalog.tables import TableFile
from fieldkit.locale import _

FAMILY = "family"
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,11}")


class ServiceRow(ServiceFacts, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of a services file: keys of fields (``@group`` for several), slots and requirements."""

    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    optional_slots: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()


class Parts(NamedTuple):
    """What services are made of. The names are those of all rows, also of those that cannot be used."""

    fields: Mapping[str, Field]
    field_names: set[str]
    groups: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, Slot]
    slot_names: set[str]
    requirement_names: set[str]
    documents: Mapping[str, Document]
    tables: tuple[FeeTable, ...]


def services(sheets: Iterable[TableFile], parts: Parts) -> dict[str, Service]:
    """Every service of every file, in their order. What is wrong is noted in its sheet."""
    made: dict[str, Service] = {}
    for sheet in sheets:
        family = sheet.read(FAMILY, sheet.content.get(FAMILY), Bilingual)
        for code, content in sheet.content.items():
            if code == FAMILY:
                continue
            if not _CODE.fullmatch(code):
                sheet.fault(code, _("un código lleva de 2 a 12 letras mayúsculas, números o guiones"))
            if code in made:
                sheet.fault(code, _("ya está en otro archivo"))
            row = sheet.read(code, content, ServiceRow)
            if row is not None:
                made[code] = _service(sheet, code, family, row, parts)
    return made


def _service(sheet: TableFile, code: str, family: Bilingual | None, row: ServiceRow, parts: Parts) -> Service:
    sheet.known(f"{code}.fields", (key[1:] for key in row.fields if key.startswith("@")), parts.groups)
    form = [one for key in row.fields for one in (parts.groups.get(key[1:], ()) if key.startswith("@") else (key,))]
    sheet.known(f"{code}.fields", form, parts.field_names)
    sheet.known(f"{code}.required", row.required, form)
    sheet.known(f"{code}.slots", (*row.slots, *row.optional_slots), parts.slot_names)
    sheet.known(f"{code}.requirements", row.requirements, parts.requirement_names)
    if len(set(form)) != len(form):
        sheet.fault(f"{code}.fields", _("un dato se pide dos veces"))
    _check_reach(sheet, code, row, form)
    _check_years(sheet, code, row, form)
    _check_fee(sheet, code, row, parts.tables)
    _check_conditions(sheet, code, form, parts.fields)
    if row.permit:
        sheet.known(f"{code}.permit", [row.permit], (key for key, one in parts.documents.items() if one.days))
    if row.issues:
        sheet.known(f"{code}.issues", [row.issues], (key for key, one in parts.documents.items() if one.days))
    permit = parts.documents.get(row.permit)
    needed = [(key, key in row.slots) for key in (*row.slots, *row.optional_slots)]
    return Service(
        code=code,
        family=family or row.name,
        fields=tuple(
            msgspec.structs.replace(parts.fields[key], required=True) if key in row.required else parts.fields[key]
            for key in form
            if key in parts.fields
        ),
        slots=tuple(
            msgspec.structs.replace(parts.slots[key], required=must) for key, must in needed if key in parts.slots
        ),
        requirements=row.requirements,
        permit_days=permit.days if permit else None,
        **{name: getattr(row, name) for name in ServiceFacts.__struct_fields__},
    )


def _check_reach(sheet: TableFile, code: str, row: ServiceRow, form: list[str]) -> None:
    """Where headquarters gets no application, nothing about a person may be written down."""
    if row.hq != "application" and (form or row.slots or row.optional_slots):
        sheet.fault(f"{code}.hq", _("solo lo que llega como solicitud lleva formulario, foto o documentos"))
    if row.hq == "application" and not form:
        sheet.fault(f"{code}.fields", _("una solicitud necesita un formulario"))
    if row.privacy == "count" and row.hq == "application":
        sheet.fault(f"{code}.privacy", _("lo que solo se cuenta no llega como solicitud"))


def _check_years(sheet: TableFile, code: str, row: ServiceRow, form: list[str]) -> None:
    if any(later.age <= earlier.age for earlier, later in pairwise(row.years)):
        sheet.fault(f"{code}.years", _("las edades de la vigencia deben ir de menor a mayor"))
    if bool(row.years) != ("years" in form):
        sheet.fault(f"{code}.years", _("la vigencia y el dato «years» van juntos"))
    who = row.who
    if who.age_min is not None and who.age_max is not None and who.age_max < who.age_min:
        sheet.fault(f"{code}.who", _("la edad mayor es menor que la menor"))


def _check_fee(sheet: TableFile, code: str, row: ServiceRow, tables: Iterable[FeeTable]) -> None:
    """A service's fee must stand in every table, with a price for every validity that the service offers."""
    offered = {years for step in row.years for years in step.offer}
    for table in tables if row.fee else ():
        if not sheet.known(f"{code}.fee", [row.fee], table.fees):
            continue
        price = table.fees[row.fee]
        missing = sorted(offered - set(price)) if isinstance(price, dict) else []
        if missing:
            reason = _("la tabla del {day} no tiene precio de «{fee}» para {years} años")
            listed = ", ".join(map(str, missing))
            sheet.fault(f"{code}.years", reason.format(day=table.first, fee=row.fee, years=listed))
        if isinstance(price, dict) and not offered:
            sheet.fault(f"{code}.fee", _("se cobra por años de vigencia, y el servicio no tiene"))


def _check_conditions(sheet: TableFile, code: str, form: list[str], fields: Mapping[str, Field]) -> None:
    """A field that is asked for because of another must find that other in the same form."""
    for key in form:
        asked = fields[key].required_when if key in fields else None
        if asked is not None and asked.field in fields and asked.field not in form:
            reason = _("«{key}» depende de «{other}», que no está en el formulario")
            sheet.fault(f"{code}.fields", reason.format(key=key, other=asked.field))
