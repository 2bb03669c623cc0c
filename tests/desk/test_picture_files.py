"""Files of cameras and scanners: what terminals write when one is dropped, and what cannot be read."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit.desk.capture import picture_files
from fieldkit.errors import spoken
from tests.support.problems import raises

DROPPED: dict[str, Callable[[Path], str]] = {
    "macOS": lambda path: (
        str(path).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)").replace("'", "\\'") + " "
    ),
    "Linux": lambda path: "'" + str(path).replace("'", "'\\''") + "' ",
    "Windows": lambda path: f'"{path}"',
    "PowerShell": lambda path: f'& "{path}"',
    "a desktop's address": lambda path: path.as_uri() + "\r\n",
    "typed": str,
}


@pytest.mark.parametrize("how", DROPPED)
@pytest.mark.parametrize("name", ["IMG 1.jpg", "Foto de José (2).jpg", "d'Ana.jpg", "plain.jpg", "50%20.jpg"])
def test_a_dropped_file_is_read(how: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"a picture")
    assert picture_files.read(DROPPED[how](path)) == b"a picture"


def test_a_name_that_looks_quoted_or_escaped_is_meant_as_it_stands(tmp_path: Path) -> None:
    for name in ("'a'.jpg", "a\\ b.jpg"):
        (tmp_path / name).write_bytes(name.encode())
        assert picture_files.read(str(tmp_path / name)) == name.encode()


def test_windows_addresses_and_paths() -> None:
    assert Path("C:/Fotos/IMG 1.jpg") in list(picture_files.paths_in("file:///C:/Fotos/IMG%201.jpg"))
    assert Path("C:\\Fotos\\IMG 1.jpg") in list(picture_files.paths_in('"C:\\Fotos\\IMG 1.jpg"'))
    assert Path("C:\\Fotos\\IMG 1.jpg") in list(picture_files.paths_in("& 'C:\\Fotos\\IMG 1.jpg'"))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{here}/none.jpg", "No hay ningún archivo"),
        ("{here}/a\0b.jpg", "No hay ningún archivo"),
        ("{here}/" + "x" * 5000, "No hay ningún archivo"),
        ("{here}", "carpeta"),
        ("'", "No hay ningún archivo"),
    ],
)
def test_what_cannot_be_opened_is_told_in_the_operators_words(text: str, word: str, tmp_path: Path) -> None:
    with raises(picture_files.CANNOT_OPEN) as refused:
        picture_files.read(text.format(here=tmp_path))
    assert word in spoken(refused.value).cause


@pytest.mark.skipif(sys.platform == "win32", reason="has no such files")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with raises(picture_files.CANNOT_OPEN):
        picture_files.read(str(tmp_path / "pipe.jpg"))


def test_the_newest_come_first_with_time_and_size(tmp_path: Path) -> None:
    for at, name in enumerate(["b.jpg", "a.PNG", "c.tif", "notes.txt", ".hidden.jpg", "d.heic"]):
        (tmp_path / name).write_bytes(bytes(at))
        os.utime(tmp_path / name, (1000 + at, 1000 + at))
    found = picture_files.newest(tmp_path)
    assert [(one.path.name, one.at, one.size) for one in found] == [
        ("d.heic", 1005, 5),
        ("c.tif", 1002, 2),
        ("a.PNG", 1001, 1),
        ("b.jpg", 1000, 0),
    ]
    assert picture_files.newest(tmp_path / "none") == []
