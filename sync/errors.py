"""The root of the error tree: what happened, why, and what to do next, in the operator's words."""

from typing import ClassVar

Fact = str | int


class Problem(Exception):  # noqa: N818 - a problem is what people read; subclasses name the error
    """Something a person must be told.

    ``title``, ``cause`` and ``remedy`` are templates in Spanish (the catalogue's message ids); ``facts`` fill
    their ``{names}``. Facts never hold personal data: a problem may be logged.
    """

    title: ClassVar[str] = "Algo no salió bien"
    cause: ClassVar[str] = ""
    remedy: ClassVar[str] = ""

    def __init__(self, **facts: Fact) -> None:
        super().__init__()
        self.facts = facts

    def __str__(self) -> str:
        parts = (self.title, self.cause, self.remedy)
        return " · ".join(part.format(**self.facts) for part in parts if part)
