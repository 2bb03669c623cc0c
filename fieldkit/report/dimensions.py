"""What people and things are counted by, with the words of the catalogue."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.named_codes import NamedCode
from fieldkit.locale import _
from fieldkit.report import age_bands
from fieldkit.report.age_bands import Bands
from fieldkit.report.crosstab import Dimensions


class CodeWords(NamedTuple):
    """What the codes of the desk are called: payment forms, and reasons of each kind."""

    forms: Mapping[str, str]
    overrides: Mapping[str, str]
    exceptions: Mapping[str, str]
    till: Mapping[str, str]
    stock: Mapping[str, str]
    items: Mapping[str, str]


class Book(NamedTuple):
    """The words that a report speaks in: catalogue, bands, the desk's codes, the places counted, and the days."""

    catalog: Catalog
    bands: Bands
    words: CodeWords
    places: Mapping[str, str]
    first: date
    last: date

    def service(self) -> Dimensions:
        """By service of the catalogue."""
        names = {code: f"{code} {service.name}" for code, service in self.catalog.services.items()}
        return Dimensions("service", _("Servicio"), names, _("Otro servicio"))

    def sex(self) -> Dimensions:
        """By sex, as the catalogue names them."""
        field = self.catalog.fields["sex"]
        names = {choice.key: str(choice.label) for choice in field.choices}
        return Dimensions("sex", _("Sexo"), names, _("Sin dato"), frozenset(names) & {"H", "M"})

    def language(self) -> Dimensions:
        """By language; one that was typed and is not in the catalogue is another language."""
        field = self.catalog.fields["language"]
        return Dimensions("language", _("Lengua"), {one.key: str(one.label) for one in field.choices}, _("Otra lengua"))

    def document_age(self) -> Dimensions:
        """By the age band that the sealed application carries."""
        found = age_bands.between(self.bands.documents, self.first, self.last)
        return Dimensions("age", _("Edad"), found, _("Sin dato"))

    def minor_age(self) -> Dimensions:
        """By the bands in which unaccompanied minors are published."""
        found = age_bands.between(self.bands.minors, self.first, self.last)
        return Dimensions("age", _("Edad"), found, _("Sin dato"))

    def place(self) -> Dimensions:
        """By consulate."""
        return Dimensions("place", _("Consulado"), self.places, _("Otro consulado"))


def coded(name: str, head: str, names: Mapping[str, str], other: str) -> Dimensions:
    """By a code of the desk, whose words are translated here."""
    return Dimensions(name, head, {code: _(words) for code, words in names.items()}, other)


def listed(name: str, head: str, rows: Mapping[str, NamedCode], other: str) -> Dimensions:
    """By a list of the catalogue."""
    return Dimensions(name, head, {code: str(row.name) for code, row in rows.items()}, other)


def years() -> Dimensions:
    """By years of validity."""
    names = {str(n): _("1 año") if n == 1 else _("{n} años").format(n=n) for n in (1, 3, 5, 6, 10)}
    return Dimensions("years", _("Vigencia"), names, _("Sin vigencia"))
