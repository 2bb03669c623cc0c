"""``fieldkit staff``: who can open this laptop."""

import argparse

from fieldkit.cli.arguments import Commands
from fieldkit.cli.output import say
from fieldkit.cli.secrets import new_passphrase, passphrase
from fieldkit.locale import _


def add_commands(commands: Commands) -> None:
    """Add ``staff``."""
    people = commands.add_parser("staff", help=_("quién puede entrar: lista, agregar, quitar, contraseña"))
    people.add_argument("action", choices=("list", "add", "remove", "passphrase"))
    people.add_argument("who", nargs="?", default="")
    people.add_argument("--operator", required=True)
    people.set_defaults(run=_staff)


def _staff(options: argparse.Namespace) -> int:
    from fieldkit.desk.access import staff, unlock

    secret = passphrase()
    with unlock.with_key(options.home, options.operator, secret) as (session, key):
        match options.action:
            case "add":
                staff.add(session, key, options.who, new_passphrase(_("Contraseña de {who}: ").format(who=options.who)))
            case "remove":
                staff.remove(session, key, options.who)
            case "passphrase":
                staff.change_passphrase(session, secret, new_passphrase(_("Contraseña nueva: ")))
            case _:
                pass
        say("\n".join(staff.operators(session)))
    return 0
