"""Minutes are told as people say them, by paper, page, screens and board alike."""

import pytest

from fieldkit.locale.durations import short, spoken

TOLD = {
    5: ("5 minutos", "5 min", "5 minutes"),
    59: ("59 minutos", "59 min", "59 minutes"),
    60: ("1 hora", "1 h", "1 hour"),
    66: ("1 hora", "1 h", "1 hour"),
    70: ("1 hora y 15 minutos", "1 h 15 min", "1 hour and 15 minutes"),
    115: ("2 horas", "2 h", "2 hours"),
    170: ("2 horas y 45 minutos", "2 h 45 min", "2 hours and 45 minutes"),
    305: ("5 horas", "5 h", "5 hours"),
    320: ("5 horas y 30 minutos", "5 h 30 min", "5 hours and 30 minutes"),
}


@pytest.mark.parametrize("minutes", TOLD)
def test_minutes_are_told_as_people_say_them(minutes: int) -> None:
    assert (spoken(minutes, "es"), short(minutes, "es"), spoken(minutes, "en")) == TOLD[minutes]
