"""What is handed to a printer, and what every printer must be able to say."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from printing.blocks import Sheet
from printing.errors import N_

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class Job(msgspec.Struct, frozen=True):
    """One sheet to print; ``id`` and the sheet's title may become a file's name, so they hold no person's data.

    Nothing is drawn yet: each printer draws for its own paper, in whatever thread it is sent from. ``write`` puts a
    file in its place, whole and durable, for printers that end in files; it raises OSError.
    """

    id: str
    sheet: Sheet
    write: Callable[[Path, bytes], object]

    def __post_init__(self) -> None:
        for name in (self.id, self.sheet.title):
            if not _SAFE_NAME.fullmatch(name):
                raise ValueError("a job's id and title are letters, digits, - and _, at most 64")


class Sent(msgspec.Struct, frozen=True):
    """Every byte was handed over. It does not mean printed: only a person who sees the paper knows that."""

    job: str
    printer: str
    where: str  # the folder, the address, the queue


class Readiness(msgspec.Struct, frozen=True):
    """Whether it is worth sending now, and one sentence in Spanish (a message id) for the status line."""

    ok: bool
    sentence: str


READY = Readiness(ok=True, sentence=N_("Impresora lista"))
SILENT = Readiness(ok=False, sentence=N_("La impresora no contesta"))


class Printer(Protocol):
    """One way to paper. No method blocks longer than the printer's own time limits."""

    @property
    def name(self) -> str:
        """The kind, as it is written in the configuration."""

    def ready(self) -> Readiness:
        """Ask now; never raises PrintProblem, because "not ready" is an answer."""

    def send(self, job: Job) -> Sent:
        """Hand over the whole job or raise PrintProblem; after a problem nothing may be taken for printed."""
