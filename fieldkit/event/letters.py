"""The letter under which a device numbers its tickets, after a restore."""

from fieldkit.errors import Problem
from fieldkit.event import problems


def next_letter(letter: str) -> str:
    """The letter of a successor: A → AA → AB … AZ; no other device of the event has it. Raises TOO_MANY_COPIES."""
    if len(letter) == 1:
        return f"{letter}A"
    if letter[1] == "Z":
        raise Problem(problems.TOO_MANY_COPIES)
    return f"{letter[0]}{chr(ord(letter[1]) + 1)}"
