"""Ages in completed years, and the bands that statistics count people in."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from fieldkit.people import problems
from fieldkit.people.errors import BadValue


def age_on(born: date, on: date) -> int:
    """Completed years on the day ``on``.

    Somebody born on 29 February completes a year on 1 March when the year has no 29 February: until then the
    day of birth has not come round. Raises NOT_YET_BORN.
    """
    if born > on:
        raise BadValue(problems.NOT_YET_BORN)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_band(born: date, on: date, starts: Sequence[int]) -> str:
    """The band of the age on a day: ``"12-16"``, ``"17"``, ``"60+"``.

    ``starts`` are the bands' first ages, rising from 0. The Ministry changes its bands by year, so they are
    an argument and a birth date is what is kept. Raises NOT_YET_BORN.
    """
    if not starts or starts[0] != 0 or any(a >= b for a, b in pairwise(starts)):
        raise ValueError("bands start at 0 and rise")
    return band_of(age_on(born, on), starts)


def band_of(age: int, starts: Sequence[int]) -> str:
    """The band of an age in completed years, by the bands' first ages."""
    place = sum(start <= age for start in starts) - 1
    first = starts[place]
    if place + 1 == len(starts):
        return f"{first}+"
    last = starts[place + 1] - 1
    return str(first) if first == last else f"{first}-{last}"
