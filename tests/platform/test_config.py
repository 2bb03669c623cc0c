"""Settings as Notepad and Windows write them."""

from pathlib import Path

import pytest

from fieldkit.platform import config, problems
from tests.support.problems import raises


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b'\xef\xbb\xbflanguage = "en"\n')
    assert config.load(file).language == "en"


@pytest.mark.parametrize("path", ["C:\\nuevas\\fotos", "C:\\Users\\ana\\Pictures"])
def test_a_path_of_windows_is_told_with_its_remedy(tmp_path: Path, path: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'table = "2"\nwatch_folder = "{path}"\n', encoding="utf-8")
    with raises(problems.BAD_CONFIG) as problem:
        config.load(file)
    assert "línea 2" in str(problem.value.facts["reason"])
    assert "comillas simples" in str(problem.value.facts["reason"])


def test_a_path_in_single_quotes_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("watch_folder = 'C:\\nuevas\\fotos'\n", encoding="utf-8")
    assert config.load(file).watch_folder == "C:\\nuevas\\fotos"


def test_a_file_in_another_encoding_is_told_how_to_be_saved(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes('language = "es"'.encode("utf-16"))
    with raises(problems.BAD_CONFIG) as problem:
        config.load(file)
    assert "UTF-8" in str(problem.value.facts["reason"])
