"""How costs grow with the number of people: a hundred times as many may cost a hundred times as much, not more."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.session import Session
from tests.bench import scene
from tests.bench.figures import Aim, Beside, Figure, median_ms
from tests.bench.sizes import Sizes

COSTS: dict[str, Callable[[Session], object]] = {
    "check-in": scene.arrive,
    "search": lambda session: check_in.find(session, "ximena nuñez"),
    "call-next": calls.call_next,
}


def figures(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """Each cost at each size, beside the same at the smallest; all visits are of one day and wait."""
    session = scene.laptop(folder / "growing")
    medians: dict[str, dict[int, float]] = {what: {} for what in COSTS}
    here = 0
    for size in sizes.growth:
        scene.crowd(session, size - here)
        here = size
        for what, run in COSTS.items():
            medians[what][size] = median_ms(partial(run, session), sizes.rounds)
    session.store.close()
    least, *more = sizes.growth
    for what, found in medians.items():
        for size in more:
            linear = Aim(size / least, of_reference=True)
            yield Figure(
                f"{what}, {size:,} visits", found[size], "ms", Beside(f"{what}, {least} visits", found[least]), linear
            )
