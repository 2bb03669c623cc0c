"""The laptop's own settings: ``config.toml`` in its folder; ``config.example.toml`` shows every default."""

import tomllib
from pathlib import Path

import msgspec

from fieldkit.errors import KitProblem
from fieldkit.locale import N_
from printing.printers import kinds, settings_of

MAX_BYTES = 16 << 10


class BadConfig(KitProblem):
    title = N_("El archivo de configuración tiene un error")
    cause = N_("{file}: {reason}")
    remedy = N_("Corríjalo o bórrelo: sin él, el programa usa los valores de config.example.toml.")


Setting = str | int | float | bool
# What version 0.1.0 wrote into one table for all kinds.
_KEYS_OF_0_1_0 = frozenset(
    ("kind", "folder", "host", "port", "path", "baud", "flow", "queue", "language", "width_mm", "dpi", "cutter")
)
_RENAMED = {"width_mm": "paper"}


class PrinterConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which printer: its kind, and the settings that this kind itself checks when it is opened."""

    kind: str = "folder"
    settings: dict[str, Setting] = {}


class KdfSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What Argon2id costs for new passphrases: memory in MiB, passes, lanes."""

    memory_mib: int = 256
    passes: int = 3
    lanes: int = 4


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings of a laptop."""

    language: str = "es"
    table: str = "1"
    lock_after_minutes: int = 10
    watch_folder: str = ""
    printer: PrinterConfig = PrinterConfig()
    passphrase: KdfSettings = KdfSettings()


def load(path: Path) -> Config:
    """Read ``path``; the defaults when it does not exist. Raises BadConfig."""
    if not path.exists():
        return Config()
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise BadConfig(file=path.name, reason=N_("es demasiado largo"))
        table = tomllib.loads(raw.decode("utf-8"))
        if isinstance(printer := table.get("printer"), dict) and not printer.keys() <= {"kind", "settings"}:
            table["printer"] = _of_0_1_0(printer)
        return msgspec.convert(table, Config)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, msgspec.ValidationError) as error:
        raise BadConfig(file=path.name, reason=str(error)) from error


def _of_0_1_0(printer: dict[str, object]) -> dict[str, object]:
    """A printer's flat table as version 0.1.0 wrote it: of the settings of all kinds, those that its kind has.

    There an empty text and 0 meant "not set". Raises msgspec.ValidationError for what 0.1.0 did not know either.
    """
    kind = str(printer.get("kind", "folder"))
    if unknown := printer.keys() - _KEYS_OF_0_1_0:
        raise msgspec.ValidationError(f"unknown field {min(unknown)!r} - at `$.printer`; write [printer.settings]")
    has = settings_of(kind) if kind in kinds() else frozenset[str]()
    told = {name: value for name, value in printer.items() if value is False or value not in {"", 0}}
    given = {_RENAMED.get(name, name): value for name, value in told.items()}
    return {"kind": kind, "settings": {name: value for name, value in given.items() if name in has}}
