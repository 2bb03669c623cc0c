"""What a protection case asks: the lists and questions of protection.toml, in typed values."""

import re
from collections.abc import Mapping
from typing import Annotated

import msgspec

from fieldkit.domain.catalog.model import Choice, Field, FieldFacts
from fieldkit.domain.catalog.named_codes import NamedCode
from fieldkit.domain.catalog.tables import TableFile
from fieldkit.locale import _

Codes = Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
Age = Annotated[int, msgspec.Meta(ge=0, le=120)]


class CaseKind(NamedCode, frozen=True, forbid_unknown_fields=True):
    """A kind of case, the fields (ámbitos) it may stand in, and whether it is an internationally abducted child's."""

    fields: Codes
    hague: bool = False


class CaseRole(NamedCode, frozen=True, forbid_unknown_fields=True):
    """Who somebody is in a case. ``counted``: statistics count this person; a ``parent`` is older than a ``child``."""

    counted: bool = False
    child: bool = False
    parent: bool = False


class Mark(NamedCode, frozen=True, forbid_unknown_fields=True):
    """A mark of vulnerability that holds only ``below`` an age, or only ``since`` one, in completed years.

    ``sealed``: it says so much about a person's stay that only headquarters reads it.
    """

    below: Age | None = None
    since: Age | None = None
    sealed: bool = False


class Question(FieldFacts, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question as the file writes it: ``choices`` names a list."""

    key: str
    choices: str = ""


class ProtectionTables(msgspec.Struct, frozen=True):
    """The lists by code, and the questions about the case, about each person, and of a follow-up."""

    fields: Mapping[str, NamedCode]
    kinds: Mapping[str, CaseKind]
    roles: Mapping[str, CaseRole]
    marks: Mapping[str, Mark]
    hague: Mapping[str, NamedCode]
    actions: Mapping[str, NamedCode]
    referrals: Mapping[str, NamedCode]
    asks_case: tuple[Field, ...]
    asks_person: tuple[Field, ...]
    asks_follow_up: tuple[Field, ...]


# Lists by the table that holds them, and what a row of it is.
_LISTS: Mapping[str, type[NamedCode]] = {
    **dict.fromkeys(("field", "hague", "action", "referral", "us_status", "sex", "nationality", "standing"), NamedCode),
    "kind": CaseKind,
    "role": CaseRole,
    "mark": Mark,
}
# The program speaks of these by name: a file without them cannot be used. What else it asks is sealed as it is told.
_FORMS = {
    "case": {"field", "kind", "hague", "place", "actions", "referral", "follow_up", "notes"},
    "person": {"role", "given", "surname1", "surname2", "sex", "born", "nationality", "marks", "us_status"},
    "follow": {"actions", "referral", "hague", "standing", "notes"},
}
TABLES = frozenset({*_LISTS, *_FORMS})
_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


def read(sheet: TableFile) -> ProtectionTables:
    """The lists and questions of protection.toml; what is wrong is noted as a fault of the sheet."""
    kinds, roles, marks = sheet.each("kind", CaseKind), sheet.each("role", CaseRole), sheet.each("mark", Mark)
    rows = {table: sheet.each(table, kind) for table, kind in _LISTS.items() if kind is NamedCode}
    for code, kind in kinds.items():
        sheet.known(f"kind.{code}", kind.fields, sheet.names("field"))
    for code, mark in marks.items():
        if mark.below is not None and mark.since is not None and mark.since >= mark.below:
            sheet.fault(f"mark.{code}", _("ninguna edad cumple"))
    if not any(role.counted for role in roles.values()):
        sheet.fault("role", _("ninguna persona se contaría"))
    named: dict[str, Mapping[str, NamedCode]] = {**rows, "kind": kinds, "role": roles, "mark": marks}
    return ProtectionTables(
        fields=rows["field"],
        kinds=kinds,
        roles=roles,
        marks=marks,
        hague=rows["hague"],
        actions=rows["action"],
        referrals=rows["referral"],
        asks_case=_asks(sheet, "case", named),
        asks_person=_asks(sheet, "person", named),
        asks_follow_up=_asks(sheet, "follow", named),
    )


def _asks(sheet: TableFile, form: str, named: Mapping[str, Mapping[str, NamedCode]]) -> tuple[Field, ...]:
    questions = sheet.read(form, sheet.content.get(form, []), tuple[Question, ...]) or ()
    keys = [one.key for one in questions]
    if questions and (len(set(keys)) != len(keys) or not _FORMS[form] <= set(keys)):
        reason = _("faltan preguntas o están dos veces; estas no pueden faltar: {keys}")
        sheet.fault(form, reason.format(keys=", ".join(sorted(_FORMS[form]))))
    return tuple(_ask(sheet, form, one, named) for one in questions)


def _ask(sheet: TableFile, form: str, one: Question, named: Mapping[str, Mapping[str, NamedCode]]) -> Field:
    key = f"{form}.{one.key}"
    if not _KEY.fullmatch(one.key):
        sheet.fault(key, _("la clave lleva solo minúsculas, cifras y guion bajo"))
    if (one.kind == "choice") != bool(one.choices):
        sheet.fault(key, _("una pregunta de elección lleva su lista de respuestas, y solo ella"))
    if one.choices:
        sheet.known(key, [one.choices], named)
    facts = {name: getattr(one, name) for name in FieldFacts.__struct_fields__}
    choices = tuple(
        Choice(code, row.name, under=row.fields if isinstance(row, CaseKind) else ())
        for code, row in named.get(one.choices, {}).items()
    )
    return Field(key=one.key, choices=choices, narrowed_by="field" if one.choices == "kind" else "", **facts)
