"""Files are written in one strength: only ``durable_files`` renames and forces to the disk."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.test_imports import modules

OWNER = "sync.durable_files"
# What the rehearsal lays out for itself survives no power cut.
PLAIN = ("fieldkit.rehearsal",)


def by_hand(module: str, source: str) -> Iterator[str]:
    """Calls that write, rename or force to the disk past ``durable_files``."""
    if module == OWNER:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            called = node.func.attr
            wrong = (
                (called in {"fsync", "fdatasync", "rename", "renames"} and owner != "durable_files")
                or (owner, called) == ("os", "replace")
                or (owner == "shutil" and called in {"move", "copy", "copy2", "copyfile", "copytree"})
                or (called == "replace" and len(node.args) == 1 and not node.keywords)  # a path's, not a text's
                or (called in {"write_bytes", "write_text"} and not module.startswith(PLAIN))
            )
            if wrong:
                yield f"{module}:{node.lineno} {called}"


def test_no_module_writes_and_renames_by_hand() -> None:
    found = [one for name, path in modules().items() for one in by_hand(name, path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.fsync(3)",
        "import os\nos.replace('a', 'b')",
        "from pathlib import Path\nPath('a').replace(Path('b'))",
        "from pathlib import Path\nPath('a').rename('b')",
        "import shutil\nshutil.move('a', 'b')",
        "import shutil\nshutil.copyfile('a', 'b')",
        "from pathlib import Path\nPath('a').write_bytes(b'')",
    ],
)
def test_rule_catches_a_write_by_hand(source: str) -> None:
    assert len(list(by_hand("fieldkit.desk.outreach", source))) == 1
