"""Imports point one way (DESIGN §7): every module of the product is read, none is run."""

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("fieldkit", "sync", "printing")
# A module is one job on one page or two; what grows past this is two jobs.
MOST_LINES = 300

# The floors of fieldkit, lowest first: a module may import from its own floor and from those below.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "locale"),
    (
        *("journal", "vault", "keyfile", "passphrase", "catalog", "people", "pack", "invitation", "clock", "config"),
        *("crash", "home", "photos", "snapshot", "line", "forecast", "hall", "page", "ways", "visits", "applications"),
        *("counted", "tally", "till", "stock", "slip_words", "listening"),
        "report",
        *("cases", "case_form", "outreach"),
    ),
    ("store",),
    ("desk",),
    ("tui", "drill", "office", "demo", "simulation", "board"),
    ("cli", "__main__"),
)
# Within the second floor, what folds the journal stands above the rest; a pack carries the rule of the line.
UPPER_PURE = {
    *("line", "forecast", "hall", "page", "ways", "visits", "applications", "pack", "snapshot", "till", "stock"),
    *("cases", "case_form", "outreach", "report"),
}

# Who alone may import what: the store and the archive speak SQL, the screens draw, the client calls.
ONLY: Mapping[str, tuple[str, ...]] = {
    "sqlcipher3": ("fieldkit.store",),
    "sqlite_utils": ("fieldkit.store",),
    "sqlite3": ("sync.archive.archive",),
    "sqlalchemy": ("sync.archive.archive",),
    "psycopg": ("sync.archive.archive",),
    "textual": ("fieldkit.tui",),
    "rich_pixels": ("fieldkit.tui",),
    "httpx": ("sync.client.http", "sync.protocol.tls"),
    "requests": (),
    "urllib.request": (),
    "http.client": (),
    "reportlab": ("printing",),
    "argon2": ("fieldkit.vault.passphrase",),
}

Imports = dict[str, set[str]]


def modules() -> dict[str, Path]:
    """Every module of the product by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def _nodes(tree: ast.AST, *, running: bool) -> Iterator[ast.AST]:
    """Every node; while running, what stands under ``if TYPE_CHECKING`` is not there."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        typing_only = isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING")
        if not (running and typing_only):
            yield from _nodes(child, running=running)


def imported(source: str, module: str, known: set[str], *, running: bool = False) -> set[str]:
    """The dotted names that a module imports, wherever in the file; ``from a import b`` is ``a.b`` if that is one."""
    names = set()
    for node in _nodes(ast.parse(source), running=running):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*module.split(".")[: -node.level], *([node.module] if node.module else [])])
            names |= {full if (full := f"{base}.{alias.name}") in known else base for alias in node.names}
    return names


@cache
def all_imports(*, running: bool = False) -> Imports:
    known = set(modules())
    return {
        name: imported(path.read_text(encoding="utf-8"), name, known, running=running)
        for name, path in modules().items()
    }


def within(module: str, allowed: str) -> bool:
    """``sync.archive.archive`` stands for itself, for what is below it, and for ``sync.archive.tables``."""
    return module == allowed or module.startswith((f"{allowed}.", f"{allowed}_"))


def floor(module: str) -> float:
    """How high a module of fieldkit stands; KeyError for a room that is on no floor."""
    room = module.split(".")[1]
    for height, rooms in enumerate(FLOORS):
        if room in rooms:
            return height + (0.5 if room in UPPER_PURE else 0)
    raise KeyError(f"{module} stands on no floor")


def wrong_packages(imports: Imports) -> Iterator[str]:
    for module, names in imports.items():
        own = module.split(".")[0]
        allowed = set(PACKAGES) if own == "fieldkit" else {own}
        for name in sorted(names):
            if name.split(".")[0] in set(PACKAGES) - allowed:
                yield f"{module} → {name}"


def wrong_floors(imports: Imports) -> Iterator[str]:
    for module, names in imports.items():
        if module.count(".") == 0 or not module.startswith("fieldkit."):
            continue
        for name in sorted(names):
            if name.startswith("fieldkit.") and floor(name) > floor(module):
                yield f"{module} → {name}"


def wrong_owners(imports: Imports) -> Iterator[str]:
    for module, names in imports.items():
        for name in sorted(names):
            for library, owners in ONLY.items():
                if (name == library or name.startswith(f"{library}.")) and not any(
                    within(module, owner) for owner in owners
                ):
                    yield f"{module} → {name}"


def put_together_elsewhere(imports: Imports) -> Iterator[str]:
    """Only the command line brings the rooms of one floor together: screens, drill and office do not meet."""
    rooms = set(FLOORS[4])
    for module, names in imports.items():
        room = module.split(".")[1] if "." in module else ""
        if module.startswith("fieldkit.") and room in rooms - {"drill", "demo"}:
            others = {f"fieldkit.{other}" for other in rooms - {room}}
            yield from (f"{module} → {name}" for name in sorted(names) if any(within(name, one) for one in others))


CHECKS = (wrong_packages, wrong_floors, wrong_owners, put_together_elsewhere)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_imports_point_one_way(check) -> None:
    assert list(check(all_imports())) == []


@pytest.mark.parametrize(
    ("check", "module", "source"),
    [
        (wrong_packages, "sync.protocol.batches", "from fieldkit import journal"),
        (wrong_packages, "printing.qr", "import sync.journal.chain"),
        (wrong_packages, "sync.journal.chain", "def late():\n    from printing import qr"),
        (wrong_floors, "fieldkit.desk.queue.calls", "from fieldkit.tui import app"),
        (wrong_floors, "fieldkit.domain.queue.visit", "from fieldkit.store import Store"),
        (wrong_floors, "fieldkit.store.people", "from fieldkit.desk import session"),
        (wrong_floors, "fieldkit.domain.journal", "from fieldkit import visits"),
        (wrong_floors, "fieldkit.errors", "from fieldkit import vault"),
        (wrong_floors, "fieldkit.tui.app", "from ..cli import main"),
        (wrong_owners, "fieldkit.desk.queue.calls", "import sqlcipher3.dbapi2"),
        (wrong_owners, "fieldkit.office.intake", "from sqlalchemy import text"),
        (wrong_owners, "fieldkit.desk.exchange.sync_run", "import httpx"),
        (wrong_owners, "fieldkit.cli.kit", "from textual.app import App"),
        (put_together_elsewhere, "fieldkit.office.enrolment", "from fieldkit.tui import run"),
    ],
)
def test_twin_a_wrong_import_is_caught(check, module: str, source: str) -> None:
    imports = dict(all_imports())
    imports[module] = imports.get(module, set()) | imported(source, module, set(modules()))
    assert len(set(check(imports)) - set(check(all_imports()))) == 1


def test_every_module_stands_on_a_floor() -> None:
    heights = [floor(module) for module in modules() if module.startswith("fieldkit.")]
    assert len(heights) > 50
    with pytest.raises(KeyError):
        floor("fieldkit.helpers")


def in_a_cycle(imports: Imports) -> list[str]:
    left = {module: {name for name in names if name in imports and name != module} for module, names in imports.items()}
    while ready := [module for module, names in left.items() if not names]:
        left = {module: names - set(ready) for module, names in left.items() if module not in ready}
    return sorted(left)


def test_no_module_waits_for_itself() -> None:
    assert in_a_cycle(all_imports(running=True)) == []


def test_twin_a_cycle_is_caught() -> None:
    imports = dict(all_imports(running=True))
    imports["sync.errors"] = imports["sync.errors"] | {"sync.protocol.batches"}
    assert {"sync.errors", "sync.protocol.batches"} <= set(in_a_cycle(imports))


def test_what_is_imported_comes_with_the_program() -> None:
    extra = {name.split(".")[0] for names in all_imports().values() for name in names}
    foreign = {name for name in extra if name and name not in sys.stdlib_module_names and name not in PACKAGES}
    declared = {
        *("textual", "rich_pixels", "rich", "sqlite_utils", "sqlcipher3", "cryptography", "argon2", "msgspec", "httpx"),
        *("qrcode", "PIL", "reportlab", "phonenumbers", "babel", "starlette", "uvicorn"),
        *("sqlalchemy", "psycopg", "serial"),
    }
    assert foreign <= declared


def test_a_module_is_one_job_on_a_page_or_two() -> None:
    sizes = {module: path.read_text(encoding="utf-8").count("\n") for module, path in modules().items()}
    assert {module: lines for module, lines in sizes.items() if lines > MOST_LINES} == {}
