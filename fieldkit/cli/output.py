"""The one door of what commands print: harmless to the terminal, in whatever encoding it goes."""

import codecs
import io
import os
import sys
import unicodedata
from textwrap import indent

from fieldkit.errors import PrintProblem, Problem, spoken
from fieldkit.locale.plain import harmless

_CLOSED_PIPE = 141  # what a shell reports of a program that wrote to a pipe nobody reads
_ERRORS = "fieldkit.plain"
_IN_PLAIN = {"✓": "OK", "✗": "X", "…": "...", "·": "-", "–": "-", "—": "-", "→": "->", "≤": "<="}


def say(text: str = "", *, error: bool = False, end: str = "\n") -> None:
    """Print to the terminal, or to standard error. Raises BrokenPipeError when nobody reads any more."""
    print(harmless(text), file=sys.stderr if error else sys.stdout, end=end, flush=True)


def explain(problem: Problem | PrintProblem) -> str:
    """What happened, why, and what to do next, each on lines of its own."""
    title, *rest = (part for part in spoken(problem) if part)
    return "\n".join([f"✗ {title.removeprefix('✗ ')}", *(indent(part, "  ") for part in rest)])


def take_any_encoding() -> None:
    """Let no sign end a command: one that the output's encoding lacks is written in plain letters, or as ``?``."""
    codecs.register_error(_ERRORS, _plainly)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_ERRORS)


def end_quietly() -> int:
    """The status of a command whose reader has gone (``| head``); what is still to be written goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return _CLOSED_PIPE


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_IN_PLAIN.get(sign) or _letter(sign) for sign in signs), error.end


def _letter(sign: str) -> str:
    if unicodedata.category(sign) in {"Pi", "Pf"}:
        return '"'
    first = unicodedata.normalize("NFKD", sign)[0]
    return first if first.isascii() else "?"
