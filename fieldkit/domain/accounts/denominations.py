"""What is counted by hand at opening and at close: notes and coins, and blank documents with a folio. Dated data."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from fieldkit.domain.accounts import problems
from fieldkit.domain.catalog.model import Bilingual, Field
from fieldkit.domain.forms.definition import COUNTED, FormDefinition, Section
from fieldkit.errors import Problem
from fieldkit.locale import _

COUNT = "till_count"
SHIPPED = Path(__file__).with_name("denominations.toml")


class Denomination(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note or a coin, worth ``cents``; ``last`` is the last day on which it is taken, if it was withdrawn."""

    cents: Annotated[int, msgspec.Meta(ge=1)]
    name: Bilingual
    last: date = msgspec.field(name="until", default=date.max)


class BlankKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of blank document that is kept by folio."""

    name: Bilingual


class DenominationTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Notes and coins in the order in which they are counted, and kinds of blank documents by key."""

    cash: tuple[Denomination, ...]
    stock: dict[str, BlankKind]

    def cash_on(self, day: date) -> tuple[Denomination, ...]:
        """What can lie in a till on a day."""
        return tuple(one for one in self.cash if day <= one.last)


def load(path: Path) -> DenominationTable:
    """The table in ``path``. Raises BAD_DENOMINATIONS."""
    try:
        table = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8-sig")), DenominationTable)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Problem(problems.BAD_DENOMINATIONS, file=path.name, reason=str(error)) from error
    values = [one.cents for one in table.cash]
    if len(set(values)) != len(values):
        raise Problem(problems.BAD_DENOMINATIONS, file=path.name, reason=_("un billete o moneda está dos veces"))
    return table


def count_form(table: DenominationTable, day: date) -> FormDefinition:
    """The form of a count: how many there are of each note and coin that can lie in a till on ``day``."""
    fields = tuple(Field(key=str(one.cents), kind="count", label=one.name) for one in table.cash_on(day))
    return FormDefinition(COUNT, (Section(fields),), without=COUNTED)


@cache
def shipped() -> DenominationTable:
    """The table that comes with the kit."""
    return load(SHIPPED)
