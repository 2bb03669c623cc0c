"""``fieldkit office``: the commands of headquarters, one file for each part of its work."""

import argparse
from pathlib import Path

from fieldkit.cli.arguments import Commands
from fieldkit.cli.office import decisions, events, intake, keys, results
from fieldkit.locale import _


def add_commands(commands: Commands) -> None:
    """Add ``office`` and its own commands."""
    office = commands.add_parser("office", help=_("oficina central: preparar eventos, recibir, abrir, decidir"))
    mine = office.add_subparsers(metavar="command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--hq", type=Path, default=Path("hq"), help=_("carpeta de la oficina central"))
    common.add_argument("--archive", default="", help=_("URL de la base de datos; sin ella, SQLite en la carpeta"))
    common.add_argument("--operator", default="office", help=_("su nombre de usuario en la oficina"))

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return mine.add_parser(name, help=text, parents=[common])

    for part in (keys, events, intake, decisions, results):
        part.add_commands(command)
