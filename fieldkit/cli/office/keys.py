"""``office setup`` and ``office recover``: headquarters' keys, and a laptop's that lost its passphrases."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fieldkit.cli import problems
from fieldkit.cli.office.opened import AddCommand, office
from fieldkit.cli.output import say
from fieldkit.cli.secrets import VARIABLE, new_passphrase
from fieldkit.errors import Problem
from fieldkit.locale import _

if TYPE_CHECKING:  # imported where used: a laptop's commands need not load headquarters' database
    from fieldkit.office.keys import GivenCertificate


def add_commands(command: AddCommand) -> None:
    """Add ``setup`` and ``recover``."""
    setup = command("setup", _("crear las llaves y carpetas de la oficina central"))
    setup.add_argument("--url", required=True, help=_("dirección que usarán las computadoras, https://…"))
    setup.add_argument("--light", action="store_true", help=_("contraseñas menos protegidas, solo para ensayos"))
    setup.add_argument(
        "--authority",
        type=Path,
        metavar="PEM",
        help=_("autoridad en que confiarán las computadoras, si no es la propia"),
    )
    setup.add_argument(
        "--certificate", type=Path, metavar="PEM", help=_("certificado del servidor, junto con --authority")
    )
    setup.add_argument(
        "--certificate-key", type=Path, metavar="PEM", help=_("llave del certificado, junto con --authority")
    )
    setup.set_defaults(run=_setup)
    recover = command("recover", _("dar una contraseña nueva a una computadora que perdió las suyas"))
    recover.add_argument("keys", type=Path, help=_("archivo de llaves de la computadora"))
    recover.add_argument("--for", dest="who", required=True, help=_("persona que recibe la contraseña nueva"))
    recover.set_defaults(run=_recover)


def _setup(options: argparse.Namespace) -> int:
    from fieldkit.office import keys
    from fieldkit.platform.clock import wall_ms

    host = urlsplit(options.url).hostname or "localhost"
    recovery = keys.create(
        options.hq,
        operator=options.operator,
        passphrase=new_passphrase(_("Elija la contraseña de la oficina: "), variable=VARIABLE),
        url=options.url,
        hosts=[host],
        today=datetime.now(UTC).date(),
        given=_given(options),
        wall=wall_ms,
        cost=keys.REHEARSAL_COST if options.light else keys.COST,
    )
    say(_("✓ Oficina preparada en {folder}.").format(folder=options.hq))
    say(_("Guarde esta llave de rescate en papel, en una caja fuerte:"))
    say(recovery)
    return 0


def _given(options: argparse.Namespace) -> "GivenCertificate | None":
    from fieldkit.office.keys import GivenCertificate

    files = (options.authority, options.certificate, options.certificate_key)
    if not any(files):
        return None
    if not all(files):
        raise Problem(problems.HALF_A_CERTIFICATE)
    authority, certificate, key = (file.read_bytes() for file in files)
    return GivenCertificate(authority.decode("ascii"), certificate, key)


def _recover(options: argparse.Namespace) -> int:
    from fieldkit.office import keys

    with office(options) as opened:
        give = keys.recover(opened, options.keys)
    give(options.who, new_passphrase(_("Contraseña nueva de {who}: ").format(who=options.who)))
    say(_("✓ {who} ya puede entrar con la contraseña nueva.").format(who=options.who))
    return 0
