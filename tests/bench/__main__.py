"""Print the table: python -m tests.bench [--quick] [--only PART …] [--folder DIR]."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import desk, duplicates, growth, hall, headquarters, reporting
from tests.bench.figures import Figure, heading, machine, show
from tests.bench.sizes import FULL, QUICK, Sizes

Part = Callable[[Path, Sizes], Iterator[Figure]]


def parts() -> dict[str, Part]:
    """What can be measured, in the order of the table. Terminals of the Unix kind are left out on Windows."""
    measured: dict[str, Part] = {
        "desk": desk.figures,
        "duplicates": duplicates.figures,
        "growth": growth.figures,
        "hall": hall.figures,
        "sync": headquarters.sending,
        "ingest": headquarters.taking,
        "report": reporting.figures,
    }
    if sys.platform == "win32":
        return measured
    from tests.bench import answers, door, paper

    before = {"start": door.starting, "unlock": door.unlocking, "answers": answers.figures}
    before |= {"paper": paper.figures}
    return before | measured | {"memory": door.staying}


def main() -> None:
    known = parts()
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument("--quick", action="store_true", help="small sizes, about a minute")
    options.add_argument("--only", nargs="+", choices=known, default=list(known), help="some parts only")
    options.add_argument("--folder", type=Path, help="the disk to measure on (default: the system's for short files)")
    chosen = options.parse_args()
    sizes = QUICK if chosen.quick else FULL
    with tempfile.TemporaryDirectory(prefix="fieldkit-bench-", dir=chosen.folder) as name:
        print(machine(Path(name)), f"{sizes.rounds} rounds each", "", heading(), sep="\n", flush=True)
        for part in chosen.only:
            folder = Path(name) / part
            folder.mkdir()
            show(known[part](folder, sizes))


if __name__ == "__main__":
    main()
