"""The languages that people speak: a table, shown with their own names, asked at the door and told when called."""

import re
from datetime import date
from pathlib import Path

import pytest

from fieldkit.domain.catalog.errors import BadCatalog
from fieldkit.domain.catalog.field_values import check_value
from fieldkit.domain.catalog.load import load
from fieldkit.domain.catalog.tables import HERE

SHIPPED = load()
WANTED = {"spa", "eng", "nah", "mix", "zap", "trc", "ote", "tzo", "tzh", "yua", "mir", "amu"}
TODAY = date(2026, 11, 21)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in HERE.glob("*.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def test_every_language_has_its_name_in_both_languages_and_its_own() -> None:
    assert SHIPPED.languages.keys() >= WANTED
    for code, language in SHIPPED.languages.items():
        assert re.fullmatch("[a-z]{3}", code)
        assert all((language.name.es, language.name.en, language.own))
    assert list(SHIPPED.languages)[:2] == ["spa", "eng"]


@pytest.mark.parametrize("code", SHIPPED.languages)
def test_a_language_is_understood_by_code_and_by_each_of_its_names(code: str) -> None:
    field, language = SHIPPED.fields["language"], SHIPPED.languages[code]
    for typed in (code, language.name.es, language.name.en, language.own, language.own.upper()):
        assert check_value(field, typed, today=TODAY) == code


def test_a_language_that_is_not_in_the_table_is_kept_as_typed() -> None:
    assert check_value(SHIPPED.fields["language"], "Chuj", today=TODAY) == "Chuj"


def test_a_new_language_is_one_row(folder: Path) -> None:
    with (folder / "languages.toml").open("a", encoding="utf-8") as out:
        out.write('kjb = { name = { es = "Kanjobal", en = "Q\'anjob\'al" }, own = "Q\'anjob\'al" }\n')
    made = load(folder)
    assert check_value(made.fields["language"], "q'anjob'al", today=TODAY) == "kjb"


@pytest.mark.parametrize(
    "row",
    ['xxx = { name = { es = "Una" }, own = "A" }', 'xxx = { name = { es = "Una", en = "One" } }', 'xxx = "Una"'],
)
def test_a_language_without_one_of_its_names_is_refused_by_name(folder: Path, row: str) -> None:
    with (folder / "languages.toml").open("a", encoding="utf-8") as out:
        out.write(row + "\n")
    with pytest.raises(BadCatalog) as refused:
        load(folder)
    assert refused.value.facts["file"] == "languages.toml"
    assert str(refused.value.facts["key"]).startswith("language.xxx")
