"""Windows' spooler as far as it can be told elsewhere: its calls in their order, not its binary interface."""
# ruff: noqa: N802 - the names are those of Windows

import ctypes
from typing import Any


class Winspool:
    """Printers by name with their state bits; takes at most ``takes`` bytes of a job."""

    def __init__(self, states: dict[str, int], *, takes: int = 1 << 30) -> None:
        self.states, self.takes = states, takes
        self.printed: list[tuple[str, bytes]] = []
        self.open: dict[int, str] = {}
        self.page: list[Any] = []

    def OpenPrinterW(self, name: Any, handle: Any, _: Any) -> int:
        if name.value not in self.states:
            return 0
        handle._obj.value = len(self.open) + 1
        self.open[handle._obj.value] = name.value
        return 1

    def GetPrinterW(self, handle: Any, level: int, state: Any, size: int, _needed: Any) -> int:
        assert (level, size) == (6, ctypes.sizeof(ctypes.c_ulong))
        state._obj.value = self.states[self.open[handle.value]]
        return 1

    def StartDocPrinterW(self, handle: Any, level: int, document: Any) -> int:
        assert (level, document._obj.datatype, document._obj.output) == (1, "RAW", None)
        self.page = [document._obj.name, b""]
        return 1

    def StartPagePrinter(self, handle: Any) -> int:
        return int(len(self.page) == 2)

    def WritePrinter(self, handle: Any, content: bytes, size: int, written: Any) -> int:
        written._obj.value = min(size, self.takes)
        self.page[1] += content[: written._obj.value]
        return 1

    def EndPagePrinter(self, handle: Any) -> int:
        return 1

    def EndDocPrinter(self, handle: Any) -> int:
        self.printed.append((self.page[0], self.page[1]))
        return 1

    def AbortPrinter(self, handle: Any) -> int:
        self.page = []
        return 1

    def ClosePrinter(self, handle: Any) -> int:
        del self.open[handle.value]
        return 1
