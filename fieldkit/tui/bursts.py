"""Telling a scanner's signs from a person's: they come faster than a hand types. Pure: keys with their times in."""

from collections.abc import Callable
from typing import NamedTuple

# Seconds from one sign of a scanner to the next, at most, as long as the computer keeps up; a held key repeats more
# slowly. Signs that were held longer than that because it did not are still one scan.
GAP = 0.03
LATE = 0.12
# The same in a line of text, where nothing waits: faster than anybody types for six signs on end.
GAP_IN_LINE = 0.06
# Seconds between a sign and what a scanner is set to add before or after it.
EDGE = 0.06
# Seconds from one line of a document to the next.
LINES = 0.25
# Fewer signs than these are typed: in a line of text, where typing is the rule, and where single keys command.
LEAST_IN_LINE = 6
LEAST_OF_COMMANDS = 3
ENDS = frozenset({"enter", "ctrl+j", "tab"})


class Key(NamedTuple):
    """A key that was pressed: its name, the sign that it types or "", and when, in seconds."""

    name: str
    sign: str
    at: float

    @property
    def control(self) -> bool:
        """Whether scanners send it before or after a code: STX, ETX, BEL and their like are Ctrl and a key."""
        return self.name.startswith("ctrl+") and self.name not in ENDS


class Scan(NamedTuple):
    """A whole scan: its text, lines apart, without what stood at its edges; all its keys; how many of them were let
    through already, as long as nothing told them from typing."""

    text: str
    keys: tuple[Key, ...]
    passed: int


class Bursts:
    """Takes keys one by one and gives them back as typed, or as a scan once it is whole.

    In a line of text, signs are given back at once, so that typing is as fast as without; elsewhere they are held for
    a moment, because there each is a command. ``goes_on`` says of a text whether more lines of the same code follow.
    """

    def __init__(self, goes_on: Callable[[str], bool]) -> None:
        self._goes_on = goes_on
        self._run: list[Key] = []
        self._passed = 0
        self._in_line = False
        self._ended = float("-inf")

    def feed(self, key: Key, *, in_line: bool) -> list[Key | Scan]:
        """What is known now that ``key`` came; ``in_line``: a line of text has the keys."""
        given: list[Key | Scan] = []
        if self._run and key.at - self._run[-1].at > max(self._patience(), GAP_IN_LINE if self._in_line else LATE):
            given = self.rest()
        if not self._run and (key.control or key.name in ENDS) and 0 <= key.at - self._ended <= EDGE:
            return given  # what a scanner adds once more after the end
        if key.name in ENDS:
            return [*given, *self._end(key)]
        if not key.sign and not key.control:
            return [*given, *self.rest(), key]
        if not self._run:
            self._in_line = in_line
        if in_line and key.sign and self._passed == len(self._run):
            self._passed += 1
            given.append(key)
        self._run.append(key)
        return given

    def rest(self) -> list[Key | Scan]:
        """No further key comes: the scan if it is one, else the keys that were held."""
        run, passed = tuple(self._run), self._passed
        self._run.clear()
        self._passed = 0
        if not _scanned(run, LEAST_IN_LINE if self._in_line else LEAST_OF_COMMANDS):
            return [*run[passed:]]
        return [Scan(_text(run), run, passed)]

    def waits(self) -> float | None:
        """Seconds after which ``rest`` is to be called, counted from the last key; None when nothing is held."""
        open_end = len(self._run) > self._passed or len(self._run) >= LEAST_IN_LINE
        return self._patience() if open_end else None

    def taken(self, at: float) -> None:
        """The scan that was given last was one, and ended at ``at``: what else the scanner adds is no key."""
        self._ended = at

    def _end(self, key: Key) -> list[Key | Scan]:
        if not self._run:
            return [key]
        self._run.append(key)
        return [] if self._goes_on(_text(tuple(self._run))) else self.rest()

    def _patience(self) -> float:
        last = self._run[-1]
        if last.name in ENDS:
            return LINES
        return EDGE if last.control else GAP_IN_LINE if self._in_line else GAP


def _scanned(run: tuple[Key, ...], least: int) -> bool:
    """Whether these keys are a scanner's: enough signs and not all one, as of a held key, or signs after a control."""
    signs = [key.sign for key in run if key.sign]
    framed = bool(signs) and run[0].control
    return framed or (len(signs) >= least and len(set(signs)) > 1)


def _text(run: tuple[Key, ...]) -> str:
    lines = "".join("\n" if key.name in ENDS else key.sign for key in run)
    return "\n".join(line for line in lines.split("\n") if line)
