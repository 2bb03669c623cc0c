"""The catalogue in typed values: what a service asks, gives, costs, and what happens to what is captured.

Money is integer cents of a US dollar. Texts stand in Spanish and English.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

import msgspec

from fieldkit.locale import speaking, translate

Text = Annotated[str, msgspec.Meta(min_length=1)]
Cents = Annotated[int, msgspec.Meta(ge=0)]
Years = Annotated[int, msgspec.Meta(ge=1, le=99)]
Kind = Literal["text", "name", "date", "choice", "curp", "mrz", "phone", "email", "height_cm", "year", "zip", "years"]
# identity: an application with documents; advice: a consultation, little about the person; sensitive:
# protection and health, seen by few; count: nobody is identified.
Privacy = Literal["identity", "advice", "sensitive", "count"]
# What headquarters receives: the sealed application, totals without persons, or nothing.
Reach = Literal["application", "totals", "nothing"]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same text in the two languages of the desk."""

    es: Text
    en: Text

    def get(self, language: str) -> str:
        """The text in ``language``; a language beyond the two is looked up in the screens' translations."""
        return self.en if language == "en" else translate(self.es, language)

    def __str__(self) -> str:
        return self.get(speaking())


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """True when the named field has one of these values."""

    field: str
    values: tuple[str, ...]

    def holds(self, values: Mapping[str, str]) -> bool:
        """Whether it holds for a form's values."""
        return values.get(self.field, "") in self.values


class Choice(msgspec.Struct, frozen=True):
    """One answer of a choice: the key that is stored and the words that are shown.

    ``own``: what those it is about call it themselves; empty where that adds nothing.
    """

    key: str
    label: Words
    own: str = ""

    def __str__(self) -> str:
        return f"{self.label} · {self.own}" if self.own and self.own != str(self.label) else str(self.label)


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A language that people speak, and its name for itself."""

    name: Words
    own: Text


class FieldFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a field is, whoever writes it down. ``open``: other answers than the listed ones are taken too.

    ``past``: a date that cannot be after today. ``missing``: the warning when an optional field stays empty.
    """

    kind: Kind
    label: Words
    required: bool = False
    required_when: Condition | None = None
    max: Annotated[int, msgspec.Meta(ge=1, le=2000)] = 120
    open: bool = False
    past: bool = False
    missing: Words | None = None
    hint: Words | None = None


class Field(FieldFacts, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A field of a capture form, with its answers in order when it is a choice."""

    key: str
    choices: tuple[Choice, ...] = ()


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A place for a photo or a scan in an application."""

    key: str
    label: Words
    kind: Literal["photo", "scan"]
    required: bool


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paper a person can show; ``age_max`` when it serves only up to that age in years."""

    name: Words
    age_max: int | None = None


class Requirement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something to bring: any one of the documents. ``when``: in which case it is asked for."""

    name: Words
    one_of: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    when: Words | None = None


class Who(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may ask; ages in completed years, both ends included. A minor is under 18 and not married."""

    age_min: int | None = None
    age_max: int | None = None
    unmarried: bool = False
    or_married: bool = False
    sexes: tuple[str, ...] = ()


class YearsFrom(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From this age on, the validities in years that can be chosen."""

    age: Annotated[int, msgspec.Meta(ge=0)]
    offer: Annotated[tuple[Years, ...], msgspec.Meta(min_length=1)]


class ServiceFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a service is, apart from what it refers to. ``minutes``: a first estimate of staff time.

    ``fee`` names a row of the fee tables, empty for a free service. ``late_acta_years``: an acta registered so
    long after birth needs more evidence. ``permit_days``: how long an absent parent's OP-7 is good. The
    ``first_time`` facts tell which previous passports cannot be renewed.
    """

    name: Words
    minutes: Annotated[int, msgspec.Meta(ge=1, le=480)]
    who: Who = Who()
    years: tuple[YearsFrom, ...] = ()
    fee: str = ""
    next: Words
    privacy: Privacy
    hq: Reach
    late_acta_years: int | None = None
    permit_days: int | None = None
    first_time_fates: tuple[str, ...] = ()
    first_time_before: date | None = None


class Service(ServiceFacts, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A service of the event. ``fields`` is the capture form in its order."""

    code: str
    fields: tuple[Field, ...]
    slots: tuple[Slot, ...]
    requirements: tuple[str, ...]

    def field(self, key: str) -> Field | None:
        """The form's field of that key."""
        return next((field for field in self.fields if field.key == key), None)


class FeeTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Fees in force between two days, both included: one price, or a price by years of validity."""

    first: date = msgspec.field(name="from")
    last: date = msgspec.field(name="until")
    fees: dict[str, Cents | dict[Years, Cents]] = msgspec.field()


class Discount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a fee that is not charged. ``not_years``: validities that it does not reach."""

    name: Words
    fees: tuple[str, ...]
    percent: Annotated[int, msgspec.Meta(ge=1, le=100)]
    age_min: int | None = None
    not_years: tuple[int, ...] = ()


class Consulate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A consulate that sends events out; ``zone`` is an IANA time zone."""

    name: Words
    city: str
    state: str
    zone: str


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is printed for everybody: the help line and how appointments are made."""

    help_line: str
    appointments_web: str
    appointments_phone: str


class Catalog(msgspec.Struct, frozen=True):
    """Everything that an event can offer, keyed by code."""

    services: dict[str, Service]
    fields: dict[str, Field]
    requirements: dict[str, Requirement]
    documents: dict[str, Document]
    fee_tables: tuple[FeeTable, ...]
    discounts: dict[str, Discount]
    consulates: dict[str, Consulate]
    contact: Contact
    languages: dict[str, Language]
