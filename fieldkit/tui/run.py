"""The loop of a working day: unlock, work, lock, and again."""

import gc
import sys
from collections.abc import Callable

from fieldkit.background.store_thread import StoreThread
from fieldkit.locale import speak
from fieldkit.platform import config
from fieldkit.platform.clock import wall_ms
from fieldkit.platform.paths import Home
from fieldkit.tui.screens.access.unlock import UnlockApp

# Seconds after which the store's thread, busy with a long line, lets the screen answer a key.
HAND_OVER = 0.001


def run(home: Home, *, language: str | None = None, wall: Callable[[], int] = wall_ms) -> int:
    """Run the screens until the operator leaves; returns the process's exit code. Raises BAD_CONFIG.

    ``language`` (ISO 639-1) wins over the one in the settings. Locking ends one program and starts the other.
    Nothing can leak through a locked screen, because behind it there is no store, no key and no widget.
    """
    sys.setswitchinterval(HAND_OVER)
    settings = config.load(home.config)
    speak(language or settings.language)
    post = "reception"
    while True:
        store_thread = StoreThread()
        try:
            door = UnlockApp(home, store_thread, wall=wall)
            if not door.run():
                return door.return_code or 0
            from fieldkit.tui.app import DeskApp  # behind the door, which opens in half the time without it

            del door
            # What was loaded stays for the day; going through it would stop the screen for a tenth of a second.
            gc.collect()
            gc.freeze()
            desk = DeskApp(store_thread, post=post)
            ended, code = desk.run(), desk.return_code or 0
            del desk
        finally:
            store_thread.close()
        if ended is None or ended.why == "quit":
            return code
        post = ended.post
        # The day's widgets and its store hold each other, and names and keys.
        gc.unfreeze()
        gc.collect()
