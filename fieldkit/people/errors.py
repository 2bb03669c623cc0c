"""A value that was typed, scanned or read and cannot be taken as it is."""

from typing import ClassVar

from fieldkit.locale import _
from sync.errors import Problem


class BadValue(Problem, ValueError):  # noqa: N818 - named for what people are told, as its parents are
    """Something typed or read is not acceptable; ``str()`` is a sentence for the person at the table.

    Facts name places and kinds of characters, never the value itself: the sentence may be logged.
    """

    title: ClassVar[str] = "Este dato no se puede aceptar."

    def __str__(self) -> str:
        parts = (self.title, self.cause, self.remedy)
        return " ".join(_(part).format(**self.facts) for part in parts if part)
