"""Commands of a laptop at work: the screens, ``enrol`` and ``sync``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.cli import problems
from fieldkit.cli.arguments import Commands
from fieldkit.cli.output import say
from fieldkit.cli.secrets import VARIABLE, new_passphrase, passphrase
from fieldkit.errors import Problem, spoken
from fieldkit.locale import _
from sync import durable_files

if TYPE_CHECKING:  # imported where used: the lock screen need not wait for what it does not use
    from fieldkit.desk.exchange.headquarters_link import HeadquartersLink
    from fieldkit.desk.session import Session


def add_commands(commands: Commands) -> None:
    """Add ``enrol`` and ``sync``."""
    join = commands.add_parser(
        "enrol", help=_("dar de alta esta computadora con invitación y código, o tomar su paquete")
    )
    join.add_argument("--invitation", type=Path, help=_("archivo de invitación de la oficina central"))
    join.add_argument("--code", help=_("código de alta, de un solo uso"))
    join.add_argument("--operator", help=_("su nombre de usuario, el que dio la oficina central"))
    join.add_argument("--label", default="", help=_("lo que dice la etiqueta de la computadora"))
    join.add_argument(
        "--request", type=Path, metavar="FILE", help=_("escribir la petición en una memoria, en vez de enviarla")
    )
    join.add_argument("--pack", type=Path, metavar="FILE", help=_("tomar el paquete del evento de una memoria"))
    join.set_defaults(run=_enrol)
    sync = commands.add_parser("sync", help=_("enviar y recibir una vez, y decir qué pasó"))
    sync.add_argument("--operator", required=True)
    sync.add_argument("--keep-on", action="store_true", help=_("seguir enviando hasta que se detenga"))
    sync.set_defaults(run=_sync)


def screens(options: argparse.Namespace) -> int:
    """Open the screens, in the language that was asked for, else in the one of the settings."""
    from fieldkit.tui.run import run

    return run(options.home, language=options.language)


def _enrol(options: argparse.Namespace) -> int:
    from fieldkit.desk.access import enrolment, unlock
    from fieldkit.desk.exchange.headquarters_link import HeadquartersLink
    from fieldkit.platform.clock import wall_ms

    if not (options.operator and (options.pack or (options.invitation and options.code))):
        raise Problem(problems.INCOMPLETE)
    if options.pack:
        with unlock.opened(options.home, options.operator, passphrase()) as store:
            pack = enrolment.take_pack(store, options.pack.read_bytes(), now_ms=wall_ms())
        say(_("✓ Listo: {event}. Abra el programa con «fieldkit».").format(event=pack.name))
        return 0
    store = enrolment.begin(
        options.home,
        invitation=options.invitation.read_bytes(),
        code=options.code,
        operator=options.operator,
        passphrase=new_passphrase(_("Elija su contraseña: "), variable=VARIABLE),
        label=options.label or options.operator,
        wall=wall_ms,
    )
    try:
        if options.request:
            durable_files.write(options.request, enrolment.carried_request(store))
            say(_("✓ Lleve este archivo a la oficina central y traiga su paquete: {file}").format(file=options.request))
            return 0
        return _exchange(HeadquartersLink(store, wall_ms), None)
    finally:
        store.close()


def _sync(options: argparse.Namespace) -> int:
    from fieldkit.desk.access import unlock
    from fieldkit.desk.exchange.headquarters_link import HeadquartersLink
    from fieldkit.platform.clock import wall_ms

    if options.keep_on:
        from fieldkit.cli import keep_on

        secret = passphrase()
        return keep_on.run(lambda: unlock.begin(options.home, options.operator, secret))
    with unlock.opened(options.home, options.operator, passphrase()) as store:
        session = unlock.start(options.home, store, options.operator) if store.has("pack") else None
        return _exchange(HeadquartersLink(store, wall_ms), session)


def _exchange(link: "HeadquartersLink", session: "Session | None") -> int:
    try:
        outcome = link.run_once(session, _show_progress if sys.stderr.isatty() else None)
    finally:
        link.close()
    if isinstance(outcome.problem, Problem):
        raise outcome.problem
    for refused in link.refused:
        say(f"✗ {' '.join(part for part in spoken(refused) if part)}", error=True)
    say(_("✓ Enviado y confirmado. Envíos: {sent}. Recibidos: {inbox}.").format(
        sent=link.confirmed(), inbox=outcome.inbox
    ))  # fmt: skip
    return 1 if link.refused else 0


def _show_progress(done: int, total: int) -> None:
    say(f"{done * 100 // max(total, 1):3} %", end="\r", error=True)
