"""What the screens say after every action: a sign, words and a colour; and problems turned into words."""

from typing import Literal, NamedTuple

from fieldkit.errors import TROUBLE, PrintProblem, Problem, spoken

Tone = Literal["good", "warn", "bad", "calm"]
SIGNS: dict[Tone, str] = {"good": "✓", "warn": "!", "bad": "✗", "calm": "·"}
Trouble = TROUBLE


class Feedback(NamedTuple):
    """A verdict: its tone, one sentence, and what else is worth knowing."""

    tone: Tone
    words: str
    more: str = ""


def good(words: str, more: str = "") -> Feedback:
    """It worked."""
    return Feedback("good", words, more)


def warn(words: str, more: str = "") -> Feedback:
    """It worked, or waits, and somebody should look."""
    return Feedback("warn", words, more)


def bad(words: str, more: str = "") -> Feedback:
    """It did not work."""
    return Feedback("bad", words, more)


def trouble(problem: Problem | PrintProblem) -> Feedback:
    """A problem's title, cause and remedy in the operator's language."""
    title, *rest = spoken(problem)
    return Feedback("bad", title, " ".join(part for part in rest if part))
