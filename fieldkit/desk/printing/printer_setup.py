"""A new printer in two minutes: what this laptop has, a slip to look at, three answers, and the settings are kept."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import msgspec

from fieldkit.desk.printing.printer import printer_of
from fieldkit.desk.session import Session
from fieldkit.locale import N_, _
from fieldkit.platform import config
from fieldkit.platform.config import PrinterConfig
from fieldkit.platform.paths import Home
from printing import calibration
from printing.escpos import Thermal
from printing.job import Job, Readiness
from printing.printers import find_printers, kinds, words_of
from sync import durable_files

_ROLL_QUEUE = N_("del sistema, de boletos")
_TABLE = re.compile(r"^\[printer\]\s*$.*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL)
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
    kind = words_of(one.kind) if one.kind in kinds() else one.kind
    if one.kind == "cups" and one.language == "escpos":
        kind = _ROLL_QUEUE
    return " ".join(part for part in (where(one), f"({_(kind)})") if part)


def choices() -> list[PrinterConfig]:
    """What may be chosen: the folder, and every printer found. A CUPS queue may end in sheets or in a roll."""
    found = [PrinterConfig()]
    names = {field.name for field in msgspec.structs.fields(PrinterConfig)}
    for printer in find_printers():
        told = {name: value for name, value in msgspec.to_builtins(printer).items() if name in names}
        found.append(PrinterConfig(kind=printer.name, **told))
        if printer.name == "cups":
            found.append(msgspec.structs.replace(found[-1], language="escpos"))
    return found


def on_network(address: str) -> PrinterConfig:
    """A thermal printer at ``host`` or ``host:port``."""
    host, _, port = address.partition(":")
    return PrinterConfig(kind="escpos", host=host, port=int(port) if port.isdecimal() else PrinterConfig().port)


def where(wanted: PrinterConfig) -> str:
    """The one word that tells a printer from the others of its kind."""
    return wanted.host or wanted.path or wanted.queue or wanted.folder


def try_out(home: Home, wanted: PrinterConfig) -> bool:
    """Print the slip; True if its questions have to be asked, because a roll came out. Raises PrintProblem."""
    printer = printer_of(home, wanted)
    printer.send(Job("PRUEBA", calibration.compose(), durable_files.write))
    return isinstance(printer, Thermal) and not (wanted.kind == "cups" and wanted.language == "pdf")


def settled(wanted: PrinterConfig, answers: Answers) -> PrinterConfig:
    """The settings that the answers lead to."""
    return msgspec.structs.replace(
        wanted,
        width_mm=calibration.paper_of(answers.last_number),
        dpi=_HEADS[answers.like_the_coin],
        cutter=answers.cut,
    )


def keep_for(session: Session, wanted: PrinterConfig) -> None:
    """Keep it in this laptop's settings. Raises BAD_CONFIG."""
    keep(session.home.config, wanted)


def used(session: Session, wanted: PrinterConfig) -> Session:
    """The same session with another printer. Raises UNKNOWN_PRINTER and BAD_PRINTER_SETTING."""
    settings = msgspec.structs.replace(session.config, printer=wanted)
    return replace(session, printer=printer_of(session.home, wanted), config=settings)


def keep(file: Path, wanted: PrinterConfig) -> None:
    """Write the printer's table into the laptop's settings; every other line stays. Raises BAD_CONFIG."""
    config.load(file)
    rest = file.read_text(encoding="utf-8") if file.exists() else ""
    # TOML's strings, numbers and booleans look like JSON's.
    told = (f"{name} = {json.dumps(value)}" for name, value in msgspec.structs.asdict(wanted).items())
    table = "\n".join(["[printer]", *told, ""])
    text = _TABLE.sub(lambda _: f"{table}\n", rest) if _TABLE.search(rest) else f"{rest.rstrip()}\n\n{table}".lstrip()
    file.parent.mkdir(parents=True, exist_ok=True)
    durable_files.write(file, text.encode())
