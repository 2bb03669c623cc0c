"""Commands that play a day: the drill and the demo."""

import argparse

Commands = argparse._SubParsersAction  # argparse gives this type no public name


def add_commands(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
