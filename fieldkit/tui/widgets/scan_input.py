"""A line of text that a scanner may type into: Enter and Tab end it in order, and nothing typed is lost."""

import asyncio
from typing import ClassVar

from textual import events
from textual.message import Message
from textual.widgets import Input

from fieldkit.desk.scan import ActaCode, Curp, Folio, Reading, Unknown
from fieldkit.tui.bursts import GAP_IN_LINE


class ScanInput(Input):
    """An input that deals with Enter and Tab itself, in the order in which they were typed.

    The framework sends both as bindings through the program, where they are overtaken by the characters that
    follow. Here the line is whole when ``Scanned`` is posted.
    """

    ENDS: ClassVar[frozenset[str]] = frozenset({"enter", "ctrl+j", "tab", "shift+tab"})

    class Scanned(Message):
        """The line was ended by ``key``; ``value`` is what stood in it."""

        def __init__(self, line: "ScanInput", value: str, key: str) -> None:
            super().__init__()
            self.line = line
            self.value = value
            self.key = key

        @property
        def control(self) -> "ScanInput":
            """The line itself, for handlers that choose by id."""
            return self.line

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        clears: bool = True,
        password: bool = False,
        id: str | None = None,  # noqa: A002 - the framework's word
        classes: str | None = None,
    ) -> None:
        super().__init__(
            value,
            placeholder,
            password=password,
            id=id,
            classes=classes,
            validate_on=(),
            select_on_focus=False,
            compact=True,
        )
        self.clears = clears
        self._before = value
        self._marked = self.selection
        self._signed = float("-inf")
        self._waiting = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def settled(self) -> None:
        """Wait until an Enter or Tab that was handed over has been dealt with; a moment at most."""
        try:
            await asyncio.wait_for(self._idle.wait(), 1.0)
        except TimeoutError:
            return  # the line was closed in between; there is nothing left to keep in order

    def post_message(self, message: Message) -> bool:
        """Note that an ending key is on its way."""
        if isinstance(message, events.Key) and message.key in self.ENDS:
            self._idle.clear()
        return super().post_message(message)

    class TakenBack(Message):
        """What the last burst typed was a scan, and is dealt with as such."""

    def keeps(self, reading: Reading) -> bool:
        """Whether a scan of this kind is the line's own: it is typed and ended as if by hand."""
        return isinstance(reading, Folio | Curp | ActaCode | Unknown)

    async def take_back(self) -> None:
        """Be as before the burst that was just typed."""
        self._idle.clear()
        self.post_message(self.TakenBack())
        await self.settled()

    def on_scan_input_taken_back(self, event: TakenBack) -> None:
        """In the order of the keys."""
        event.stop()
        self.value = self._before
        self.selection = self._marked
        self._idle.set()

    async def on_key(self, event: events.Key) -> None:
        """End the line."""
        if event.is_printable:
            if event.time - self._signed > GAP_IN_LINE:
                self._before, self._marked = self.value, self.selection
            self._signed = event.time
        if event.key not in self.ENDS:
            return
        event.stop()
        event.prevent_default()
        value = self.value
        if self.clears:
            self.value = ""
        # Some scanners end a line with LF, and so does an Enter typed before the terminal was ready.
        self.ended(value, "enter" if event.key == "ctrl+j" else event.key)
        self._idle.set()

    def ended(self, value: str, key: str) -> None:
        """Tell the screen; lines of a form also move on."""
        self.post_message(self.Scanned(self, value, key))

    def _on_paste(self, event: events.Paste) -> None:
        """Take a paste whole: several lines end the line as often as Enter would have."""
        event.stop()
        event.prevent_default()
        *ended, rest = event.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for piece in ended:
            self.replace(piece, *self.selection)
            value, self.value = self.value, "" if self.clears else self.value
            self.ended(value, "enter")
        if rest:
            self.replace(rest, *self.selection)

    def action_copy(self) -> None:
        """Copy nothing: the line may hold a passphrase or a person's name."""

    def action_cut(self) -> None:
        """Delete what is selected, and put it nowhere."""
        self.delete_selection()
