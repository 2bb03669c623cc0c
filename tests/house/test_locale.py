"""The words of the screens: every message in English, nothing left out, and room for one more language."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from fieldkit import locale
from fieldkit.domain.catalog.load import load
from fieldkit.domain.catalog.tables import is_services
from tests.house.test_imports import modules
from tests.support import translation

SPANISH = re.compile(r"[áéíóúñÁÉÍÓÚÑ¿¡«»]")
# The arithmetic of letters, the letters a printer is tried with, and an answer that is understood in either language.
NOT_WORDS = {"Ñ", "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ", "ÁÉÍÓÚÑ áéíóúñ ü ¿¡ €", "sí"}
# What other countries' keys give, people and places that never were, sentences that a pretended office writes, and
# the words that its papers must hold.
INVENTED = {
    *("keyboards.py", "plan.py", "drill.py", "fixtures.py", "demo.py"),
    *("expected_report.py", "expected_hall.py", "expected_rooms.py", "paper_check.py"),
}


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    """Each message with its English; empty where there is none."""
    return translation.read(locale.HERE / "en.po")


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The English file as ``make messages`` leaves it."""
    file = tmp_path_factory.mktemp("locale") / "en.po"
    file.write_bytes((locale.HERE / "en.po").read_bytes())
    translation.update(file)
    return file


@pytest.fixture(scope="module")
def messages(updated: Path) -> set[str]:
    """Every message that the program marks."""
    return set(translation.read(updated))


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of translators' files of its own."""
    monkeypatch.setattr(locale, "HERE", tmp_path)
    locale.catalogue.cache_clear()
    yield tmp_path
    locale.catalogue.cache_clear()
    locale.speak(locale.DEFAULT)


def placeholders(message: str) -> list[str]:
    """Names in braces, sorted; raises ValueError when the braces are wrong."""
    return sorted(name for _text, name, _spec, _how in Formatter().parse(message) if name is not None)


def test_make_messages_changes_nothing(updated: Path) -> None:
    def lines(file: Path) -> list[str]:
        return [line for line in file.read_text(encoding="utf-8").splitlines() if "Generated-By" not in line]

    assert lines(updated) == lines(locale.HERE / "en.po"), "run: make messages"


def test_every_message_has_an_english_translation(messages: set[str], english: dict[str, str]) -> None:
    lacking = [text for text in messages if not english.get(text)]
    assert not lacking, "run: make messages"


def test_no_translation_outlives_its_message(messages: set[str], english: dict[str, str]) -> None:
    assert not english.keys() - messages


def test_every_marked_text_stands_where_pybabel_finds_it(messages: set[str]) -> None:
    unseen = [
        f"{module}: {text}"
        for module, path in modules().items()
        for text in _marked(ast.parse(path.read_text(encoding="utf-8")))
        if text not in messages
    ]
    assert not unseen, "a mark inside an f-string, inside another mark, or around more than a text"


def test_rule_catches_a_mark_that_pybabel_overlooks() -> None:
    source = """f"{_('uno')}"; _(found.get(key, N_("dos"))); _("tres" if many else "cuatro"); N_("cinco")"""
    assert sorted(_marked(ast.parse(source))) == ["cinco", "cuatro", "dos", "tres", "uno"]


def _marked(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="_" | "N_"), args=[ast.Constant(value=str(text))]):
                yield text
            case ast.Call(func=ast.Name(id="_" | "N_"), args=[ast.IfExp(body=body, orelse=orelse)]):
                yield from (str(part.value) for part in (body, orelse) if isinstance(part, ast.Constant))
            case _:
                pass


def test_a_message_and_its_translation_have_the_same_placeholders(english: dict[str, str]) -> None:
    assert not [text for text, told in english.items() if placeholders(text) != placeholders(told)]


def test_every_message_can_be_filled_in_both_languages(english: dict[str, str]) -> None:
    for text in (*english.keys(), *english.values()):
        names = placeholders(text)
        assert all(name.isidentifier() for name in names), text
        assert "{" not in text.format(**dict.fromkeys(names, 7))


def test_signs_line_breaks_and_edges_are_the_same_in_english(english: dict[str, str]) -> None:
    for text, told in english.items():
        for sign in "✓✗●○★↑↓·\n":
            assert text.count(sign) == told.count(sign), text
        for cut in (str.lstrip, str.rstrip):
            assert len(text) - len(cut(text)) == len(told) - len(cut(told)), text


def test_no_spanish_is_shown_without_being_a_message(messages: set[str]) -> None:
    known = messages | NOT_WORDS
    left_out = [
        f"{file.name}: {text}"
        for file in modules().values()
        if file.name not in INVENTED
        for text in _literals(ast.parse(file.read_text(encoding="utf-8")))
        if SPANISH.search(text) and text not in known
    ]
    assert not left_out


def _literals(tree: ast.AST) -> Iterator[str]:
    """Texts in code, without docstrings and without what stands in both languages side by side."""
    match tree:
        case (
            ast.Expr(value=ast.Constant()) | ast.Call(func=ast.Name(id="Words"), args=[ast.Constant(), ast.Constant()])
        ):
            return
        case ast.Constant(value=str(text)):
            yield text
        case _:
            for part in ast.iter_child_nodes(tree):
                yield from _literals(part)


def test_a_language_without_a_file_falls_back_to_spanish() -> None:
    assert locale.translate("Falta el nombre.", "fr") == "Falta el nombre."


def test_english_is_spoken_only_after_it_was_asked_for(elsewhere: Path, updated: Path) -> None:
    (elsewhere / "en.po").write_bytes(updated.read_bytes())
    assert locale._("Guardado {time}") == "Guardado {time}"
    locale.speak("en")
    assert locale._("Guardado {time}") == "Saved {time}"
    assert locale._("") == ""


def test_a_third_language_is_one_more_file_and_nothing_else(elsewhere: Path, messages: set[str]) -> None:
    file = elsewhere / "nah.po"
    translation.update(file)
    assert translation.read(file) == dict.fromkeys(messages | {words["es"] for words in _words(_tables())}, "")
    service = next(iter(load().services.values())).name
    text = file.read_text(encoding="utf-8")
    for spanish, other in (("Fila", "Tecpantiliztli"), (service.es, "Amatl")):
        text = text.replace(f'msgid "{spanish}"\nmsgstr ""', f'msgid "{spanish}"\nmsgstr "{other}"')
    file.write_text(text, encoding="utf-8")

    assert locale.languages() == ("es", "nah")
    locale.speak("nah")
    assert locale._("Fila") == "Tecpantiliztli"
    assert str(service) == "Amatl"
    assert locale._("Recepción") == "Recepción"
    translation.update(file)
    assert sorted(filter(None, translation.read(file).values())) == ["Amatl", "Tecpantiliztli"]


def test_everything_in_the_tables_of_services_stands_in_both_languages() -> None:
    found = list(_words(tables := _tables()))
    assert len(found) > len(load().services)
    for words in found:
        assert words.keys() == {"es", "en"}
        assert all(text.strip() for text in words.values())
        assert placeholders(words["es"]) == placeholders(words["en"]) == []
    offered = [row for file, table in tables.items() if is_services(file) for row in table.values() if "name" in row]
    assert len(offered) == len(load().services)
    named = [*offered, *tables["requirements.toml"]["requirement"].values()]
    assert all("es" in row["name"] for row in named)
    assert all("es" in row["label"] for row in tables["fields.toml"]["field"].values())


def _tables() -> dict[str, dict[str, Any]]:
    folder = translation.ROOT / "fieldkit" / "domain" / "catalog"
    return {file.name: tomllib.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.toml")}


def _words(value: object) -> Iterator[dict[str, str]]:
    """Every table that has a Spanish or an English text."""
    if isinstance(value, dict):
        if value.keys() & {"es", "en"}:
            yield value
        else:
            for part in value.values():
                yield from _words(part)
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
