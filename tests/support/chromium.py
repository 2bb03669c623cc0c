"""Where this machine has a Chromium that can be driven; ``python -m tests.support.chromium`` fails without one."""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


@cache
def find() -> Path | None:
    """The system's own, or the one that ``playwright install chromium`` brought; None without any, and where the
    driver itself does not start for want of a library."""
    driver = subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True, check=False)
    if driver.returncode:
        return None
    for found in (*map(shutil.which, NAMES), *PLACES):
        if found and Path(found).exists():
            return Path(found)
    with sync_playwright() as play:
        own = Path(play.chromium.executable_path)
    return own if own.exists() else None


if __name__ == "__main__":
    sys.exit(find() is None)
