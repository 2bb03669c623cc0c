"""Plain lists of answers: a code, and what it is called."""

from collections.abc import Mapping

import msgspec

from fieldkit.domain.catalog.model import Bilingual


class NamedCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of a list."""

    name: Bilingual


def name_of(rows: Mapping[str, NamedCode], code: str) -> str:
    """What a code is called; a code of another edition of the list stays a code."""
    return str(rows[code].name) if code in rows else code
