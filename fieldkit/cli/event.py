"""Commands that play a day: the drill and the demo."""

import argparse
import secrets
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from fieldkit import config
from fieldkit.locale import _

if TYPE_CHECKING:  # imported where used: the screens must not wait for what they do not need
    from fieldkit.drill.play import Settings

Commands = argparse._SubParsersAction  # argparse gives this type no public name
_APPLICANTS = 12
_SEEDS = 10**9


def add_commands(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    drill = commands.add_parser("drill", help="play a whole day with every accident, and check that nothing is lost")
    drill.add_argument("--applicants", type=_count, default=_APPLICANTS, help="how many people")
    drill.add_argument("--seed", type=int, help="repeat the day and the accidents of this number")
    drill.add_argument("--json", action="store_true", help="print one JSON object last")
    drill.add_argument("--archive", default="", help="headquarters' database URL; SQLite by default")
    drill.add_argument("--keep", type=Path, metavar="DIR", help="play in this new folder and keep it")
    drill.add_argument("--printer", action="store_true", help="print on this laptop's own printer, not into a folder")
    drill.set_defaults(run=_drill)


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 999:
        raise argparse.ArgumentTypeError("1 … 999")
    return count


def _drill(options: argparse.Namespace) -> int:
    from fieldkit.drill import play
    from fieldkit.drill.errors import FolderInUse

    settings = play.Settings(
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


def run_drill(folder: Path, settings: "Settings", *, as_json: bool) -> int:
    """Play and judge a day; 1 when anything was lost, doubled or readable."""
    from fieldkit.drill import check, play, report

    say: Callable[[str], None] = lambda words: print(words, file=sys.stderr, flush=True)  # noqa: E731 - one line
    say(_("Ensayo con {n} personas; número {seed}.").format(n=settings.applicants, seed=settings.seed))
    result = check.judge(play.play(folder, settings, say))
    print(report.table(result))
    if as_json:
        print(msgspec.json.encode(result).decode())
    return 0 if result.ok else 1
