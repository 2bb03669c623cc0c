"""The catalogue's TOML files as they lie in a folder, and one such file while it is read."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from fieldkit.domain.catalog.validation_errors import complaints
from fieldkit.errors import file_reason, toml_reason
from fieldkit.locale import _

HERE = Path(__file__).parent
# The shipped tables take about 70 KB; a pack carries them to every laptop over a poor line.
MAX_BYTES = 512 << 10
MAX_FILES = 40
FIXED = (
    "fields.toml",
    "languages.toml",
    "requirements.toml",
    "fees.toml",
    "consulates.toml",
    "protection.toml",
    "outreach.toml",
)
SERVICES = "services"
T = TypeVar("T")
Files = Mapping[str, str]


class Fault(NamedTuple):
    """What is wrong, where: the file's name, a dotted key (``-`` for the whole file), and a sentence."""

    file: str
    key: str
    reason: str


def shipped() -> dict[str, str]:
    """The tables that come with the kit, by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.toml"))}


def read_folder(folder: Path) -> tuple[dict[str, str], list[Fault]]:
    """The tables of ``folder`` in place of the shipped ones of the same names, and what cannot be read there."""
    files, faults = shipped(), []
    for path in sorted(folder.glob("*.toml")):
        try:
            if path.stat().st_size > MAX_BYTES:
                faults.append(Fault(path.name, "-", _("es demasiado grande")))
            else:
                files[path.name] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            faults.append(Fault(path.name, "-", toml_reason(error)))
        except OSError as error:
            faults.append(Fault(path.name, "-", _(file_reason(error))))
    if not folder.is_dir():
        faults.append(Fault(folder.name, "-", _("no es una carpeta")))
    return files, faults


def not_read(folder: Path) -> list[str]:
    """The names of files in ``folder`` that are no tables and are left out, such as ``fees.toml.txt``."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path.name for path in found if path.suffix != ".toml" and not path.name.startswith("."))


def is_services(name: str) -> bool:
    """Whether a file of this name holds services: ``services.toml`` or ``services-family.toml``."""
    return name == f"{SERVICES}.toml" or (name.startswith(f"{SERVICES}-") and name.endswith(".toml"))


def is_notice(name: str) -> bool:
    """Whether a file of this name holds the privacy notice in a language: ``notice-CODE.toml``, ISO 639-3."""
    return re.fullmatch(r"notice-[a-z]{3}\.toml", name) is not None


def outside(files: Files) -> Iterable[Fault]:
    """What is wrong with the files before any is read: names, number, size."""
    for name in files:
        if name not in FIXED and not is_services(name) and not is_notice(name):
            yield Fault(name, "-", _("no se conoce; un archivo de servicios se llama services-algo.toml"))
    for name in FIXED:
        if name not in files:
            yield Fault(name, "-", _("falta el archivo"))
    if len(files) > MAX_FILES or sum(len(text.encode()) for text in files.values()) > MAX_BYTES:
        yield Fault("-", "-", _("son demasiadas tablas: caben {kb} KB").format(kb=MAX_BYTES >> 10))


class TableFile:
    """One file. A fault is noted and reading goes on, so that all of them are known at once."""

    def __init__(self, name: str, text: str, faults: list[Fault], known: Iterable[str] = ()) -> None:
        self.name = name
        self._faults = faults
        self.content: dict[str, Any] = {}
        try:
            self.content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self.fault("-", toml_reason(error, text))
        for key in self.content:
            if known and key not in known:
                self.fault(key, _("no se conoce"))

    def fault(self, key: str, reason: str) -> None:
        """Note a fault of this file."""
        self._faults.append(Fault(self.name, key, reason))

    def read(self, key: str, value: object, kind: type[T]) -> T | None:
        """A value as ``kind``; None, with every reason noted, when it is not one."""
        try:
            return msgspec.convert(value, kind, str_keys=True)
        except msgspec.ValidationError:
            for path, reason in complaints(value, kind, key):
                self.fault(path, reason)
            return None

    def names(self, table: str) -> set[str]:
        """The keys of a table's rows, good and bad: a bad row is complained of once, not wherever it is named."""
        found = self.content.get(table, {})
        return set(found) if isinstance(found, dict) else set()

    def each(self, table: str, kind: type[T]) -> dict[str, T]:
        """The good rows of a table, in order."""
        rows = self.content.get(table, {})
        if not isinstance(rows, dict):
            self.fault(table, _("debe ser una tabla"))
            return {}
        read = {key: self.read(f"{table}.{key}", row, kind) for key, row in rows.items()}
        return {key: row for key, row in read.items() if row is not None}

    def known(self, key: str, wanted: Iterable[str], defined: Iterable[str]) -> bool:
        """Whether every name is defined; those that are not are a fault of ``key``."""
        missing = sorted(set(wanted) - set(defined))
        if missing:
            self.fault(key, _("no está definido: {names}").format(names=", ".join(missing)))
        return not missing
