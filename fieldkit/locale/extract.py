"""Collects every message of the program and merges it into the translators' files: ``make messages``.

Besides what ``_()`` and ``N_()`` mark, the words of problems count: the class attributes ``title``, ``cause`` and
``remedy``, what is given as ``reason`` or ``sentence``, and the constants of a module of problems, because they are
translated where they are shown. The tables of services carry their own English; a further language needs their words.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
PACKAGES = ("fieldkit", "sync", "printing")
_MARKERS = frozenset({"_", "N_"})
_ATTRIBUTES = frozenset({"title", "cause", "remedy"})
_KEYWORDS = frozenset({"reason", "sentence"})
_TABLES = frozenset({"REASONS"})
_PROBLEMS = "problems.py"
_WITH_OWN_WORDS = "en"


def messages(root: Path = ROOT) -> dict[str, str]:
    """Every message id with the first file that holds it."""
    found: dict[str, str] = {}
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            constants = _constants(tree) if file.name == _PROBLEMS else ()
            for text in (*_in_module(tree), *constants):
                if text.strip():
                    found.setdefault(text, file.relative_to(root).as_posix())
    return found


def table_words(root: Path = ROOT) -> dict[str, str]:
    """Every Spanish text of the tables of services, with its file: their English stands beside it."""
    found: dict[str, str] = {}
    for file in sorted((root / "fieldkit" / "domain" / "catalog").glob("*.toml")):
        for text in _spanish(tomllib.loads(file.read_text(encoding="utf-8"))):
            found.setdefault(text, file.relative_to(root).as_posix())
    return found


def _spanish(value: object) -> Iterator[str]:
    match value:
        case {"es": str(text), "en": str()}:
            yield text
        case dict():
            for part in value.values():
                yield from _spanish(part)
        case list():
            for part in value:
                yield from _spanish(part)
        case _:
            pass


def _in_module(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _MARKERS:
                yield from _text(first)
            case ast.ClassDef(body=body):
                for statement in body:
                    yield from _class_words(statement)
            case ast.keyword(arg=name, value=value) if name in _KEYWORDS:
                yield from _text(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(values=values)) if name in _TABLES:
                for value in values:
                    yield from _text(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Dict(values=values)) if name in _TABLES:
                for value in values:
                    yield from _text(value)
            case _:
                pass


def _constants(tree: ast.Module) -> Iterator[str]:
    for statement in tree.body:
        match statement:
            case ast.Assign(value=ast.Constant(value=str(text))):
                yield text
            case _:
                pass


def _class_words(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in _ATTRIBUTES:
            yield from _text(value)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name in _ATTRIBUTES:
            yield from _text(value)
        case _:
            pass


def _text(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _text(body)
            yield from _text(orelse)
        case _:
            pass


def merge(file: Path, found: dict[str, str]) -> tuple[int, int]:
    """Bring a translator's file up to date; returns how many messages it has and how many lack a translation."""
    old = Catalog()
    if file.exists():
        with file.open("rb") as source:
            old = read_po(source)
    new = Catalog(locale=file.stem, project="fieldkit", charset="utf-8", fuzzy=False)
    for text, place in sorted(found.items(), key=lambda item: (item[1], item[0])):
        known = old.get(text)
        new.add(text, known.string if known else "", locations=[(place, 0)])
    with file.open("wb") as target:
        write_po(target, new, width=120, include_lineno=False)
    return len(found), sum(not message.string for message in new if message.id)


def main(begin: Sequence[str] = (), here: Path = Path(__file__).parent) -> int:
    """Update every catalogue beside this file, and ``begin`` those of further languages (ISO 639).

    Exit status 1 when one lacks translations.
    """
    lacking = 0
    for file in sorted({*here.glob("*.po"), *(here / f"{language}.po" for language in begin)}):
        wanted = messages() if file.stem == _WITH_OWN_WORDS else table_words() | messages()
        total, missing = merge(file, wanted)
        print(f"{file.name}: {total} messages, {missing} without translation")
        lacking += missing
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
