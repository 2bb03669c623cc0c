"""The modules of a QR code (ISO/IEC 18004), sized for thermal paper at 203 dots an inch."""

import re
from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.util import MODE_ALPHA_NUM, QRData

from printing import problems
from printing.errors import PrintProblem

# Bigger codes fail under blur long before the standard's limit: version 4 is the aim, version 9 the end,
# because its 53 modules and margins still get 6 dots each on 58 mm paper (5 of the larger dots of 180 to the inch).
SMALLEST_VERSION = 4
LARGEST_VERSION = 9
# A long code, an acknowledgement's, takes level M, so that its modules stay large: 6 dots or more on 80 mm, 4 on 58 mm.
LARGEST_LONG_VERSION = 13
QUIET_MODULES = 4
SMALLEST_DOTS = 5
SMALLEST_LONG_DOTS = 4
LARGEST_DOTS = 10

_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")

Modules = tuple[tuple[bool, ...], ...]


# The rolls and the office page of one ticket carry the same code, and choosing its mask is most of the work.
@lru_cache(maxsize=2)
def modules(text: str, *, long: bool = False) -> Modules:
    """The square of modules (True is dark), without the quiet zone: alphanumeric mode, error level Q, or M if ``long``.

    Raises CODE_TOO_LONG when the text is longer than version 9 holds (13 if ``long``) or needs another mode.
    """
    if not _ALPHANUMERIC.fullmatch(text):
        raise PrintProblem(problems.CODE_TOO_LONG, length=len(text))
    level = ERROR_CORRECT_M if long else ERROR_CORRECT_Q
    code = qrcode.QRCode(version=SMALLEST_VERSION, error_correction=level, border=0)
    code.add_data(QRData(text, mode=MODE_ALPHA_NUM))
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as overflow:
        raise PrintProblem(problems.CODE_TOO_LONG, length=len(text)) from overflow
    if code.version > (LARGEST_LONG_VERSION if long else LARGEST_VERSION):
        raise PrintProblem(problems.CODE_TOO_LONG, length=len(text))
    return tuple(tuple(bool(cell) for cell in row) for row in code.get_matrix())


def module_dots(side: int, width: int, *, long: bool = False) -> int:
    """Dots per module for a code of ``side`` modules, with its quiet zone, on paper ``width`` dots wide.

    Raises CODE_TOO_LONG when fewer than 5 dots a module remain, or 4 if ``long``.
    """
    dots = min(width // (side + 2 * QUIET_MODULES), LARGEST_DOTS)
    if dots < (SMALLEST_LONG_DOTS if long else SMALLEST_DOTS):
        raise PrintProblem(problems.CODE_TOO_LONG, length=side)
    return dots
