"""Commands that play a day: ``drill`` and ``demo``."""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from fieldkit.cli.arguments import Commands
from fieldkit.cli.output import say
from fieldkit.errors import TROUBLE
from fieldkit.locale import _
from fieldkit.platform import config

if TYPE_CHECKING:  # imported where used: the screens must not wait for what they do not need
    from fieldkit.rehearsal.play.drill import DrillSettings

_APPLICANTS = 12
_SEEDS = 10**9


def add_commands(commands: Commands) -> None:
    """Add ``drill`` and ``demo``."""
    drill = commands.add_parser("drill", help=_("ensayar un día entero con accidentes y revisar que nada se pierda"))
    drill.add_argument("--applicants", type=_count, default=_APPLICANTS, help=_("cuántas personas"))
    drill.add_argument("--seed", type=int, help=_("repetir el día y los accidentes de este número"))
    drill.add_argument("--json", action="store_true", help=_("escribir al final un objeto JSON"))
    drill.add_argument(
        "--archive", default="", help=_("URL de la base de datos de la oficina central; sin ella, SQLite")
    )
    drill.add_argument("--keep", type=Path, metavar="DIR", help=_("ensayar en esta carpeta nueva y conservarla"))
    drill.add_argument(
        "--printer", action="store_true", help=_("imprimir en la impresora de esta computadora, no en una carpeta")
    )
    drill.set_defaults(run=_drill)
    demo = commands.add_parser("demo", help=_("probar un evento inventado de hoy, con su oficina central"))
    demo.add_argument("--dir", type=Path, default=Path("demo"), help=_("carpeta de la demostración"))
    demo.set_defaults(run=_demo)


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 999:
        raise argparse.ArgumentTypeError("1 … 999")
    return count


def _drill(options: argparse.Namespace) -> int:
    """Whoever asked for JSON gets an object in any case; of a drill that stopped it says why, and no counts."""
    from fieldkit.rehearsal.check import check

    try:
        return _whole_drill(options)
    except (*TROUBLE, OSError) as problem:
        if options.json:
            unknown = dict.fromkeys(check.Result.__struct_fields__)
            stopped = unknown | {"ok": False, "problem": type(problem).__name__}
            say(msgspec.json.encode(stopped).decode())
        raise


def _whole_drill(options: argparse.Namespace) -> int:
    from fieldkit.rehearsal.errors import FolderInUse
    from fieldkit.rehearsal.play import drill

    settings = drill.DrillSettings(
        applicants=options.applicants,
        seed=secrets.randbelow(_SEEDS) if options.seed is None else options.seed,
        archive=options.archive,
    )
    if options.printer:
        settings = settings._replace(printer=config.load(options.home.config).printer)
    if options.keep:
        if options.keep.exists() and any(options.keep.iterdir()):
            raise FolderInUse(folder=str(options.keep))
        return run_drill(options.keep, settings, as_json=options.json)
    with tempfile.TemporaryDirectory(prefix="fieldkit-drill-", ignore_cleanup_errors=True) as folder:
        return run_drill(Path(folder), settings, as_json=options.json)


def run_drill(folder: Path, settings: "DrillSettings", *, as_json: bool) -> int:
    """Play and judge a day; 1 when anything was lost, doubled or readable."""
    from fieldkit.rehearsal.check import check, summary
    from fieldkit.rehearsal.play import drill

    _say(_("Ensayo con {n} personas; número {seed}.").format(n=settings.applicants, seed=settings.seed))
    result = check.judge(drill.play(folder, settings, _say))
    say(summary.table(result))
    if as_json:
        say(msgspec.json.encode(result).decode())
    return 0 if result.ok else 1


def _demo(options: argparse.Namespace) -> int:
    """With a terminal the screens; without one, the same set-up and then the drill."""
    from fieldkit.rehearsal import demo
    from fieldkit.rehearsal.play import drill

    with demo.running(options.dir, _say) as ready:
        if sys.stdin.isatty() and sys.stdout.isatty():
            from fieldkit.tui.run import run

            say(_("Operador: {operator}").format(operator=ready.operator))
            say(_("Contraseña: {secret}").format(secret=ready.secret))
            say(_("Fotos y documentos inventados: {folder}").format(folder=ready.pictures))
            input(_("Pulse Enter para abrir el programa; la oficina central se detiene al salir. "))
            return run(ready.home, language=options.language)
    settings = drill.DrillSettings(applicants=_APPLICANTS, seed=secrets.randbelow(_SEEDS))
    with tempfile.TemporaryDirectory(prefix="fieldkit-drill-", ignore_cleanup_errors=True) as folder:
        return run_drill(Path(folder), settings, as_json=False)


def _say(words: str) -> None:
    say(words, error=True)
