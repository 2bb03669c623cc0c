"""``office serve`` and ``office open``: taking in what laptops send, and opening it."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.cli.arguments import port
from fieldkit.cli.office.opened import AddCommand, headquarters
from fieldkit.cli.output import say
from fieldkit.locale import _

if TYPE_CHECKING:  # imported where used: a laptop's commands need not load headquarters' database
    from fieldkit.office.intake_round import IntakeRound


def add_commands(command: AddCommand) -> None:
    """Add ``serve`` and ``open``."""
    serve = command("serve", _("recibir por HTTPS y mostrar la página de los solicitantes; no puede abrir nada"))
    serve.add_argument("--host", default="0.0.0.0")  # noqa: S104 - a server for laptops elsewhere
    serve.add_argument("--port", type=port, default=8443)
    serve.add_argument("--catalog", type=Path, metavar="DIR", help=_("tablas que lee la página de los solicitantes"))
    serve.set_defaults(run=_serve)
    opened = command("open", _("abrir y revisar lo recibido"))
    opened.add_argument("--decide", choices=("auto",), help=_("aceptar lo que no tiene faltas y devolver lo demás"))
    opened.add_argument("--every", type=float, metavar="SECONDS", help=_("repetir hasta que se detenga"))
    opened.set_defaults(run=_open)


def _serve(options: argparse.Namespace) -> int:
    from fieldkit.domain.catalog.load import load
    from fieldkit.office import server
    from fieldkit.platform.clock import wall_ms

    server.serve(
        options.hq,
        host=options.host,
        port=options.port,
        archive_url=options.archive,
        catalog=load(options.catalog),
        now_ms=wall_ms,
    )
    return 0


def _open(options: argparse.Namespace) -> int:
    from fieldkit.office import intake_round
    from fieldkit.platform.clock import wall_ms

    with headquarters(options) as hq:
        _say(intake_round.run(hq, decide=bool(options.decide), now_ms=wall_ms()))
        while options.every:
            time.sleep(options.every)
            _say(intake_round.run(hq, decide=bool(options.decide), now_ms=wall_ms()))
    return 0


def _say(done: "IntakeRound") -> None:
    taken = done.taken
    say(_("✓ Envíos: {n}. Solicitudes abiertas: {opened}.").format(n=taken.batches, opened=taken.opened))
    if taken.cases:
        say(_("✓ Hojas de casos de protección abiertas: {n}.").format(n=taken.cases))
    if done.decided is not None:
        counts = done.decided._asdict()
        say(_("✓ Aceptadas: {accepted}. Devueltas: {returned}. Para una persona: {left}.").format(**counts))
    for case in done.pending:
        for why in (*case.doubts, *(one.sentence.rstrip(".") for one in case.findings if one.severity == "warn")):
            say(_("! Por ver {application}: {why}.").format(application=case.package.application, why=why))
    for trouble in taken.troubles:
        say(_("✗ Apartado {what}: {reason}").format(what=trouble.what, reason=_(trouble.reason)))
