"""Ways to paper: each module of this package is one kind, named as in the configuration.

A new kind (CUPS, the Windows spooler …) is one new file here: a msgspec Struct whose fields are its settings and
whose methods are those of ``printing.job.Printer``, exported as ``PRINTER``. The contract test finds it by itself.
"""

import pkgutil
from collections.abc import Mapping
from importlib import import_module

import msgspec

from printing.errors import BadPrinterSetting, UnknownPrinter
from printing.job import Printer


def kinds() -> tuple[str, ...]:
    """Every kind of printer there is."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def open_printer(kind: str, settings: Mapping[str, object]) -> Printer:
    """The printer that the configuration describes; nothing is contacted yet.

    Raises UnknownPrinter and BadPrinterSetting.
    """
    if kind not in kinds():
        raise UnknownPrinter(kind=kind, kinds=", ".join(kinds()))
    printer: type[Printer] = import_module(f"{__name__}.{kind}").PRINTER
    try:
        return msgspec.convert(settings, printer)
    except msgspec.ValidationError as wrong:
        raise BadPrinterSetting(kind=kind, detail=str(wrong)) from wrong
