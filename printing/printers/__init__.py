"""Ways to paper: each module of this package is one kind, named as in the configuration.

A new kind is one new file here: a msgspec Struct whose fields are its settings and whose methods are those of
``printing.job.Printer``, exported as ``PRINTER``; ``about(settings)``, what it is in a few words; and ``find()``, the
printers of this kind that this laptop has, if they can be found. The contract test finds the kind by itself.
"""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import msgspec

from printing.errors import BadPrinterSetting, UnknownPrinter
from printing.job import Printer


def kinds() -> tuple[str, ...]:
    """Every kind of printer there is."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def settings_of(kind: str) -> frozenset[str]:
    """The names of what a kind of printer can be told. Raises UnknownPrinter."""
    return frozenset(field.name for field in msgspec.structs.fields(_struct(kind)))


def address_setting(kind: str) -> str:
    """The setting without a default: it tells a printer from the others of its kind. Raises UnknownPrinter."""
    fields = msgspec.structs.fields(_struct(kind))
    return next((field.name for field in fields if field.default is msgspec.NODEFAULT), "")


def given_settings(printer: Printer) -> dict[str, Any]:
    """What a printer was told beyond its kind's defaults: what has to be kept to open it again."""
    fields = msgspec.structs.fields(_struct(printer.name))
    return {field.name: value for field in fields if (value := getattr(printer, field.name)) != field.default}


def about(kind: str, settings: Mapping[str, object]) -> str:
    """What a kind of printer is in front of people, a message in Spanish. Raises UnknownPrinter."""
    _struct(kind)
    told: str = import_module(f"{__name__}.{kind}").about(settings)
    return told


def find_printers() -> list[Printer]:
    """Every printer that this laptop knows of, with the usual settings; the network is not searched."""
    modules = [import_module(f"{__name__}.{kind}") for kind in kinds()]
    return [printer for module in modules if hasattr(module, "find") for printer in module.find()]


def open_printer(kind: str, settings: Mapping[str, object]) -> Printer:
    """The printer that the configuration describes; nothing is contacted yet.

    Raises UnknownPrinter and BadPrinterSetting.
    """
    try:
        printer: Printer = msgspec.convert(settings, _struct(kind))
    except msgspec.ValidationError as wrong:
        raise BadPrinterSetting(kind=kind, detail=str(wrong)) from wrong
    return printer


def _struct(kind: str) -> Any:
    if kind not in kinds():
        raise UnknownPrinter(kind=kind, kinds=", ".join(kinds()))
    return import_module(f"{__name__}.{kind}").PRINTER
