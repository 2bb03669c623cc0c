"""The laptop's printer, from its settings."""

import msgspec

from fieldkit.platform.config import PrinterConfig
from fieldkit.platform.paths import Home
from printing.job import Printer
from printing.printers import open_printer, settings_of


def printer_of(home: Home, wanted: PrinterConfig) -> Printer:
    """The printer that the settings describe; nothing is contacted. Raises UNKNOWN_PRINTER and BAD_PRINTER_SETTING."""
    told: dict[str, object] = {
        name: value for name, value in msgspec.structs.asdict(wanted).items() if value not in {"", 0}
    }
    told |= {"paper": wanted.width_mm, "cutter": wanted.cutter}
    if wanted.kind == "folder":
        told |= {"folder": wanted.folder or str(home.printed)}
    asked = settings_of(wanted.kind)
    return open_printer(wanted.kind, {name: value for name, value in told.items() if name in asked})
