"""What every kind of entry is: a frozen Struct whose tag is written into the entry's header."""

from typing import Annotated

import msgspec

# Up to what every reader of JSON holds exactly; a file of the store holds no more than 64 bits.
Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 53) - 1)]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"):
    """The base of every kind."""
