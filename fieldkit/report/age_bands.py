"""Age bands as dated data: the Ministry changes them from year to year."""

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import msgspec

from fieldkit.errors import Problem
from fieldkit.locale import _
from fieldkit.people.ages import band_of
from fieldkit.report import problems

FILE = Path(__file__).with_name("age_bands.toml")
_BAND = re.compile(r"([0-9]{1,3})(?:(\+)|-([0-9]{1,3}))?", re.ASCII)


class AgeBandTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first ages of the bands, in completed years, rising from 0; in force from a day on."""

    first: date = msgspec.field(name="from")
    starts: Annotated[tuple[int, ...], msgspec.Meta(min_length=1)] = msgspec.field()


class Bands(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tables of the file by kind, each kind by date."""

    documents: Annotated[tuple[AgeBandTable, ...], msgspec.Meta(min_length=1)]
    minors: Annotated[tuple[AgeBandTable, ...], msgspec.Meta(min_length=1)]


def on(tables: Sequence[AgeBandTable], day: date) -> tuple[int, ...]:
    """The first ages of the bands in force on a day; those of the oldest table before it began."""
    begun = [table for table in tables if table.first <= day]
    return (begun[-1] if begun else tables[0]).starts


def between(tables: Sequence[AgeBandTable], first: date, last: date) -> dict[str, str]:
    """Every band in force on a day of the period, with its words, by age."""
    wanted = [on(tables, first), *(table.starts for table in tables if first < table.first <= last)]
    found = {band_of(start, starts) for starts in wanted for start in starts}
    return {band: words(band) for band in sorted(found, key=_ages)}


def words(band: str) -> str:
    """A band in words."""
    first, last = _ages(band)
    if last is None:
        return _("{n} años o más").format(n=first)
    if first == 0:
        return _("menos de {n} años").format(n=last + 1)
    return _("{n} años").format(n=first) if first == last else _("{first} a {last} años").format(first=first, last=last)


def _ages(band: str) -> tuple[int, int | None]:
    found = _BAND.fullmatch(band)
    if found is None:
        raise ValueError("not a band")
    first = int(found[1])
    return first, None if found[2] else int(found[3] or first)


@cache
def shipped() -> Bands:
    """The tables that come with the kit."""
    return read(FILE)


def read(path: Path) -> Bands:
    """The tables in ``path``. Raises BAD_BANDS."""
    try:
        bands = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8-sig")), Bands)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Problem(problems.BAD_BANDS, file=path.name, key="-", reason=str(error)) from error
    for kind, tables in (("documents", bands.documents), ("minors", bands.minors)):
        if any(later.first <= earlier.first for earlier, later in pairwise(tables)):
            raise Problem(
                problems.BAD_BANDS, file=path.name, key=kind, reason=_("las fechas van en orden y sin repetir")
            )
        for table in tables:
            if table.starts[0] != 0 or any(b <= a for a, b in pairwise(table.starts)):
                raise Problem(
                    problems.BAD_BANDS, file=path.name, key=kind, reason=_("las edades suben desde 0, sin repetir")
                )
    return bands
