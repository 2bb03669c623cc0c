"""`make soak` runs every campaign that has a longer form: what a test does more of in full, it is marked for."""

import ast
from pathlib import Path

import pytest

FILES = sorted(Path(__file__).parents[1].rglob("test_*.py"))


def marked(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("mark.soak" in ast.unparse(one) for one in function.decorator_list)


def goes_further(tree: ast.Module, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a test asks if this is a soak, or uses a figure of its file that does."""
    asking = {"SOAK"} | {
        target.id
        for one in tree.body
        if isinstance(one, ast.Assign) and "SOAK" in ast.unparse(one.value)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return bool(asking & used) or any(isinstance(n, ast.Attribute) and n.attr == "SOAK" for n in ast.walk(function))


def unmarked(text: str) -> list[str]:
    tree = ast.parse(text)
    tests = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [
        one.name
        for one in tests
        if one.name.startswith("test_") and goes_further(tree, one) and not marked(one) and "pytestmark" not in text
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_whatever_has_a_longer_form_runs_in_the_soak(file: Path) -> None:
    assert unmarked(file.read_text(encoding="utf-8")) == []


def test_a_campaign_without_its_mark_is_found() -> None:
    assert unmarked("N = 9 if SOAK else 1\ndef test_n():\n    for _ in range(N): pass\n") == ["test_n"]
    assert unmarked("N = 9\ndef test_n():\n    for _ in range(N): pass\n") == []
