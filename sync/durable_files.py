"""Files that survive a power cut: written aside, forced to the disk, renamed, and the rename forced to the disk too.

Whoever reads a file sees the old one or the new one, whole. Every file that is replaced is replaced here; ``printing``,
which imports nothing of ``sync``, is handed ``write`` with each job.
"""

import errno
import os
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

WINDOWS = os.name == "nt"
# A virus scanner or an indexer holds a new file for a moment, and Windows refuses the rename as long as it does.
RETRY_SECONDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
_NO_SUCH_CALL = {errno.EINVAL, errno.ENOTSUP, errno.ENOTTY}


def write(path: Path, content: bytes) -> Path:
    """Replace ``path`` by a file with ``content`` that only its owner reads; durable when this returns.

    Raises OSError, and leaves no half-written file.
    """
    return _replace(path, lambda file: file.write(content))


def copy(source: Path, path: Path) -> Path:
    """The same with the content of another file, of any size. Raises OSError."""
    with source.open("rb") as original:
        return _replace(path, lambda file: shutil.copyfileobj(original, file))


def _replace(path: Path, fill: Callable[[BinaryIO], object]) -> Path:
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)  # left by a power cut, perhaps with other permissions
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(fresh, flags, 0o600), "wb") as file:
            fill(file)
            file.flush()
            sync(file.fileno())
        rename(fresh, path)
        sync_folder(path.parent)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    return path


def rename(source: Path, target: Path) -> None:
    """Give a file or a folder its name, in place of any file of that name; ``sync_folder`` makes it durable.

    On Windows a refusal is retried for about a second. Raises OSError.
    """
    for seconds in RETRY_SECONDS if WINDOWS else ():
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(seconds)
        else:
            return
    source.replace(target)


def sync(descriptor: int) -> None:
    """Force what was written to an open file onto the disk itself, past the disk's own memory. Raises OSError."""
    os.fsync(descriptor)
    if sys.platform == "darwin":  # fsync of macOS ends at the disk's memory
        import fcntl

        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError as error:
            if error.errno not in _NO_SUCH_CALL:  # network drives have no such call
                raise


def sync_file(path: Path) -> None:
    """Force a file that something else has written onto the disk. Raises OSError."""
    with path.open("rb+") as file:
        sync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` survive a power cut; Windows orders renames itself. Raises OSError."""
    if WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SUCH_CALL:  # some network drives have no such call for a folder
            raise
    finally:
        os.close(descriptor)
