"""What a look at a form finds."""

from typing import Literal

import msgspec

Severity = Literal["stop", "warn"]


class Finding(msgspec.Struct, frozen=True):
    """Something to look at: the field's key, whether it stops the form, and a sentence for people.

    ``rule`` names a rule that a supervisor may let pass for a reason; empty for what nobody can: a missing or
    impossible value.
    """

    field: str
    severity: Severity
    sentence: str
    rule: str = ""

    def __str__(self) -> str:
        return self.sentence
