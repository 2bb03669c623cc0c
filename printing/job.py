"""What is handed to a printer, and what every printer must be able to say."""

import re
from typing import Protocol

import msgspec
from PIL import Image

from printing.blocks import Sheet
from printing.layout import ROLL_80, Roll
from printing.picture import draw

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class Job(msgspec.Struct, frozen=True):
    """One piece of paper to print; ``id`` and ``title`` may become a file's name, so they hold no person's data."""

    id: str
    title: str
    pages: tuple[Image.Image, ...]
    pdf: bytes

    def __post_init__(self) -> None:
        for name in (self.id, self.title):
            if not _SAFE_NAME.fullmatch(name):
                raise ValueError("a job's id and title are letters, digits, - and _, at most 64")


class Sent(msgspec.Struct, frozen=True):
    """Every byte was handed over. It does not mean printed: only a person who sees the paper knows that."""

    job: str
    printer: str
    where: str  # the folder or the address


class Readiness(msgspec.Struct, frozen=True):
    """Whether it is worth sending now, and one sentence in Spanish (a message id) for the status line."""

    ok: bool
    sentence: str


class Printer(Protocol):
    """One way to paper. No method blocks longer than the printer's own time limits."""

    @property
    def name(self) -> str:
        """The kind, as it is written in the configuration."""

    def ready(self) -> Readiness:
        """Ask now; never raises PrintProblem, because "not ready" is an answer."""

    def send(self, job: Job) -> Sent:
        """Hand over the whole job or raise PrintProblem; after a problem nothing may be taken for printed."""


def job_for(sheet: Sheet, job_id: str, roll: Roll = ROLL_80) -> Job:
    """The sheet drawn for a roll, and as a Letter PDF for an office printer. Raises CodeTooLong."""
    from printing.pdf import letter_pdf  # here, or the lock screen would wait for the PDF library

    return Job(id=job_id, title=sheet.title, pages=(draw(sheet, roll),), pdf=letter_pdf(sheet))
