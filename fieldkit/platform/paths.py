"""The kit's folder on a laptop: where each thing lies."""

import sys
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_data_path


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
    def notice(self) -> Path:
        """The event's privacy notice, for phones in the hall; public."""
        return self.folder / "hall" / "notice.json"

    @property
    def tickets(self) -> Path:
        """Where every ticket stands, for phones in the hall; public, under hashed tickets."""
        return self.folder / "hall" / "tickets.bin"

    @property
    def reports(self) -> Path:
        """Where reports are written to be handed on."""
        return self.folder / "reports"


def default_home() -> Home:
    """Where the system keeps a program's data; a folder where version 0.1.0 kept it is used as it is."""
    before = Home(_of_0_1_0())
    return before if before.folder.is_dir() else Home(user_data_path("fieldkit", appauthor=False))


def _of_0_1_0() -> Path:
    """Version 0.1.0 looked nowhere else, whatever XDG_DATA_HOME or a domain's policy said."""
    if sys.platform == "win32":
        return Path.home() / "AppData" / "Local" / "fieldkit"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "fieldkit"
    return Path.home() / ".local" / "share" / "fieldkit"
