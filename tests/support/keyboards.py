"""A scanner that plays keyboard, set to other keys than the computer."""

from fieldkit.locale.keyboards import LAYOUTS


def on_keys(text: str, scanner: str, computer: str) -> str:
    """What a scanner set to one country's keys types on a computer with another's."""
    rows = zip(LAYOUTS[scanner], LAYOUTS[computer], strict=True)
    there = {sign: key for signs, keys in rows for sign, key in zip(signs, keys, strict=True)}
    return "".join(there.get(sign, sign) for sign in text)
