"""A value that was typed, scanned or read and cannot be taken as it is."""

from fieldkit.locale import N_, _
from sync.errors import Problem, Wording


class BadValue(Problem, ValueError):  # noqa: N818 - named for what people are told, as its parents are
    """Something typed or read is not acceptable; ``str()`` is a sentence for the person at the table.

    Facts name places and kinds of characters, never the value itself: the sentence may be logged.
    """

    wording = Wording(N_("Este dato no se puede aceptar."))

    def __str__(self) -> str:
        return " ".join(_(part).format(**self.facts) for part in self.wording if part)
