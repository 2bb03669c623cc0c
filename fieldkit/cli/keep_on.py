"""``fieldkit sync --keep-on``: the screens' sync worker without screens, until it is told to stop."""

import signal
import threading
from collections.abc import Callable
from random import SystemRandom
from types import FrameType

from fieldkit.background.store_thread import StoreThread
from fieldkit.background.sync_worker import SyncProgress, SyncWorker
from fieldkit.cli.output import say
from fieldkit.desk.session import Session
from fieldkit.errors import spoken
from fieldkit.locale import _

_LOOK_SECONDS = 0.5  # on Windows a thread that waits longer does not hear Ctrl+C
_END_SECONDS = 5.0  # for the exchange that runs; what it cannot end is taken up by the next one


class _Report:
    """Says a line whenever something was sent or the state of the line is another one."""

    def __init__(self) -> None:
        self.sent = 0
        self.failed = False
        self._problem = ""

    def tell(self, progress: SyncProgress) -> None:
        if progress.running:
            return
        self.failed = progress.stopped
        self.sent += progress.sent
        problem = " ".join(part for part in spoken(progress.problem) if part) if progress.problem else ""
        if progress.sent or (self._problem and not problem):
            say(_("✓ Envíos confirmados: {n}.").format(n=progress.sent))
        if problem and problem != self._problem:
            say(f"! {problem}", error=True)
        self._problem = problem


def run(begin: Callable[[], Session]) -> int:
    """Exchange until Ctrl+C or SIGTERM; 0 then, 1 if the program itself failed. Raises what ``begin`` raises."""
    interrupt, before = signal.getsignal(signal.SIGINT), signal.signal(signal.SIGTERM, _interrupt)
    told = threading.Event()
    store_thread = StoreThread()
    report = _Report()
    try:
        store_thread.open_now(begin)
        worker = SyncWorker(store_thread, report.tell, random=SystemRandom())
        say(_("Enviando y recibiendo. Ctrl+C lo detiene; lo guardado queda completo."))
        worker.start()
        # An exception out of a signal can be lost wherever it happens to be raised; a flag cannot.
        signal.signal(signal.SIGINT, lambda *_: told.set())
        signal.signal(signal.SIGTERM, lambda *_: told.set())
        while not worker.join(_LOOK_SECONDS) and not told.is_set():
            pass
        worker.stop()
        worker.join(_END_SECONDS)
    finally:
        signal.signal(signal.SIGINT, interrupt)
        store_thread.close()
        signal.signal(signal.SIGTERM, before)
    if report.failed:
        say(_("✗ El envío automático se detuvo por una falla del programa."), error=True)
        return 1
    say(_("✓ Detenido. Envíos confirmados: {n}.").format(n=report.sent))
    return 0


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
