"""A new printer in two minutes: what this laptop has, a slip to look at, three answers, and the settings are kept."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import msgspec

from fieldkit.desk.printing.printer import printer_of
from fieldkit.desk.session import Session
from fieldkit.locale import _
from fieldkit.platform import config
from fieldkit.platform.config import PrinterConfig, Setting
from fieldkit.platform.paths import Home
from printing import calibration
from printing.escpos import Thermal
from printing.job import Job, Readiness
from printing.printers import about, address_setting, find_printers, given_settings
from sync import durable_files

_TABLE = re.compile(r"^\[printer(?:\.settings)?\]\s*$.*?(?=^\[(?!printer\.settings\])|\Z)", re.MULTILINE | re.DOTALL)
_HEADS = {True: 203, False: 180}


class Answers(msgspec.Struct, frozen=True):
    """The ruler's last whole number, whether the bar is as wide as the coin, and whether the paper was cut."""

    last_number: int
    like_the_coin: bool
    cut: bool


class PrinterChoice(NamedTuple):
    """A printer that may be chosen, and whether it answers."""

    wanted: PrinterConfig
    ready: Readiness


def look(home: Home) -> list[PrinterChoice]:
    """What may be chosen, each asked how it is; takes seconds, and touches no store."""
    return [PrinterChoice(one, printer_of(home, one).ready()) for one in choices()]


def words(one: PrinterConfig) -> str:
    """A printer in words: where it is, and of what kind."""
    return " ".join(part for part in (where(one), f"({_(about(one.kind, one.settings))})") if part)


def choices() -> list[PrinterConfig]:
    """What may be chosen: the folder, and every printer found."""
    return [PrinterConfig(), *(PrinterConfig(one.name, given_settings(one)) for one in find_printers())]


def on_network(address: str) -> PrinterConfig:
    """A thermal printer at ``host`` or ``host:port``."""
    host, _colon, port = address.partition(":")
    told: dict[str, Setting] = {"port": int(port)} if port.isdecimal() else {}
    return PrinterConfig("escpos", {"host": host, **told})


def where(wanted: PrinterConfig) -> str:
    """The one word that tells a printer from the others of its kind."""
    return str(wanted.settings.get(address_setting(wanted.kind), ""))


def try_out(home: Home, wanted: PrinterConfig) -> bool:
    """Print the slip; True if its questions have to be asked, because a roll came out. Raises PrintProblem."""
    printer = printer_of(home, wanted)
    printer.send(Job("PRUEBA", calibration.compose()))
    return isinstance(printer, Thermal) and printer.on_roll


def settled(wanted: PrinterConfig, answers: Answers) -> PrinterConfig:
    """The settings that the answers lead to."""
    seen: dict[str, Setting] = {
        "paper": calibration.paper_of(answers.last_number),
        "dpi": _HEADS[answers.like_the_coin],
        "cutter": answers.cut,
    }
    return PrinterConfig(wanted.kind, {**wanted.settings, **seen})


def keep_for(session: Session, wanted: PrinterConfig) -> None:
    """Keep it in this laptop's settings. Raises config.BadConfig."""
    keep(session.home.config, wanted)


def used(session: Session, wanted: PrinterConfig) -> Session:
    """The same session with another printer. Raises UnknownPrinter and BadPrinterSetting."""
    settings = msgspec.structs.replace(session.config, printer=wanted)
    return replace(session, printer=printer_of(session.home, wanted), config=settings)


def settings_lines(wanted: PrinterConfig) -> list[str]:
    """The settings as lines of the file."""
    # TOML's strings, numbers and booleans look like JSON's.
    return [f"{name} = {json.dumps(value)}" for name, value in wanted.settings.items()]


def keep(file: Path, wanted: PrinterConfig) -> None:
    """Write the printer's table into the laptop's settings; every other line stays. Raises config.BadConfig."""
    config.load(file)
    rest = file.read_text(encoding="utf-8") if file.exists() else ""
    table = "\n".join(
        ["[printer]", f"kind = {json.dumps(wanted.kind)}", "", "[printer.settings]", *settings_lines(wanted), ""]
    )
    text = _TABLE.sub(lambda _: f"{table}\n", rest) if _TABLE.search(rest) else f"{rest.rstrip()}\n\n{table}".lstrip()
    file.parent.mkdir(parents=True, exist_ok=True)
    durable_files.write(file, text.encode())
