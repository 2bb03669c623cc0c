"""Minutes as people say them."""

from fieldkit.locale import N_, translate

HOUR = 60
# From this many hours on nobody counts in quarters.
LONG_HOURS = 3
# By the names that the board's script knows them by.
WORDS = {
    "minutes": N_("{m} minutos"),
    "hour": N_("1 hora"),
    "hour_and": N_("1 hora y {m} minutos"),
    "hours": N_("{h} horas"),
    "hours_and": N_("{h} horas y {m} minutos"),
}
_SHORT = (N_("{m} min"), N_("1 h"), N_("1 h {m} min"), N_("{h} h"), N_("{h} h {m} min"))


def spoken(minutes: int, language: str) -> str:
    """``25 minutos``, ``1 hora y 15 minutos``, ``5 horas``: above an hour to a quarter, from three hours to a half."""
    return _told(minutes, language, tuple(WORDS.values()))


def short(minutes: int, language: str) -> str:
    """The same for narrow places: ``1 h 15 min``."""
    return _told(minutes, language, _SHORT)


def _told(minutes: int, language: str, forms: tuple[str, ...]) -> str:
    if minutes < HOUR:
        return translate(forms[0], language).format(m=minutes)
    step = 30 if minutes >= LONG_HOURS * HOUR else 15
    hours, rest = divmod((minutes + step // 2) // step * step, HOUR)
    form = forms[(1 if hours == 1 else 3) + bool(rest)]
    return translate(form, language).format(h=hours, m=rest)
