"""What version 0.1.0 left on disk, copied to where it may be opened, and what it said was in there."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from fieldkit.desk.access import unlock
from fieldkit.desk.session import Session
from fieldkit.office import keys
from fieldkit.office.keys import Office
from fieldkit.platform.paths import Home
from fieldkit.store import Store
from fieldkit.vault import keyring
from tests.support.kit import TestClock

HERE = Path(__file__).parents[1] / "vectors" / "v0_1_0"
CONTENTS: dict[str, Any] = json.loads((HERE / "contents.json").read_text(encoding="utf-8"))
NINE_MS = 1_797_084_000_000  # when it was made
DAY = date(2026, 12, 12)


def copied(folder: Path) -> Path:
    """The whole fixture in ``folder``, to be opened, changed and thrown away."""
    shutil.copytree(HERE, folder / "old")
    for half in ("office", "ingest"):
        (folder / "old" / "hq" / half).chmod(0o700)
    return folder / "old"


def laptop(old: Path, clock: TestClock) -> Session:
    """The laptop, unlocked by its supervisor."""
    home = Home(old / "laptop")
    key = keyring.unlock(home.keys, "rosa", "correct horse battery")
    store = Store.open(home.store, key, wall=clock.wall)
    return unlock.start(home, store, "rosa", wall=clock.wall, steady=clock.steady)


def office(old: Path, clock: TestClock) -> Office:
    """The office at work."""
    return keys.open_office(old / "hq", "hilda", "papel de china morado", wall=clock.wall)


_FIELDS = "SELECT draft, key, value, saved_ms FROM draft_fields JOIN drafts ON drafts.id = draft WHERE form ="
# Tables that have become one since: their rows as they were.
AS_THEN = {
    "drafts": "SELECT id, visit, service, revision, made_ms FROM drafts WHERE form = 'application'",
    "case_drafts": "SELECT id, visit, revision, made_ms FROM drafts WHERE form = 'case'",
    "draft_fields": f"{_FIELDS} 'application'",
    "case_draft_fields": f"{_FIELDS} 'case'",
}


def rows(ask: Callable[[str], Iterable[tuple[Any, ...]]], table: str) -> list[str]:
    """The rows of a table as the fixture's own list has them."""

    def short(row: tuple[Any, ...]) -> str:
        plain = [value.hex() if isinstance(value, bytes) else value for value in row]
        return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()[:16]

    return sorted(short(tuple(row)) for row in ask(AS_THEN.get(table, f'SELECT * FROM "{table}"')))
