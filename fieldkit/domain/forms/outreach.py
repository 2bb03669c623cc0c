"""What is asked of a session that was held and of a contact at a desk: the questions of outreach.toml beside this."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.model import Bilingual, Choice, Field, FieldFacts
from fieldkit.domain.catalog.named_codes import NamedCode
from fieldkit.domain.catalog.outreach import OutreachDesk, SessionKind
from fieldkit.domain.forms.definition import COUNTED, FormDefinition, Section

SHIPPED = Path(__file__).with_name("outreach.toml")
SESSION, CONTACT = "session", "contact"
IN_PERSON, VIRTUAL = "in_person", "virtual"
REFERRED = "to-"
_MODES = (
    Choice(IN_PERSON, Bilingual("Presencial", "In person")),
    Choice(VIRTUAL, Bilingual("Virtual", "Virtual")),
)


class OutreachQuestion(FieldFacts, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question as the file writes it."""

    key: str
    choices: str = ""
    each: str = ""
    narrowed_by: str = ""


class OutreachQuestions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The questions of both forms."""

    session: tuple[OutreachQuestion, ...]
    contact: tuple[OutreachQuestion, ...]


@cache
def shipped() -> OutreachQuestions:
    """The questions that come with the kit."""
    return msgspec.convert(tomllib.loads(SHIPPED.read_text(encoding="utf-8")), OutreachQuestions)


def session_form(catalog: Catalog) -> FormDefinition:
    """The form of a session."""
    return _form(SESSION, shipped().session, catalog, catalog.outreach.sessions)


def contact_form(catalog: Catalog) -> FormDefinition:
    """The form of a contact."""
    return _form(CONTACT, shipped().contact, catalog, catalog.outreach.desks)


def _form(
    kind: str,
    questions: tuple[OutreachQuestion, ...],
    catalog: Catalog,
    places: Mapping[str, SessionKind] | Mapping[str, OutreachDesk],
) -> FormDefinition:
    fields = tuple(field for one in questions for field in _fields(one, catalog, places))
    return FormDefinition(kind, (Section(fields),), without=COUNTED)


def _fields(
    one: OutreachQuestion, catalog: Catalog, places: Mapping[str, SessionKind] | Mapping[str, OutreachDesk]
) -> Iterator[Field]:
    lists = catalog.outreach
    rows: Mapping[str, Mapping[str, NamedCode]] = {
        "session": lists.sessions,
        "desk": lists.desks,
        "topic": lists.topics,
        "referral": lists.referrals,
        "sex": lists.sexes,
    }
    choices = {name: tuple(Choice(code, row.name) for code, row in listed.items()) for name, listed in rows.items()}
    choices["topic"] = tuple(
        Choice(code, row.name, under=tuple(key for key, place in places.items() if code in place.topics) or ("-",))
        for code, row in lists.topics.items()
    )
    choices["language"] = tuple(Choice(code, named.name) for code, named in catalog.languages.items())
    choices["mode"] = _MODES
    facts = {name: getattr(one, name) for name in FieldFacts.__struct_fields__}
    if one.each:
        for code, row in rows[one.each].items():
            label = Bilingual(one.label.es.format(row=row.name.es), one.label.en.format(row=row.name.en))
            yield Field(key=f"{one.key}-{code}", **facts | {"label": label})
    else:
        yield Field(key=one.key, choices=choices.get(one.choices, ()), narrowed_by=one.narrowed_by, **facts)
