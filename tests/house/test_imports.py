"""Imports point one way: every module of the product is read, none is run. The rooms are drawn in architecture.md."""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("fieldkit", "sync", "printing")
# A module is one job on one page or two; what grows past this is two jobs.
MOST_LINES = 300
MOST_ROOMS = 24
MOST_FLOORS = 9
MOST_ARROWS = 108

# The floors of the house, lowest first: a room may import from the floors below its own, never from its own or above.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("sync", "printing", "fieldkit.locale"),
    ("fieldkit.errors", "fieldkit.people"),
    ("fieldkit.domain", "fieldkit.tokens", "fieldkit.vault", "fieldkit.platform"),
    (
        "fieldkit.event",
        "fieldkit.photos",
        "fieldkit.public",
        "fieldkit.report",
        "fieldkit.simulation",
        "fieldkit.store",
    ),
    ("fieldkit.desk", "fieldkit.office"),
    ("fieldkit.background", "fieldkit.rehearsal"),
    ("fieldkit.tui",),
    ("fieldkit.cli",),
    ("fieldkit.__main__",),
)
# Walls inside sync: what a room of it may import of the others.
SYNC: Mapping[str, tuple[str, ...]] = {
    "sync.errors": (),
    "sync.durable_files": (),
    "sync.age": ("errors",),
    "sync.sealed": ("age", "errors"),
    "sync.journal": ("errors",),
    "sync.protocol": ("errors", "journal", "sealed"),
    "sync.client": ("errors", "journal", "protocol", "sealed"),
    "sync.archive": ("durable_files", "errors", "journal", "protocol", "sealed"),
    "sync.ingest": ("archive", "errors", "journal", "protocol", "sealed"),
}

# Who alone may import what: the store and the archive speak SQL, the screens draw, the client calls.
ONLY: Mapping[str, tuple[str, ...]] = {
    "sqlcipher3": ("fieldkit.store",),
    "sqlite_utils": ("fieldkit.store", "fieldkit.office.store"),
    "sqlite3": ("sync.archive",),
    "sqlalchemy": ("sync.archive",),
    "alembic": ("sync.archive",),
    "psycopg": ("sync.archive",),
    "textual": ("fieldkit.tui",),
    "rich_pixels": ("fieldkit.tui",),
    "httpx": ("sync.client", "sync.protocol.tls"),
    "requests": (),
    "urllib.request": (),
    "http.client": (),
    "reportlab": ("printing",),
    "argon2": ("fieldkit.vault",),
    "zxingcpp": ("fieldkit.rehearsal",),
    "pypdfium2": ("fieldkit.rehearsal",),
    "jinja2": ("fieldkit.public.pages",),
    "platformdirs": ("fieldkit.platform.paths",),
}

Imports = dict[str, set[str]]
Check = Callable[[Imports], Iterable[str]]


def modules() -> dict[str, Path]:
    """Every module of the product by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(source: str, module: str, known: set[str]) -> set[str]:
    """The dotted names that a module imports, wherever in the file, also for types only; ``from a import b`` is
    ``a.b`` if that is a module."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*module.split(".")[: -node.level], *([node.module] if node.module else [])])
            names |= {full if (full := f"{base}.{alias.name}") in known else base for alias in node.names}
    return names


@cache
def all_imports() -> Imports:
    known = set(modules())
    return {name: imported(path.read_text(encoding="utf-8"), name, known) for name, path in modules().items()}


def within(module: str, allowed: str) -> bool:
    """``sync.archive`` stands for itself and for what is below it."""
    return module == allowed or module.startswith(f"{allowed}.")


def room(module: str) -> str:
    """The room a module of the product stands in: ``fieldkit.desk``, ``sync``, ``printing``."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "fieldkit" else parts[0]


def floor(of: str) -> int:
    """How high a room stands; KeyError for one that is on no floor."""
    for height, rooms in enumerate(FLOORS):
        if of in rooms:
            return height
    raise KeyError(f"{of} stands on no floor")


def arrows(imports: Imports) -> set[tuple[str, str]]:
    """From which room to which other something is imported."""
    drawn = set()
    for module, names in imports.items():
        if module != "fieldkit":
            ours = {room(name) for name in names if name.split(".")[0] in PACKAGES}
            drawn |= {(room(module), other) for other in ours if other != room(module)}
    return drawn


def wrong_packages(imports: Imports) -> Iterator[str]:
    for module, names in imports.items():
        own = module.split(".")[0]
        allowed = set(PACKAGES) if own == "fieldkit" else {own}
        for name in sorted(names):
            if name.split(".")[0] in set(PACKAGES) - allowed:
                yield f"{module} → {name}"


def wrong_floors(imports: Imports) -> Iterator[str]:
    for one, other in sorted(arrows(imports)):
        if other.startswith("fieldkit.") and floor(other) >= floor(one):
            yield f"{one} → {other}"


def wrong_walls(imports: Imports) -> Iterator[str]:
    for module, names in imports.items():
        own = ".".join(module.split(".")[:2])
        if module.startswith("sync."):
            others = {name for name in names if name.startswith("sync.") and not within(name, own)}
            allowed = tuple(f"sync.{part}" for part in SYNC[own])
            yield from (
                f"{module} → {name}" for name in sorted(others) if not any(within(name, part) for part in allowed)
            )


def wrong_owners(imports: Imports) -> Iterator[str]:
    for module, names in imports.items():
        for name in sorted(names):
            for library, owners in ONLY.items():
                if within(name, library) and not any(within(module, owner) for owner in owners):
                    yield f"{module} → {name}"


def in_a_circle(imports: Imports) -> list[str]:
    """Modules that wait for themselves, also where a name is imported for its type only."""
    left = {module: {name for name in names if name in imports and name != module} for module, names in imports.items()}
    while ready := [module for module, names in left.items() if not names]:
        left = {module: names - set(ready) for module, names in left.items() if module not in ready}
    return sorted(left)


CHECKS: tuple[Check, ...] = (wrong_packages, wrong_floors, wrong_walls, wrong_owners, in_a_circle)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_imports_point_one_way(check: Check) -> None:
    assert list(check(all_imports())) == []


@pytest.mark.parametrize(
    ("check", "module", "source"),
    [
        (wrong_packages, "sync.protocol.batches", "from fieldkit.domain import journal"),
        (wrong_packages, "printing.qr", "import sync.journal.chain"),
        (wrong_packages, "sync.journal.chain", "def late():\n    from printing import qr"),
        (wrong_floors, "fieldkit.store.people", "from fieldkit.desk import session"),
        (wrong_floors, "fieldkit.domain.queue.visit", "from fieldkit.store import Store"),
        (wrong_floors, "fieldkit.errors", "from fieldkit.vault import keyring"),
        (wrong_floors, "fieldkit.tui.app", "from ..cli import main"),
        (wrong_floors, "fieldkit.office.enrolment", "from fieldkit.tui import run"),
        (wrong_floors, "fieldkit.desk.session", "if TYPE_CHECKING:\n    from fieldkit.tui import app"),
        (wrong_floors, "fieldkit.office.report", "from fieldkit.desk.closing.day_report import words"),
        (wrong_floors, "fieldkit.desk.session", "from fieldkit.office import keys"),
        (wrong_walls, "sync.client.exchange", "from sync.ingest import app"),
        (wrong_walls, "sync.ingest.app", "from sync.client import http"),
        (wrong_walls, "sync.protocol.batches", "from sync.archive import tables"),
        (wrong_owners, "fieldkit.desk.queue.calls", "import sqlcipher3.dbapi2"),
        (wrong_owners, "fieldkit.office.intake", "from sqlalchemy import text"),
        (wrong_owners, "fieldkit.office.intake", "from sqlite_utils import Database"),
        (wrong_owners, "fieldkit.desk.exchange.headquarters_link", "import httpx"),
        (wrong_owners, "fieldkit.cli", "from textual.app import App"),
    ],
)
def test_rule_catches_a_wrong_import(check: Check, module: str, source: str) -> None:
    imports = dict(all_imports())
    imports[module] = imports.get(module, set()) | imported(source, module, set(modules()))
    assert len(set(check(imports)) - set(check(all_imports()))) == 1


def test_rule_catches_a_circle() -> None:
    imports = dict(all_imports())
    imports["sync.errors"] = imports["sync.errors"] | {"sync.protocol.batches"}
    assert {"sync.errors", "sync.protocol.batches"} <= set(in_a_circle(imports))


def test_every_room_stands_on_a_floor_and_every_floor_has_its_rooms() -> None:
    rooms = {room(module) for module in modules()} - {"fieldkit"}
    assert rooms == {one for floor in FLOORS for one in floor}
    with pytest.raises(KeyError):
        floor("fieldkit.helpers")


def test_the_house_is_small_enough_to_find_ones_way() -> None:
    rooms = {room(module) for module in modules()} - {"fieldkit"}
    assert len(rooms) <= MOST_ROOMS
    assert len(FLOORS) <= MOST_FLOORS
    assert len(arrows(all_imports())) <= MOST_ARROWS


def test_what_is_imported_comes_with_the_program() -> None:
    extra = {name.split(".")[0] for names in all_imports().values() for name in names}
    foreign = {name for name in extra if name and name not in sys.stdlib_module_names and name not in PACKAGES}
    declared = {
        *("textual", "rich_pixels", "rich", "sqlite_utils", "sqlcipher3", "cryptography", "argon2", "msgspec", "httpx"),
        *("jinja2", "markupsafe", "platformdirs", "zxingcpp", "pypdfium2"),
        *("qrcode", "PIL", "reportlab", "phonenumbers", "babel", "starlette", "uvicorn"),
        *("sqlalchemy", "alembic", "psycopg", "serial"),
    }
    assert foreign <= declared


def test_a_module_is_one_job_on_a_page_or_two() -> None:
    sizes = {module: path.read_text(encoding="utf-8").count("\n") for module, path in modules().items()}
    assert {module: lines for module, lines in sizes.items() if lines > MOST_LINES} == {}


if __name__ == "__main__":  # python -m tests.house.test_imports: the house in figures
    drawn = arrows(all_imports())
    print(f"{sum(map(len, FLOORS))} rooms · {len(FLOORS)} floors · {len(drawn)} arrows")
    print(f"upwards: {list(wrong_floors(all_imports()))} · in a circle: {in_a_circle(all_imports())}")
