"""The laptop's own settings: ``config.toml`` in its folder; ``config.example.toml`` shows every default."""

import tomllib
from pathlib import Path

import msgspec

from fieldkit.errors import Problem, toml_reason, windows_path
from fieldkit.locale import N_
from fieldkit.platform import problems

MAX_BYTES = 16 << 10


class PrinterConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which printer: its kind, and what that kind needs; each kind checks what it is given when it is opened."""

    kind: str = "folder"
    folder: str = ""
    host: str = ""
    port: int = 9100
    path: str = ""
    baud: int = 9600
    flow: str = "rts"
    queue: str = ""
    language: str = "pdf"
    width_mm: int = 80
    dpi: int = 203
    cutter: bool = True


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
    """Read ``path``; the defaults when it does not exist. Raises BAD_CONFIG."""
    if not path.exists():
        return Config()
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise Problem(problems.BAD_CONFIG, file=path.name, reason=N_("es demasiado largo"))
        text = raw.decode("utf-8-sig")
        config = msgspec.convert(tomllib.loads(text), Config)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, msgspec.ValidationError) as error:
        reason = toml_reason(error, raw.decode("utf-8", "replace"))
        raise Problem(problems.BAD_CONFIG, file=path.name, reason=reason) from error
    folders = (config.watch_folder, config.printer.folder, config.printer.path)
    if not all(folder.isprintable() for folder in folders):  # C:\nuevas holds a new line
        line = next((n for n, one in enumerate(text.splitlines(), 1) if "\\" in one), 1)
        raise Problem(problems.BAD_CONFIG, file=path.name, reason=windows_path(line))
    return config
