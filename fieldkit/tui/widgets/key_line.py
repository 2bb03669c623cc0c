"""The two lines of keys: what can be done on this screen, and where else one can go."""

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from fieldkit.locale import _
from fieldkit.tui.keys import HELP, LANGUAGE, LOCK, MORE, POSTS, Action


class KeyLine(Widget):
    """Keys with their words, closer together where the screen is narrow."""

    def __init__(self, post: str, here: Sequence[Action]) -> None:
        self._post = post
        self._here = here
        super().__init__(classes="key-line")

    def render(self) -> Content:
        """Fit the lines to the width."""
        width = self.content_size.width
        own = _fitting(width, [(*self._here, LOCK, LANGUAGE), (*self._here, LOCK), self._here])
        return Content("\n").join([own, _fitting(width, [(HELP, *POSTS, MORE), (HELP, *POSTS)], self._post)])


def _fitting(width: int, wanted: Sequence[Sequence[Action]], current: str = "") -> Content:
    """The first of ``wanted`` that fits, with as much room between keys as there is."""
    line = Content("")
    for actions in wanted:
        for gap in ("   ", "  ", " "):
            line = keys(actions, current, gap)
            if line.cell_length <= width:
                return line
    return line


def keys(actions: Sequence[Action], current: str = "", gap: str = "  ") -> Content:
    """``F2 Recepción  F3 Fila``, with the post where one is set off."""
    parts = []
    for one in actions:
        here = bool(current) and f"'{current}'" in one.name
        style = "reverse bold" if here else ""
        parts.append(Content.assemble((one.cap, "bold $primary"), " ", (_(one.label), style)))
    return Content(gap).join(parts)
