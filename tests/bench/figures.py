"""A measured line of the table: a median, its reference of the same run, and the aim it is held against."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import psutil


class Beside(NamedTuple):
    """The reference of a line, in the line's own unit."""

    what: str
    value: float


class Aim(NamedTuple):
    """A bound on the value, or on the value as a multiple of its reference."""

    bound: float
    at_least: bool = False
    of_reference: bool = False

    def met(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value < self.bound


class Figure(NamedTuple):
    """One line. ``unit`` is ms, s, MB, MB/s, /s, or empty for a plain ratio."""

    what: str
    value: float
    unit: str
    beside: Beside | None = None
    aim: Aim | None = None

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of the reference."""
        return self.value / self.beside.value if self.beside else None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without one."""
        if self.aim is None:
            return None
        held = self.ratio if self.aim.of_reference else self.value
        return held is not None and self.aim.met(held)


SCREEN = Aim(50.0)  # ms: an answer that feels immediate
WHAT, REFERENCE = 58, 46


def spent_ms(run: Callable[[], object]) -> float:
    """How long one call takes, in milliseconds."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def median_ms(run: Callable[[], object], rounds: int) -> float:
    """The median of ``rounds`` calls in milliseconds, after one that does not count."""
    run()
    return statistics.median(spent_ms(run) for _ in range(rounds))


def medians_ms(ours: Callable[[], object], bare: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The medians of both, taken in turns: what else the machine does then falls on both."""
    ours()
    bare()
    pairs = [(spent_ms(ours), spent_ms(bare)) for _ in range(rounds)]
    return statistics.median(one for one, _ in pairs), statistics.median(one for _, one in pairs)


def machine(folder: Path) -> str:
    """What the figures were measured on; ``folder`` is where the stores lie."""
    memory = psutil.virtual_memory().total / (1 << 30)
    cores = f"{os.cpu_count()} cores, {memory:.0f} GiB"
    return f"{platform.platform()} · {_processor()} · {cores} · {_disk(folder)} · Python {platform.python_version()}"


def _processor() -> str:
    """Linux names the processor in a file only."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _disk(folder: Path) -> str:
    """The file system: on one in memory, nothing durable is measured."""
    mounts = [one for one in psutil.disk_partitions(all=True) if folder.resolve().is_relative_to(one.mountpoint)]
    return max(mounts, key=lambda one: len(one.mountpoint)).fstype if mounts else "disk unknown"  # as in a chroot


def heading() -> str:
    return f"{'median of what':{WHAT}} {'':>14}  {'beside, in the same run':{REFERENCE}} {'':>14} {'ratio':>7}  aim"


def row(figure: Figure) -> str:
    """One line of the table."""
    beside = figure.beside
    reference = f"{beside.what:{REFERENCE}} {_number(beside.value, figure.unit)}" if beside else " " * (REFERENCE + 15)
    ratio = f"{figure.ratio:7.2f}" if figure.ratio is not None else " " * 7
    return f"{figure.what:{WHAT}} {_number(figure.value, figure.unit)}  {reference} {ratio}  {_aim(figure)}".rstrip()


def show(figures: Iterable[Figure]) -> None:
    """Print lines as they come: some take a minute."""
    for figure in figures:
        print(row(figure), flush=True)


def _number(value: float, unit: str) -> str:
    return f"{value:9.3f} {unit:4}" if value < 10 else f"{value:9.1f} {unit:4}"


def _aim(figure: Figure) -> str:
    if figure.aim is None:
        return ""
    sign = "≥" if figure.aim.at_least else "<"
    unit = "× reference" if figure.aim.of_reference else figure.unit
    return f"{'✓' if figure.met else '✗'} {sign} {figure.aim.bound:g} {unit}"
