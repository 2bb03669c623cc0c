"""Commands for whoever edits the tables of services, fees and requirements: try them, look at one."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.cli.arguments import Commands
from fieldkit.cli.output import say
from fieldkit.locale import _

if TYPE_CHECKING:  # imported where used: the lock screen need not wait for what it does not use
    from fieldkit.domain.catalog.catalog import Catalog


def add_commands(commands: Commands) -> None:
    """Add ``catalog`` and its own commands."""
    catalog = commands.add_parser("catalog", help=_("tablas de servicios, tarifas y requisitos: revisarlas y verlas"))
    mine = catalog.add_subparsers(metavar="command", required=True)
    check = mine.add_parser("check", help=_("nombrar todas las faltas de una carpeta de tablas"))
    check.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    check.set_defaults(run=_check)
    look = mine.add_parser("show", help=_("lo que el personal y la gente verán de un servicio"))
    look.add_argument("code")
    look.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    look.set_defaults(run=_show)


def _check(options: argparse.Namespace) -> int:
    from fieldkit.domain.catalog import tables
    from fieldkit.domain.catalog.load import faults, load

    folder = options.folder or tables.HERE
    found = faults(folder)
    if options.folder:
        for name in tables.not_read(folder):
            say(_("! No se leyó {file}: las tablas terminan en .toml y nada más.").format(file=name))
    for fault in found:
        say(f"✗ {fault.file} · {fault.key}: {fault.reason}")
    if found:
        say(_("Faltas: {n}. Con ellas no se puede preparar ningún evento.").format(n=len(found)))
        return 1
    say(_summary(load(folder)))
    return 0


def _summary(catalog: "Catalog") -> str:
    first, last = catalog.fee_tables[0].first, catalog.fee_tables[-1].last
    said = _("✓ Servicios: {services}. Tarifas del {first} al {last}. Consulados: {consulates}.")
    return said.format(services=len(catalog.services), first=first, last=last, consulates=len(catalog.consulates))


def _show(options: argparse.Namespace) -> int:
    from fieldkit.domain.catalog import show, tables
    from fieldkit.domain.catalog.load import load

    for line in show.lines(load(options.folder or tables.HERE), options.code.upper()):
        say(line)
    return 0
