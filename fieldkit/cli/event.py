"""Commands that play a day: the drill and the demo."""

import argparse

Commands = argparse._SubParsersAction  # noqa: SLF001 - the only name that argparse gives this type


def add_commands(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
