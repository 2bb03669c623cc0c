"""The laptop's printer, from its settings."""

from fieldkit.platform.config import PrinterConfig
from fieldkit.platform.paths import Home
from printing.job import Printer
from printing.printers import open_printer


def printer_of(home: Home, wanted: PrinterConfig) -> Printer:
    """The printer that the settings describe; nothing is contacted. Raises UnknownPrinter and BadPrinterSetting."""
    folder = {"folder": str(home.printed)} if wanted.kind == "folder" else {}
    return open_printer(wanted.kind, {**folder, **wanted.settings})
