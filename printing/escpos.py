"""The language of thermal printers: ESC/POS, spoken the same over a network, a cable or a spooler.

Everything goes as a picture: code pages differ from printer to printer, and accents come out wrong. There is no
acknowledgement in this language: what was sent may still be in the printer's memory when its paper ends.

Five commands are all that is needed (Epson's ESC/POS command reference): ESC @ reset, FS . leave Chinese
characters, GS v 0 raster picture, ESC d feed, GS V cut; and DLE EOT, which asks for the state.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import msgspec
from PIL import Image

from printing import problems
from printing.errors import N_, PrintProblem
from printing.job import READY, Job, Readiness
from printing.layout import Roll, roll
from printing.picture import draw

SLICE_ROWS = 200  # small printers have memory for few more
ASK = b"\x10\x04\x02\x10\x04\x04"  # why offline, and how is the paper
ANSWER_BYTES = 2
_RESET = b"\x1b@"
_NO_CHINESE = b"\x1c."  # clones start in a double-byte mode, and a reset brings it back
_RASTER = b"\x1dv0\x00"
_FEED = b"\x1bd\x04"
_FEED_BY_HAND = b"\x1bd\x06"  # past the edge that the paper is torn at
_CUT = b"\x1dV\x42\x00"
_STATUS_FIXED, _STATUS_MASK = 0x12, 0x93  # the bits that are the same in every answer to DLE EOT
_COVER_OPEN, _NO_PAPER = 0x04, 0x60


class Thermal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all thermal printers are asked for: the roll's width in mm, the head's dots to the inch, a cutter."""

    paper: Literal[58, 80] = 80
    dpi: Literal[180, 203] = 203
    cutter: bool = True

    @property
    def roll(self) -> Roll:
        return roll(self.paper, self.dpi)

    def commands(self, job: Job) -> list[bytes]:
        """The job in this printer's language, in pieces. Raises CODE_TOO_LONG."""
        return list(commands(draw(job.sheet, self.roll), cutter=self.cutter))


def commands(page: Image.Image, *, cutter: bool = True) -> Iterator[bytes]:
    """The commands that print one page and cut it, in pieces of at most 200 rows."""
    yield _RESET + _NO_CHINESE
    dots = page.convert("1", dither=Image.Dither.NONE)
    bytes_across = (page.width + 7) // 8
    for top in range(0, page.height, SLICE_ROWS):
        rows = min(SLICE_ROWS, page.height - top)
        strip = dots.crop((0, top, page.width, top + rows))
        size = bytes_across.to_bytes(2, "little") + rows.to_bytes(2, "little")
        # Inverted: on paper a set bit burns a dot, in a picture it is white.
        yield _RASTER + size + strip.tobytes("raw", "1;I")
    yield _FEED + _CUT if cutter else _FEED_BY_HAND


def readiness(answer: bytes) -> Readiness:
    """What the answer to ASK says. Many clones never answer: then all that is known is that they are on."""
    if len(answer) == ANSWER_BYTES and all(byte & _STATUS_MASK == _STATUS_FIXED for byte in answer):
        if answer[0] & _COVER_OPEN:
            return Readiness(ok=False, sentence=N_("La impresora tiene la tapa abierta"))
        if answer[1] & _NO_PAPER:
            return Readiness(ok=False, sentence=N_("La impresora no tiene papel"))
    return READY


def hand_over(pieces: Iterable[bytes], write: Callable[[bytes], object], end: Callable[[], object], where: str) -> None:
    """Write the pieces and then ``end``; raises PRINTER_STALLED and PRINTER_VANISHED, with how much was taken."""
    whole = list(pieces)
    total, taken = sum(map(len, whole)), 0
    try:
        for piece in whole:
            write(piece)
            taken += len(piece)
        end()
    except TimeoutError as failure:
        raise PrintProblem(problems.PRINTER_STALLED, address=where, percent=100 * taken // total) from failure
    except OSError as failure:
        raise PrintProblem(problems.PRINTER_VANISHED, address=where, percent=100 * taken // total) from failure
