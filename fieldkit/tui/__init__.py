"""The screens: Textual, and nothing else of the program imports it."""

import os

# A second change in one answer waits for the framework's next frame: a short one, read when it is first imported.
os.environ.setdefault("TEXTUAL_FPS", "200")

from fieldkit.tui.run import run

__all__ = ["run"]
