"""Ways to paper: each module of this package is one kind, named as in the configuration.

A new kind is one new file here: a msgspec Struct whose fields are its settings and whose methods are those of
``printing.job.Printer``, exported as ``PRINTER``; ``WORDS``, what people call the kind; and ``find()``, the printers of
this kind that this laptop has, if they can be found. The contract test finds the kind by itself.
"""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import msgspec

from printing import problems
from printing.errors import PrintProblem
from printing.job import Printer


def kinds() -> tuple[str, ...]:
    """Every kind of printer there is."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def words_of(kind: str) -> str:
    """What people call a kind of printer, as a message. Raises UNKNOWN_PRINTER."""
    return str(_module(kind).WORDS)


def settings_of(kind: str) -> frozenset[str]:
    """The names of what a kind of printer can be told. Raises UNKNOWN_PRINTER."""
    return frozenset(field.name for field in msgspec.structs.fields(_module(kind).PRINTER))


def find_printers() -> list[Printer]:
    """Every printer that this laptop knows of, with the usual settings; the network is not searched."""
    return [one for kind in kinds() if hasattr(_module(kind), "find") for one in _module(kind).find()]


def open_printer(kind: str, settings: Mapping[str, object]) -> Printer:
    """The printer that the configuration describes; nothing is contacted yet.

    Raises UNKNOWN_PRINTER and BAD_PRINTER_SETTING.
    """
    try:
        printer: Printer = msgspec.convert(settings, _module(kind).PRINTER)
    except msgspec.ValidationError as wrong:
        raise PrintProblem(problems.BAD_PRINTER_SETTING, kind=kind, detail=str(wrong)) from wrong
    return printer


def _module(kind: str) -> Any:
    if kind not in kinds():
        raise PrintProblem(problems.UNKNOWN_PRINTER, kind=kind, kinds=", ".join(kinds()))
    return import_module(f"{__name__}.{kind}")
