"""The verdict after every scan and action: sign, words, colour, and never one of them alone."""

from textual.content import Content
from textual.widgets import Static

from fieldkit.tui.feedback import SIGNS, Feedback


class Verdict(Static):
    """One or more lines under the work."""

    def __init__(self) -> None:
        super().__init__("", id="verdict", markup=False)

    def say(self, said: Feedback) -> None:
        """Show a verdict until the next."""
        self.set_classes(f"-{said.tone}")
        head = Content.styled(f" {SIGNS[said.tone]} {said.words} ", "bold")
        self.update(head + Content(f" {said.more}") if said.more else head)

    def clear(self) -> None:
        """Nothing to say."""
        self.set_classes("")
        self.update("")
