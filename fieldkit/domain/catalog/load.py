"""From tables to a catalogue, strictly: a folder with a fault is not used at all, and every fault is named.

A new service is one table in a services file; a new year is one table in fees.toml. No code changes.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec

from fieldkit.domain.catalog import consulates as places
from fieldkit.domain.catalog import fees as money
from fieldkit.domain.catalog import outreach, privacy_notice, protection
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.derived_facts import FACTS, YES_NO
from fieldkit.domain.catalog.errors import BadCatalog
from fieldkit.domain.catalog.model import (
    Bilingual,
    CatalogSettings,
    Choice,
    Condition,
    Document,
    Field,
    FieldFacts,
    Language,
    Requirement,
    Slot,
    Text,
)
from fieldkit.domain.catalog.services import Parts, services
from fieldkit.domain.catalog.tables import (
    Fault,
    Files,
    TableFile,
    is_notice,
    is_services,
    outside,
    read_folder,
    shipped,
)
from fieldkit.locale import _


class FieldRow(FieldFacts, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of fields.toml: ``choices`` names a list of answers."""

    choices: str = ""


class SlotRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of fields.toml for a photo or a scan."""

    label: Bilingual
    kind: str


class RequirementRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of requirements.toml: ``one_of`` are documents, or ``@name`` for another requirement's."""

    name: Bilingual
    one_of: tuple[str, ...]
    source: Text
    when: Bilingual | None = None
    needed: Condition | None = None


def load(folder: Path | None = None) -> Catalog:
    """The catalogue that ships with the kit, with the tables of ``folder`` in place of its own. Raises BadCatalog."""
    if folder is None:
        return _shipped()
    files, unread = read_folder(folder)
    return _believe(*_read(files, unread))


def parse(files: Files) -> Catalog:
    """The catalogue of whole tables by file name, as a pack carries them. Raises BadCatalog."""
    return _believe(*_read(files, []))


def whole(folder: Path) -> dict[str, str]:
    """All tables as an event's pack carries them: ``folder``'s own and, for the rest, the kit's. Raises BadCatalog."""
    files, unread = read_folder(folder)
    _believe(*_read(files, unread))
    return files


def faults(folder: Path) -> list[Fault]:
    """Everything that is wrong with ``folder``'s tables together with the shipped ones; empty when they can be used."""
    files, unread = read_folder(folder)
    return _read(files, unread)[1]


@cache
def _shipped() -> Catalog:
    return parse(shipped())


def _believe(catalog: Catalog | None, found: list[Fault]) -> Catalog:
    if catalog is None or found:
        first = found[0]
        raise BadCatalog(file=first.file, key=first.key, reason=first.reason, count=len(found))
    return catalog


def _read(files: Files, unread: list[Fault]) -> tuple[Catalog | None, list[Fault]]:
    found = [*unread, *outside(files)]
    if any(fault.key == "-" for fault in found):
        return None, found

    def sheet(name: str, known: set[str] | None = None) -> TableFile:
        return TableFile(name, files[name], found, known or ())

    fields_sheet = sheet("fields.toml", {"choices", "field", "slot", "groups"})
    papers = sheet("requirements.toml", {"document", "requirement"})
    fees = sheet("fees.toml", {"table", "discounts", "surcharges", "settings"})
    where = sheet("consulates.toml", {"contact", "consulate"})
    offers = [sheet(name) for name in files if is_services(name)]

    # A pack of version 0.1.0 carries tables of before the notice.
    own = any(map(is_notice, files))
    texts = {name: text for name, text in (files if own else shipped()).items() if is_notice(name)}
    languages = sheet("languages.toml", {"language"}).each("language", Language)
    fields = _fields(fields_sheet, languages)
    documents = papers.each("document", Document)
    requirements = _requirements(papers, fields)
    tables = money.tables(fees)
    discounts = money.discounts(fees, papers.names("requirement"))
    surcharges = money.surcharges(fees, fields)
    money.no_fractions(fees, tables, discounts, surcharges)
    for key, known in (("discount", discounts), ("surcharge", surcharges)):
        if key in fields:
            fields_sheet.known(f"choices.{key}", (choice.key for choice in fields[key].choices), known)
    parts = Parts(
        fields=fields,
        field_names=fields_sheet.names("field"),
        groups=_groups(fields_sheet),
        slots=_slots(fields_sheet),
        slot_names=fields_sheet.names("slot"),
        requirement_names=papers.names("requirement"),
        documents=documents,
        tables=tables,
    )
    offered = services(offers, parts)
    contact = places.contact(where)
    settings = fees.read("settings", fees.content.get("settings", {}), CatalogSettings)
    consulates = places.consulates(where)
    cases = protection.read(sheet("protection.toml", set(protection.TABLES)))
    activities = outreach.read(sheet("outreach.toml", set(outreach.TABLES)))
    notices = privacy_notice.read(
        [TableFile(name, text, found, {"version"}) for name, text in texts.items()], languages
    )
    if found or contact is None or settings is None:
        return None, found
    made = Catalog(
        services=offered,
        fields=fields,
        requirements=requirements,
        documents=documents,
        fee_tables=tables,
        discounts=discounts,
        surcharges=surcharges,
        settings=settings,
        consulates=consulates,
        contact=contact,
        languages=languages,
        protection=cases,
        outreach=activities,
        notices=notices,
    )
    return made, found


def _fields(sheet: TableFile, languages: Mapping[str, Language]) -> dict[str, Field]:
    lists = {
        name: tuple(Choice(key, words) for key, words in rows.items())
        for name, rows in sheet.each("choices", dict[str, Bilingual]).items()
    }
    lists["language"] = tuple(Choice(key, one.name, one.own) for key, one in languages.items())
    named = sheet.names("choices") | {"language"}
    rows = sheet.each("field", FieldRow)
    fields = {}
    for key, row in rows.items():
        if row.choices:
            sheet.known(f"field.{key}", [row.choices], named)
        if (row.kind == "choice") != bool(row.choices):
            sheet.fault(f"field.{key}", _("una pregunta de elección lleva su lista de respuestas, y solo ella"))
        facts = {name: getattr(row, name) for name in FieldFacts.__struct_fields__}
        fields[key] = Field(key=key, choices=lists.get(row.choices, ()), **facts)
    for key, field in fields.items():
        if field.required_when is not None:
            condition(sheet, f"field.{key}", field.required_when, fields)
    return fields


def condition(sheet: TableFile, key: str, asked: Condition, fields: Mapping[str, Field]) -> None:
    """A condition must ask for a field of the forms or a fact, and for answers that can be given."""
    if asked.field in FACTS:
        sheet.known(key, asked.values, YES_NO)
    elif sheet.known(key, [asked.field], fields) and not fields[asked.field].open:
        sheet.known(key, asked.values, (choice.key for choice in fields[asked.field].choices))


def _groups(sheet: TableFile) -> dict[str, tuple[str, ...]]:
    groups = sheet.each("groups", tuple[str, ...])
    for key, group in groups.items():
        sheet.known(f"groups.{key}", group, sheet.names("field"))
    return groups


def _slots(sheet: TableFile) -> dict[str, Slot]:
    rows = {
        key: sheet.read(f"slot.{key}", {"key": key, "label": row.label, "kind": row.kind, "required": False}, Slot)
        for key, row in sheet.each("slot", SlotRow).items()
    }
    return {key: row for key, row in rows.items() if row is not None}


def _requirements(sheet: TableFile, fields: Mapping[str, Field]) -> dict[str, Requirement]:
    rows = sheet.each("requirement", RequirementRow)
    defined = {*sheet.names("document"), *(f"@{key}" for key in sheet.names("requirement"))}
    made = {}
    for key, row in rows.items():
        name = f"requirement.{key}"
        sheet.known(name, row.one_of, defined)
        if row.needed is not None:
            condition(sheet, name, row.needed, fields)
        if row.needed is not None and row.when is None:
            sheet.fault(name, _("lleva una condición; falta decirla en palabras, en «when»"))
        circle = next(_circles(rows, key, (key,)), None)
        if circle is not None:
            sheet.fault(name, _("las alternativas dan vueltas: {names}").format(names=" → ".join(circle)))
            continue
        options = tuple(dict.fromkeys(_documents(rows, key)))
        if not options:
            sheet.fault(f"{name}.one_of", _("está vacío"))
        made[key] = Requirement(name=row.name, one_of=options, source=row.source, when=row.when, needed=row.needed)
    return made


def _circles(rows: Mapping[str, RequirementRow], key: str, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Ways along the alternatives that come back to a requirement they have been at."""
    for one in rows[key].one_of:
        other = one.removeprefix("@")
        if other == one or other not in rows:
            continue
        if other in path:
            yield (*path, other)
        else:
            yield from _circles(rows, other, (*path, other))


def _documents(rows: Mapping[str, RequirementRow], key: str) -> Iterator[str]:
    for one in rows[key].one_of:
        if not one.startswith("@"):
            yield one
        elif one[1:] in rows:
            yield from _documents(rows, one[1:])
