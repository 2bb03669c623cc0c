"""Text from outside, made harmless before it reaches a terminal."""

import unicodedata

_SHOWN = "\ufffd"
_KEPT = "\n\t"


def harmless(text: str) -> str:
    """The text with a replacement sign for whatever steers a terminal or turns the direction of writing.

    Control signs (escape sequences begin with one), format signs and halves of signs go; new lines and tabs stay.
    """
    return "".join(_SHOWN if char not in _KEPT and _steers(char) else char for char in text)


def _steers(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
