"""What is shown of a process of the drill that fell: where and why, line by line, and nothing that it worked on."""

import subprocess
import sys
from pathlib import Path

import pytest

from fieldkit.cli import main
from fieldkit.rehearsal.errors import CommandFailed
from fieldkit.rehearsal.play import child_process, drill

FALLS = """
def fold(name):
    raise ValueError(f"no such person: {name}")

def day():
    fold("María Quetzalynda")

day()
"""


def fallen(folder: Path, code: str) -> Path:
    """The error output of a program that fell."""
    (folder / "worker.py").write_text(code, encoding="utf-8")
    log = folder / "kit.log"
    with log.open("wb") as said:
        ended = subprocess.run([sys.executable, str(folder / "worker.py")], stderr=said, check=False)
    assert ended.returncode == 1
    return log


def test_of_a_traceback_the_places_and_the_kind_are_shown_line_by_line(tmp_path: Path) -> None:
    words = child_process.last_words(fallen(tmp_path, FALLS), 1)
    assert words.splitlines() == ["worker.py:8 <module>", "worker.py:6 day", "worker.py:3 fold", "ValueError"]


def test_a_deep_traceback_shows_its_end_and_no_data(tmp_path: Path) -> None:
    deep = "def down(n, name):\n    return down(n - 1, name) if n else {}[name]\n\n\ndown(30, 'Quetzalynda')\n"
    words = child_process.last_words(fallen(tmp_path, deep), 1).splitlines()
    assert len(words) <= 8
    assert words[-1] == "KeyError"
    assert set(words[:-1]) <= {"worker.py:2 down", "worker.py:5 <module>"}


def test_what_a_program_says_itself_keeps_its_lines_and_silence_is_its_status(tmp_path: Path) -> None:
    log = tmp_path / "kit.log"
    log.write_text("✗ El disco está lleno.\n\n  Libere espacio.\n", encoding="utf-8")
    assert child_process.last_words(log, 1) == "✗ El disco está lleno.\n  Libere espacio."
    log.write_bytes(b"")
    assert child_process.last_words(log, 3) == "3"


def test_the_drill_shows_them_under_its_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = fallen(tmp_path, FALLS)

    def stop(*_given: object) -> None:
        raise CommandFailed(command="kit", said=child_process.last_words(log, 1))

    monkeypatch.setattr(drill, "play", stop)
    assert main(["drill"]) == 1
    err = capsys.readouterr().err
    assert "\n  worker.py:6 day\n  worker.py:3 fold\n  ValueError\n" in err
    assert "Quetzalynda" not in err
