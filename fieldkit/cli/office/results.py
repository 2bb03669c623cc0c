"""``office export``, ``status`` and ``report``: what came, how things stand, and the figures. They change nothing."""

import argparse
from datetime import date
from pathlib import Path

import msgspec

from fieldkit.cli.office.opened import AddCommand, headquarters, office
from fieldkit.cli.output import say
from fieldkit.cli.report import add_output, give
from fieldkit.locale import N_, _

_STATES = {
    "active": N_("activa"),
    "quarantined": N_("apartada"),
    "succeeded": N_("reemplazada"),
    "revoked": N_("dada de baja"),
}


def add_commands(command: AddCommand) -> None:
    """Add this module's commands."""
    export = command("export", _("escribir applications.jsonl, CSV y los archivos abiertos"))
    export.add_argument("--out", type=Path, required=True)
    export.set_defaults(run=_export)
    status = command("status", _("qué ha enviado cada computadora y qué falta"))
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=_status)
    figures = command("report", _("las cuentas de todos los eventos entre dos días, por consulado"))
    figures.add_argument("--from", dest="first", type=date.fromisoformat, metavar="YYYY-MM-DD", required=True)
    figures.add_argument("--to", dest="last", type=date.fromisoformat, metavar="YYYY-MM-DD", required=True)
    figures.add_argument("--consulate", default="", help=_("solo uno, por su código del catálogo"))
    add_output(figures)
    figures.set_defaults(run=_report)


def _export(options: argparse.Namespace) -> int:
    from fieldkit.office import export

    with office(options) as opened:
        written = export.export(opened, options.out)
    say(_("✓ Solicitudes: {n}, en {folder}").format(n=written.applications, folder=options.out))
    if written.cases:
        say(_("✓ Casos de protección: {n}. Guárdelos donde solo los vea quien los atiende.").format(n=written.cases))
    return 0


def _status(options: argparse.Namespace) -> int:
    from fieldkit.office.status import status

    with headquarters(options) as hq:
        now = status(hq.office, hq.archive)
    if options.json:
        say(msgspec.json.encode(now).decode())
        return 0
    line = _(
        "{letter}  {label}  {state}  envíos abiertos {opened} de {batches}; "
        "faltan {blobs} archivos, {entries} anotaciones"
    )
    for one in now.devices:
        facts = {"letter": one.letter, "label": one.label, "state": _(_STATES[one.state]), "opened": one.batches_opened}
        say(line.format(**facts, batches=one.batches, blobs=one.blobs_missing, entries=one.entries_missing))
        say(f"   {one.device}")
        for trouble in one.troubles:
            say(_("   ✗ {what}: {reason}").format(what=trouble.what, reason=_(trouble.reason)))
    return 0


def _report(options: argparse.Namespace) -> int:
    from fieldkit.office.report import report

    with headquarters(options) as hq:
        made = report(
            hq.office, hq.archive, options.first, options.last, consulate=options.consulate, shared=options.shared
        )
    return give(made, options)
