"""The files that cameras and scanners leave: listed, found under what a terminal writes when one is dropped, read."""

import errno
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from fieldkit import photos
from fieldkit.errors import Problem, Wording, disk_reason
from fieldkit.locale import N_

# What cannot be taken is listed too: a file that was just scanned and is not there is a riddle, a refusal is not.
LISTED = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".heic", ".heif", ".pdf"}
MOST = 500
_DRIVE = re.compile(r"/[A-Za-z]:/")


CANNOT_OPEN = Wording(
    title=N_("Ese archivo no se puede abrir."),
    cause="{reason}",
    remedy=N_("Lo capturado sigue guardado. Elija un archivo de la lista, o arrástrelo otra vez a esta ventana."),
)


_REASONS = {
    errno.ENOENT: N_("No hay ningún archivo con ese nombre."),
    errno.ENOTDIR: N_("No hay ningún archivo con ese nombre."),
    errno.ENAMETOOLONG: N_("No hay ningún archivo con ese nombre."),
    errno.EINVAL: N_("No hay ningún archivo con ese nombre."),
    errno.EACCES: N_("El sistema no deja leerlo; quizá otro programa lo está usando."),
    errno.EPERM: N_("El sistema no deja leerlo; quizá otro programa lo está usando."),
    errno.EISDIR: N_("Es una carpeta."),
}


class PictureFile(NamedTuple):
    """A file, when it was last written, in seconds since 1970, and its size in bytes."""

    path: Path
    at: float
    size: int


def newest(folder: Path) -> list[PictureFile]:
    """The pictures of a folder, newest first; none when it cannot be read just now."""
    found = []
    try:
        for path in folder.iterdir():
            if path.suffix.lower() in LISTED and not path.name.startswith("."):
                about = path.stat()
                found.append(PictureFile(path, about.st_mtime, about.st_size))
    except OSError:
        return []
    return sorted(found, key=lambda one: (-one.at, one.path.name))[:MOST]


def read(text: str) -> bytes:
    """The file that was typed or dropped, one byte more than is allowed at the most. Raises CANNOT_OPEN."""
    try:
        found = [path for path in paths_in(text) if path.exists()]
        path = found[0] if found else next(paths_in(text))
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        if path.exists() and not path.is_file():
            raise PermissionError(errno.EACCES, "")
        with path.open("rb") as file:
            return file.read(photos.MAX_FILE_BYTES + 1)
    except ValueError as error:  # a NUL in it
        raise Problem(CANNOT_OPEN, reason=_REASONS[errno.ENOENT]) from error
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or disk_reason(error)
        raise Problem(CANNOT_OPEN, reason=reason) from error


def paths_in(text: str) -> Iterator[Path]:
    """What a text may mean as a path, likeliest first: as it stands, then as each kind of terminal writes a drop.

    macOS and Linux put a backslash before spaces and signs, or quote; Windows quotes, PowerShell with ``&`` before it;
    some desktops give a ``file:`` address.
    """
    text = text.strip()
    plain = text.removeprefix("& ").strip()
    yield Path(text).expanduser()
    if plain[:1] in {"'", '"'} and plain[-1:] == plain[0] and len(plain) > 1:
        yield Path(plain[1:-1])
    if text.lower().startswith("file:"):
        address = unquote(urlsplit(text).path)
        yield Path(address[1:] if _DRIVE.match(address) else address)
    try:
        words = shlex.split(plain)
    except ValueError:
        return
    if len(words) == 1:
        yield Path(words[0])
