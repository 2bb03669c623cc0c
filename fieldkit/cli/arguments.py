"""What the arguments of several commands have in common."""

import argparse
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # argparse gives this type no public name


def port(text: str) -> int:
    """A TCP port; 0 lets the system choose one."""
    value = int(text)
    if not 0 <= value <= 65_535:
        raise argparse.ArgumentTypeError("0 … 65535")
    return value


def number(text: str) -> int:
    """A whole number up to 100,000."""
    value = int(text)
    if not 0 <= value <= 100_000:
        raise argparse.ArgumentTypeError("0 … 100000")
    return value
