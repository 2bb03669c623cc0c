"""The line as a table that only words and draws the rows in sight: a thousand people cost no more than twenty."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

Cells = Sequence[Text]


class QueueTable(ScrollView, can_focus=True):
    """A heading that stays, and rows with one marked. Columns have fixed widths, in cells."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"queue-table--heading", "queue-table--odd", "queue-table--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "to_end(-1)", show=False),
        Binding("end", "to_end(1)", show=False),
    ]

    class Moved(Message):
        """Another row is marked."""

    def __init__(self, widths: Sequence[int], *, id: str) -> None:  # noqa: A002 - the framework's own name for it
        super().__init__(id=id)
        self.cursor = 0
        self._widths = widths
        self._heading: Cells = ()
        self._count = 0
        self._words: Callable[[int], Cells] = lambda _row: ()

    def head(self, heading: Cells) -> None:
        """The words over the columns."""
        self._heading = heading
        self.refresh()

    def show(self, count: int, words: Callable[[int], Cells], cursor: int) -> None:
        """Show ``count`` rows, each worded when it comes in sight, with the row ``cursor`` marked."""
        self._count, self._words = count, words
        self.virtual_size = Size(sum(self._widths), count + 1)
        self._mark(cursor)

    def action_move(self, step: int) -> None:
        """Mark the row above or below."""
        self._mark(self.cursor + step)

    def action_page(self, step: int) -> None:
        """Mark a row one screen above or below."""
        self._mark(self.cursor + step * max(self.size.height - 2, 1))

    def action_to_end(self, step: int) -> None:
        """Mark the first or the last row."""
        self._mark(step * self._count)

    def render_line(self, y: int) -> Strip:
        """The heading, or a row."""
        row = self.scroll_offset.y + y - 1
        if y == 0:
            return self._strip(self._heading, "queue-table--heading")
        if row >= self._count:
            return Strip.blank(self.size.width, self.rich_style)
        marked = "queue-table--cursor" if row == self.cursor else "queue-table--odd" if row % 2 else ""
        return self._strip(self._words(row), marked)

    def _strip(self, cells: Cells, component: str) -> Strip:
        style = self.get_component_rich_style(component) if component else self.rich_style
        line = Text(no_wrap=True, end="")
        for cell, width in zip(cells, self._widths, strict=False):
            shown = cell.copy()
            shown.truncate(width, overflow="ellipsis", pad=True)
            line.append(" ").append_text(shown).append(" ")
        if component.endswith("cursor"):  # the marked row is read by its mark, not by the colours of its cells
            line = Text(line.plain, no_wrap=True, end="")
        strip = Strip(line.render(self.app.console)).apply_style(style)
        return strip.adjust_cell_length(self.size.width, style)

    def _mark(self, row: int) -> None:
        self.cursor = max(0, min(row, self._count - 1))
        top, height = self.scroll_offset.y, max(self.size.height - 1, 1)
        if not top <= self.cursor < top + height:
            self.scroll_to(y=self.cursor if self.cursor < top else self.cursor - height + 1, animate=False)
        self.refresh()
        self.post_message(self.Moved())
