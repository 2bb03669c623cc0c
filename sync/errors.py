"""The root of the error tree: what happened, why, and what to do next, in the operator's words."""

from typing import NamedTuple

Fact = str | int


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark ``message`` for translation; it is translated where it is shown."""
    return message


class Wording(NamedTuple):
    """What a person reads about a problem: templates in Spanish, which are the catalogue's message ids.

    Each subject has a table of them, ``problems.py``; docstrings name what they raise by its name in that table.
    """

    title: str
    cause: str = ""
    remedy: str = ""


class Problem(Exception):  # noqa: N818 - a problem is what people read; subclasses name the error
    """Something a person must be told: ``raise Problem(problems.NO_CASH, there=there)``.

    ``facts`` fill the ``{names}`` of its wording. They never hold personal data: a problem may be logged. A subclass
    is for what code tells apart, and may have a wording of its own.
    """

    wording: Wording = Wording(N_("Algo no salió bien"))

    def __init__(self, wording: Wording | None = None, /, **facts: Fact) -> None:
        super().__init__()
        if wording is not None:
            self.wording = wording
        self.facts = facts

    def __str__(self) -> str:
        return " · ".join(part.format(**self.facts) for part in self.wording if part)
