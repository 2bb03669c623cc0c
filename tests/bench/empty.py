"""A Textual program that does nothing but show one line and the last key: python -m tests.bench.empty."""

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static

WORDS = "Nothing is here"


class Empty(App[None]):
    """One line on an empty screen."""

    def compose(self) -> ComposeResult:
        yield Static(WORDS)

    def on_key(self, event: events.Key) -> None:
        """Show it in the place of the line."""
        self.query_one(Static).update(f"The key was {event.key}")


if __name__ == "__main__":
    Empty().run()
