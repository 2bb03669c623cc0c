"""The screens: Textual, and nothing else of the program imports it."""

from fieldkit.tui.run import run

__all__ = ["run"]
