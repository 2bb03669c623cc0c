"""What commands print does no harm and ends no command, wherever it goes."""

import ast
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fieldkit.cli import main, output
from fieldkit.locale.plain import harmless
from tests.house.test_imports import modules


@pytest.mark.parametrize(
    "sent",
    ["\x1b]0;title\x07", "\x1b[2J", "\x9b31m", "\u202eevil", "\u200bhidden", "over\rwritten", "\ufeff", "\ud800"],
)
def test_nothing_printed_steers_the_terminal(sent: str, capsys: pytest.CaptureFixture[str]) -> None:
    output.say(f"laptop {sent}")
    shown = capsys.readouterr().out
    assert shown.startswith("laptop ")
    assert all(char.isprintable() or char == "\n" for char in shown)


def test_what_is_readable_stays() -> None:
    assert harmless("Ñandú\t«ok» ✓\nMañana") == "Ñandú\t«ok» ✓\nMañana"


def _prints(source: str) -> list[int]:
    """Lines that print past the door."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name == "print" or name.startswith(("sys.stdout.write", "sys.stderr.write", "sys.stdout.buffer")):
                found.append(node.lineno)
    return found


def test_every_command_prints_through_one_door() -> None:
    told = {
        name: lines
        for name, path in modules().items()
        if name.startswith("fieldkit.cli") and name != output.__name__
        if (lines := _prints(path.read_text(encoding="utf-8")))
    }
    assert told == {}
    assert _prints("print('x')\nsys.stdout.write('x')") == [1, 2]


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp850", "utf-16"])
def test_an_output_that_is_not_utf8_ends_no_command(encoding: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "fieldkit", "catalog", "check"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding},
    )
    assert (told.returncode, told.stderr) == (0, b"")
    assert "Servicios" in told.stdout.decode(encoding)


def test_a_sign_that_cannot_be_written_is_written_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii", newline="\n"))
    output.take_any_encoding()
    output.say("✓ Mañana … 漢")
    assert raw.getvalue() == b"OK Manana ... ?\n"


def test_a_reader_that_has_gone_ends_the_command_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    told = subprocess.run(
        [sys.executable, "-m", "fieldkit", "catalog", "show", "PAS-A1"],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (told.returncode, told.stderr) == (141, b"")


def test_a_file_that_is_not_there_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "llave.json")
    assert main(["check-slip", "AAAA", "--key", missing]) == 1
    told = capsys.readouterr().err
    assert "llave.json: no está ahí" in told
    assert "No such file" not in told


def test_a_file_that_is_no_table_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "fees.toml.txt").write_text("", encoding="utf-8")
    assert main(["catalog", "check", str(tmp_path)]) == 0
    assert "fees.toml.txt" in capsys.readouterr().out
