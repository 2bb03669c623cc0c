"""The colours of the screens: calm, with enough contrast for a bright hall."""

from textual.theme import Theme

CALM = Theme(
    name="calm",
    primary="#5fb3a1",
    secondary="#3d6f8e",
    accent="#e8c27a",
    warning="#e8c27a",
    error="#e58a7b",
    success="#8fc98a",
    foreground="#e6e3da",
    background="#14202a",
    surface="#1b2a36",
    panel="#243645",
    dark=True,
)
