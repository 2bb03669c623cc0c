"""Keys that nobody meant: an Enter that bounces, a key held too long, a name typed where letters are commands. Pure."""

from fieldkit.tui.bursts import Key

# Seconds within which the same key again is the same press.
AGAIN = 0.5
# Seconds from letter to letter of somebody who writes; a command comes alone.
WRITING = 0.3
# These only move about: held down, they go on moving.
_MOVES = frozenset(
    {"up", "down", "left", "right", "pageup", "pagedown", "home", "end", "backspace", "delete", "escape"}
)


class Bounce:
    """Says of each key, in order, whether it counts."""

    def __init__(self) -> None:
        self._name = ""
        self._at = float("-inf")
        self._front: object = None
        self._sign = False
        self._writing = False

    def counts(self, key: Key, front: object, *, writes: bool) -> bool:
        """Whether ``key`` is to be handed on to ``front``; ``writes``: signs are text there, and Enter goes from line
        to line. A key that opened another screen does not count there a second time."""
        name = "enter" if key.name == "ctrl+j" else key.name.lower()
        since, same = key.at - self._at, name == self._name
        moved = front is not self._front
        writing = bool(key.sign) and self._sign and since < WRITING and not writes and not moved
        again = same and since < AGAIN and name not in _MOVES and (moved or not writes)
        counts = not again and not (writing and not same)
        self._writing = writing and not counts
        self._name, self._at, self._sign = name, key.at, bool(key.sign) and not writes
        if counts or writing:
            self._front = front
        return counts

    @property
    def writing(self) -> bool:
        """Whether the last key was one of a word, where letters are commands."""
        return self._writing
