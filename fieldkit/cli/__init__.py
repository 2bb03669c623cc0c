"""The command line: where everything is put together."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from fieldkit.cli import (
    board,
    catalog,
    check_slip,
    copies,
    laptop,
    office,
    printer,
    problems,
    rehearsal,
    report,
    simulate,
    staff,
)
from fieldkit.cli.output import end_quietly, explain, say, take_any_encoding
from fieldkit.errors import TROUBLE, Problem, file_reason
from fieldkit.locale import DEFAULT, _, languages, speak
from fieldkit.platform.core_dumps import leave_no_core
from fieldkit.platform.paths import Home, default_home
from fieldkit.platform.version import VERSION

INTERRUPTED = 130
# In the order in which ``fieldkit --help`` shows them.
GROUPS = (laptop, copies, report, staff, printer, rehearsal, simulate, board, office, check_slip, catalog)


def parser() -> argparse.ArgumentParser:
    """Every command and option."""
    root = argparse.ArgumentParser(prog="fieldkit", description="Consulado sobre Ruedas")
    root.add_argument("--home", type=Path, default=default_home().folder, help=_("carpeta de esta computadora"))
    root.add_argument("--language", choices=languages(), help=_("idioma de los mensajes"))
    root.add_argument("--version", action="version", version=f"fieldkit {VERSION}", help=_("versión del programa"))
    root.set_defaults(run=laptop.screens)
    commands = root.add_subparsers(metavar="command")
    for group in GROUPS:
        group.add_commands(commands)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status. A problem ends in words, never in a traceback."""
    leave_no_core()
    take_any_encoding()
    speak(_language(arguments))
    options = parser().parse_args(arguments)
    options.home = Home(options.home)
    try:
        return int(options.run(options) or 0)
    except TROUBLE as problem:
        say(explain(problem), error=True)
        return 1
    except BrokenPipeError:
        return end_quietly()
    except OSError as error:
        file, reason = Path(error.filename or "-").name, file_reason(error)
        say(explain(Problem(problems.FILE_TROUBLE, file=file, reason=reason)), error=True)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def _language(arguments: Sequence[str] | None) -> str:
    """The language asked for, known before the parser is made: its help is in words too."""
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--language", choices=languages())
    return str(first.parse_known_args(arguments)[0].language or DEFAULT)
