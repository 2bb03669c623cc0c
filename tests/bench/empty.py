"""A Textual program that does nothing but show one line: python -m tests.bench.empty."""

from textual.app import App, ComposeResult
from textual.widgets import Static

WORDS = "Nothing is here"


class Empty(App[None]):
    """One line on an empty screen."""

    def compose(self) -> ComposeResult:
        yield Static(WORDS)


if __name__ == "__main__":
    Empty().run()
