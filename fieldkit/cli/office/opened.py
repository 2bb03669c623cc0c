"""Headquarters opened for one command, with the passphrase of whoever gives it."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from fieldkit.cli.secrets import passphrase

if TYPE_CHECKING:  # imported where used: a laptop's commands need not load headquarters' database
    from fieldkit.office.headquarters import Headquarters
    from fieldkit.office.keys import Office

AddCommand = Callable[[str, str], argparse.ArgumentParser]


def headquarters(options: argparse.Namespace) -> "AbstractContextManager[Headquarters]":
    """The office and its archive, closed at the end of the block."""
    from fieldkit.office.headquarters import opened
    from fieldkit.platform.clock import wall_ms

    return opened(options.hq, options.operator, passphrase(), archive_url=options.archive, wall=wall_ms)


@contextmanager
def office(options: argparse.Namespace) -> "Iterator[Office]":
    """The office alone, closed at the end of the block."""
    from fieldkit.office import keys
    from fieldkit.platform.clock import wall_ms

    opened = keys.open_office(options.hq, options.operator, passphrase(), wall=wall_ms)
    try:
        yield opened
    finally:
        opened.close()
