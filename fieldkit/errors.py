"""The kit's own problems stand on the same root as those of sync; here every problem learns to speak."""

import errno
import re
from typing import NamedTuple

from fieldkit.locale import N_, _
from printing.errors import PrintProblem
from sync.errors import Fact, Problem, Wording

__all__ = [
    "TROUBLE",
    "Fact",
    "PrintProblem",
    "Problem",
    "Spoken",
    "Wording",
    "disk_reason",
    "file_reason",
    "spoken",
    "toml_reason",
    "windows_path",
]

TROUBLE = (Problem, PrintProblem)


_DISK = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), N_("el disco está lleno")),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), N_("el disco no permite escribir")),
    **dict.fromkeys((errno.EIO, errno.ENXIO, errno.ENODEV), N_("el disco no respondió bien")),
}


def disk_reason(error: OSError) -> str:
    """Why a file could not be written, as a message for a problem's ``reason``; the system's own words otherwise."""
    return _DISK.get(error.errno or 0, error.strerror or type(error).__name__)


_FILE = {
    errno.ENOENT: N_("no está ahí"),
    errno.EISDIR: N_("es una carpeta, no un archivo"),
    errno.ENOTDIR: N_("una parte del camino no es una carpeta"),
    errno.EEXIST: N_("ya existe"),
    errno.ENAMETOOLONG: N_("el nombre es demasiado largo"),
    errno.EMFILE: N_("hay demasiados archivos abiertos"),
    **dict.fromkeys((errno.EACCES, errno.EPERM), N_("no se permite leerlo o escribirlo, o lo usa otro programa")),
}


def file_reason(error: OSError) -> str:
    """Why a file that was named in a command could not be read or written, as a message."""
    return _FILE.get(error.errno or 0) or disk_reason(error)


def toml_reason(error: Exception, text: str = "") -> str:
    """Why a settings file or a table that people write cannot be read, as a sentence with its remedy if one is known.

    ``text``: what was read, for the line of the mistake.
    """
    if isinstance(error, UnicodeDecodeError):
        return _("no es texto UTF-8: en el Bloc de notas, «Guardar como» con la codificación UTF-8")
    line = re.search(r"at line ([0-9]+)", str(error))
    if line and "\\" in "".join(text.splitlines()[int(line[1]) - 1 : int(line[1])]):
        return windows_path(int(line[1]))
    return str(error)


def windows_path(line: int) -> str:
    """What is said of a line with a path of Windows, whose ``\\`` TOML takes for something else."""
    said = _("línea {line}: una ruta de Windows se escribe con / (C:/fotos) o entre comillas simples")
    return said.format(line=line)


class Spoken(NamedTuple):
    """What happened, why, and what to do next, in the operator's language."""

    title: str
    cause: str
    remedy: str


def spoken(problem: Problem | PrintProblem) -> Spoken:
    """A problem in words; facts that are words themselves are translated too."""
    facts = {name: _(fact) if isinstance(fact, str) else fact for name, fact in problem.facts.items()}
    return Spoken(*(_(part).format(**facts) if part else "" for part in problem.wording))
