"""``fieldkit report``; and for every report in which form it comes and where it goes."""

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.cli import problems
from fieldkit.cli.arguments import Commands
from fieldkit.cli.output import say
from fieldkit.cli.secrets import passphrase
from fieldkit.errors import Problem
from fieldkit.locale import _
from sync import durable_files

if TYPE_CHECKING:  # imported where used: the lock screen need not wait for what it does not use
    from fieldkit.report.model import Report


def add_commands(commands: Commands) -> None:
    """Add ``report``."""
    figures = commands.add_parser("report", help=_("las cuentas del día o del evento, para quien supervisa"))
    figures.add_argument("--operator", required=True)
    figures.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help=_("otro día; sin él, hoy"))
    figures.add_argument("--event", action="store_true", help=_("todos los días del evento"))
    add_output(figures)
    figures.set_defaults(run=_report)


def add_output(command: argparse.ArgumentParser) -> None:
    """The options of every report: in which form, whether it may leave the consulate, and where to write it."""
    command.add_argument("--format", choices=("text", "csv", "json", "pdf"), default="text")
    command.add_argument("--shared", action="store_true", help=_("para compartir: sin cifras menores de 5"))
    command.add_argument("--out", type=Path, metavar="FILE", help=_("escribirlo en un archivo"))


def give(report: "Report", options: argparse.Namespace) -> int:
    """Write the report as asked: to the terminal, or whole into a file that only its owner reads. Raises NEEDS_FILE."""
    from fieldkit.desk.closing import day_report

    if options.format == "pdf" and options.out is None:
        raise Problem(problems.NEEDS_FILE)
    content = day_report.content(report, options.format)
    if options.out is None:
        say(content.decode("utf-8-sig").replace("\r\n", "\n"), end="")
        return 0
    durable_files.write(options.out, content)
    say(_("✓ Informe en {file} ({mark})").format(file=options.out, mark=report.mark))
    return 0


def _report(options: argparse.Namespace) -> int:
    from fieldkit.desk.access import unlock
    from fieldkit.desk.closing import day_report

    with unlock.opened(options.home, options.operator, passphrase()) as store:
        session = unlock.start(options.home, store, options.operator)
        if options.event:
            made = day_report.of_event(session, shared=options.shared)
        else:
            made = day_report.of_day(session, options.day, shared=options.shared)
    return give(made, options)
