"""A file that is on the disk before anybody is told so."""

import os
from pathlib import Path


def forced(path: Path, content: bytes) -> None:
    """Write it and wait for the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
