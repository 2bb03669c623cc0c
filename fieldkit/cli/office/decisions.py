"""``office decide`` and ``office ready``: the answer to an application, and word that a document can be collected."""

import argparse
from datetime import date

from fieldkit.cli.office.opened import AddCommand, headquarters
from fieldkit.cli.output import say
from fieldkit.locale import _


def add_commands(command: AddCommand) -> None:
    """Add ``decide`` and ``ready``."""
    decide = command("decide", _("aceptar o devolver una solicitud, o devolver un caso"))
    decide.add_argument("application")
    decide.add_argument("--return", dest="reasons", action="append", metavar="REASON", help=_("devolverla, y por qué"))
    decide.set_defaults(run=_decide)
    ready = command("ready", _("decir que un documento está listo, desde cuándo y dónde recogerlo"))
    ready.add_argument("applications", nargs="+", metavar="APPLICATION")
    ready.add_argument("--from", dest="day", type=date.fromisoformat, metavar="YYYY-MM-DD", required=True)
    ready.add_argument("--where", required=True, help=_("lugar y horario, como los leerá la persona"))
    ready.set_defaults(run=_ready)


def _decide(options: argparse.Namespace) -> int:
    from fieldkit.office import cases, decisions
    from fieldkit.platform.clock import wall_ms

    with headquarters(options) as hq:
        if options.reasons and hq.office.store.cases.newest(options.application) is not None:
            cases.return_(hq.office, options.application, options.reasons)
        elif options.reasons:
            decisions.return_(hq.office, options.application, options.reasons)
        else:
            decisions.accept(hq.office, options.application)
        hq.announce(wall_ms())
    say(_("✓ Decidida; la computadora lo sabrá en su próximo envío."))
    return 0


def _ready(options: argparse.Namespace) -> int:
    """All of them or, when one cannot be, those before it; said again, it changes nothing."""
    from fieldkit.office import decisions
    from fieldkit.platform.clock import wall_ms

    with headquarters(options) as hq:
        try:
            said = [decisions.ready(hq.office, one, options.day, options.where) for one in options.applications]
        finally:
            hq.announce(wall_ms())
    say(_("✓ Documentos listos: {n}. Ya se había dicho de {same}.").format(n=sum(said), same=said.count(False)))
    return 0
