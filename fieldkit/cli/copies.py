"""Commands over what a laptop keeps: ``verify``, ``rebuild``, ``backup`` and ``restore``."""

import argparse
from pathlib import Path

from fieldkit.cli.arguments import Commands
from fieldkit.cli.output import say
from fieldkit.cli.secrets import passphrase
from fieldkit.locale import _


def add_commands(commands: Commands) -> None:
    """Add this module's commands."""
    verify = commands.add_parser("verify", help=_("revisar que todo lo guardado esté íntegro"))
    rebuild = commands.add_parser("rebuild", help=_("rehacer las listas a partir del diario"))
    backup = commands.add_parser("backup", help=_("copiar toda la computadora, cifrada, a una carpeta"))
    backup.add_argument("folder", type=Path)
    restore = commands.add_parser("restore", help=_("seguir en otra computadora a partir de una copia"))
    restore.add_argument("folder", type=Path)
    for command, work in ((verify, _verify), (rebuild, _rebuild), (backup, _backup), (restore, _restore)):
        command.add_argument("--operator", required=True)
        command.set_defaults(run=work)


def _verify(options: argparse.Namespace) -> int:
    from fieldkit.desk.access import unlock

    with unlock.opened(options.home, options.operator, passphrase()) as store:
        store.check_file()
        check = store.log.verify()
    say(_("✓ Todo está íntegro: {n} anotaciones de {devices} computadoras.").format(
        n=check.entries, devices=check.devices
    ))  # fmt: skip
    return 0


def _rebuild(options: argparse.Namespace) -> int:
    from fieldkit.desk.access import unlock

    with unlock.opened(options.home, options.operator, passphrase()) as store:
        count = store.log.rebuild()
        store.log.verify()
    say(_("✓ Listas rehechas: {n} registros.").format(n=count))
    return 0


def _backup(options: argparse.Namespace) -> int:
    from fieldkit.desk.access import backup, unlock

    with unlock.with_key(options.home, options.operator, passphrase()) as (session, key):
        folder = backup.back_up(session, options.folder, key)
    say(_("✓ Copia completa y cifrada en {folder}").format(folder=folder))
    return 0


def _restore(options: argparse.Namespace) -> int:
    from fieldkit.desk.access import backup
    from fieldkit.platform.clock import wall_ms

    done = backup.restore(options.folder, options.home, options.operator, passphrase(), wall=wall_ms)
    say(_("✓ Restaurada con {n} anotaciones. Sus boletos llevarán la letra {letter}.").format(
        n=done.entries, letter=done.letter
    ))  # fmt: skip
    return 0
