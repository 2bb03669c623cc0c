"""The kit's folder on a laptop: where each thing lies."""

import sys
from pathlib import Path
from typing import NamedTuple


class Home(NamedTuple):
    """A folder that holds one device."""

    folder: Path

    @property
    def store(self) -> Path:
        """The encrypted store."""
        return self.folder / "fieldkit.store"

    @property
    def keys(self) -> Path:
        """The key file with the operators' slots."""
        return self.folder / "fieldkit.keys.json"

    @property
    def config(self) -> Path:
        """This laptop's settings."""
        return self.folder / "config.toml"

    @property
    def printed(self) -> Path:
        """Where the folder printer writes."""
        return self.folder / "printed"

    @property
    def board(self) -> Path:
        """What the hall's board shows: public, written by the desk, read by the board's server."""
        return self.folder / "hall" / "board.json"

    @property
    def tickets(self) -> Path:
        """Where every ticket stands, for phones in the hall; public, under hashed tickets."""
        return self.folder / "hall" / "tickets.bin"

    @property
    def reports(self) -> Path:
        """Where reports are written to be handed on."""
        return self.folder / "reports"


def default_home() -> Home:
    """Where the system expects a program's data: the one place that knows systems apart."""
    if sys.platform == "win32":
        return Home(Path.home() / "AppData" / "Local" / "fieldkit")
    if sys.platform == "darwin":
        return Home(Path.home() / "Library" / "Application Support" / "fieldkit")
    return Home(Path.home() / ".local" / "share" / "fieldkit")
