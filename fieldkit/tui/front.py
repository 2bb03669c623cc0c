"""What every screen that can be left has in common: it leaves once, and only from the front."""

from typing import TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import Screen

R = TypeVar("R")


class Front(Screen[R]):
    """A screen whose ``dismiss`` may be asked for more than once, as two keys of one burst do.

    Textual takes a screen away a moment after it was told to, and then whichever is on top.
    """

    # Whether signs are a text here, though no line of text has the keys.
    writes = False
    # The time before which a key was meant for what stood here earlier.
    since = float("-inf")
    _gone = False
    _leaves: tuple[R | None, ...] = ()

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Leave with ``result``; behind another screen, once this one is in front again."""
        if self._gone:
            return AwaitComplete()
        if not self.is_active:
            self._leaves = (result,)
            return AwaitComplete()
        self._gone = True
        return super().dismiss(result)

    def was_written(self) -> None:
        """Somebody wrote a word where each letter is a command: its first letter counted, nothing else did."""

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """What was asked for behind another screen is done now."""
        if self._leaves:
            self.dismiss(*self._leaves)
