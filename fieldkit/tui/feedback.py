"""What the screens say after every action: a sign, words and a colour; and problems turned into words."""

from typing import Literal, NamedTuple

from fieldkit.errors import TROUBLE, PrintProblem, Problem, spoken

Tone = Literal["good", "warn", "bad", "calm"]
SIGNS: dict[Tone, str] = {"good": "✓", "warn": "!", "bad": "✗", "calm": "·"}
Trouble = TROUBLE


class Said(NamedTuple):
    """A verdict: its tone, one sentence, and what else is worth knowing."""

    tone: Tone
    words: str
    more: str = ""


def good(words: str, more: str = "") -> Said:
    """It worked."""
    return Said("good", words, more)


def warn(words: str, more: str = "") -> Said:
    """It worked, or waits, and somebody should look."""
    return Said("warn", words, more)


def bad(words: str, more: str = "") -> Said:
    """It did not work."""
    return Said("bad", words, more)


def trouble(problem: Problem | PrintProblem) -> Said:
    """A problem's title, cause and remedy in the operator's language."""
    title, *rest = spoken(problem)
    return Said("bad", title, " ".join(part for part in rest if part))
