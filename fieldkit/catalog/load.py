"""Reads the catalogue's TOML files, strictly: a catalogue with a mistake is not used at all.

A new service is one table in services.toml; a new year is one table in fees.toml. No code changes.
"""

import tomllib
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from fieldkit.catalog.errors import BadCatalog
from fieldkit.catalog.model import (
    Catalog,
    Choice,
    Consulate,
    Contact,
    Discount,
    Document,
    FeeTable,
    Field,
    FieldFacts,
    Language,
    Requirement,
    Service,
    ServiceFacts,
    Slot,
    Words,
)
from fieldkit.locale import _

HERE = Path(__file__).parent
T = TypeVar("T")
Table = Mapping[str, Any]


class FieldRow(FieldFacts, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of fields.toml: ``choices`` names a list of answers."""

    choices: str = ""


class SlotRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of fields.toml for a photo or a scan."""

    label: Words
    kind: str


class ServiceRow(ServiceFacts, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of services.toml: keys of fields (``@group`` for several), slots and requirements."""

    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    optional_slots: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()


def load(folder: Path | None = None) -> Catalog:
    """The catalogue of ``folder``, by default the one that ships with the kit. Raises BadCatalog."""
    where = HERE if folder is None else folder
    fields_file = _File(where / "fields.toml", {"choices", "field", "slot", "groups"})
    papers_file = _File(where / "requirements.toml", {"document", "requirement"})
    fees_file = _File(where / "fees.toml", {"table", "discounts"})
    places_file = _File(where / "consulates.toml", {"contact", "consulate"})
    services_file = _File(where / "services.toml", None)

    languages = _File(where / "languages.toml", {"language"}).each("language", Language)
    fields = _fields(fields_file, languages)
    documents = papers_file.each("document", Document)
    requirements = papers_file.each("requirement", Requirement)
    for key, requirement in requirements.items():
        papers_file.known(key, requirement.one_of, documents)
    tables, discounts = _fees(fees_file)
    if "discount" in fields:
        fields_file.known("discount", (choice.key for choice in fields["discount"].choices), discounts)
    return Catalog(
        services=_services(services_file, fields_file, fields, requirements, tables),
        fields=fields,
        requirements=requirements,
        documents=documents,
        fee_tables=tables,
        discounts=discounts,
        consulates=_consulates(places_file),
        contact=places_file.read("contact", places_file.table("contact"), Contact),
        languages=languages,
    )


class _File:
    """One TOML file; every complaint about it names the file, the key and the reason."""

    def __init__(self, path: Path, tables: set[str] | None) -> None:
        self.name = path.name
        try:
            self.content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise self.bad("-", str(error)) from error
        for key in self.content:
            if tables is not None and key not in tables:
                raise self.bad(key, _("no se conoce"))

    def bad(self, key: str, reason: str) -> BadCatalog:
        return BadCatalog(file=self.name, key=key, reason=reason)

    def table(self, key: str) -> Table:
        found = self.content.get(key, {})
        if not isinstance(found, dict):
            raise self.bad(key, _("debe ser una tabla"))
        return found

    def read(self, key: str, value: object, kind: type[T]) -> T:
        try:
            return msgspec.convert(value, kind, str_keys=True)
        except msgspec.ValidationError as error:
            raise self.bad(key, str(error)) from error

    def each(self, table: str, kind: type[T]) -> dict[str, T]:
        return {key: self.read(f"{table}.{key}", row, kind) for key, row in self.table(table).items()}

    def known(self, key: str, wanted: Iterable[str], defined: Iterable[str]) -> None:
        missing = sorted(set(wanted) - set(defined))
        if missing:
            raise self.bad(key, _("no está definido: {names}").format(names=", ".join(missing)))


def _fields(file: _File, languages: Mapping[str, Language]) -> dict[str, Field]:
    lists = {
        name: tuple(Choice(key, words) for key, words in rows.items())
        for name, rows in file.each("choices", dict[str, Words]).items()
    }
    lists["language"] = tuple(Choice(key, one.name, one.own) for key, one in languages.items())
    fields = {}
    for key, row in file.each("field", FieldRow).items():
        if row.choices:
            file.known(key, [row.choices], lists)
        if (row.kind == "choice") != bool(row.choices):
            raise file.bad(key, _("una pregunta de elección lleva su lista de respuestas, y solo ella"))
        facts = {name: getattr(row, name) for name in FieldFacts.__struct_fields__}
        fields[key] = Field(key=key, choices=lists.get(row.choices, ()), **facts)
    for key, field in fields.items():
        if field.required_when is not None:
            file.known(key, [field.required_when.field], fields)
            asked = fields[field.required_when.field]
            file.known(key, field.required_when.values, [choice.key for choice in asked.choices])
    return fields


def _fees(file: _File) -> tuple[tuple[FeeTable, ...], dict[str, Discount]]:
    rows = file.read("table", file.content.get("table", []), list[FeeTable])
    tables = tuple(sorted(rows, key=lambda table: table.first))
    for table in tables:
        if table.last < table.first:
            raise file.bad(f"table {table.first}", _("termina antes de empezar"))
    for earlier, later in pairwise(tables):
        if later.first <= earlier.last:
            raise file.bad(f"table {later.first}", _("se encima con la tabla del {day}").format(day=earlier.first))
    discounts = file.each("discounts", Discount)
    for key, discount in discounts.items():
        for table in tables:
            file.known(f"discounts.{key}", discount.fees, table.fees)
            prices = (price for fee in discount.fees for price in _prices(table.fees[fee]))
            if any(price * discount.percent % 100 for price in prices):
                raise file.bad(f"discounts.{key}", _("deja fracciones de centavo"))
    return tables, discounts


def _prices(fee: int | dict[int, int]) -> Iterable[int]:
    return [fee] if isinstance(fee, int) else fee.values()


def _services(
    file: _File,
    fields_file: _File,
    fields: Mapping[str, Field],
    requirements: Mapping[str, Requirement],
    tables: Iterable[FeeTable],
) -> dict[str, Service]:
    groups = fields_file.each("groups", tuple[str, ...])
    for key, group in groups.items():
        fields_file.known(f"groups.{key}", group, fields)
    slots = fields_file.each("slot", SlotRow)
    services = {}
    for code, content in file.content.items():
        row = file.read(code, content, ServiceRow)
        file.known(code, (key[1:] for key in row.fields if key.startswith("@")), groups)
        form = [one for key in row.fields for one in (groups[key[1:]] if key.startswith("@") else (key,))]
        file.known(code, form, fields)
        file.known(code, row.required, form)
        file.known(code, (*row.slots, *row.optional_slots), slots)
        file.known(code, row.requirements, requirements)
        if len(set(form)) != len(form):
            raise file.bad(code, _("un dato se pide dos veces"))
        _check_fee(file, code, row, tables)
        services[code] = Service(
            code=code,
            fields=tuple(
                msgspec.structs.replace(fields[key], required=True) if key in row.required else fields[key]
                for key in form
            ),
            slots=tuple(
                fields_file.read(
                    f"slot.{key}",
                    {"key": key, "label": slots[key].label, "kind": slots[key].kind, "required": key in row.slots},
                    Slot,
                )
                for key in (*row.slots, *row.optional_slots)
            ),
            requirements=row.requirements,
            **{name: getattr(row, name) for name in ServiceFacts.__struct_fields__},
        )
    return services


def _check_fee(file: _File, code: str, row: ServiceRow, tables: Iterable[FeeTable]) -> None:
    """A service's fee must stand in every table, with a price for every validity that the service offers."""
    for table in tables if row.fee else ():
        file.known(code, [row.fee], table.fees)
        price = table.fees[row.fee]
        offered = {str(years) for step in row.years for years in step.offer}
        if isinstance(price, dict):
            file.known(f"{code} ({row.fee} {table.first})", offered, map(str, price))
    if any(later.age <= earlier.age for earlier, later in pairwise(row.years)):
        raise file.bad(code, _("las edades de la vigencia deben ir de menor a mayor"))


def _consulates(file: _File) -> dict[str, Consulate]:
    consulates = file.each("consulate", Consulate)
    for key, consulate in consulates.items():
        try:
            ZoneInfo(consulate.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise file.bad(f"consulate.{key}", str(error)) from error
    return consulates
