"""The catalogue in typed values: what a service asks, gives, costs, and what happens to what is captured.

Money is integer cents of a US dollar. Texts stand in Spanish and English. ``source`` says where a rule comes from.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

import msgspec

from fieldkit.locale import speaking, translate

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
Cents = Annotated[int, msgspec.Meta(ge=0, le=100_000_00)]
Years = Annotated[int, msgspec.Meta(ge=1, le=99)]
Age = Annotated[int, msgspec.Meta(ge=0, le=150)]
Percent = Annotated[int, msgspec.Meta(ge=1, le=100)]
Kind = Literal[
    "text", "name", "date", "choice", "curp", "mrz", "phone", "email", "height_cm", "year", "zip", "years", "count"
]
# identity: an application with documents; advice: a consultation, little about the person; sensitive:
# protection and health, seen by few; count: nobody is identified.
Privacy = Literal["identity", "advice", "sensitive", "count"]
# What headquarters receives: the sealed application, a case of protection from its own room, totals without
# persons, or nothing.
Reach = Literal["application", "case", "totals", "nothing"]


class Bilingual(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same text in the two languages of the desk."""

    es: Text
    en: Text

    def get(self, language: str) -> str:
        """The text in ``language``; a language beyond the two is looked up in the screens' translations."""
        return self.en if language == "en" else translate(self.es, language)

    def __str__(self) -> str:
        return self.get(speaking())


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """True when the field, or a fact that follows from the form (``derived_facts.FACTS``), has one of ``values``."""

    field: str
    values: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]

    def holds(self, values: Mapping[str, str]) -> bool:
        """Whether it holds for a form's values and facts."""
        return values.get(self.field, "") in self.values


class Choice(msgspec.Struct, frozen=True):
    """One answer of a choice: the key that is stored and the words that are shown.

    ``own``: what those it is about call it themselves; empty where that adds nothing. ``under``: the answers of another
    field under which this one is offered; empty for always.
    """

    key: str
    label: Bilingual
    own: str = ""
    under: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.label} · {self.own}" if self.own and self.own != str(self.label) else str(self.label)


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A language that people speak, and its name for itself."""

    name: Bilingual
    own: Text

    def __str__(self) -> str:
        return str(Choice("", self.name, self.own))


class FieldFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a field is, whoever writes it down. ``open``: other answers than the listed ones are taken too.

    ``many``: several answers of a choice, kept with blanks between. ``past``: a date that cannot be after today.
    ``missing``: the warning when an optional field stays empty.
    """

    kind: Kind
    label: Bilingual
    required: bool = False
    required_when: Condition | None = None
    max: Annotated[int, msgspec.Meta(ge=1, le=2000)] = 120
    open: bool = False
    many: bool = False
    past: bool = False
    missing: Bilingual | None = None
    hint: Bilingual | None = None


class Field(FieldFacts, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A field of a form, with its answers in order when it is a choice.

    ``narrowed_by``: the field whose answer says which of the choices are offered.
    """

    key: str
    choices: tuple[Choice, ...] = ()
    narrowed_by: str = ""

    def offered(self, chosen: str) -> tuple[Choice, ...]:
        """The choices under the answer ``chosen`` of the other field; all of them when that has none of its own."""
        under = tuple(one for one in self.choices if not one.under or chosen in one.under)
        return under or self.choices

    def narrowed(self, values: Mapping[str, str]) -> "Field":
        """The same question with those of its choices that are offered beside the form's other answers."""
        if not self.narrowed_by:
            return self
        return msgspec.structs.replace(self, choices=self.offered(values.get(self.narrowed_by, "")))


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A place for a photo or a scan in an application."""

    key: str
    label: Bilingual
    kind: Literal["photo", "scan"]
    required: bool


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something a person brings. ``age_max``: up to that age; ``days``: good for so many calendar days from its date.

    ``look``: what to look at before it counts as seen.
    """

    name: Bilingual
    age_max: Age | None = None
    days: Annotated[int, msgspec.Meta(ge=1, le=3660)] | None = None
    look: Bilingual | None = None


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the list of what to bring, met by any one of ``one_of``, keys of documents.

    ``needed``: only when that holds for the form; ``when`` says the same in words.
    """

    name: Bilingual
    one_of: tuple[str, ...]
    source: str
    when: Bilingual | None = None
    needed: Condition | None = None


class Who(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may ask: ages in completed years, both ends included. A minor is under 18 and not married.

    ``note``: what else, for people to judge.
    """

    age_min: Age | None = None
    age_max: Age | None = None
    unmarried: bool = False
    or_married: bool = False
    sexes: tuple[Literal["H", "M", "X"], ...] = ()
    note: Bilingual | None = None


class YearsFrom(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From this age on, the validities in years that can be chosen."""

    age: Age
    offer: Annotated[tuple[Years, ...], msgspec.Meta(min_length=1)]


class ServiceFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a service is, apart from what it refers to. ``minutes``: a first estimate of staff time.

    ``fee`` names a row of the fee tables, empty for a free service; ``stock`` the kind of blank that it uses up.
    ``approval``: why a supervisor must agree first. ``late_acta_years``: an acta registered so long after birth needs
    more evidence. ``permit``: the document with which an absent parent agrees; ``issues``: the one that is handed out
    and has a term. The ``first_time`` facts tell which previous passports cannot be renewed.
    """

    name: Bilingual
    source: Text
    minutes: Annotated[int, msgspec.Meta(ge=1, le=480)]
    who: Who = Who()
    years: tuple[YearsFrom, ...] = ()
    fee: str = ""
    stock: str = ""
    approval: Bilingual | None = None
    next: Bilingual
    privacy: Privacy
    hq: Reach
    late_acta_years: Annotated[int, msgspec.Meta(ge=1, le=99)] | None = None
    permit: str = ""
    issues: str = ""
    first_time_fates: tuple[str, ...] = ()
    first_time_before: date | None = None
    first_time_consular_before: date | None = None


class Service(ServiceFacts, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A service of the event. ``fields`` is the capture form in its order, empty for what is only counted."""

    code: str
    family: Bilingual
    fields: tuple[Field, ...]
    slots: tuple[Slot, ...]
    requirements: tuple[str, ...]
    permit_days: int | None = None

    def field(self, key: str) -> Field | None:
        """The form's field of that key."""
        return next((field for field in self.fields if field.key == key), None)

    @property
    def captured(self) -> bool:
        """Whether an application is captured; the others are counted, or belong to a room of their own."""
        return self.hq == "application"


class FeeTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Fees in force between two days, both included: one price, or a price by years of validity.

    ``demo``: invented, for rehearsals only.
    """

    first: date = msgspec.field(name="from")
    last: date = msgspec.field(name="until")
    source: Text
    fees: dict[str, Cents | dict[Years, Cents]]
    demo: bool = False


class Discount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a fee that is not charged. ``not_years``: validities that it does not reach.

    ``proof``: the requirement that shows who has a right to it.
    """

    name: Bilingual
    source: Text
    fees: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    percent: Percent
    age_min: Age | None = None
    not_years: tuple[Years, ...] = ()
    proof: str = ""


class Surcharge(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part that is charged on top when the form says so."""

    name: Bilingual
    source: Text
    fees: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    percent: Percent
    when: Condition


class CatalogSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What no published rule settles. ``discount_with_surcharge``: who may give both on one fee."""

    discount_with_surcharge: Literal["supervisor", "allowed", "refused"] = "supervisor"


class Consulate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A consulate that sends events out; ``zone`` is an IANA time zone."""

    name: Bilingual
    city: Text
    state: Text
    zone: Text


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is printed for everybody: the help line and how appointments are made."""

    help_line: Text
    appointments_web: Text
    appointments_phone: Text
