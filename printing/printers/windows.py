"""A printer of Windows through its spooler, past the driver: ESC/POS as a raw job (winspool's documented calls).

The spooler takes the whole job and prints it when it can; a printer that Windows calls offline is given nothing.
"""

import ctypes
import errno
import os
import sys
from ctypes import POINTER, Structure, byref, c_ulong, c_void_p, c_wchar_p, cast
from typing import Annotated, Any

import msgspec

from printing import problems
from printing.errors import N_, NothingPrinted
from printing.escpos import Thermal
from printing.job import READY, SILENT, Job, Printer, Readiness, Sent

_STATE_LEVEL, _NAMES_LEVEL = 6, 4
_LOCAL_AND_CONNECTED = 0x02 | 0x04
# PRINTER_STATUS_… of winspool: paused, error, jam, no paper, offline, not available, door open.
_PAUSED, _NO_PAPER, _DOOR_OPEN = 0x01, 0x10, 0x400000
_BROKEN = 0x02 | 0x08 | 0x80 | 0x1000


class _Document(Structure):
    """DOC_INFO_1W."""

    _fields_ = (("name", c_wchar_p), ("output", c_wchar_p), ("datatype", c_wchar_p))


class _Named(Structure):
    """PRINTER_INFO_4W."""

    _fields_ = (("name", c_wchar_p), ("server", c_wchar_p), ("attributes", c_ulong))


class WindowsPrinter(Thermal, frozen=True, kw_only=True):
    """The printer that Windows calls ``queue``."""

    queue: Annotated[str, msgspec.Meta(pattern=r"^[^\x00]{1,220}$")]

    @property
    def name(self) -> str:
        return "windows"

    def ready(self) -> Readiness:
        try:
            with _Opened(self.queue) as opened:
                state = opened.state()
        except OSError:
            return SILENT
        for bit, sentence in (
            (_NO_PAPER, "La impresora no tiene papel"),
            (_DOOR_OPEN, "La impresora tiene la tapa abierta"),
            (_PAUSED, "La cola de impresión está detenida"),
        ):
            if state & bit:
                return Readiness(ok=False, sentence=sentence)
        return SILENT if state & _BROKEN else READY

    def send(self, job: Job) -> Sent:
        """Raises PRINTER_UNREACHABLE and PRINTER_REFUSED."""
        content = b"".join(self.commands(job))
        if not self.ready().ok:
            raise NothingPrinted(problems.PRINTER_UNREACHABLE, address=self.queue)
        try:
            with _Opened(self.queue) as opened:
                opened.take(f"{job.sheet.title}-{job.id}", content)
        except OSError as failure:
            raise NothingPrinted(
                problems.PRINTER_REFUSED, reason=failure.strerror or type(failure).__name__
            ) from failure
        return Sent(job=job.id, printer=self.name, where=self.queue)


class _Opened:
    """An open handle of the spooler."""

    def __init__(self, queue: str) -> None:
        self._spooler = spooler()
        self._handle = c_void_p()
        self._must(self._spooler.OpenPrinterW(c_wchar_p(queue), byref(self._handle), None))

    def __enter__(self) -> "_Opened":
        return self

    def __exit__(self, *_: object) -> None:
        self._spooler.ClosePrinter(self._handle)

    def state(self) -> int:
        """The printer's state bits."""
        state, needed = c_ulong(), c_ulong()
        size = ctypes.sizeof(state)
        self._must(self._spooler.GetPrinterW(self._handle, _STATE_LEVEL, byref(state), size, byref(needed)))
        return state.value

    def take(self, title: str, content: bytes) -> None:
        """One raw document; a part of it that was not taken is a failure, and the document is thrown away."""
        spooler, handle, written = self._spooler, self._handle, c_ulong()
        self._must(spooler.StartDocPrinterW(handle, 1, byref(_Document(title, None, "RAW"))))
        try:
            self._must(spooler.StartPagePrinter(handle))
            self._must(spooler.WritePrinter(handle, content, len(content), byref(written)))
            self._must(written.value == len(content))
            self._must(spooler.EndPagePrinter(handle))
        except OSError:
            spooler.AbortPrinter(handle)
            raise
        self._must(spooler.EndDocPrinter(handle))

    def _must(self, done: int) -> None:
        if not done:
            raise _failure()


def spooler() -> Any:
    """Windows' own library. Raises OSError on any other system."""
    if sys.platform == "win32":
        return ctypes.WinDLL("winspool.drv", use_last_error=True)
    raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


def _failure() -> OSError:
    if sys.platform == "win32":
        return ctypes.WinError(ctypes.get_last_error())
    return OSError(errno.EIO, os.strerror(errno.EIO))


def find() -> list[Printer]:
    """Every printer that Windows has; none on another system."""
    try:
        library = spooler()
    except OSError:
        return []
    size, count = c_ulong(), c_ulong()
    kind = (_LOCAL_AND_CONNECTED, None, _NAMES_LEVEL)
    library.EnumPrintersW(*kind, None, 0, byref(size), byref(count))
    room = ctypes.create_string_buffer(size.value)
    if not library.EnumPrintersW(*kind, room, size, byref(size), byref(count)):
        return []
    named = cast(room, POINTER(_Named))
    return [WindowsPrinter(queue=named[n].name) for n in range(count.value)]


WORDS = N_("de boletos, de Windows")
PRINTER: type[Printer] = WindowsPrinter
